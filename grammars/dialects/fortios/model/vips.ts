import type { AddressTerm, Family } from '../../../model/address.ts';
import type { InterfacePattern, Interval, Match } from '../../../model/filter.ts';
import { type Block, entriesOf, isOn, value, values, word } from '../config-tree.ts';
import { readPortRange } from '../grammar/port-range.ts';
import { literalRange } from './addresses.ts';
import type { Zones } from './interface-names.ts';
import type { ServiceTerm } from './services.ts';

/** A virtual IP: what is sent to its outer address goes to another one inside. */
export interface Vip {
  readonly block: Block;
  /** Absent: the text does not tell (an address of the DNS). */
  readonly outer?: AddressTerm;
  /** Absent: whole addresses are mapped. */
  readonly ports?: {
    readonly protocol: number;
    readonly outer: Interval;
    /** As long as `outer`; absent where it is another thing than one range. */
    readonly inner?: Interval;
  };
  /** Absent: on every interface. */
  readonly inInterface?: readonly InterfacePattern[];
  /** Sources or services limit it further. */
  readonly limited: boolean;
  readonly active: boolean;
}

export interface Vips {
  /** Those that a name stands for, alone or in a group. */
  named(name: string): readonly Vip[] | undefined;
  readonly all: readonly Vip[];
}

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132, icmp: 1 };

export function vipsIn(block: Block, family: Family, zones: Zones): Vips {
  const six = family === 'ipv6' ? '6' : '';
  const all = entriesOf(block, `firewall vip${six}`).map((entry) => vipOf(entry, zones));
  const byName = new Map(all.map((vip) => [vip.block.name.value, vip]));
  const groups = new Map(entriesOf(block, `firewall vipgrp${six}`).map((entry) => [entry.name.value, entry]));
  return {
    all,
    named: (name) => {
      const own = byName.get(name);
      if (own) return [own];
      const group = groups.get(name);
      return group && values(group, 'member').flatMap((member) => byName.get(member.value) ?? []);
    },
  };
}

function vipOf(block: Block, zones: Zones): Vip {
  const type = word(block, 'type') ?? 'static-nat';
  const outer = type === 'fqdn' ? undefined : literalRange(value(block, 'extip'));
  const extintf = word(block, 'extintf');
  const forwarding = isOn(block, 'portforward') || type === 'server-load-balance';
  const ports = forwarding ? portsOf(block, type) : undefined;
  const from = extintf === undefined || extintf === 'any' ? undefined : [zones.pattern(extintf)];
  return {
    block,
    ...(outer && (ports || !forwarding) ? { outer } : {}),
    ...(ports ? { ports } : {}),
    ...(from ? { inInterface: from } : {}),
    limited: values(block, 'src-filter').length > 0 || values(block, 'service').length > 0,
    active: word(block, 'status') !== 'disable',
  };
}

function portsOf(block: Block, type: string): Vip['ports'] {
  const protocol = PROTOCOLS[word(block, 'protocol') ?? 'tcp'] ?? (type === 'server-load-balance' ? 6 : undefined);
  const outer = readPortRange(word(block, 'extport') ?? '')?.destination;
  if (protocol === undefined || !outer || outer.first > outer.last || outer.last > 65_535) return undefined;
  const inner =
    type === 'static-nat'
      ? readPortRange(word(block, 'mappedport') ?? `${outer.first}-${outer.last}`)?.destination
      : undefined;
  return { protocol, outer, ...(inner && inner.last - inner.first === outer.last - outer.first ? { inner } : {}) };
}

/** What a policy with this virtual IP and this service takes, as packets are before they are translated; undefined: nothing. */
export function vipMatch(
  vip: Vip,
  service: ServiceTerm,
): Pick<Match, 'destination' | keyof ServiceTerm | 'inInterface'> | undefined {
  const at = {
    ...(vip.outer ? { destination: { anyOf: [vip.outer] } } : {}),
    ...(vip.inInterface ? { inInterface: { anyOf: vip.inInterface } } : {}),
  };
  if (!vip.ports) return { ...at, ...service };
  const { protocol, outer, inner } = vip.ports;
  const [own] = service.protocol?.anyOf ?? [];
  if (own && (own.first > protocol || own.last < protocol)) return undefined;
  const asked = inner && service.destinationPort?.anyOf;
  // Policies are looked up after the destination is translated: services are of the inner ports.
  const ports = asked ? asked.flatMap(({ first, last }) => shared(first, last, inner, outer)) : [outer];
  if (ports.length === 0) return undefined;
  return {
    ...at,
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    ...(protocol === 1 ? {} : { destinationPort: { anyOf: ports } }),
    ...(service.sourcePort ? { sourcePort: service.sourcePort } : {}),
  };
}

function shared(first: number, last: number, inner: Interval, outer: Interval): Interval[] {
  const from = Math.max(first, inner.first) - inner.first + outer.first;
  const to = Math.min(last, inner.last) - inner.first + outer.first;
  return from <= to ? [{ first: from, last: to }] : [];
}
