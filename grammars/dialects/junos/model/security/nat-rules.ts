import { type Prefix, widthOf } from '../../../../model/address.ts';
import type {
  Action,
  Field,
  Filter,
  FilterRule,
  InterfacePattern,
  Match,
  Opaque,
  Rewrite,
} from '../../../../model/filter.ts';
import { at } from '../../../../text/span.ts';
import { get, hasUnknown, kids, located, spanOf, spansOf } from '../../node.ts';
import type { Node } from '../../tree.ts';
import { prefixOf } from '../addresses.ts';
import { type AddressBooks, addressBooksOf } from './address-books.ts';
import { type Applications, applicationsOf } from './applications.ts';
import { natMatches, textOf } from './nat-match.ts';
import { patternsOf, type SecurityZone, unitOf } from './zones.ts';

const KINDS = ['source', 'destination', 'static'] as const;
type Kind = (typeof KINDS)[number];

export interface RuleSet {
  readonly node: Node;
  readonly kind: Kind;
}

/** In the order of `natFilters().lists`. */
export const natRuleSets = (root: Node): RuleSet[] =>
  KINDS.flatMap((kind) => kids(get(root, 'security', 'nat', kind, 'rule-set')).map((node) => ({ node, kind })));

export const natRulesIn = ({ node }: RuleSet): readonly Node[] => node.children.get('rule')?.children.values() ?? [];

interface World {
  readonly root: Node;
  readonly books: AddressBooks;
  readonly applications: Applications;
  readonly pattern: (zone: string) => InterfacePattern | undefined;
}

/**
 * Rule-sets as ordered lists, of which one decides about a packet, and for each kind the filter at its hook that picks it: the one whose
 * `from` and `to` say most, an interface before a zone before a routing instance (Junos OS NAT user guide, "rule sets"). Static NAT
 * comes before destination NAT, both before policies; source NAT after them, where what static NAT maps goes back by itself.
 */
export function natFilters(
  root: Node,
  zones: readonly SecurityZone[],
  complete: boolean,
): { readonly lists: readonly Filter[]; readonly hooks: readonly Filter[] } {
  const sets = natRuleSets(root);
  if (sets.length === 0) return { lists: [], hooks: [] };
  const world: World = {
    root,
    books: addressBooksOf(root),
    applications: applicationsOf(root),
    pattern: patternsOf(zones),
  };
  const lists = sets.map((set) => listOf(set, world, complete));
  const nat = get(root, 'security', 'nat')!;
  const hookOf = (kind: Kind): Filter[] => {
    const own = sets.flatMap((set, index) => (set.kind === kind ? [{ set, list: lists[index]! }] : []));
    const back = kind === 'source' ? backwards(sets, lists, world) : [];
    const node = get(nat, kind);
    if (own.length === 0 && back.length === 0) return [];
    const frame = own[0]?.list ?? lists[0]!;
    return [
      {
        name: at(`${kind} nat`, (node ?? nat).span),
        table: tableOf(kind),
        family: 'both',
        purpose: 'nat',
        implicit: true,
        rules: [
          ...back,
          ...[...own]
            .sort((a, b) => rankOf(a.set) - rankOf(b.set))
            .map(({ set, list }) => implicit(waysOf(set.node, world), { kind: 'goto', target: list.name }, frame)),
        ],
        fallback: { action: 'permit' },
        stateful: true,
        hook: kind === 'source' ? 'postrouting' : 'prerouting',
        priority: kind === 'static' ? -110 : kind === 'destination' ? -100 : 100,
        span: spanOf(node ?? nat),
        closed: complete && !hasUnknown(nat),
      },
    ];
  };
  return { lists, hooks: [...hookOf('static'), ...hookOf('destination'), ...hookOf('source')] };
}

const tableOf = (kind: Kind): string => `${kind} nat`;

const implicit = (matches: readonly Match[], action: Action, { span }: Filter): FilterRule => ({
  span: { start: span.start, end: span.start },
  matches,
  action,
  effects: [],
  active: true,
  implicit: true,
});

const WAYS = ['interface', 'zone', 'routing-instance', 'routing-group'] as const;

/** The less, the sooner. */
function rankOf({ node }: RuleSet): number {
  const rank = (way: string): number => {
    const found = WAYS.findIndex((kind) => get(node, way, kind) !== undefined);
    return found < 0 ? WAYS.length : found;
  };
  return rank('from') * 8 + rank('to');
}

/** Packets that a rule-set is asked about. */
function waysOf(set: Node, world: World): Match[] {
  const opaque: Opaque[] = [];
  const side = (way: 'from' | 'to'): Field<InterfacePattern> | undefined => {
    const place = get(set, way);
    const ports = kids(get(place, 'interface')).map(({ name }): InterfacePattern => ({ name: unitOf(name) }));
    const named = kids(get(place, 'zone'));
    const zones = named.flatMap(({ name }) => world.pattern(name) ?? []);
    if (named.length > zones.length) return undefined;
    const instances = kids(get(place, 'routing-instance'));
    const inside = instances.flatMap(({ name }) =>
      kids(get(world.root, 'routing-instances', name, 'interface')).map(
        (port): InterfacePattern => ({ name: unitOf(port.name) }),
      ),
    );
    // The main instance has what no other has; one that is not in the text has what nobody knows.
    const unknown = [...instances, ...kids(get(place, 'routing-group'))].filter(
      ({ name }) => !get(world.root, 'routing-instances', name),
    );
    if (unknown.length > 0) {
      opaque.push(...unknown.map((node) => ({ text: `${way} ${node.name}`, span: node.span })));
      return undefined;
    }
    const anyOf = [...ports, ...zones, ...inside];
    return anyOf.length > 0 ? { anyOf } : undefined;
  };
  const from = side('from');
  const to = side('to');
  return [
    {
      family: 'both',
      ...(from ? { inInterface: from } : {}),
      ...(to ? { outInterface: to } : {}),
      ...(opaque.length > 0 ? { opaque } : {}),
    },
  ];
}

function listOf(set: RuleSet, world: World, complete: boolean): Filter {
  const { node, kind } = set;
  const spans = spansOf(node);
  return {
    name: located(node),
    table: tableOf(kind),
    entries: 'rule',
    family: 'both',
    purpose: 'nat',
    rules: natRulesIn(set).map((rule) => ruleOf(rule, kind, world)),
    fallback: { action: 'permit' },
    stateful: true,
    span: { start: spans[0]!.start, end: spans.at(-1)!.end },
    closed: complete && !hasUnknown(node),
  };
}

function ruleOf(rule: Node, kind: Kind, world: World): FilterRule {
  const spans = spansOf(rule);
  return {
    span: spans[0]!,
    ...(spans.length > 1 ? { spans } : {}),
    key: located(rule),
    matches: natMatches(get(rule, 'match'), world.books, world.applications),
    action: actionOf(rule, kind, world),
    effects: [],
    active: !rule.inactive && !rule.parent!.inactive,
  };
}

function actionOf(rule: Node, kind: Kind, world: World): Action {
  const [what] = kids(get(rule, 'then', `${kind}-nat`));
  if (!what) return { kind: 'continue' };
  if (what.name === 'off') return { kind: 'exempt' };
  const rewrite = rewriteOf(what, rule, kind, world);
  return {
    kind: 'translate',
    nat: kind === 'source' ? 'source' : 'destination',
    to: textOf(what),
    ...(rewrite ? { rewrite } : {}),
  };
}

/** Told where it is one address, or a network of the same size; a source's new port is never told. */
function rewriteOf(what: Node, rule: Node, kind: Kind, { root, books }: World): Rewrite | undefined {
  if (kind === 'static') {
    const written = kids(what)[0]?.name ?? '';
    const prefix =
      what.name === 'prefix' ? prefixOf(written) : what.name === 'prefix-name' ? onlyPrefix(books, written) : undefined;
    const length = kids(get(rule, 'match', 'destination-address')).map(({ name }) => prefixOf(name)?.length);
    if (!prefix || (length.length > 0 && length.some((one) => one !== prefix.length))) return undefined;
    const mapped = kids(get(what, 'mapped-port'))[0] ?? kids(get(kids(what)[0], 'mapped-port'))[0];
    if (mapped && !/^\d+$/.test(mapped.name)) return undefined;
    return { prefix, ...(mapped ? { port: Number(mapped.name) } : {}) };
  }
  if (kind !== 'destination' || what.name !== 'pool') return undefined;
  const name = kids(what)[0]?.name;
  const addresses =
    name === undefined ? undefined : get(root, 'security', 'nat', 'destination', 'pool', name, 'address');
  const [address, more] = kids(addresses).filter((one) => one.name !== 'port');
  const prefix = address && prefixOf(address.name);
  if (!prefix || more || prefix.length !== widthOf(prefix.family) || get(address, 'to')) return undefined;
  const port = kids(get(addresses, 'port'))[0] ?? kids(get(address, 'port'))[0];
  return { prefix, ...(port && /^\d+$/.test(port.name) ? { port: Number(port.name) } : {}) };
}

const onlyPrefix = (books: AddressBooks, name: string): Prefix | undefined => {
  const entry = books.entry(name, undefined);
  const [term, more] = entry?.terms ?? [];
  return term?.kind === 'prefix' && !more && !entry!.more ? term : undefined;
};

/** What static NAT maps to an address inside is mapped back when that address sends (Junos OS NAT user guide, "static NAT"). */
function backwards(sets: readonly RuleSet[], lists: readonly Filter[], { pattern }: World): FilterRule[] {
  return sets.flatMap(({ node, kind }, index) => {
    if (kind !== 'static') return [];
    const list = lists[index]!;
    const zones = kids(get(node, 'from', 'zone')).flatMap(({ name }) => pattern(name) ?? []);
    const ports = kids(get(node, 'from', 'interface')).map(({ name }): InterfacePattern => ({ name: unitOf(name) }));
    const anyOf = [...zones, ...ports];
    return list.rules.flatMap(({ action, active, matches }): FilterRule[] => {
      const term = matches[0]?.destination?.anyOf[0];
      const inside = action.kind === 'translate' ? action.rewrite?.prefix : undefined;
      if (!active || !inside || term?.kind !== 'prefix' || matches.length > 1 || matches[0]!.destinationPort) return [];
      return [
        implicit(
          [
            {
              family: 'both',
              source: { anyOf: [{ kind: 'prefix', ...inside }] },
              ...(anyOf.length > 0 ? { outInterface: { anyOf } } : {}),
            },
          ],
          { kind: 'translate', nat: 'source', to: 'static', rewrite: { prefix: term } },
          list,
        ),
      ];
    });
  });
}
