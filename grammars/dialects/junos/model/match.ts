import type { AddressTerm, Family } from '../../../model/address.ts';
import type { Field, IcmpTest, InterfacePattern, Interval, Match, Opaque } from '../../../model/filter.ts';
import { both, tcpFlags } from '../grammar/tcp-flags.ts';
import { get, kids, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { fieldOf, type ListedPrefix, maskedOf, prefixOf } from './addresses.ts';
import { DSCP, icmpCodes, icmpTypes, intervalOf, PORTS, PRECEDENCE, PROTOCOLS } from './names.ts';
import type { ResolvedList } from './prefix-lists.ts';

type Draft = { -readonly [K in keyof Match]: Match[K] };
type FilterFamily = Family | 'both';

/** Words that only say how something else is meant. */
const LOOKED_AT: ReadonlySet<string> = new Set([
  'source-address',
  'destination-address',
  'address',
  'ip-source-address',
  'ip-destination-address',
  'ip-address',
  'ipv6-source-address',
  'ipv6-destination-address',
  'source-prefix-list',
  'destination-prefix-list',
  'prefix-list',
  'protocol',
  'protocol-except',
  'next-header',
  'next-header-except',
  'payload-protocol',
  'payload-protocol-except',
  'ip-protocol',
  'ip-protocol-except',
  'source-port',
  'source-port-except',
  'destination-port',
  'destination-port-except',
  'port',
  'port-except',
  'icmp-type',
  'icmp-type-except',
  'icmp-code',
  'icmp-code-except',
  'tcp-flags',
  'tcp-established',
  'tcp-initial',
  'is-fragment',
  'first-fragment',
  'fragment-offset',
  'fragment-offset-except',
  'dscp',
  'dscp-except',
  'precedence',
  'precedence-except',
  'traffic-class',
  'traffic-class-except',
  'interface',
]);

/** What a term's `from` selects: kinds of conditions are ANDed, values of one kind ORed. Absent or empty: everything. */
export function matchesOf(
  from: Node | undefined,
  family: FilterFamily,
  lists: ReadonlyMap<string, ResolvedList>,
): Match[] {
  const opaque: Opaque[] = [];
  let drafts: Draft[] = [{ family }];
  const addOpaque = (node: Node): void => void opaque.push({ text: textOf(node), span: spanOf(node) });

  /** Each alternative with each draft. */
  const split = (alternatives: readonly ((draft: Draft) => void)[]): void => {
    drafts = drafts.flatMap((draft) =>
      alternatives.map((alter) => {
        const copy = { ...draft };
        alter(copy);
        return copy;
      }),
    );
  };

  for (const [sources, side] of ADDRESS_CONDITIONS) {
    const nodes = sources.flatMap((name) => get(from, name) ?? []);
    if (nodes.length === 0) continue;
    const field = addressesOf(nodes, family, lists);
    const sides = side === 'both' ? (['source', 'destination'] as const) : [side];
    // `address` beside `source-address` asks for both: the second of two stays unsure.
    const free = drafts.every((draft) => sides.every((key) => draft[key] === undefined));
    if (field && free) split(sides.map((key) => (draft) => void (draft[key] = field)));
    else for (const node of nodes) addOpaque(node);
  }

  for (const [name, names, highest, put] of INTERVAL_CONDITIONS) {
    for (const except of [false, true]) {
      const node = get(from, except ? `${name}-except` : name);
      if (!node) continue;
      const found = intervalsOf(node, names(family), highest);
      const free = drafts.every((draft) => put.every((key) => draft[key] === undefined));
      if (!found || !free) addOpaque(node);
      else {
        const field: Field<Interval> = except ? { anyOf: found, negated: true } : { anyOf: found };
        // `port-except` asks that neither end is one of them.
        if (except) split([(draft) => put.forEach((key) => void (draft[key] = field))]);
        else split(put.map((key) => (draft) => void (draft[key] = field)));
      }
    }
  }

  const icmp = icmpOf(from, family, addOpaque);
  const flags = flagsOf(from, addOpaque);
  const interfaces = interfacesOf(get(from, 'interface'));
  for (const draft of drafts) {
    if (icmp) draft.icmp = icmp;
    if (flags) draft.tcpFlags = flags;
    if (interfaces) draft.inInterface = interfaces;
    const part = fragmentOf(from);
    if (part) draft.fragment = part;
  }

  for (const node of kids(from)) {
    if (!LOOKED_AT.has(node.name) || isOpenFragment(node)) addOpaque(node);
  }
  const sorted = opaque.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return sorted.length > 0 ? drafts.map((draft) => ({ ...draft, opaque: sorted })) : drafts;
}

/** Canonical: equal conditions give equal texts. */
function textOf(node: Node): string {
  const values = leavesOf(node).sort();
  return values.length > 0 ? `${node.name} ${values.join(' ')}` : node.name;
}

function leavesOf(node: Node): string[] {
  return kids(node).flatMap((child) => {
    const below = leavesOf(child);
    return below.length > 0 ? below.map((leaf) => `${child.name} ${leaf}`) : [child.name];
  });
}

const ADDRESS_CONDITIONS: readonly (readonly [readonly string[], 'source' | 'destination' | 'both'])[] = [
  [['source-address', 'ip-source-address', 'ipv6-source-address', 'source-prefix-list'], 'source'],
  [
    ['destination-address', 'ip-destination-address', 'ipv6-destination-address', 'destination-prefix-list'],
    'destination',
  ],
  [['address', 'ip-address', 'prefix-list'], 'both'],
];

type IntervalKey = 'protocol' | 'sourcePort' | 'destinationPort' | 'dscp';

const same = (names: ReadonlyMap<string, number>) => (): ReadonlyMap<string, number> => names;

const INTERVAL_CONDITIONS: readonly (readonly [
  string,
  (family: FilterFamily) => ReadonlyMap<string, number>,
  number,
  readonly IntervalKey[],
])[] = [
  ['protocol', same(PROTOCOLS), 255, ['protocol']],
  ['ip-protocol', same(PROTOCOLS), 255, ['protocol']],
  ['next-header', same(PROTOCOLS), 255, ['protocol']],
  ['payload-protocol', same(PROTOCOLS), 255, ['protocol']],
  ['source-port', same(PORTS), 65535, ['sourcePort']],
  ['destination-port', same(PORTS), 65535, ['destinationPort']],
  ['port', same(PORTS), 65535, ['sourcePort', 'destinationPort']],
  ['dscp', same(DSCP), 63, ['dscp']],
  ['traffic-class', same(DSCP), 63, ['dscp']],
  ['precedence', same(PRECEDENCE), 7, ['dscp']],
];

function intervalsOf(node: Node, names: ReadonlyMap<string, number>, highest: number): Interval[] | undefined {
  const all: Interval[] = [];
  for (const { name } of kids(node)) {
    const binary = names === DSCP && /^[01]{6}$/.test(name) ? `${Number.parseInt(name, 2)}` : name;
    const found = intervalOf(binary, names, highest);
    if (!found) return undefined;
    all.push(names === PRECEDENCE ? { first: found.first * 8, last: found.last * 8 + 7 } : found);
  }
  return all.length > 0 ? all : undefined;
}

function addressesOf(
  nodes: readonly Node[],
  family: FilterFamily,
  lists: ReadonlyMap<string, ResolvedList>,
): Field<AddressTerm> | undefined {
  const listed: ListedPrefix[] = [];
  const masked: AddressTerm[] = [];
  for (const node of nodes) {
    for (const child of kids(node)) {
      const except = get(child, 'except') !== undefined;
      if (node.name.endsWith('prefix-list')) {
        const list = lists.get(child.name);
        if (!list?.complete) return undefined;
        for (const { prefix } of list.prefixes) listed.push({ prefix, except });
        continue;
      }
      const prefix = prefixOf(child.name);
      const mask = prefix || except ? undefined : maskedOf(child.name);
      if (prefix) listed.push({ prefix, except });
      else if (mask) masked.push(mask);
      else return undefined;
    }
  }
  return fieldOf(listed, masked, family);
}

function icmpOf(
  from: Node | undefined,
  family: FilterFamily,
  addOpaque: (node: Node) => void,
): Field<IcmpTest> | undefined {
  const [type, code] = [get(from, 'icmp-type'), get(from, 'icmp-code')];
  const typeExcept = get(from, 'icmp-type-except');
  const codeExcept = get(from, 'icmp-code-except');
  const types = type && intervalsOf(type, icmpTypes(family), 255);
  const codes = code && intervalsOf(code, icmpCodes(family), 255);
  if (type && !types) addOpaque(type);
  if (code && !codes) addOpaque(code);
  if (codeExcept) addOpaque(codeExcept);
  if (typeExcept) {
    const excepted = type || code ? undefined : intervalsOf(typeExcept, icmpTypes(family), 255);
    if (excepted) return { anyOf: excepted.map((one) => ({ type: one })), negated: true };
    addOpaque(typeExcept);
  }
  if (!types && !codes) return undefined;
  const anyOf = (types ?? [{ first: 0, last: 255 }]).flatMap((one): IcmpTest[] =>
    codes ? codes.map((each) => ({ type: one, code: each })) : [{ type: one }],
  );
  return { anyOf };
}

function flagsOf(from: Node | undefined, addOpaque: (node: Node) => void): Match['tcpFlags'] {
  let tests: ReturnType<typeof tcpFlags>;
  const and = (more: NonNullable<typeof tests>): void => {
    tests = tests ? both(tests, more) : more;
  };
  const written = get(from, 'tcp-flags');
  if (written) {
    const found = kids(written).map((value) => tcpFlags(value.name));
    if (found.length === 0 || found.includes(undefined)) addOpaque(written);
    else and(found.flatMap((one) => one!));
  }
  // tcp-established is "(ack | rst)", tcp-initial is "(!ack & syn)"; neither asks for the protocol.
  if (get(from, 'tcp-established'))
    and([
      { mask: 16, value: 16 },
      { mask: 4, value: 4 },
    ]);
  if (get(from, 'tcp-initial')) and([{ mask: 18, value: 2 }]);
  return tests && { anyOf: tests };
}

function interfacesOf(node: Node | undefined): Field<InterfacePattern> | undefined {
  const names = kids(node).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return {
    anyOf: names.map((name) => (name.endsWith('*') ? { name: name.slice(0, -1), prefix: true } : { name })),
  };
}

/** `is-fragment` is every fragment but the first. */
function fragmentOf(from: Node | undefined): Match['fragment'] {
  if (get(from, 'is-fragment')) return 'rest';
  if (get(from, 'first-fragment')) return 'whole';
  const offsets = kids(get(from, 'fragment-offset')).map(({ name }) => name);
  if (offsets.length > 0 && offsets.every((offset) => offset === '0')) return 'whole';
  if (offsets.length > 0 && offsets.every((offset) => /^[1-9]\d*(?:-\d+)?$/.test(offset))) return 'rest';
  if (get(from, 'fragment-offset-except', '0')) return 'rest';
  return undefined;
}

/** Fragment conditions that the part alone does not say in full. */
function isOpenFragment(node: Node): boolean {
  if (node.name === 'first-fragment') return true;
  const offsets = kids(node).map(({ name }) => name);
  if (node.name === 'fragment-offset') return !offsets.every((offset) => offset === '0' || offset === '1-8191');
  return node.name === 'fragment-offset-except' && !(offsets.length === 1 && offsets[0] === '0');
}
