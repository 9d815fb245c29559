import type { AddressTerm, Family } from '../../../model/address.ts';
import type { Field, InterfacePattern, Match, Opaque } from '../../../model/filter.ts';
import type { Located } from '../../../text/span.ts';
import { type Block, isOn, type Setting, spanOf, value, values } from '../config-tree.ts';
import type { Objects } from './objects.ts';
import type { ServiceTerm } from './services.ts';
import { type Vip, vipMatch } from './vips.ts';

/** One table of policies: what its settings are called, and which families it decides. */
export interface PolicyKind {
  readonly path: string;
  readonly hook: 'forward' | 'input';
  readonly sides: readonly { readonly family: Family; readonly source: string; readonly destination: string }[];
}

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

/** Every way in which a packet can be what the policy asks for. */
export function matchesOf(entry: Block, kind: PolicyKind, objects: Objects): Match[] {
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
          const what: ReturnType<typeof vipMatch> = other.vip ? vipMatch(other.vip, service.term) : service.term;
          if (!what || (family === 'ipv4' && isIcmp(what, 58)) || (family === 'ipv6' && isIcmp(what, 1))) return [];
          const incoming = from && what.inInterface ? bothOf(from, what.inInterface) : (what.inInterface ?? from);
          if (from && what.inInterface && !incoming) return [];
          const opaque = [...conditions, one.opaque, other.opaque, service.opaque].filter((each) => each !== undefined);
          return [
            {
              family,
              ...(one.field ? { source: one.field } : {}),
              ...(other.field ? { destination: other.field } : {}),
              ...places,
              ...what,
              ...(incoming ? { inInterface: incoming } : {}),
              ...(opaque.length > 0 ? { opaque } : {}),
            },
          ];
        }),
      ),
    ),
  );
}

/** The interface of a virtual IP and those of the policy that names it; undefined where they have none in common. */
function bothOf(policy: Field<InterfacePattern>, vip: Field<InterfacePattern>): Field<InterfacePattern> | undefined {
  const holds = (outer: InterfacePattern, inner: InterfacePattern): boolean =>
    outer.name === inner.name || outer.members?.includes(inner.name) === true;
  const common = vip.anyOf.flatMap((inner) => {
    if (policy.anyOf.some((outer) => holds(outer, inner))) return [inner];
    return policy.anyOf.filter((one) => holds(inner, one));
  });
  return common.length > 0 ? { anyOf: common } : undefined;
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
