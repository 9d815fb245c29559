import { implicitRule } from '../../../kit/own-rules.ts';
import { withinZones } from '../../../kit/zone-dispatch.ts';
import type { AddressTerm } from '../../../model/address.ts';
import type { Action, Field, Filter, FilterRule, InterfacePattern, Match, Opaque } from '../../../model/filter.ts';
import { at, cover } from '../../../text/span.ts';
import { get, hasUnknown, isYes, kids, located, type Node, spanOf, spansOf, value, word } from '../tree.ts';
import type { Objects, ServiceTerm } from './objects.ts';
import type { Scope } from './places.ts';
import { isActive, rulesOf } from './rules.ts';
import type { ZoneNames } from './zones.ts';

/** The list of a virtual system or device group: what no rule decides passes within a zone, and is dropped between zones. */
export function securityFilter(scope: Scope, objects: Objects, zones: ZoneNames, complete: boolean): Filter[] {
  const rules = rulesOf(scope.rulebases, 'security');
  const [first] = rules;
  if (!first) return [];
  const lists = scope.rulebases.flatMap((one) => get(one, 'security') ?? []);
  const span = lists.map(spanOf).reduce(cover);
  const { intrazone, interzone } = defaultsOf(scope.rulebases);
  const end = { start: span.end, end: span.end };
  const within = withinZones(
    zonesMet(rules, zones).map((name) => zones.pattern(name)),
    'both',
  );
  return [
    {
      name: { value: `security${scope.name === undefined ? '' : ` (${scope.name})`}`, span: lists[0]!.span },
      family: 'both',
      purpose: 'packet',
      rules: [
        ...withLocalRules(scope.rulebases, rules, (rule) => ruleOf(rule, objects, zones)),
        ...(intrazone === 'allow' ? within.map((match) => implicitRule([match], { kind: 'permit' }, end)) : []),
      ],
      fallback: { action: interzone === 'allow' ? 'permit' : 'deny' },
      stateful: true,
      ...(scope.name === undefined ? { hook: 'forward' } : {}),
      span,
      closed: complete && !lists.some(hasUnknown) && rules.every(isWhole),
    },
  ];
}

/** Of a device group the firewalls' own rules come between those before and those behind them: what they do with a packet is not told. */
function withLocalRules(
  rulebases: readonly Node[],
  rules: readonly Node[],
  read: (rule: Node) => FilterRule,
): readonly FilterRule[] {
  const behind = rulesOf(
    rulebases.filter(({ name }) => name === 'post-rulebase'),
    'security',
  );
  const before = rules.slice(0, rules.length - behind.length);
  const [next] = behind;
  if (!next || before.length === 0 || rulebases.some(({ name }) => name === 'rulebase')) return rules.map(read);
  const { start } = spansOf(next)[0]!;
  const span = { start, end: start };
  const own = implicitRule([{ family: 'both' }], { kind: 'jump', target: at('rules of the firewall', span) }, span);
  return [...before.map(read), own, ...behind.map(read)];
}

/** The zones of the text, and those that rules name and that are defined elsewhere (a part of a text, a device group without templates). */
const zonesMet = (rules: readonly Node[], zones: ZoneNames): string[] => {
  const names = new Set(zones.nodes.map(({ name }) => name));
  for (const rule of rules) for (const side of ['from', 'to']) for (const { name } of kids(rule, side)) names.add(name);
  names.delete('any');
  return [...names];
};

/** The two rules at the end of every list, as the text overrides them. */
function defaultsOf(rulebases: readonly Node[]): { readonly intrazone: string; readonly interzone: string } {
  const of = (name: string): string | undefined =>
    rulebases.flatMap((one) => word(one, 'default-security-rules', 'rules', name, 'action') ?? [])[0];
  return { intrazone: of('intrazone-default') ?? 'allow', interzone: of('interzone-default') ?? 'deny' };
}

function ruleOf(rule: Node, objects: Objects, zones: ZoneNames): FilterRule {
  const spans = spansOf(rule);
  return {
    span: spans[0]!,
    ...(spans.length > 1 ? { spans } : {}),
    key: located(rule),
    matches: matchesOf(rule, objects, zones),
    action: isWhole(rule) ? actionOf(word(rule, 'action')) : { kind: 'continue' },
    effects: effectsOf(rule),
    active: isActive(rule),
  };
}

/** What a rule must have to be committed: of one that lacks some of it, a part of a script, nothing is claimed. */
const isWhole = (rule: Node): boolean =>
  ['from', 'source', 'destination', 'action'].every((name) => get(rule, name)) &&
  (get(rule, 'to') !== undefined || word(rule, 'rule-type') === 'intrazone');

const actionOf = (action: string | undefined): Action =>
  action === 'allow' ? { kind: 'permit' } : { kind: 'deny', ...(action?.startsWith('reset') ? { reject: true } : {}) };

/** Settings that do something besides the verdict. */
const EFFECTS = ['log-setting', 'log-start', 'icmp-unreachable', 'profile-setting', 'qos', 'option'] as const;

/** The end of a session is logged unless the rule says no; the rules at the end of the list log nothing. */
const effectsOf = (rule: Node): string[] => [
  ...(word(rule, 'log-end') === 'no' ? [] : ['log-end']),
  ...EFFECTS.flatMap((name) => {
    const node = get(rule, name);
    return node ? leavesOf(node, name) : [];
  }).sort(),
];

const leavesOf = (node: Node, path: string): string[] =>
  node.children.size === 0
    ? [path]
    : [...node.children.values()].flatMap((child) => leavesOf(child, `${path}:${child.name}`));

/** One possible side of a rule: addresses that are known, or a name whose addresses are not. */
interface Side {
  readonly field?: Field<AddressTerm>;
  readonly opaque?: Opaque;
}

function matchesOf(rule: Node, objects: Objects, zones: ZoneNames): Match[] {
  const sources = sidesOf(rule, 'source', objects);
  const destinations = sidesOf(rule, 'destination', objects);
  const conditions = conditionsOf(rule);
  const ways = waysOf(rule, zones);
  const services = servicesOf(rule, objects);
  return ways.flatMap((way) =>
    sources.flatMap((source) =>
      destinations.flatMap((destination) =>
        services.map(({ term, opaque: undecided }): Match => {
          const opaque = [...way.opaque, ...conditions, source.opaque, destination.opaque, undecided].filter(
            (one) => one !== undefined,
          );
          return {
            family: 'both',
            ...(source.field ? { source: source.field } : {}),
            ...(destination.field ? { destination: destination.field } : {}),
            ...(way.from ? { inInterface: way.from } : {}),
            ...(way.to ? { outInterface: way.to } : {}),
            ...term,
            ...(opaque.length > 0 ? { opaque } : {}),
          };
        }),
      ),
    ),
  );
}

interface Way {
  readonly from?: Field<InterfacePattern>;
  readonly to?: Field<InterfacePattern>;
  readonly opaque: readonly Opaque[];
}

/** More pairs of zones than this are not written out. */
const MOST_PAIRS = 400;

/** Zones on both sides; rules within zones, and between zones only, are written out zone by zone. */
function waysOf(rule: Node, zones: ZoneNames): Way[] {
  const type = word(rule, 'rule-type') ?? 'universal';
  const [from, to] = ['from', 'to'].map((side) => {
    const names = kids(rule, side).map(({ name }) => name);
    return names.length === 0 || names.includes('any') ? undefined : names;
  });
  const field = (names: readonly string[] | undefined): Field<InterfacePattern> | undefined =>
    names && { anyOf: names.map((name) => zones.pattern(name)) };
  const way = (one: readonly string[] | undefined, other: readonly string[] | undefined): Way => {
    const [fromField, toField] = [field(one), field(other)];
    return { ...(fromField ? { from: fromField } : {}), ...(toField ? { to: toField } : {}), opaque: [] };
  };
  if (type === 'universal') return [way(from, to)];
  const all = zones.nodes.map(({ name }) => name);
  const [sources, targets] = [from ?? all, to ?? all];
  const undecided: Way = {
    ...way(from, to),
    opaque: [{ text: `rule-type ${type}`, span: get(rule, 'rule-type')!.span }],
  };
  if (type === 'intrazone')
    return sources.length === 0 || sources.length > MOST_PAIRS ? [undecided] : sources.map((one) => way([one], [one]));
  if (type !== 'interzone' || sources.length * targets.length > MOST_PAIRS) return [undecided];
  if (!from || !to) return all.length === 0 ? [undecided] : sources.flatMap((one) => between(one, targets, way));
  return sources.some((one) => targets.includes(one))
    ? sources.flatMap((one) => between(one, targets, way))
    : [way(from, to)];
}

function between(
  from: string,
  targets: readonly string[],
  way: (one: readonly string[], other: readonly string[]) => Way,
): Way[] {
  const others = targets.filter((one) => one !== from);
  return others.length > 0 ? [way([from], others)] : [];
}

function sidesOf(rule: Node, side: 'source' | 'destination', objects: Objects): Side[] {
  const names = kids(rule, side);
  const resolved = names.map((node) => ({ node, ...objects.address(node.name) }));
  const terms = resolved.flatMap((one) => one.terms);
  const open = resolved.filter((one) => one.open);
  const any = names.length === 0 || terms.some(({ kind }) => kind === 'any');
  const key = names.map(({ name }) => name).join('\n');
  if (isYes(rule, `negate-${side}`)) {
    if (open.length > 0)
      return [{ opaque: { text: `not ${side} ${names.map(({ name }) => name).join(' ')}`, span: open[0]!.node.span } }];
    return any ? [] : [{ field: objects.field(`not ${key}`, () => ({ anyOf: terms, negated: true })) }];
  }
  if (any) return [{}];
  return [
    ...(terms.length > 0 ? [{ field: objects.field(key, () => ({ anyOf: terms })) }] : []),
    ...open.map(({ node }): Side => ({ opaque: { text: `address ${node.name}`, span: node.span } })),
  ];
}

interface ServiceSide {
  readonly term: ServiceTerm;
  readonly opaque?: Opaque;
}

function servicesOf(rule: Node, objects: Objects): ServiceSide[] {
  const names = kids(rule, 'service');
  if (names.length === 0) return [{ term: {} }];
  return names.flatMap((node): ServiceSide[] => {
    // The ports that each application is known to use: App-ID decides, and its releases change it.
    if (node.name === 'application-default')
      return [{ term: {}, opaque: { text: 'application-default', span: node.span } }];
    const { terms, open } = objects.service(node.name);
    return [
      ...terms.map((term) => ({ term })),
      ...(open ? [{ term: {}, opaque: { text: `service ${node.name}`, span: node.span } }] : []),
    ];
  });
}

/** Settings that ask for what no packet shows, where they ask for more than anything. */
const ASKING = [
  'application',
  'source-user',
  'category',
  'source-hip',
  'destination-hip',
  'hip-profiles',
  'source-device',
  'destination-device',
  'source-imsi',
  'source-imei',
  'source-nw-slice',
  'schedule',
] as const;

const conditionsOf = (rule: Node): Opaque[] =>
  ASKING.flatMap((name) => {
    const asked = kids(rule, name);
    if (asked.length === 0 || asked.some((one) => one.name === 'any')) return [];
    const text = asked
      .map((one) => one.name)
      .sort()
      .join(' ');
    return [{ text: `${name} ${text}`, span: (value(rule, name) ?? located(rule)).span }];
  });
