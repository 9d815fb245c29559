import type { AddressTerm } from '../../../grammars/model/address.ts';
import type {
  Action,
  Field,
  Filter,
  FilterRule,
  InterfacePattern,
  Interval,
  Match,
} from '../../../grammars/model/filter.ts';

/** Whether two rules mean the same, wherever they stand and whatever their keys and remarks. */
export function sameRule(a: FilterRule, b: FilterRule): boolean {
  if (a === b) return true;
  return (
    a.active === b.active &&
    a.quick === b.quick &&
    a.implicit === b.implicit &&
    sameAction(a.action, b.action) &&
    sameList(a.effects, b.effects, same) &&
    sameMatches(a, b)
  );
}

/** Whether two rules ask the same of packets. */
export const sameMatches = (a: FilterRule, b: FilterRule): boolean => sameList(a.matches, b.matches, sameMatch);

/** Whether two filters give their rules the same meaning. */
export const sameFrame = (a: Filter, b: Filter): boolean =>
  a.family === b.family &&
  a.purpose === b.purpose &&
  a.closed === b.closed &&
  a.hook === b.hook &&
  a.semantics === b.semantics &&
  a.order === b.order &&
  a.fallback.action === b.fallback.action &&
  a.name.value === b.name.value;

export const sameFilter = (a: Filter, b: Filter): boolean =>
  a === b || (sameFrame(a, b) && sameList(a.rules, b.rules, sameRule));

const same = <T>(a: T, b: T): boolean => a === b;

function sameList<T>(a: readonly T[], b: readonly T[], equal: (a: T, b: T) => boolean): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (!equal(a[at]!, b[at]!)) return false;
  return true;
}

function sameAction(a: Action, b: Action): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'deny' && b.kind === 'deny') return (a.reject === true) === (b.reject === true);
  if ('target' in a && 'target' in b) return a.target.value === b.target.value;
  if (a.kind === 'translate' && b.kind === 'translate') return a.nat === b.nat && a.to === b.to;
  return true;
}

export const sameMatch = (a: Match, b: Match): boolean =>
  a === b ||
  (a.family === b.family &&
    a.fragment === b.fragment &&
    (a.source === b.source || sameField(a.source, b.source, sameTerm)) &&
    (a.destination === b.destination || sameField(a.destination, b.destination, sameTerm)) &&
    (a.protocol === b.protocol || sameField(a.protocol, b.protocol, sameInterval)) &&
    (a.sourcePort === b.sourcePort || sameField(a.sourcePort, b.sourcePort, sameInterval)) &&
    (a.destinationPort === b.destinationPort || sameField(a.destinationPort, b.destinationPort, sameInterval)) &&
    (a.dscp === b.dscp || sameField(a.dscp, b.dscp, sameInterval)) &&
    (a.state === b.state || sameField(a.state, b.state, same)) &&
    (a.tcpFlags === b.tcpFlags ||
      sameField(a.tcpFlags, b.tcpFlags, (x, y) => x.mask === y.mask && x.value === y.value)) &&
    (a.icmp === b.icmp ||
      sameField(a.icmp, b.icmp, (x, y) => sameInterval(x.type, y.type) && sameOptional(x.code, y.code))) &&
    (a.inInterface === b.inInterface || sameField(a.inInterface, b.inInterface, samePattern)) &&
    (a.outInterface === b.outInterface || sameField(a.outInterface, b.outInterface, samePattern)) &&
    (a.opaque === b.opaque || sameList(a.opaque ?? [], b.opaque ?? [], (x, y) => x.text === y.text)));

function sameField<T>(a: Field<T> | undefined, b: Field<T> | undefined, equal: (a: T, b: T) => boolean): boolean {
  if (a === b) return true;
  if (!a || !b || (a.negated === true) !== (b.negated === true)) return false;
  return (
    sameList(a.anyOf, b.anyOf, equal) && (a.except === b.except || sameList(a.except ?? [], b.except ?? [], equal))
  );
}

const sameInterval = (a: Interval, b: Interval): boolean => a.first === b.first && a.last === b.last;

const sameOptional = (a: Interval | undefined, b: Interval | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && sameInterval(a, b));

const samePattern = (a: InterfacePattern, b: InterfacePattern): boolean =>
  a.name === b.name &&
  (a.prefix === true) === (b.prefix === true) &&
  (a.members === b.members || (a.members && b.members ? sameList(a.members, b.members, same) : false));

function sameTerm(a: AddressTerm, b: AddressTerm): boolean {
  if (a.kind === 'any' || b.kind === 'any') return a.kind === b.kind;
  if (a.family !== b.family) return false;
  if (a.kind === 'prefix') return b.kind === 'prefix' && a.address === b.address && a.length === b.length;
  if (a.kind === 'wildcard') return b.kind === 'wildcard' && a.address === b.address && a.wildcard === b.wildcard;
  return b.kind === 'range' && a.first === b.first && a.last === b.last;
}
