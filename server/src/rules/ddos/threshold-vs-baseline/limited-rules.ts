import type { Device } from '../../../../../grammars/model/device.ts';
import type { Field, Filter, FilterRule, Interval, Match } from '../../../../../grammars/model/filter.ts';
import type { RateLimit } from '../../../../../grammars/model/flood.ts';
import { saysInside } from '../../exposure/outside.ts';

/** A rule of a filter that lets so many begin something in a second, and leaves the rest to be dropped. */
export interface LimitedRule {
  readonly rule: FilterRule;
  readonly rate: RateLimit;
  /** Connections to any port, or to the Web: what a measured peak of the whole is about. */
  readonly whole: boolean;
}

/**
 * Rules whose rate decides about new connections of people at large: those that let pass within it where the rules behind drop what is left, and those
 * that drop what is beyond it. Pings, logs, single senders and the inside have rates of their own, and so has what a later rule lets pass all the same.
 */
export function limitedRules({ filters }: Device): LimitedRule[] {
  const callers = callersOf(filters);
  return filters.flatMap((filter) => {
    if (filter.purpose !== 'packet' || filter.hook === 'output' || filter.semantics !== undefined) return [];
    const ways = filter.hook ? [[]] : (callers.get(keyOf(filter, filter.name.value)) ?? []);
    return filter.rules.flatMap((rule, index): LimitedRule[] => {
      const [match] = rule.matches;
      const asked = match?.opaque?.filter(({ rate }) => rate) ?? [];
      const rate = asked[0]?.rate;
      // Two matches are two ways to the same rate; other conditions may make it anything.
      if (!rule.active || !match || !rate || rule.matches.length > 1 || match.opaque!.length > 1) return [];
      if (rate.holds === 'within' ? !dropsRest(filter, index) : rule.action.kind !== 'deny') return [];
      const reaching = ways.map((way) => [...way, match]);
      if (reaching.length === 0 || !reaching.every(beginsForAnybody)) return [];
      return [{ rule, rate, whole: reaching.every(isWhole) }];
    });
  });
}

const keyOf = ({ table }: Filter, name: string): string => `${table ?? ''}\n${name}`;

/** Of each chain, the matches of the rules that lead to it from a hook, one list for each; deeper calls are not followed. */
function callersOf(filters: readonly Filter[]): ReadonlyMap<string, readonly (readonly Match[])[]> {
  const found = new Map<string, Match[][]>();
  for (const filter of filters)
    for (const { active, action, matches } of filter.rules) {
      if (!active || (action.kind !== 'jump' && action.kind !== 'goto')) continue;
      const key = keyOf(filter, action.target.value);
      // From a chain that is called itself anything may come.
      const ways = filter.hook ? matches.map((match) => [match]) : [[UNKNOWN]];
      found.set(key, [...(found.get(key) ?? []), ...ways]);
    }
  return found;
}

const UNKNOWN: Match = { family: 'both', protocol: { anyOf: [] } };

/** The rule lets its packets pass or go on, and one behind it, or the end of a built-in chain, drops them. */
function dropsRest({ rules, fallback }: Filter, index: number): boolean {
  const { action, matches } = rules[index]!;
  if (action.kind !== 'permit' && action.kind !== 'return') return false;
  const own = matches[0]!;
  for (const { active, action: then, matches: others } of rules.slice(index + 1)) {
    if (!active || then.kind === 'continue') continue;
    const meeting = others.filter((other) => meet(own, other));
    if (meeting.length === 0) continue;
    if (then.kind !== 'deny') return false;
    if (meeting.some((other) => !other.opaque && holdsAll(other, own))) return true;
  }
  return fallback.action === 'deny';
}

const PORTS = ['protocol', 'destinationPort', 'sourcePort'] as const;

/** Not surely apart. */
const meet = (one: Match, other: Match): boolean =>
  PORTS.every((name) => {
    const [a, b] = [one[name], other[name]];
    return (
      !a ||
      !b ||
      a.negated ||
      b.negated ||
      a.anyOf.some((x) => b.anyOf.some((y) => x.first <= y.last && y.first <= x.last))
    );
  }) &&
  !(one.tcpFlags && other.tcpFlags && apartFlags(one.tcpFlags, other.tcpFlags)) &&
  !(
    one.state &&
    other.state &&
    !one.state.negated &&
    !other.state.negated &&
    !one.state.anyOf.some((state) => other.state!.anyOf.includes(state))
  );

const apartFlags = (one: NonNullable<Match['tcpFlags']>, other: NonNullable<Match['tcpFlags']>): boolean =>
  !one.negated &&
  !other.negated &&
  one.anyOf.every((a) => other.anyOf.every((b) => ((a.value ^ b.value) & a.mask & b.mask) !== 0));

/** Every packet of `inner` is one of `outer`: each field that the outer one has is the inner one's, or wider. */
const holdsAll = (outer: Match, inner: Match): boolean =>
  (outer.family === 'both' || outer.family === inner.family) &&
  (Object.keys(outer) as (keyof Match)[]).every((name) => {
    if (name === 'family' || name === 'opaque') return true;
    const [wide, narrow] = [outer[name], inner[name]];
    if (PORTS.some((one) => one === name))
      return covers(wide as Field<Interval>, narrow as Field<Interval> | undefined);
    return same(wide, narrow);
  });

const covers = (wide: Field<Interval>, narrow: Field<Interval> | undefined): boolean =>
  narrow !== undefined &&
  !wide.negated &&
  !narrow.negated &&
  narrow.anyOf.every((n) => wide.anyOf.some((w) => w.first <= n.first && n.last <= w.last));

const same = (one: unknown, other: unknown): boolean => other !== undefined && text(one) === text(other);

const text = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part));

/** New connections from senders nobody has named, by way of all these conditions. */
function beginsForAnybody(matches: readonly Match[]): boolean {
  if (!matches.every(({ source }) => isWide(source))) return false;
  if (matches.some(({ inInterface }) => inInterface?.anyOf.some(({ name }) => name === 'lo' || saysInside(name))))
    return false;
  const protocols = matches.flatMap(({ protocol }) => (protocol ? [protocol] : []));
  const only = (number: number): boolean =>
    protocols.some(
      ({ anyOf, negated }) =>
        !negated && anyOf.length > 0 && anyOf.every((one) => one.first === number && one.last === number),
    );
  if (protocols.length > 0 && !only(6) && !only(17)) return false;
  const flags = matches.flatMap(({ tcpFlags }) => (tcpFlags ? [tcpFlags] : []));
  if (flags.length > 0)
    return flags.every(
      ({ anyOf, negated }) =>
        !negated && anyOf.every(({ mask, value }) => (mask & value & 2) !== 0 && (value & 16) === 0),
    );
  const states = matches.flatMap(({ state }) => (state ? [state] : []));
  if (states.length > 0)
    return states.some(({ anyOf, negated }) => !negated && anyOf.length === 1 && anyOf[0] === 'new');
  return matches.some(({ destinationPort }) => destinationPort !== undefined && !destinationPort.negated);
}

/** Longer prefixes are somebody's. */
const WIDEST = 3;

const isWide = (source: Match['source']): boolean =>
  !source ||
  source.negated === true ||
  source.anyOf.some((term) => term.kind === 'any' || (term.kind === 'prefix' && term.length <= WIDEST));

const isWhole = (matches: readonly Match[]): boolean =>
  matches.every(
    ({ destination, destinationPort, protocol }) =>
      !destination &&
      !protocol?.anyOf.some(({ first, last }) => first > 6 || last < 6) &&
      (!destinationPort ||
        destinationPort.anyOf.some(({ first, last }) => (first <= 80 && 80 <= last) || (first <= 443 && 443 <= last))),
  );
