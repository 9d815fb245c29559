import { type ZoneList, zoneDispatch } from '../../../../kit/zone-dispatch.ts';
import type { AddressTerm } from '../../../../model/address.ts';
import type { Action, Field, Filter, FilterRule, InterfacePattern, Match, Opaque } from '../../../../model/filter.ts';
import { type Located, span } from '../../../../text/span.ts';
import { get, hasUnknown, kids, located, spanOf, spansOf } from '../../node.ts';
import type { Node } from '../../tree.ts';
import { type AddressBooks, addressBooksOf } from './address-books.ts';
import { type Applications, applicationsOf } from './applications.ts';
import type { Service } from './predefined-applications.ts';
import { pairsOf, patternsOf, type SecurityZone } from './zones.ts';

/** The device's own zone, for what is sent to it or by it. */
const SELF = 'junos-host';

/** A list of policies; the order of these is that of the first filters of `policyFilters`. */
export interface PolicyPlace {
  readonly node: Node;
  /** Absent: global. */
  readonly from?: Node;
}

export const policyPlaces = (root: Node): PolicyPlace[] => {
  const global = get(root, 'security', 'policies', 'global');
  return [
    ...pairsOf(root).map(({ from, to }): PolicyPlace => ({ node: to, from })),
    ...(global ? [{ node: global }] : []),
  ];
};

/** Policies in order, inactive ones too. */
export const policiesIn = ({ node }: PolicyPlace): readonly Node[] =>
  node.children.get('policy')?.children.values() ?? [];

interface World {
  readonly books: AddressBooks;
  readonly applications: Applications;
  readonly pattern: (zone: string) => InterfacePattern | undefined;
  /** Fields by the names that they stand for, so that policies of the same addresses share one. */
  readonly fields: Map<string, Field<AddressTerm>>;
  readonly complete: boolean;
}

const TABLE = 'security policies';

/** Each list as a filter that leaves what it does not decide to the next one, and the filters that send packets to the lists. */
export function policyFilters(
  root: Node,
  zones: readonly SecurityZone[],
  complete: boolean,
): { readonly lists: readonly Filter[]; readonly hooks: readonly Filter[] } {
  const policies = get(root, 'security', 'policies');
  const places = policyPlaces(root);
  if (!policies || places.length === 0) return { lists: [], hooks: [] };
  const world: World = {
    books: addressBooksOf(root),
    applications: applicationsOf(root),
    pattern: patternsOf(zones),
    fields: new Map(),
    complete,
  };
  const lists = places.map((place) => listOf(place, world));
  const ways = places.map(({ node, from }, at) => ({ from: from?.name, to: from && node.name, name: lists[at]!.name }));
  const closed = complete && !hasUnknown(policies) && !hasUnknown(get(root, 'security', 'zones'));
  const hookOf = (hook: 'forward' | 'input' | 'output'): Filter[] => {
    const own = ways.filter(({ from, to }) => hook === (to === SELF ? 'input' : from === SELF ? 'output' : 'forward'));
    if (own.length === 0 && hook !== 'forward') return [];
    return [
      zoneDispatch(
        {
          name: {
            value: hook === 'forward' ? TABLE : `${TABLE} ${hook === 'input' ? 'to' : 'from'} ${SELF}`,
            span: policies.span,
          },
          table: TABLE,
          family: 'both',
          fallback: hook === 'forward' ? defaultOf(policies) : { action: 'permit' },
          stateful: true,
          hook,
          // What zones let in to the device comes before the policies towards it.
          ...(hook === 'input' ? { priority: 10 } : {}),
          span: spanOf(policies),
          closed,
        },
        inOrder(own.map((way) => listFor(way, world))),
      ),
    ];
  };
  return { lists, hooks: [...hookOf('forward'), ...hookOf('input'), ...hookOf('output')] };
}

/** Pairs of two zones before those with `any`, and these before the global list. */
const inOrder = (lists: readonly ZoneList[]): ZoneList[] =>
  [...lists].sort((a, b) => Number(!a.from) + Number(!a.to) - Number(!b.from) - Number(!b.to));

function listFor(
  {
    from,
    to,
    name,
  }: { readonly from: string | undefined; readonly to: string | undefined; readonly name: Located<string> },
  { pattern }: World,
): ZoneList {
  const [source, destination] = [from, to].map((zone) =>
    zone === undefined || zone === SELF ? undefined : pattern(zone),
  );
  return { filter: name, ...(source ? { from: source } : {}), ...(destination ? { to: destination } : {}) };
}

/** Nothing passes that no policy permits, unless the default says otherwise. */
function defaultOf(policies: Node): Filter['fallback'] {
  const node = get(policies, 'default-policy');
  const permits = get(node, 'permit-all');
  return { action: permits ? 'permit' : 'deny', ...(node ? { span: (permits ?? kids(node)[0] ?? node).span } : {}) };
}

function listOf(place: PolicyPlace, world: World): Filter {
  const { node, from } = place;
  const spans = spansOf(node);
  return {
    name: from ? pairName(from, node) : located(node),
    table: TABLE,
    entries: 'policy',
    family: 'both',
    purpose: 'packet',
    rules: policiesIn(place).map((policy) => ruleOf(policy, place, world)),
    fallback: { action: 'return' },
    stateful: true,
    span: { start: spans[0]!.start, end: spans.at(-1)!.end },
    closed: world.complete && !hasUnknown(node),
  };
}

/** `from-zone trust to-zone untrust`, where that stands in one piece; else the second zone's name stands for it. */
function pairName(from: Node, to: Node): Located<string> {
  const value = `from-zone ${from.name} to-zone ${to.name}`;
  const start = from.parent!.span.start;
  const whole = start < to.span.start && to.span.end - start === value.length;
  return { value, span: whole ? span(start, to.span.end) : to.span };
}

function ruleOf(policy: Node, { node, from }: PolicyPlace, world: World): FilterRule {
  const spans = spansOf(policy);
  const { action, effects, opaque } = actionOf(policy);
  const zones = from ? { source: from.name, destination: node.name } : {};
  return {
    span: spans[0]!,
    ...(spans.length > 1 ? { spans } : {}),
    key: located(policy),
    matches: matchesOf(get(policy, 'match'), zones, world, opaque),
    action,
    effects,
    active: !policy.inactive && !policy.parent!.inactive && !node.inactive,
  };
}

function actionOf(policy: Node): { action: Action; effects: string[]; opaque: Opaque[] } {
  const opaque: Opaque[] = [];
  const effects: string[] = [];
  let action: Action = { kind: 'continue' };
  const scheduler = get(policy, 'scheduler-name');
  if (scheduler) opaque.push({ text: textOf(scheduler), span: spanOf(scheduler) });
  for (const node of kids(get(policy, 'then'))) {
    if (node.name === 'permit') {
      action = { kind: 'permit' };
      // Whoever does not log in is not let through; whoever was not translated, or was, neither.
      for (const condition of ['firewall-authentication', 'destination-address'])
        if (get(node, condition)) opaque.push({ text: textOf(get(node, condition)!), span: spanOf(node) });
      for (const child of kids(node)) effects.push(`permit ${textOf(child)}`);
    } else if (node.name === 'deny') action = { kind: 'deny' };
    else if (node.name === 'reject') action = { kind: 'deny', reject: true };
    else effects.push(textOf(node).replace(' ', ':'));
  }
  return { action, effects: effects.sort(), opaque };
}

/** Canonical: equal conditions give equal texts. */
const textOf = (node: Node): string => {
  const values = kids(node).map(textOf).sort();
  return values.length > 0 ? `${node.name} ${values.join(' ')}` : node.name;
};

type Part = Partial<Match>;

/** Kinds of conditions are ANDed, values of one kind ORed: what can be said exactly apart from what cannot. */
function matchesOf(
  match: Node | undefined,
  zones: { readonly source?: string; readonly destination?: string },
  world: World,
  before: readonly Opaque[],
): Match[] {
  const opaque: Opaque[] = [...before];
  let parts: Part[] = [{}];
  const and = (alternatives: readonly Part[]): void => {
    parts = parts.flatMap((part) => alternatives.map((one) => joined(part, one)));
  };
  for (const node of kids(match)) {
    const values = kids(node);
    const names = values.map(({ name }) => name);
    if (node.name === 'source-address' || node.name === 'destination-address') {
      const side = node.name === 'source-address' ? 'source' : 'destination';
      and(addressesOf(node, side, zones[side], get(match, `${node.name}-excluded`) !== undefined, world));
    } else if (node.name === 'application') {
      if (!names.includes('any')) and(servicesOf(node, world.applications));
    } else if (node.name === 'from-zone' || node.name === 'to-zone') {
      const patterns = names.map(world.pattern);
      const side = node.name === 'from-zone' ? 'inInterface' : 'outInterface';
      if (!patterns.includes(undefined)) and([{ [side]: { anyOf: patterns.map((one) => one!) } }]);
    } else if (!node.name.endsWith('-address-excluded') && !names.some((name) => name === 'any' || name === 'none'))
      opaque.push({ text: textOf(node), span: spanOf(node) });
  }
  return parts.map((part) => {
    const all = [...opaque, ...(part.opaque ?? [])];
    return { ...part, family: part.family ?? 'both', ...(all.length > 0 ? { opaque: all } : {}) };
  });
}

const joined = (a: Part, b: Part): Part => ({
  ...a,
  ...b,
  ...(a.opaque && b.opaque ? { opaque: [...a.opaque, ...b.opaque] } : {}),
});

const ANY: Readonly<Record<string, AddressTerm>> = {
  any: { kind: 'any' },
  'any-ipv4': { kind: 'prefix', family: 'ipv4', address: 0n, length: 0 },
  'any-ipv6': { kind: 'prefix', family: 'ipv6', address: 0n, length: 0 },
};

function addressesOf(
  node: Node,
  side: 'source' | 'destination',
  zone: string | undefined,
  excluded: boolean,
  { books, fields }: World,
): Part[] {
  const terms: AddressTerm[] = [];
  const unknown: Node[] = [];
  for (const value of kids(node)) {
    const own = ANY[value.name];
    const entry = own ? { terms: [own], more: false } : books.entry(value.name, zone);
    terms.push(...(entry?.terms ?? []));
    if (!entry || entry.more) unknown.push(value);
  }
  const opaque: Opaque[] = unknown.map((value) => ({ text: `${node.name} ${value.name}`, span: value.span }));
  const key = `${excluded} ${zone ?? ''} ${kids(node)
    .map(({ name }) => name)
    .join(' ')}`;
  const field = fields.get(key) ?? { anyOf: terms, ...(excluded ? { negated: true } : {}) };
  fields.set(key, field);
  const known: Part = terms.some(({ kind }) => kind === 'any') && !excluded ? {} : { [side]: field };
  // Nothing is written where a name belongs: a template left it empty.
  if (kids(node).length === 0) return [{ opaque: [{ text: node.name, span: node.span }] }];
  if (unknown.length === 0) return [known];
  // What is excluded besides is not known; what is included besides may be anything.
  if (excluded) return [{ ...(terms.length > 0 ? known : {}), opaque }];
  return [...(terms.length > 0 ? [known] : []), ...opaque.map((one) => ({ opaque: [one] }))];
}

function servicesOf(node: Node, applications: Applications): Part[] {
  if (kids(node).length === 0) return [{ opaque: [{ text: node.name, span: node.span }] }];
  return kids(node).flatMap((value): Part[] => {
    const services = applications(value.name);
    const opaque: Opaque[] = [{ text: `application ${value.name}`, span: value.span }];
    return services?.map((one) => partOf(one, opaque)) ?? [{ opaque }];
  });
}

const partOf = ({ unsure, ...fields }: Service, opaque: readonly Opaque[]): Part => ({
  ...fields,
  ...(unsure ? { opaque } : {}),
});
