import type { BgpNeighbour, BgpProcess } from '../../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { RoutePolicyEntry, RouteSetting } from '../../../../../grammars/model/routing.ts';
import { defineRule, type Report } from '../../../review/rule.ts';

/** More than this is a slip rather than a wish: paths this long have stopped routers. */
const FAR_TOO_MANY = 10;

export const rule = defineRule({
  meta: {
    id: 'bgp/as-path-anomaly',
    severity: 'warning',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'AS path that is made longer than it helps, or with the number of somebody else',
      'zh-cn': 'AS 路径附加过长,或附加了他人的 AS 号',
    },
    sources: ['RFC 4271 section 5.1.2', 'RFC 7607', 'RFC 6793', 'RFC 7300'],
    options: {
      maxPrepend: {
        default: 5,
        unit: 'entries',
        description: {
          en: 'AS numbers that one policy entry may put in front of a path',
          'zh-cn': '一条策略最多可在路径前附加的 AS 号数量',
        },
      },
    },
  },
  *check({ device, option, profile }) {
    yield* reserved(device);
    const most = option<number>('maxPrepend');
    for (const { entries = [] } of device.policies)
      for (const entry of entries)
        for (const setting of entry.settings) if (setting.kind === 'prepend') yield* tooLong(setting, entry, most);
    if (profile !== 'lab') yield* foreign(device);
  },
});

type Prepend = Extract<RouteSetting, { kind: 'prepend' }>;

function* tooLong({ asns, span }: Prepend, entry: RoutePolicyEntry, most: number): Generator<Report> {
  if (asns.length <= most) return;
  yield {
    severity: asns.length > FAR_TOO_MANY ? 'warning' : 'info',
    span: span ?? entry.span,
    text: {
      en: `${asns.length} AS numbers are put in front of the path: beyond ${most}, further ones turn no traffic away, and long paths are refused by some networks. Use three, or ask the neighbour to prefer less by a community.`,
      'zh-cn': `在路径前附加了 ${asns.length} 个 AS 号:超过 ${most} 个后不再影响选路,过长的路径还会被部分网络拒绝。请使用三个左右,或用团体属性请对端降低优先级。`,
    },
  };
}

/** Numbers that are put into paths sent to the outside, and are neither ours nor the neighbour's. */
function* foreign(device: Device): Generator<Report> {
  const policies = new Map(device.policies.map((policy) => [policy.name.value, policy]));
  const told = new Set<RouteSetting>();
  for (const process of device.bgp) {
    if (!process.asn || process.reflectsOrConfederates) continue;
    for (const neighbour of process.neighbours) {
      if (neighbour.external !== true || neighbour.shutdown) continue;
      const own = new Set(ownNumbers(device, neighbour));
      for (const { kind, name } of neighbour.families.flatMap(({ exports }) => exports)) {
        const policy = kind === 'route-policy' ? policies.get(name.value) : undefined;
        for (const entry of policy?.entries ?? [])
          for (const setting of entry.settings) {
            if (setting.kind !== 'prepend' || told.has(setting)) continue;
            const strange = setting.asns.find((asn) => !own.has(asn));
            if (strange === undefined) continue;
            told.add(setting);
            yield strangerText(strange, setting, entry, neighbour, process);
          }
      }
    }
  }
}

function* ownNumbers({ bgp }: Device, neighbour: BgpNeighbour): Generator<number> {
  for (const { asn, neighbours } of bgp) {
    if (asn) yield asn.value;
    for (const { localAs } of neighbours) if (localAs !== undefined) yield localAs;
  }
  if (neighbour.localAs !== undefined) yield neighbour.localAs;
}

function strangerText(
  strange: number,
  { span }: Prepend,
  entry: RoutePolicyEntry,
  { address, remoteAs }: BgpNeighbour,
  process: BgpProcess,
): Report {
  const theirs = strange === remoteAs?.value;
  return {
    span: span ?? entry.span,
    text: theirs
      ? {
          en: `AS ${strange} is put in front of paths sent to ${address.value}, which is AS ${strange} itself: it takes them for loops and drops them. Prepend ${process.asn!.value}.`,
          'zh-cn': `发往 ${address.value} 的路径前附加了 AS ${strange},而对端正是 AS ${strange}:它会视为环路并丢弃。请附加 ${process.asn!.value}。`,
        }
      : {
          en: `AS ${strange} is put in front of paths sent to ${address.value}, and is not the number of this device (${process.asn!.value}): the routes look as if they came over AS ${strange}, which drops them as loops. Prepend ${process.asn!.value}.`,
          'zh-cn': `发往 ${address.value} 的路径前附加了 AS ${strange},它不是本机的 AS 号(${process.asn!.value}):路由看似经过 AS ${strange},且会被该 AS 当作环路丢弃。请附加 ${process.asn!.value}。`,
        },
    related: [{ span: process.asn!.span, text: { en: 'The own number', 'zh-cn': '本机 AS 号' } }],
  };
}

/** Numbers that no neighbour can have. */
const RESERVED: ReadonlyMap<number, string> = new Map([
  [0, 'RFC 7607'],
  [23456, 'RFC 6793'],
  [65535, 'RFC 7300'],
  [4294967295, 'RFC 7300'],
]);

function* reserved({ bgp }: Device): Generator<Report> {
  const told = new Set<number>();
  for (const { neighbours } of bgp)
    for (const { remoteAs, address } of neighbours) {
      const source = typeof remoteAs?.value === 'number' ? RESERVED.get(remoteAs.value) : undefined;
      if (!remoteAs || !source || told.has(remoteAs.span.start)) continue;
      told.add(remoteAs.span.start);
      yield {
        severity: 'error',
        span: remoteAs.span,
        text: {
          en: `No network has AS number ${remoteAs.value} (${source}): the session with ${address.value} never comes up, or its routes are refused elsewhere. Enter the neighbour's own number.`,
          'zh-cn': `没有网络拥有 AS 号 ${remoteAs.value}(${source}):与 ${address.value} 的会话无法建立,或其路由会被其他网络拒绝。请填写对端真实的 AS 号。`,
        },
      };
    }
}
