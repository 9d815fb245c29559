import { type Family, type Prefix, parsePrefix, widthOf } from '../../../model/address.ts';
import type {
  CommunityList,
  PrefixListEntry,
  RouteAction,
  RouteCondition,
  RoutePolicy,
  RoutePolicyEntry,
  RouteSetting,
} from '../../../model/routing.ts';
import type { Located, Span } from '../../../text/span.ts';
import { type Condition, parseRouteRule, type RouteStatement, type Test } from '../grammar/route-rule.ts';

/**
 * `/routing filter rule` of version 7: a program over routes, as entries of which the first that decides ends it; the end of a chain rejects.
 * @returns undefined where a rule is not understood, or goes to another chain and comes back
 */
export function entriesOfRule(
  rule: Located<string>,
  span: Span,
  key: Located<string>,
  listed: (name: string) => readonly Prefix[] | undefined,
): RoutePolicyEntry[] | undefined {
  const statements = parseRouteRule(rule.value);
  return statements && unfold(statements, [], { span, key, listed });
}

interface Place {
  readonly span: Span;
  readonly key: Located<string>;
  /** Prefixes on an address list. */
  readonly listed: (name: string) => readonly Prefix[] | undefined;
}

/** Entries for statements that are come to under these conditions. */
function unfold(
  statements: readonly RouteStatement[],
  conditions: readonly RouteCondition[],
  place: Place,
): RoutePolicyEntry[] | undefined {
  const entries: RoutePolicyEntry[] = [];
  let settings: RouteSetting[] = [];
  const put = (action: RouteAction): void => {
    entries.push({ span: place.span, key: place.key, action, conditions, settings });
    settings = [];
  };
  for (const statement of statements) {
    if (statement.kind === 'change') {
      settings.push(...settingOf(statement.verb, statement.words));
      continue;
    }
    if (statement.kind === 'accept' || statement.kind === 'reject') {
      put(statement.kind === 'accept' ? 'permit' : 'deny');
      return entries;
    }
    if (statement.kind !== 'if') return undefined;
    if (settings.length > 0) put('next');
    const inner = branch(statement, conditions, place);
    if (!inner) return undefined;
    entries.push(...inner);
  }
  if (settings.length > 0) put('next');
  return entries;
}

function branch(
  { condition, inside, otherwise }: RouteStatement & { kind: 'if' },
  conditions: readonly RouteCondition[],
  place: Place,
): RoutePolicyEntry[] | undefined {
  const entries = unfold(inside, [...conditions, ...conditionsOf(condition, place)], place);
  if (!entries || otherwise.length === 0) return entries;
  // Whoever the branch decided does not come to the rest; else it is for those it was not for.
  const text = `else of ${JSON.stringify(condition)}`;
  const left: RouteCondition[] = decides(inside) ? [] : [{ kind: 'opaque', text, span: place.span }];
  const rest = unfold(otherwise, [...conditions, ...left], place);
  return rest && [...entries, ...rest];
}

const decides = (statements: readonly RouteStatement[]): boolean =>
  statements.some(
    (one) =>
      one.kind === 'accept' ||
      one.kind === 'reject' ||
      (one.kind === 'if' && one.otherwise.length > 0 && decides(one.inside) && decides(one.otherwise)),
  );

/** All must hold. An alternative is said only where all its sides are prefixes; a negation not at all. */
function conditionsOf(condition: Condition, place: Place): RouteCondition[] {
  const { span } = place;
  const opaque = (): RouteCondition[] => [{ kind: 'opaque', text: JSON.stringify(condition), span }];
  if (condition.kind === 'not') return opaque();
  if (condition.kind === 'any') {
    const sides = condition.of.map((one) => conditionsOf(one, place));
    const entries = sides.map(([only, more]) => (only?.kind === 'prefixes' && !more ? only.entries : undefined));
    return entries.every((one) => one !== undefined) ? [{ kind: 'prefixes', entries: entries.flat() }] : opaque();
  }
  const all = condition.kind === 'all' ? condition.of : [condition];
  const tests = all.filter((one): one is Test => one.kind === 'test');
  const prefixes = prefixesOf(tests, place);
  const plain = tests.filter((one) => !prefixes || !isAboutPrefix(one)).map((one) => conditionOf(one, span));
  const others = all.filter((one) => one.kind !== 'test').flatMap((one) => conditionsOf(one, place));
  return [...(prefixes ?? []), ...plain, ...others];
}

const isAboutPrefix = ({ property }: Test): boolean => property === 'dst' || property === 'dst-len';

/** Prefixes with lengths; undefined where lists or other operators say them. Without a prefix, those of both families. */
function prefixesOf(tests: readonly Test[], { span, listed }: Place): RouteCondition[] | undefined {
  const about = tests.filter(isAboutPrefix);
  const [own, more] = about.filter(({ property }) => property === 'dst');
  const written = own && parsePrefix(own.value);
  const list = own?.operator === 'in' && !written ? listed(own.value) : undefined;
  if (about.length === 0 || more || (own && !written && !list)) return undefined;
  if (own && !/^(?:in|==)$/.test(own.operator)) return undefined;
  const roots = written ? [written] : (list ?? EVERYTHING);
  const entries: PrefixListEntry[] = [];
  for (const prefix of roots) {
    let first = prefix.length;
    let last = own?.operator === '==' ? prefix.length : widthOf(prefix.family);
    for (const { operator, value } of about.filter(({ property }) => property === 'dst-len')) {
      const lengths = lengthsOf(operator, value, prefix.family);
      if (!lengths) return undefined;
      first = Math.max(first, lengths.first);
      last = Math.min(last, lengths.last);
    }
    if (first <= last) entries.push({ span, action: 'permit', prefix, lengths: { first, last } });
  }
  // Whether a list holds what is inside of its entries, or they themselves only, the manual does not say.
  const unsure: RouteCondition[] = list ? [{ kind: 'opaque', text: `in ${own!.value}`, span }] : [];
  return [{ kind: 'prefixes', entries }, ...unsure];
}

const EVERYTHING: readonly Prefix[] = [
  { family: 'ipv4', address: 0n, length: 0 },
  { family: 'ipv6', address: 0n, length: 0 },
];

function lengthsOf(operator: string, value: string, family: Family): { first: number; last: number } | undefined {
  const width = widthOf(family);
  const range = /^(\d+)(?:-(\d+))?$/.exec(value);
  if (!range) return undefined;
  const from = Number(range[1]);
  const to = Number(range[2] ?? range[1]);
  if (operator === 'in' || (operator === '==' && range[2] === undefined)) return { first: from, last: to };
  if (range[2] !== undefined) return undefined;
  if (operator === '>') return { first: from + 1, last: width };
  if (operator === '>=') return { first: from, last: width };
  if (operator === '<') return { first: 0, last: from - 1 };
  return operator === '<=' ? { first: 0, last: from } : undefined;
}

function conditionOf(test: Test, span: Span): RouteCondition {
  const { property, operator, value } = test;
  const opaque: RouteCondition = { kind: 'opaque', text: `${property} ${operator} ${value}`, span };
  const says = operator === '' || operator === '==';
  if (property === 'afi' && says && /^(?:ip|ipv4|ip4)$/.test(value)) return { kind: 'family', family: 'ipv4' };
  if (property === 'afi' && says && /^(?:ipv6|ip6)$/.test(value)) return { kind: 'family', family: 'ipv6' };
  if (property === 'protocol' && says && /^[a-z]+$/.test(value))
    return { kind: 'protocol', names: value === 'connect' ? ['connected'] : [value] };
  if (property === 'rpki' && says && /^(?:valid|invalid|unknown)$/.test(value))
    return { kind: 'rpki', state: value === 'unknown' ? 'not-found' : (value as 'valid' | 'invalid') };
  if (property === 'bgp-communities' && operator === 'includes' && COMMUNITY.test(value))
    return { kind: 'community', names: [{ value, span }], exact: false };
  return opaque;
}

/** Other ways to name one, and several at once, are left open. */
const COMMUNITY = /^\d{1,5}:\d{1,5}$/;

/** Communities that rules ask for by themselves, as lists of one. */
export function communityListsOf(policies: readonly RoutePolicy[]): CommunityList[] {
  const lists = new Map<string, CommunityList>();
  for (const { entries = [] } of policies)
    for (const { conditions } of entries)
      for (const condition of conditions) {
        if (condition.kind !== 'community') continue;
        for (const name of condition.names) {
          const { value, span } = name;
          lists.set(value, { name, entries: [{ span, action: 'permit', members: [value] }], span, closed: true });
        }
      }
  return [...lists.values()];
}

function settingOf(verb: string, [property = '', value = '']: readonly string[]): RouteSetting[] {
  if (/communit/.test(property)) {
    const values = value.split(',');
    if (
      (verb === 'set' || verb === 'append') &&
      property === 'bgp-communities' &&
      values.every((one) => /^\d+:\d+$/.test(one))
    )
      return [{ kind: 'community', how: verb === 'set' ? 'set' : 'add', values }];
    return [{ kind: 'opaque-community' }];
  }
  if (verb !== 'set' || !/^\d+$/.test(value)) return [];
  if (property === 'bgp-local-pref') return [{ kind: 'local-preference', value: Number(value) }];
  if (property === 'bgp-med' || property === 'bgp-out-med') return [{ kind: 'med', value: Number(value) }];
  return [];
}
