import type { Family } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Filter, FilterRule, Interval } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import type { Opening, PortQuery } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { doorsOf, standingBefore } from '../../exposure/ingress.ts';
import { FROM_INTERNET } from '../../exposure/outside.ts';
import { targetOf } from '../../wording/dead-lines.ts';
import { denyByDefault } from './fixes.ts';
import { lockout } from './lockout.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/default-accept',
    severity: 'warning',
    needs: ['packet-filters'],
    title: {
      en: 'What no rule decides is let in, or not even the host itself is',
      'zh-cn': '未匹配任何规则的流量被放行,或连主机自身也被拒之门外',
    },
    sources: ['NIST SP 800-41 Rev. 1, section 4', 'CIS Debian Linux Benchmark 3.5', 'GB/T 22239-2019 8.1.3.2 a'],
    options: {
      chains: {
        default: ['input', 'forward'],
        unit: '-',
        description: {
          en: 'Hooks whose default is looked at: input, forward.',
          'zh-cn': '检查默认动作的挂载点:input、forward。',
        },
      },
    },
  },
  *check(context) {
    const { device, option } = context;
    const hooks = option<readonly string[]>('chains');
    for (const [index, filter] of device.filters.entries()) {
      if (filter.purpose !== 'packet' || !filter.hook || !hooks.includes(filter.hook) || filter.generated) continue;
      const report =
        filter.fallback.action === 'permit' ? openDefault(context, index, filter) : lockout(context, index, filter);
      if (report) yield report;
    }
  },
});

/** A chain that sorts traffic, and lets in what it did not sort. */
function openDefault(context: RuleContext, index: number, filter: Filter): Report | undefined {
  const { device } = context;
  // Without rules of the reader's own there is no filter to be incomplete; what sends packets to lists is the platform's, unless the
  // default behind them is written.
  const written = filter.fallback.span !== undefined;
  const own = filter.rules.filter(
    (rule) => rule.active && (!rule.implicit || written) && decides(device, filter, rule),
  );
  if (own.length === 0) return undefined;
  const fallen = fallsThrough(context, index, filter);
  if (!fallen) return undefined;
  // A list of what is not wanted is a choice, if not a good one; permits that permit nothing more are an oversight.
  const sorts = own.some((rule) => rule.action.kind !== 'deny' && !onlyKnown(rule));
  const packet = fallen.witness ? formatPacket(fallen.witness) : '';
  return {
    severity: sorts ? 'warning' : 'info',
    span: filter.fallback.span ?? shownAt(filter),
    text: textOf(filter, packet, sorts),
    ...(fallen.witness ? { witness: packet } : {}),
    fixes: denyByDefault(context, index, filter, fallen),
  };
}

function textOf({ name: { value: name }, stateful }: Filter, packet: string, sorts: boolean): Bilingual {
  const first = stateful
    ? { en: 'permit what is needed', 'zh-cn': '只放行所需流量' }
    : { en: 'permit lo and answers first', 'zh-cn': '先放行 lo 和应答流量' };
  const example = packet === '' ? '' : `: ${packet}, for one`;
  const zh = packet === '' ? '' : `,例如 ${packet}`;
  return sorts
    ? {
        en: `${name} lets in whatever no rule decides${example}. Deny by default, and ${first.en}.`,
        'zh-cn': `${name} 放行未匹配任何规则的流量${zh}。请默认拒绝,并${first['zh-cn']}。`,
      }
    : {
        en: `${name} lets in whatever no rule denies${example}. A list of what is unwanted is never complete; deny by default and permit what is needed.`,
        'zh-cn': `${name} 放行未被规则拒绝的一切流量${zh}。黑名单永远不完整;请默认拒绝,只放行所需流量。`,
      };
}

/** Where nothing says the default, the chain's name; where nothing names it, its last rule. */
const shownAt = ({ name: { span }, rules }: Filter): Span =>
  span.end > span.start ? span : (rules.findLast(({ implicit }) => !implicit)?.span ?? span);

/** The rule, or the reader's own chain it leads to, permits or denies something. */
function decides(device: Device, filter: Filter, { action }: FilterRule, seen = new Set<Filter>()): boolean {
  if (action.kind !== 'jump' && action.kind !== 'goto') return action.kind === 'permit' || action.kind === 'deny';
  const target = targetOf(device, filter, action.target.value);
  if (!target || seen.has(target)) return !target;
  seen.add(target);
  return target.generated !== true && target.rules.some((rule) => rule.active && decides(device, target, rule, seen));
}

/** Loopback and answers: what every chain permits. */
const onlyKnown = ({ matches }: FilterRule): boolean =>
  matches.every(
    ({ state, inInterface }) =>
      (state && !state.negated && state.anyOf.every((one) => one === 'established' || one === 'related')) ||
      (inInterface && !inInterface.negated && inInterface.anyOf.every(({ name, prefix }) => name === 'lo' && !prefix)),
  );

/**
 * New flows from the Internet that the default surely lets in, through whatever door they come: where one is shut at the end, the others
 * are meant to be open.
 */
function fallsThrough({ device, packets }: RuleContext, index: number, filter: Filter): Opening | undefined {
  const before = standingBefore(device, filter);
  let last: Opening | undefined;
  for (const inInterface of doorsOf(device, filter)) {
    const families: readonly Family[] = filter.family === 'both' ? ['ipv4', 'ipv6'] : [filter.family];
    const open = families.flatMap((family) =>
      ([6, 17] as const).flatMap((protocol) => {
        const query: PortQuery = {
          family,
          protocol,
          ports: [{ first: 0, last: 0xffff }],
          within: { ...FROM_INTERNET[family], sourcePort: { anyOf: [{ first: 32768, last: 60999 }] } },
          inInterface,
        };
        return (packets.openings?.(index, query, before) ?? []).filter(
          ({ ref, ports }) => ref === undefined && countOf(ports) >= MOST_PORTS,
        );
      }),
    );
    if (!open[0]) return undefined;
    last = open[0];
  }
  return last;
}

/** Fewer ports than half come back to the default because rules send them there: a RETURN that means ACCEPT. */
const MOST_PORTS = 0x8000;

const countOf = (ports: readonly Interval[]): number =>
  ports.reduce((sum, { first, last }) => sum + last - first + 1, 0);
