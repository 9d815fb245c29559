import type { FhrpGroup } from '../../../../../grammars/model/fhrp.ts';
import { type Member, nameOf, nearest } from '../../../network/network.ts';
import type { Related } from '../../../review/finding.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

/** RFC 9568 section 5.2.4, for who does not say. */
const USUAL_PRIORITY = 100;
const USUAL_ADVERTISEMENT = 1;

export const rule = defineRule({
  meta: {
    id: 'redundancy/fhrp-inconsistent',
    severity: 'warning',
    needs: ['fhrp'],
    title: {
      en: 'Routers that share an address and do not agree about it',
      'zh-cn': '共享虚拟地址的路由器配置不一致',
    },
    sources: ['RFC 9568 sections 5.2.4, 6.1, 6.4', 'RFC 3768 section 7.1', 'keepalived.conf(5)'],
    options: {},
  },
  *check({ device, network }) {
    const groups = device.fhrp ?? [];
    yield* sameIdTwice(groups);
    for (const group of groups) {
      yield* alone(group);
      if (network) for (const peer of peersOf(group, network)) yield* together(group, peer, network.self);
    }
  },
});

const familyOf = ({ addresses }: FhrpGroup): string => addresses[0]?.value.family ?? 'ipv4';

/** One interface, one family, one number: two groups would take each other's packets. */
function* sameIdTwice(groups: readonly FhrpGroup[]): Generator<Report> {
  const seen = new Map<string, FhrpGroup>();
  for (const group of groups) {
    if (!group.interface || group.addresses.length === 0) continue;
    const key = `${group.protocol} ${group.interface.value} ${familyOf(group)} ${group.id.value}`;
    const first = seen.get(key);
    if (!first) seen.set(key, group);
    else
      yield {
        severity: 'error',
        span: group.id.span,
        text: {
          en: `${group.name.value} has the number ${group.id.value} on ${group.interface.value}, as ${first.name.value} has: both would take the other's advertisements for their own group's, and the configuration is refused. Give it another number.`,
          'zh-cn': `${group.name.value} 在 ${group.interface.value} 上的编号 ${group.id.value} 与 ${first.name.value} 相同:二者会互相误认对方的通告,配置会被拒绝。请换一个编号。`,
        },
        related: [{ span: first.id.span, text: { en: 'The same number', 'zh-cn': '相同的编号' } }],
      };
  }
}

function* alone({ nopreempt, initial, name }: FhrpGroup): Generator<Report> {
  if (nopreempt && initial?.value === 'master')
    yield {
      span: nopreempt,
      text: {
        en: `${name.value} begins as master, so \`nopreempt\` is dropped: after a restart it takes the addresses back at once. Begin as BACKUP on all routers.`,
        'zh-cn': `${name.value} 初始即为 MASTER,\`nopreempt\` 会被忽略:重启后它会立即抢回地址。请在所有路由器上以 BACKUP 启动。`,
      },
      related: [{ span: initial.span, text: { en: 'It begins as master', 'zh-cn': '初始为 MASTER' } }],
    };
}

interface Peer {
  readonly member: Member;
  readonly group: FhrpGroup;
}

/** Groups of other devices with the same number and an address in common, where these are nearest. */
function peersOf(group: FhrpGroup, { network, self }: Surroundings): readonly Peer[] {
  const own = new Set(group.addresses.map(({ value }) => `${value.family} ${value.address}`));
  const all = [...network.members]
    .filter((member) => member.path !== self.path)
    .flatMap((member) => (member.device.fhrp ?? []).map((other) => ({ member, group: other })));
  return nearest(
    self.path,
    all.filter(
      (peer) =>
        peer.group.protocol === group.protocol &&
        peer.group.id.value === group.id.value &&
        peer.group.addresses.some(({ value }) => own.has(`${value.family} ${value.address}`)),
    ),
  );
}

const priorityOf = ({ priority }: FhrpGroup): number => priority?.value ?? USUAL_PRIORITY;

function* together(group: FhrpGroup, peer: Peer, self: Member): Generator<Report> {
  const other = peer.group;
  const who = nameOf(peer.member);
  // What a line for one node alone or an unknown one says, is not known.
  if (!group.closed || !other.closed) return;
  yield* advertisements(group, peer, who);
  const own = priorityOf(group);
  const theirs = priorityOf(other);
  if (own === theirs)
    yield {
      span: (group.priority ?? group.name).span,
      text: {
        en: `${group.name.value} has priority ${own}, as ${who} has: who is master is left to whose address is higher, and nobody planned that. Give one of them less.`,
        'zh-cn': `${group.name.value} 的优先级 ${own} 与 ${who} 相同:谁是主由接口地址大小决定,并非规划。请降低其中一台。`,
      },
      related: [
        pointer(peer, (other.priority ?? other.name).span, { en: 'The same priority', 'zh-cn': '相同的优先级' }),
      ],
    };
  // Said once, at the one whose name comes first.
  if (group.initial?.value === 'master' && other.initial?.value === 'master' && self.path < peer.member.path)
    yield {
      severity: 'info',
      span: group.initial.span,
      text: {
        en: `${group.name.value} begins as master here and on ${who}: both hold the addresses until they have heard of each other. Begin as BACKUP on one of them.`,
        'zh-cn': `${group.name.value} 在本机和 ${who} 上都以 MASTER 启动:在收到对方通告之前两台都持有地址。请让其中一台以 BACKUP 启动。`,
      },
      related: [pointer(peer, other.initial.span, { en: 'Master as well', 'zh-cn': '同为 MASTER' })],
    };
  yield* tracking(group, peer, who, own - theirs);
}

/** Version 2 throws away advertisements that differ from what is expected; version 3 takes the master's interval over. */
function* advertisements(group: FhrpGroup, peer: Peer, who: string): Generator<Report> {
  const other = peer.group;
  const [own, theirs] = [group, other].map(({ advertisement }) => advertisement?.value ?? USUAL_ADVERTISEMENT);
  if (group.version === 2 && other.version === 2 && own !== theirs)
    yield {
      severity: 'error',
      span: (group.advertisement ?? group.name).span,
      text: {
        en: `${group.name.value} advertises every ${own} s and ${who} every ${theirs} s: VRRP 2 throws advertisements away that do not come as often as its own, so both become master. Make them equal.`,
        'zh-cn': `${group.name.value} 每 ${own} 秒通告一次,${who} 每 ${theirs} 秒一次:VRRP 2 会丢弃间隔不同的通告,两台都会成为主。请设为相同。`,
      },
      related: [
        pointer(peer, (other.advertisement ?? other.name).span, { en: 'The other interval', 'zh-cn': '对方的间隔' }),
      ],
    };
  if (group.version !== other.version && group.version !== undefined && other.version !== undefined)
    yield {
      severity: 'error',
      span: group.name.span,
      text: {
        en: `${group.name.value} speaks VRRP ${group.version} and ${who} VRRP ${other.version}: neither reads the other's advertisements, and both become master. Set one version on both.`,
        'zh-cn': `${group.name.value} 使用 VRRP ${group.version},${who} 使用 VRRP ${other.version}:互相不识别通告,两台都会成为主。请统一版本。`,
      },
      related: [pointer(peer, other.name.span, { en: 'The other version', 'zh-cn': '对方的版本' })],
    };
  else if (group.version === 2 && (group.authentication?.value ?? '') !== (other.authentication?.value ?? ''))
    yield {
      severity: 'error',
      span: (group.authentication ?? group.name).span,
      text: {
        en: `${group.name.value} has ${group.authentication ? `authentication ${group.authentication.value}` : 'no authentication'} and ${who} has ${other.authentication?.value ?? 'none'}: each throws the other's advertisements away, and both become master.`,
        'zh-cn': `${group.name.value} 的认证为 ${group.authentication?.value ?? '无'},${who} 为 ${other.authentication?.value ?? '无'}:互相丢弃通告,两台都会成为主。`,
      },
      related: [
        pointer(peer, (other.authentication ?? other.name).span, {
          en: 'The other authentication',
          'zh-cn': '对方的认证',
        }),
      ],
    };
  if (group.unicast !== other.unicast)
    yield {
      severity: 'error',
      span: group.name.span,
      text: {
        en: `${group.name.value} talks to ${group.unicast ? 'its peers alone' : 'the group’s multicast address'} and ${who} to ${other.unicast ? 'its peers alone' : 'the multicast address'}: they do not hear each other, and both become master. Write \`unicast_peer\` on both or on none.`,
        'zh-cn': `${group.name.value} 使用${group.unicast ? '单播' : '组播'}而 ${who} 使用${other.unicast ? '单播' : '组播'}:互相收不到通告,两台都会成为主。请两边都写 \`unicast_peer\` 或都不写。`,
      },
      related: [pointer(peer, other.name.span, { en: 'The other one', 'zh-cn': '对方' })],
    };
}

/** A failure that costs less than the distance to the other one changes nothing. */
function* tracking(group: FhrpGroup, { group: other }: Peer, who: string, ahead: number): Generator<Report> {
  // The other one's own tracks may lift it.
  if (ahead <= 0 || other.tracks.some(({ weight }) => weight === undefined || weight > 0)) return;
  const known = group.tracks.every(({ weight }) => weight !== undefined);
  const total = group.tracks.reduce((sum, { weight }) => sum + Math.abs(weight ?? 0), 0);
  for (const { name, weight } of group.tracks) {
    if (!known || !weight || group.tracks.some((one) => one.weight! > 0) || total >= ahead) continue;
    yield {
      span: name.span,
      text: {
        en: `${name.value} takes ${-weight} from priority ${priorityOf(group)} when it fails, and ${who} has ${priorityOf(other)}: ${group.name.value} stays master all the same. Take more than ${ahead}.`,
        'zh-cn': `${name.value} 失败时从优先级 ${priorityOf(group)} 中扣除 ${-weight},而 ${who} 为 ${priorityOf(other)}:${group.name.value} 仍是主。扣除值应大于 ${ahead}。`,
      },
    };
  }
}

const pointer = ({ member }: Peer, span: Related['span'], text: Related['text']): Related => ({
  span,
  text,
  elsewhere: { path: member.path, range: member.index.rangeOf(span) },
});
