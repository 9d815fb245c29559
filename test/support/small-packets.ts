import fc from 'fast-check';
import type { AddressTerm, Family } from '../../grammars/model/address.ts';
import { type Device, emptyDevice } from '../../grammars/model/device.ts';
import type {
  Action,
  ConnectionState,
  Field,
  Filter,
  FilterRule,
  FlagTest,
  IcmpTest,
  InterfacePattern,
  Interval,
  Match,
} from '../../grammars/model/filter.ts';
import type { Packet } from '../../server/src/packets/analyses.ts';

/**
 * Rules over so few values that all packets they can tell apart can be listed: every list of values below has one
 * representative of each class that the matches distinguish.
 */
export interface World {
  readonly families: readonly Family[];
  readonly ports: boolean;
  readonly icmp: boolean;
  readonly flags: boolean;
  readonly fragments: boolean;
  readonly states: boolean;
  readonly dscp: boolean;
  readonly interfaces: boolean;
  /** Rules name zones as well. */
  readonly zones?: boolean;
  readonly opaque: boolean;
}

const PLAIN: World = {
  families: ['ipv4'],
  ports: true,
  icmp: false,
  flags: false,
  fragments: false,
  states: false,
  dscp: false,
  interfaces: false,
  opaque: false,
};

/** Worlds with a few dimensions each: all at once would be too many packets to list. */
export const WORLDS: readonly World[] = [
  PLAIN,
  { ...PLAIN, families: ['ipv4', 'ipv6'] },
  { ...PLAIN, families: ['ipv6'], icmp: true },
  { ...PLAIN, ports: false, icmp: true, fragments: true },
  { ...PLAIN, fragments: true },
  { ...PLAIN, ports: false, flags: true, fragments: true },
  { ...PLAIN, ports: false, states: true, interfaces: true },
  { ...PLAIN, ports: false, dscp: true, interfaces: true, families: ['ipv4', 'ipv6'] },
  { ...PLAIN, ports: false, interfaces: true, zones: true },
  { ...PLAIN, opaque: true },
  { ...PLAIN, ports: false, states: true, flags: true, opaque: true },
];

export const world = fc.constantFrom(...WORLDS);

const BASE: Readonly<Record<Family, bigint>> = { ipv4: 0x0a000000n, ipv6: 0x20010db8n << 96n };
const OUTSIDE: Readonly<Record<Family, bigint>> = { ipv4: 0xcb007109n, ipv6: (0x20010db8n << 96n) + (1n << 64n) };
const widthOf = (family: Family): number => (family === 'ipv4' ? 32 : 128);

const PROTOCOLS = [1, 6, 8, 17, 50, 58, 99, 132];
const PORTED = [6, 17, 132];
const DESTINATION_PORTS = [7, 22, 50, 80, 900];
const SOURCE_PORTS = [1, 53, 40000];
const ICMP = [3, 8, 0].flatMap((icmpType) => [4, 0].map((icmpCode) => ({ icmpType, icmpCode })));
const FLAGS = [0, 2, 4, 6, 16, 18, 20, 22];
const STATES: readonly ConnectionState[] = ['new', 'established', 'related', 'invalid', 'untracked'];
const DSCP = [0, 20, 46];
const INTERFACES = ['eth0', 'eth1', 'eth9', 'lan0', 'wan0'];
const ZONES: readonly InterfacePattern[] = [
  { name: 'TRUST', members: ['lan0', 'eth9'] },
  { name: 'UNTRUST', members: ['wan0'] },
];
/** The rest of a zone, and names that are in none. */
const IN_ZONES = ['TRUST', 'UNTRUST', 'eth8', 'ppp0'];
const OUT_ZONES = ['TRUST', 'UNTRUST', 'lan1', 'ppp0'];

/** Every packet that rules of the world can tell apart. */
export function packetsOf(world: World): Packet[] {
  const headers = PROTOCOLS.flatMap((protocol): Partial<Packet>[] => {
    const rest = world.fragments ? [{ protocol, nonFirstFragment: true }] : [];
    if (PORTED.includes(protocol)) {
      const flags = protocol === 6 && world.flags ? FLAGS : [2];
      const ports = world.ports
        ? DESTINATION_PORTS.flatMap((destinationPort) =>
            SOURCE_PORTS.map((sourcePort) => ({ destinationPort, sourcePort })),
          )
        : [{ destinationPort: 22, sourcePort: 53 }];
      return [
        ...ports.flatMap((pair) =>
          flags.map((tcpFlags) => ({ protocol, ...pair, ...(protocol === 6 ? { tcpFlags } : {}) })),
        ),
        ...rest,
      ];
    }
    if (protocol === 1 || protocol === 58)
      return [...(world.icmp ? ICMP : [{ icmpType: 8, icmpCode: 0 }]).map((icmp) => ({ protocol, ...icmp })), ...rest];
    return [{ protocol }, ...rest];
  });
  const surroundings = (world.states ? STATES : (['new'] as const)).flatMap((state) =>
    (world.dscp ? DSCP : [0]).flatMap((dscp) =>
      (world.interfaces ? [...INTERFACES, ...(world.zones ? IN_ZONES : [])] : [undefined]).flatMap((inInterface) =>
        (world.interfaces ? ['eth0', 'lan0', 'wan0', ...(world.zones ? OUT_ZONES : [])] : [undefined]).map(
          (outInterface) => ({
            state,
            dscp,
            ...(inInterface === undefined ? {} : { inInterface }),
            ...(outInterface === undefined ? {} : { outInterface }),
          }),
        ),
      ),
    ),
  );
  return world.families.flatMap((family) => {
    const addresses = [BASE[family], BASE[family] + 1n, BASE[family] + 2n, BASE[family] + 3n, OUTSIDE[family]];
    return addresses.flatMap((source) =>
      addresses.flatMap((destination) =>
        headers.flatMap((header) =>
          surroundings.map(
            (around) => ({ family, source, destination, protocol: header.protocol!, ...header, ...around }) as Packet,
          ),
        ),
      ),
    );
  });
}

const among = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

function field<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Field<T>> {
  return fc.oneof(
    { weight: 4, arbitrary: value.map((one): Field<T> => ({ anyOf: [one] })) },
    {
      weight: 2,
      arbitrary: fc
        .record({
          anyOf: fc.array(value, { minLength: 1, maxLength: 3 }),
          except: fc.array(value, { maxLength: 2 }),
          negated: fc.boolean(),
        })
        .map(({ anyOf, except, negated }): Field<T> => ({ anyOf, ...(except.length ? { except } : {}), negated })),
    },
  );
}

const rarely = <T>(on: boolean, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  on ? fc.option(arbitrary, { nil: undefined, freq: 2 }) : fc.constant(undefined);

function addressTerm(family: Family): fc.Arbitrary<AddressTerm> {
  const base = BASE[family];
  const width = widthOf(family);
  const low = among(0n, 1n, 2n, 3n);
  return fc.oneof(
    fc.constant<AddressTerm>({ kind: 'any' }),
    fc
      .tuple(low, among(width, width - 1, width - 2, 0))
      .map(([host, length]): AddressTerm => ({ kind: 'prefix', family, address: base + host, length })),
    fc
      .tuple(low, low)
      .map(([host, wildcard]): AddressTerm => ({ kind: 'wildcard', family, address: base + host, wildcard })),
    fc.tuple(low, low).map(
      ([a, b]): AddressTerm => ({
        kind: 'range',
        family,
        first: base + [a, b].sort()[0]!,
        last: base + [a, b].sort()[1]!,
      }),
    ),
  );
}

const interval = (...pairs: readonly (readonly [number, number])[]): fc.Arbitrary<Interval> =>
  among(...pairs.map(([first, last]) => ({ first, last })));

export function match(world: World): fc.Arbitrary<Match> {
  const { families } = world;
  const term = fc.oneof(...families.map(addressTerm));
  return fc
    .record({
      family: among<Match['family']>(...families, ...(families.length > 1 ? (['both'] as const) : [])),
      source: rarely(true, field(term)),
      destination: rarely(true, field(term)),
      protocol: rarely(true, field(interval([1, 1], [6, 6], [17, 17], [50, 50], [58, 58], [0, 17], [0, 255]))),
      sourcePort: rarely(world.ports, field(interval([53, 53], [0, 1023], [1024, 65535], [0, 65535]))),
      destinationPort: rarely(
        world.ports,
        field(interval([22, 22], [80, 80], [0, 22], [22, 80], [80, 65535], [23, 79], [0, 65535])),
      ),
      icmp: rarely(
        world.icmp,
        field(
          fc
            .record({ type: interval([3, 3], [8, 8], [0, 255]), code: fc.option(interval([4, 4]), { nil: undefined }) })
            .map(({ type, code }): IcmpTest => ({ type, ...(code ? { code } : {}) })),
        ),
      ),
      tcpFlags: rarely(
        world.flags,
        field(
          among<FlagTest>(
            { mask: 2, value: 2 },
            { mask: 0x12, value: 2 },
            { mask: 0x10, value: 0x10 },
            { mask: 4, value: 4 },
            { mask: 6, value: 0 },
          ),
        ),
      ),
      fragment: rarely(world.fragments, among('whole' as const, 'rest' as const)),
      state: rarely(world.states, field(among(...STATES))),
      dscp: rarely(world.dscp, field(interval([46, 46], [0, 7], [0, 63]))),
      inInterface: rarely(
        world.interfaces,
        field(
          among<InterfacePattern>(
            { name: 'eth0' },
            { name: 'eth1' },
            { name: 'eth', prefix: true },
            { name: 'lan0' },
            { name: '', prefix: true },
            ...(world.zones ? ZONES : []),
          ),
        ),
      ),
      outInterface: rarely(
        world.interfaces,
        field(among<InterfacePattern>({ name: 'eth0' }, { name: 'lan', prefix: true }, ...(world.zones ? ZONES : []))),
      ),
      opaque: rarely(world.opaque, fc.constant([{ text: 'time-range WORK', span: NOWHERE }])),
    })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never);
}

export const NOWHERE = { start: 0, end: 0 };

export function rule(world: World, action: fc.Arbitrary<Action>): fc.Arbitrary<FilterRule> {
  return fc
    .record({
      matches: fc.oneof(
        { weight: 8, arbitrary: match(world).map((one) => [one]) },
        { weight: 2, arbitrary: fc.array(match(world), { minLength: 2, maxLength: 3 }) },
        { weight: 1, arbitrary: fc.constant([]) },
      ),
      action,
      active: fc.oneof({ weight: 12, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      log: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    })
    .map(({ log, ...own }): FilterRule => ({ ...own, span: NOWHERE, effects: log ? ['log'] : [] }));
}

export const verdict: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Action>({ kind: 'permit' }) },
  { weight: 4, arbitrary: fc.constant<Action>({ kind: 'deny' }) },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: 'deny', reject: true }) },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: 'continue' }) },
);

export function filterOf(rules: readonly FilterRule[], more: Partial<Filter> = {}): Filter {
  return {
    name: { value: 'LIST', span: NOWHERE },
    family: 'both',
    purpose: 'packet',
    rules,
    fallback: { action: 'deny' },
    stateful: false,
    span: NOWHERE,
    closed: true,
    ...more,
  };
}

/** One list of the world with all it may have. */
export function list(world: World, maxLength = 7): fc.Arbitrary<Filter> {
  const { families } = world;
  return fc
    .record({
      rules: fc.array(rule(world, verdict), { minLength: 1, maxLength }),
      fallback: among<'permit' | 'deny'>('permit', 'deny'),
      family: among<Filter['family']>(
        ...(families.length > 1 ? (['both', 'both', 'ipv4'] as const) : families),
        'both',
      ),
    })
    .map(({ rules, fallback, family }) => filterOf(rules, { family, fallback: { action: fallback } }));
}

/** A table of chains: the first has a hook, the others are called from those before them (or from none). */
export function chains(world: World): fc.Arbitrary<readonly Filter[]> {
  const names = ['INPUT', 'ONE', 'TWO', 'THREE'];
  const chain = (at: number): fc.Arbitrary<Filter> => {
    const targets = [...names.slice(at + 1), 'MISSING'];
    const leads = fc
      .tuple(among<'jump' | 'jump' | 'goto'>('jump', 'jump', 'goto'), fc.nat({ max: targets.length * 4 - 4 }))
      .map(
        ([kind, n]): Action => ({
          kind,
          target: { value: targets[Math.min(n >> 2, targets.length - 1)]!, span: NOWHERE },
        }),
      );
    const action = fc.oneof({ weight: 3, arbitrary: verdict }, ...(at < 3 ? [{ weight: 3, arbitrary: leads }] : []), {
      weight: 1,
      arbitrary: fc.constant<Action>({ kind: 'return' }),
    });
    return fc
      .record({
        rules: fc.array(rule(world, action), { minLength: at === 0 ? 1 : 0, maxLength: 4 }),
        policy: among<'permit' | 'deny'>('permit', 'deny'),
      })
      .map(({ rules, policy }) =>
        filterOf(rules, {
          name: { value: names[at]!, span: NOWHERE },
          table: 'filter',
          ...(at === 0 ? { hook: 'input', fallback: { action: policy } } : { fallback: { action: 'return' } }),
        }),
      );
  };
  return fc.tuple(chain(0), chain(1), chain(2), chain(3));
}

export const deviceOf = (...filters: readonly Filter[]): Device => ({ ...emptyDevice, filters });
