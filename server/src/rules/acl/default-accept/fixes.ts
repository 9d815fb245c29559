import type { Change } from '../../../../../grammars/change.ts';
import type { Filter, Match } from '../../../../../grammars/model/filter.ts';
import type { Opening } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import type { Proposal, RuleContext } from '../../../review/rule.ts';
import { doorsOf, standingBefore } from '../../exposure/ingress.ts';

/** Permits of lo and of answers, ahead of everything else. */
export function permitFirst(
  index: number,
  filter: Filter,
  { lo, answers }: { readonly lo: boolean; readonly answers: boolean },
): Proposal[] {
  const changes = [
    ...(lo ? [first(index, filter, { family: filter.family, inInterface: LO })] : []),
    ...(answers ? [first(index, filter, { family: filter.family, state: ANSWERS })] : []),
  ];
  const what = lo ? (answers ? 'lo and of answers (established, related)' : 'lo') : 'answers (established, related)';
  const zh = lo ? (answers ? 'lo 和应答流量(established、related)' : 'lo') : '应答流量(established、related)';
  return [
    {
      title: { en: `Permit packets of ${what} first, until now denied`, 'zh-cn': `先放行 ${zh},此前被拒绝` },
      safety: 'unsafe',
      change: changes.length === 1 ? changes[0]! : { kind: 'several', changes },
    },
  ];
}

const LO: NonNullable<Match['inInterface']> = { anyOf: [{ name: 'lo' }] };
const ANSWERS: NonNullable<Match['state']> = { anyOf: ['related', 'established'] };

/** Such a rule may be there, too far down: then it goes to the top. */
function first(filter: number, { rules }: Filter, match: Match): Change {
  const wanted = textOf(match);
  const rule = rules.findIndex(
    ({ active, action, matches }) =>
      active && action.kind === 'permit' && matches.length === 1 && textOf(matches[0]!) === wanted,
  );
  return rule > 0
    ? { kind: 'move-rule', filter, rule, before: 0 }
    : { kind: 'insert-rule', filter, before: 0, action: 'permit', match };
}

const textOf = ({ state, ...rest }: Match): string =>
  JSON.stringify(
    [
      Object.entries(rest)
        .filter(([, value]) => value !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
      state && [...state.anyOf].sort(),
      state?.negated === true,
    ],
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  );

/** Only where a rule, not the default, lets somebody in by SSH, or the chain is not on the way to the host. */
export function denyByDefault(context: RuleContext, index: number, filter: Filter, fallen: Opening): Proposal[] {
  if (filter.hook === 'input' && !managed(context, index, filter)) return [];
  if (filter.stateful) return [denyOnly(index, fallen)];
  const input = filter.hook === 'input';
  const changes = [
    ...baseline(index, filter, {
      lo: input && !permits(filter, ({ inInterface }) => inInterface?.anyOf.some(({ name }) => name === 'lo') === true),
      answers: !permits(filter, ({ state }) => state?.anyOf.includes('established') === true),
      neighbours: input && filter.family !== 'ipv4' && !permits(filter, isIcmp6),
    }),
    { kind: 'set-fallback', filter: index, action: 'deny' } as const,
  ];
  const also = filter.family === 'ipv4' || !input ? '' : ', and ICMPv6,';
  const packet = fallen.witness ? ` (${formatPacket(fallen.witness)})` : '';
  return [
    {
      title: {
        en: `Deny by default, ${input ? 'lo and ' : ''}answers${also} permitted first: denies new flows that no rule permits${packet}, until now let in`,
        'zh-cn': `默认拒绝,并先放行${input ? ' lo 和' : ''}应答流量:拒绝未被规则放行的新建流量${packet},此前被放行`,
      },
      safety: 'unsafe',
      change: changes.length === 1 ? changes[0]! : { kind: 'several', changes },
    },
  ];
}

/** Answers need no rule. */
function denyOnly(filter: number, { witness }: Opening): Proposal {
  const packet = witness ? ` (${formatPacket(witness)})` : '';
  return {
    title: {
      en: `Deny by default: denies new flows that no rule permits${packet}, until now let in`,
      'zh-cn': `默认拒绝:拒绝未被规则放行的新建流量${packet},此前被放行`,
    },
    safety: 'unsafe',
    change: { kind: 'set-fallback', filter, action: 'deny' },
  };
}

const isIcmp6 = ({ protocol, icmp }: Match): boolean =>
  icmp === undefined && protocol?.anyOf.some(({ first, last }) => first <= 58 && 58 <= last) === true;

const permits = ({ rules }: Filter, meets: (match: Match) => boolean): boolean =>
  rules.some(({ active, action, matches }) => active && action.kind === 'permit' && matches.some(meets));

/** Through some door, new SSH connections are let in by a rule of the text. */
function managed({ device, packets }: RuleContext, index: number, filter: Filter): boolean {
  const families = filter.family === 'both' ? (['ipv4', 'ipv6'] as const) : [filter.family];
  const before = standingBefore(device, filter);
  return doorsOf(device, filter).some((inInterface) =>
    families.some((family) =>
      packets
        .openings?.(index, { family, protocol: 6, ports: [{ first: 22, last: 22 }], inInterface }, before)
        .some(({ ref }) => ref !== undefined),
    ),
  );
}

/** Rules at the top of the chain: lo, answers, and the neighbours that IPv6 cannot do without. */
function baseline(
  index: number,
  { family }: Filter,
  { lo, answers, neighbours }: { readonly lo: boolean; readonly answers: boolean; readonly neighbours: boolean },
): Change[] {
  const permit = (match: Match): Change => ({ kind: 'insert-rule', filter: index, before: 0, action: 'permit', match });
  return [
    ...(lo ? [permit({ family, inInterface: LO })] : []),
    ...(answers ? [permit({ family, state: ANSWERS })] : []),
    ...(neighbours ? [permit({ family: 'ipv6', protocol: { anyOf: [{ first: 58, last: 58 }] } })] : []),
  ];
}
