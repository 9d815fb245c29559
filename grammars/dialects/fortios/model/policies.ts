import { implicitRule } from '../../../kit/own-rules.ts';
import { withinZones } from '../../../kit/zone-dispatch.ts';
import type { AddressTerm, Family } from '../../../model/address.ts';
import type { SequenceKey } from '../../../model/device.ts';
import type { Action, Field, Filter, FilterRule, InterfacePattern, Match, Opaque } from '../../../model/filter.ts';
import { cover, type Located } from '../../../text/span.ts';
import { type Block, isOn, type Setting, spanOf, spansOf, table, value, values, word } from '../config-tree.ts';
import type { Objects } from './objects.ts';
import type { ServiceTerm } from './services.ts';
import { type Vip, vipMatch } from './vips.ts';

/** One table of policies: what its settings are called, and which families it decides. */
interface Kind {
  readonly path: string;
  readonly hook: 'forward' | 'input';
  readonly sides: readonly { readonly family: Family; readonly source: string; readonly destination: string }[];
}

const FOUR = { family: 'ipv4', source: 'srcaddr', destination: 'dstaddr' } as const;
const SIX = { family: 'ipv6', source: 'srcaddr6', destination: 'dstaddr6' } as const;

export const POLICIES: Kind = { path: 'firewall policy', hook: 'forward', sides: [FOUR, SIX] };
export const POLICIES6: Kind = { path: 'firewall policy6', hook: 'forward', sides: [{ ...FOUR, family: 'ipv6' }] };
export const CONSOLIDATED: Kind = {
  path: 'firewall consolidated policy',
  hook: 'forward',
  sides: [{ family: 'ipv4', source: 'srcaddr4', destination: 'dstaddr4' }, SIX],
};
export const LOCAL_IN: Kind = { path: 'firewall local-in-policy', hook: 'input', sides: [FOUR] };
export const LOCAL_IN6: Kind = {
  path: 'firewall local-in-policy6',
  hook: 'input',
  sides: [{ ...FOUR, family: 'ipv6' }],
};

/** The list of one table; undefined where the text has none. What no policy accepts is dropped (policy 0). */
export function policyFilter(block: Block, kind: Kind, objects: Objects, name: string): Filter | undefined {
  const policies = table(block, kind.path);
  if (!policies || policies.entries.length === 0) return undefined;
  const span = policies.statements.map((one) => one.span).reduce(cover);
  const sides = kind.sides.filter(({ source, destination }) =>
    policies.entries.some((entry) => entry.settings.has(source) || entry.settings.has(destination)),
  );
  const families = new Set((sides.length > 0 ? sides : kind.sides.slice(0, 1)).map(({ family }) => family));
  return {
    name: { value: name, span: policies.statements[0]!.header },
    family: families.size === 2 ? 'both' : [...families][0]!,
    purpose: 'packet',
    rules: [...rulesOf(policies, kind, objects), ...withinRules(objects, [...families], span)],
    fallback: { action: 'deny' },
    stateful: true,
    hook: kind.hook,
    span,
    closed: !policies.unclear && policies.entries.every((entry) => isWhole(entry, kind)),
  };
}

/** `set intrazone allow`: what stays in the zone passes where no policy says otherwise. */
function withinRules({ zones }: Objects, families: readonly Family[], { end }: Filter['span']): FilterRule[] {
  const open = zones.all.filter(({ block }) => word(block, 'intrazone') === 'allow');
  const patterns = open.map(({ name }) => zones.pattern(name.value));
  return families.flatMap((family) =>
    withinZones(patterns, family).map((match) => implicitRule([match], { kind: 'permit' }, { start: end, end })),
  );
}

/** Rules as the device tries them. */
export const rulesOf = (policies: Block, kind: Kind, objects: Objects): FilterRule[] =>
  policies.entries.map((entry) => ruleOf(entry, kind, objects));

function ruleOf(entry: Block, kind: Kind, objects: Objects): FilterRule {
  const spans = spansOf(entry);
  const name = value(entry, 'name');
  return {
    span: spanOf(entry),
    ...(spans.length > 1 ? { spans } : {}),
    ...(name?.value ? { key: name } : {}),
    matches: matchesOf(entry, kind, objects),
    action: isWhole(entry, kind) ? actionOf(word(entry, 'action')) : { kind: 'continue' },
    effects: effectsOf(entry),
    active: word(entry, 'status') !== 'disable',
  };
}

/** What the device asks of a policy: of one that lacks some of it, a part of a script, nothing is claimed. */
function isWhole(entry: Block, { hook, sides }: Kind): boolean {
  const says = (name: string): boolean => values(entry, name).length > 0;
  const places = hook === 'input' ? ['intf'] : ['srcintf', 'dstintf'];
  return (
    places.every(says) &&
    sides.some(
      ({ source, destination }) =>
        (says(source) || isOn(entry, 'internet-service-src') || isOn(entry, 'internet-service6-src')) &&
        (says(destination) || isOn(entry, 'internet-service') || isOn(entry, 'internet-service6')),
    ) &&
    (says('service') || isOn(entry, 'internet-service') || isOn(entry, 'internet-service6'))
  );
}

/** Policies deny where they do not say (FortiOS CLI Reference). */
const actionOf = (action: string | undefined): Action =>
  action === undefined || action === 'deny' ? { kind: 'deny' } : { kind: 'permit' };

/** Settings that choose packets, or only say what the policy is called. */
const NO_EFFECT =
  /^(?:name|uuid|comments|label|global-label|status|action|(?:src|dst)?intf|(?:src|dst)addr[46]?(?:-negate)?|service(?:-negate)?|schedule|match-vip(?:-only)?|groups|users|fsso-groups|devices|internet-service.*|ztna-.*|src-vendor-mac|reputation-.*|tags|uuid-idx|tos|tos-mask|tos-negate|sgt|sgt-check|policy-expiry.*)$/;

const effectsOf = ({ settings }: Block): string[] =>
  [...settings]
    .filter(([name]) => !NO_EFFECT.test(name))
    .map(([name, { values: own }]) => `${name}:${own.map((one) => one.value).join(',')}`)
    .sort();

/** One possible side of a policy: addresses that are known, or a name whose addresses are not. */
interface Side {
  readonly field?: Field<AddressTerm>;
  readonly opaque?: Opaque;
  readonly vip?: Vip;
}

interface ServiceSide {
  readonly term: ServiceTerm;
  readonly opaque?: Opaque;
}

function matchesOf(entry: Block, kind: Kind, objects: Objects): Match[] {
  const input = kind.hook === 'input';
  const from = interfacesOf(entry, input ? 'intf' : 'srcintf', objects);
  const to = input ? undefined : interfacesOf(entry, 'dstintf', objects);
  const conditions = conditionsOf(entry);
  const services = serviceSides(entry, objects);
  const places = { ...(from ? { inInterface: from } : {}), ...(to ? { outInterface: to } : {}) };
  return kind.sides.flatMap(({ family, source, destination }) =>
    sourcesOf(entry, source, family, objects).flatMap((one) =>
      destinationsOf(entry, destination, family, objects).flatMap((other) =>
        services.flatMap((service): Match[] => {
          const what = other.vip ? vipMatch(other.vip, service.term) : service.term;
          if (!what || (family === 'ipv4' && isIcmp(what, 58)) || (family === 'ipv6' && isIcmp(what, 1))) return [];
          const opaque = [...conditions, one.opaque, other.opaque, service.opaque].filter((each) => each !== undefined);
          return [
            {
              family,
              ...(one.field ? { source: one.field } : {}),
              ...(other.field ? { destination: other.field } : {}),
              ...places,
              ...what,
              ...(opaque.length > 0 ? { opaque } : {}),
            },
          ];
        }),
      ),
    ),
  );
}

const isIcmp = ({ protocol }: ServiceTerm, number: 1 | 58): boolean => {
  const [only] = protocol?.anyOf ?? [];
  return only?.first === number && only.last === number;
};

function interfacesOf(entry: Block, setting: string, { zones }: Objects): Field<InterfacePattern> | undefined {
  const names = values(entry, setting);
  // Without one, a policy is none that a device would hold: the rest of it is in another text.
  if (names.length === 0 || names.some((one) => one.value === 'any')) return undefined;
  return { anyOf: names.map((one) => zones.pattern(one.value)) };
}

function sourcesOf(entry: Block, setting: string, family: Family, objects: Objects): Side[] {
  if (isOn(entry, family === 'ipv6' && setting === 'srcaddr6' ? 'internet-service6-src' : 'internet-service-src'))
    return [{ opaque: opaqueOf(entry, 'internet-service-src') }];
  return addressSides(entry, setting, values(entry, setting), family, objects);
}

function destinationsOf(entry: Block, setting: string, family: Family, objects: Objects): Side[] {
  if (isOn(entry, family === 'ipv6' && setting === 'dstaddr6' ? 'internet-service6' : 'internet-service'))
    return [{ opaque: opaqueOf(entry, 'internet-service') }];
  const vips: Side[] = [];
  const plain = values(entry, setting).filter((name) => {
    const own = objects.vips(family).named(name.value);
    if (!own) return true;
    for (const vip of own.filter((one) => one.active))
      vips.push({
        vip,
        ...(vip.outer && !vip.limited ? {} : { opaque: { text: `vip ${name.value}`, span: name.span } }),
      });
    return false;
  });
  const passed = isOn(entry, 'match-vip') || isOn(entry, 'match-vip-only') ? [] : objects.translated(family);
  return [
    ...vips,
    ...addressSides(entry, setting, plain, family, objects).map((side) =>
      without(side, passed, family, plain, objects),
    ),
  ];
}

/** What a virtual IP translates is looked up among the policies that name it, not among those of addresses. */
function without(
  side: Side,
  passed: readonly AddressTerm[],
  family: Family,
  names: readonly Located<string>[],
  { field }: Objects,
): Side {
  if (passed.length === 0 || side.field?.negated) return side;
  const { anyOf } = side.field ?? { anyOf: [{ kind: 'any' } as const] };
  // Inside addresses are not those that the outside sees.
  if (!anyOf.some((term) => term.kind === 'any' || (term.kind === 'prefix' && term.length < 16))) return side;
  return { ...side, field: field(`${family} but ${keyOf(names)}`, () => ({ anyOf, except: passed })) };
}

const keyOf = (names: readonly Located<string>[]): string => names.map(({ value: name }) => name).join('\n');

function addressSides(
  entry: Block,
  setting: string,
  names: readonly Located<string>[],
  family: Family,
  objects: Objects,
): Side[] {
  if (names.length === 0) return [];
  const resolved = names.map(({ value: name, span }) => ({ name, span, ...objects.addresses(family).resolve(name) }));
  const terms = resolved.flatMap((one) => one.terms);
  const open = resolved.filter((one) => one.open);
  const any = terms.some(({ kind }) => kind === 'any');
  if (isOn(entry, `${setting}-negate`)) {
    if (open.length > 0)
      return [{ opaque: { text: `not ${setting} ${names.map((one) => one.value).join(' ')}`, span: open[0]!.span } }];
    return any
      ? []
      : [{ field: objects.field(`${family} not ${keyOf(names)}`, () => ({ anyOf: terms, negated: true })) }];
  }
  if (any) return [{}];
  return [
    ...(terms.length > 0 ? [{ field: objects.field(`${family} ${keyOf(names)}`, () => ({ anyOf: terms })) }] : []),
    ...open.map(({ name, span }): Side => ({ opaque: { text: `address ${name}`, span } })),
  ];
}

function serviceSides(entry: Block, { services }: Objects): ServiceSide[] {
  if (isOn(entry, 'internet-service') || isOn(entry, 'internet-service6'))
    return [{ term: {}, opaque: opaqueOf(entry, 'internet-service') }];
  const names = values(entry, 'service');
  const resolved = names.map(({ value: name, span }) => ({ name, span, ...services.resolve(name) }));
  if (isOn(entry, 'service-negate'))
    return [
      {
        term: {},
        opaque: {
          text: `not service ${names.map((one) => one.value).join(' ')}`,
          span: names[0]?.span ?? spanOf(entry),
        },
      },
    ];
  const terms = resolved.flatMap((one) => one.terms);
  const everything = terms.find((term) => Object.keys(term).length === 0);
  if (everything) return [{ term: everything }];
  return [
    ...joined(terms).map((term) => ({ term })),
    ...resolved
      .filter((one) => one.open)
      .map(({ name, span }) => ({ term: {}, opaque: { text: `service ${name}`, span } })),
  ];
}

/** Ports of one protocol, without more conditions, are one match. */
function joined(terms: readonly ServiceTerm[]): ServiceTerm[] {
  const ports = new Map<number, { first: number; last: number }[]>();
  const rest: ServiceTerm[] = [];
  for (const term of terms) {
    const [only] = term.protocol?.anyOf ?? [];
    if (only && term.destinationPort && !term.sourcePort && !term.icmp) {
      const known = ports.get(only.first);
      if (known) known.push(...term.destinationPort.anyOf);
      else ports.set(only.first, [...term.destinationPort.anyOf]);
    } else rest.push(term);
  }
  return [
    ...[...ports].map(
      ([number, anyOf]): ServiceTerm => ({
        protocol: { anyOf: [{ first: number, last: number }] },
        destinationPort: { anyOf },
      }),
    ),
    ...rest,
  ];
}

/** Settings that ask for what no packet shows: who sends it, when, what it is. */
const ASKING =
  /^(?:groups|users|fsso-groups|devices|ztna-ems-tag|ztna-geo-tag|src-vendor-mac|sgt|vpntunnel|application|app-category|app-group|url-category|vlan-filter|reputation-minimum|tos|policy-expiry-date)$/;

function conditionsOf(entry: Block): Opaque[] {
  const schedule = value(entry, 'schedule');
  const asked = [...entry.settings].filter(([name, { values: own }]) => ASKING.test(name) && isAsked(own));
  return [
    ...(schedule && schedule.value !== 'always' ? [{ text: `schedule ${schedule.value}`, span: schedule.span }] : []),
    ...(isOn(entry, 'identity-based') ? [opaqueOf(entry, 'identity-based')] : []),
    ...asked.map(([name]) => opaqueOf(entry, name)),
  ];
}

const isAsked = (own: readonly Located<string>[]): boolean =>
  own.length > 0 && !(own.length === 1 && /^(?:0|0x00|disable|)$/.test(own[0]!.value));

/** All that the text says of it, so that equal texts mean the same. */
function opaqueOf(entry: Block, name: string): Opaque {
  const related = [...entry.settings].filter(
    ([other]) => other === name || (name.startsWith('internet') && other.startsWith(name)),
  );
  const text = related.map(([other, setting]) => `${other} ${textOf(setting)}`).sort();
  const own = entry.settings.get(name) ?? related[0]?.[1];
  return { text: text.join(' '), span: own?.statement.header ?? spanOf(entry) };
}

const textOf = ({ values: own }: Setting): string => own.map((one) => one.value).join(' ');

/** Two whole policies under one number: the second changes the first. */
export function sequenceKeysIn(block: Block): SequenceKey[] {
  return [POLICIES, POLICIES6, CONSOLIDATED].flatMap(({ path }) =>
    (table(block, path)?.entries ?? []).flatMap((entry): SequenceKey[] => {
      const whole = entry.statements.filter(({ children }) =>
        children.some(({ words }) => words[0]!.text === 'set' && words[1]?.text === 'srcintf'),
      );
      // The numbers order nothing: only one that stands twice is a fault.
      if (whole.length < 2) return [];
      return whole.flatMap(({ words, span }) => {
        const written = words[1]!;
        const number = Number(written.text.replaceAll('"', ''));
        if (!Number.isInteger(number) || number === 0) return [];
        return [
          {
            scope: `${path} ${number}`,
            key: { value: number, span: written.span },
            span,
            allowed: { first: 0, last: 4_294_967_294 },
            onDuplicate: 'replaces',
          },
        ];
      });
    }),
  );
}
