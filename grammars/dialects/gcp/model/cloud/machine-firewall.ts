import { gapRule } from '../../../../kit/cloud/gap-filter.ts';
import { type AddressTerm, widthOf } from '../../../../model/address.ts';
import type { CloudPort, Guard } from '../../../../model/cloud.ts';
import type { Filter, FilterRule, Match } from '../../../../model/filter.ts';
import type { Direction, FirewallRule } from '../firewall-rules.ts';

/** A port before its rules are known. */
export interface TaggedPort extends Omit<CloudPort, 'guard'> {
  readonly network: string;
  /** As rules say their targets: `tag web`, `service account web@...`. */
  readonly marks: ReadonlySet<string>;
  /** Some of them are not told. */
  readonly marksOpen: boolean;
}

/**
 * The rules of a network as they are for one machine, by priority (VPC firewall rules): those for all, and those for what it is marked with.
 * Marks of peers are the addresses of machines that carry them.
 * @param whole no rule and no machine is elsewhere
 */
export function machineFirewalls(
  rules: readonly FirewallRule[],
  ports: readonly TaggedPort[],
  whole: boolean,
): (port: TaggedPort) => Guard {
  const carriers = new Map<string, AddressTerm[]>();
  for (const { network, marks, addresses } of ports)
    for (const mark of marks) {
      const list = carriers.get(`${network} ${mark}`) ?? [];
      carriers.set(`${network} ${mark}`, list);
      for (const { value } of addresses) list.push({ kind: 'prefix', ...value, length: widthOf(value.family) });
    }
  const sure = whole && !ports.some(({ marksOpen }) => marksOpen);
  const side = (port: TaggedPort, direction: Direction): Filter => {
    const own: FilterRule[] = [];
    for (const rule of rules) {
      const applies = rule.owner.value === port.network || rule.policy;
      if (!applies || (rule.direction !== undefined && rule.direction !== direction) || rule.disabled) continue;
      const named = rule.targets.length === 0 || rule.targets.some((target) => port.marks.has(target));
      if (!named && !port.marksOpen) continue;
      own.push(
        ruleFor(rule, port, named && !rule.policy, (mark) => carriers.get(`${port.network} ${mark}`) ?? [], sure),
      );
    }
    const span = port.name.span;
    if (!whole) own.push({ ...gapRule(`other firewall rules of ${port.network}`, span), key: { value: '0', span } });
    return {
      name: { value: `firewall of ${port.network} ${direction}`, span },
      family: 'both',
      purpose: 'packet',
      rules: own,
      order: 'by-key',
      fallback: { action: direction === 'ingress' ? 'deny' : 'permit' },
      stateful: true,
      span,
      closed: true,
    };
  };
  return (port) => ({ inbound: [side(port, 'ingress')], outbound: [side(port, 'egress')] });
}

/** @param named it is for this machine, and in this place; else it may be */
function ruleFor(
  { statement, priority, action, matches, targets, logs }: FirewallRule,
  { name }: TaggedPort,
  named: boolean,
  carriersOf: (mark: string) => readonly AddressTerm[],
  sure: boolean,
): FilterRule {
  const known = priority && (action === 'permit' || action === 'deny');
  const condition = { text: `target ${targets.join(', ')}`, span: statement.header };
  return {
    span: statement.span,
    key: known ? priority : { value: '0', span: name.span },
    matches: matches
      .flatMap((match) => withPeers(match, carriersOf, sure))
      .map((match) => (named && known ? match : { ...match, opaque: [...(match.opaque ?? []), condition] })),
    action: { kind: action === 'deny' ? 'deny' : 'permit' },
    effects: logs ? ['log'] : [],
    active: true,
  };
}

const PEER = /^source ((?:tag|service account) .+)$/;

function withPeers(match: Match, carriersOf: (mark: string) => readonly AddressTerm[], sure: boolean): Match[] {
  const { opaque = [], ...plain } = match;
  const asked = opaque.find(({ text }) => PEER.test(text));
  if (!asked) return [match];
  const left = opaque.filter((one) => one !== asked);
  const anyOf = carriersOf(PEER.exec(asked.text)![1]!).filter(
    (term) => term.kind === 'prefix' && term.family === 'ipv4',
  );
  const found: Match[] =
    anyOf.length > 0
      ? [{ ...plain, family: 'ipv4', source: { anyOf }, ...(left.length > 0 ? { opaque: left } : {}) }]
      : [];
  return sure ? found : [...found, match];
}
