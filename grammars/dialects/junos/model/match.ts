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

/** Conditions that are read together, below. */
const LOOKED_AT: ReadonlySet<string> = new Set(
  'icmp-type icmp-type-except icmp-code icmp-code-except tcp-flags tcp-established tcp-initial is-fragment first-fragment fragment-offset fragment-offset-except interface'.split(
    ' ',
  ),
);

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

  const free = (keys: readonly (keyof Match)[]): boolean =>
    drafts.every((draft) => keys.every((key) => draft[key] === undefined));

  const addresses: { side: Side; nodes: Node[] }[] = [];
  for (const node of kids(from)) {
    const side = ADDRESS_CONDITIONS.get(node.name);
    const interval = side ? undefined : INTERVAL_CONDITIONS.get(node.name);
    if (side) {
      const known = addresses.find((one) => one.side === side);
      if (known) known.nodes.push(node);
      else addresses.push({ side, nodes: [node] });
    } else if (interval) {
      const { keys, except } = interval;
      const found = intervalsOf(node, interval.names, interval.highest);
      if (!found || !free(keys)) addOpaque(node);
      else {
        const field: Field<Interval> = except ? { anyOf: found, negated: true } : { anyOf: found };
        // `port-except` asks that neither end is one of them.
        if (except) split([(draft) => keys.forEach((key) => void (draft[key] = field))]);
        else split(keys.map((key) => (draft) => void (draft[key] = field)));
      }
    } else if (!LOOKED_AT.has(node.name) || isOpenFragment(node)) addOpaque(node);
  }

  for (const { side, nodes } of addresses) {
    const field = addressesOf(nodes, family, lists);
    const sides = side === 'both' ? (['source', 'destination'] as const) : [side];
    // `address` beside `source-address` asks for both: the second of two stays unsure.
    if (field && free(sides)) split(sides.map((key) => (draft) => void (draft[key] = field)));
    else for (const node of nodes) addOpaque(node);
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

type Side = 'source' | 'destination' | 'both';

const ADDRESS_CONDITIONS: ReadonlyMap<string, Side> = new Map([
  ...'source-address ip-source-address ipv6-source-address source-prefix-list'
    .split(' ')
    .map((name): [string, Side] => [name, 'source']),
  ...'destination-address ip-destination-address ipv6-destination-address destination-prefix-list'
    .split(' ')
    .map((name): [string, Side] => [name, 'destination']),
  ...'address ip-address prefix-list'.split(' ').map((name): [string, Side] => [name, 'both']),
]);

interface IntervalCondition {
  readonly names: ReadonlyMap<string, number>;
  readonly highest: number;
  /** Fields of which one must match; all must not, with `except`. */
  readonly keys: readonly ('protocol' | 'sourcePort' | 'destinationPort' | 'dscp')[];
  readonly except: boolean;
}

const INTERVAL_CONDITIONS: ReadonlyMap<string, IntervalCondition> = new Map(
  (
    [
      ['protocol ip-protocol next-header payload-protocol', PROTOCOLS, 255, ['protocol']],
      ['source-port', PORTS, 65535, ['sourcePort']],
      ['destination-port', PORTS, 65535, ['destinationPort']],
      ['port', PORTS, 65535, ['sourcePort', 'destinationPort']],
      ['dscp traffic-class', DSCP, 63, ['dscp']],
      ['precedence', PRECEDENCE, 7, ['dscp']],
    ] as const
  ).flatMap(([names, table, highest, keys]) =>
    names.split(' ').flatMap((name): [string, IntervalCondition][] => [
      [name, { names: table, highest, keys, except: false }],
      [`${name}-except`, { names: table, highest, keys, except: true }],
    ]),
  ),
);

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

/** Many terms name the same list. */
const listFields = new WeakMap<ResolvedList, Map<FilterFamily, Field<AddressTerm> | undefined>>();

function fieldOfList(list: ResolvedList | undefined, family: FilterFamily): Field<AddressTerm> | undefined {
  if (!list?.complete) return undefined;
  const fields = listFields.get(list) ?? new Map<FilterFamily, Field<AddressTerm> | undefined>();
  listFields.set(list, fields);
  if (!fields.has(family)) {
    const listed = list.prefixes.map(({ prefix }) => ({ prefix, except: false }));
    fields.set(family, fieldOf(listed, [], family));
  }
  return fields.get(family);
}

function addressesOf(
  nodes: readonly Node[],
  family: FilterFamily,
  lists: ReadonlyMap<string, ResolvedList>,
): Field<AddressTerm> | undefined {
  const [only, more] = kids(nodes[0]);
  const alone = nodes.length === 1 && only && !more && nodes[0]!.name.endsWith('prefix-list') && !get(only, 'except');
  if (alone) return fieldOfList(lists.get(only.name), family);
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
