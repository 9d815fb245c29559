import {
  type AddressTerm,
  type Family,
  holds,
  networkOf,
  type Prefix,
  parseAddress,
} from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Field, Filter, Match } from '../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';

/**
 * Whether packets of people nobody here knows arrive at the interface. By its NAT role, its names, or a global address without an
 * inside role where the default route or private addresses beside it say what that means. Documentation addresses stand for global ones.
 */
export function facesOutside(device: Device, port: Interface): boolean {
  const names = namesOf(port);
  if (port.natRole === 'outside' || saysOutside(names)) return true;
  if (port.natRole === 'inside' || port.loopback || port.vrf !== undefined || saysInside(names)) return false;
  // In a network that has nothing but global addresses, they say nothing; beside private ones they do.
  return (
    hasGlobal(port) &&
    (leadsToDefault(device, port) || (device.interfaces.some(hasPrivate) && !isAnnouncedAsOwn(device, port)))
  );
}

/** Whether the Internet is behind the interface, as far as one can guess: any global IPv4 address and any default route will do. */
export function leadsOutside(device: Device, port: Interface): boolean {
  if (port.natRole !== undefined) return port.natRole === 'outside';
  const names = namesOf(port);
  if (saysOutside(names)) return true;
  if (port.loopback || saysInside(names)) return false;
  // With IPv6 clients have global addresses too.
  return leadsToDefault(device, port) || port.addresses.some((one) => one.family === 'ipv4' && isInternet(one));
}

const namesOf = ({ name, description, zone }: Interface): string =>
  `${name.value}\n${description?.value ?? ''}\n${zone ?? ''}`;

/** Whole words only; digits may follow (`wan1`). `egress` is pf's own name for the interfaces of the default route. */
export const saysOutside = (names: string): boolean => OUTSIDE.test(names);

export const saysInside = (names: string): boolean => INSIDE.test(names);

const OUTSIDE =
  /(?:^|[^\p{L}])(?:outside|untrust(?:ed)?|wan|internet|isp|uplink|egress|ext_if)(?!\p{L})|公网|外网|互联网/iu;
const INSIDE =
  /(?:^|[^\p{L}])(?:inside|trust(?:ed)?|lan|intranet|internal|users?|clients?|office|guest)(?!\p{L})|内网/iu;

/** Ports of the device's own management network carry no users' traffic. */
export const isManagementPort = ({ name, description, vrf, management }: Interface): boolean =>
  management === true ||
  /^(?:mgmt|management|meth|mgmteth)\d*(?:[./](?:rs?p|cpu)?\d+)*$/i.test(name.value) ||
  `${description?.value ?? ''} ${vrf ?? ''}`
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((word) => /^(?:mgmt|management|oob|oobm)$/.test(word));

/** Beside a private IPv4 address, a global one of IPv6 says nothing: with IPv6 clients have those too. */
function hasGlobal({ addresses }: Interface): boolean {
  const v4 = addresses.filter(({ family }) => family === 'ipv4');
  return (v4.length > 0 ? v4 : addresses).some(isInternet);
}

const hasPrivate = ({ addresses, loopback }: Interface): boolean =>
  !loopback && addresses.some((one) => one.family === 'ipv4' && !isInternet(one));

/** BGP is told to announce these networks, and no external neighbour is in them: our own users' or servers'. */
const isAnnouncedAsOwn = ({ bgp, originations }: Device, { addresses }: Interface): boolean =>
  addresses.some(isInternet) &&
  addresses.filter(isInternet).every(
    (own) =>
      originations.some(
        ({ kind, prefix }) =>
          kind === 'network' &&
          prefix.family === own.family &&
          prefix.length === own.length &&
          prefix.address === networkOf(own),
      ) &&
      !bgp.some(({ neighbours }) =>
        neighbours.some(({ external, address }) => {
          const there = external === true ? parseAddress(address.value) : undefined;
          return there?.family === own.family && holds(own, there.address);
        }),
      ),
  );

function defaultRoutes({ routes }: Device): Device['routes'] {
  const found =
    known.get(routes) ?? routes.filter(({ destination, vrf }) => destination.length === 0 && vrf === undefined);
  known.set(routes, found);
  return found;
}

/** By a device's routes: each of its interfaces asks for them. */
const known = new WeakMap<Device['routes'], Device['routes']>();

/** A static default route goes there. */
export const leadsToDefault = (device: Device, port: Interface): boolean =>
  defaultRoutes(device).some(({ nextHops }) =>
    nextHops.some(
      (hop) =>
        hop.interface === port.name.value ||
        port.addresses.some(
          (subnet) =>
            hop.address !== undefined && hop.address.family === subnet.family && holds(subnet, hop.address.address),
        ),
    ),
  );

const v4 = (first: number, second: number, length: number): Prefix => ({
  family: 'ipv4',
  address: (BigInt(first) << 24n) | (BigInt(second) << 16n),
  length,
});

/** Space that is not the Internet: this network, private, shared, loopback, link-local, multicast and above. */
const NOT_INTERNET: readonly Prefix[] = [
  v4(0, 0, 8),
  v4(10, 0, 8),
  v4(100, 64, 10),
  v4(127, 0, 8),
  v4(169, 254, 16),
  v4(172, 16, 12),
  v4(192, 168, 16),
  v4(224, 0, 3),
];

/** 2000::/3 is the whole of IPv6 that is given out. */
export const isInternet = ({ family, address }: { readonly family: Family; readonly address: bigint }): boolean =>
  family === 'ipv6' ? address >> 125n === 1n : !NOT_INTERNET.some((one) => holds(one, address));

/** Every address on the Internet; `but` takes more prefixes out. Without those it is one field for all who ask: sets of it are kept. */
export const internet = (family: Family, but: readonly Prefix[] = []): Field<AddressTerm> =>
  but.some((one) => one.family === family) ? internetBut(family, but) : INTERNET[family];

function internetBut(family: Family, but: readonly Prefix[]): Field<AddressTerm> {
  const except = [...(family === 'ipv4' ? NOT_INTERNET : []), ...but.filter((one) => one.family === family)].map(
    (one): AddressTerm => ({ kind: 'prefix', ...one, address: networkOf(one) }),
  );
  const all: AddressTerm =
    family === 'ipv4' ? { kind: 'any' } : { kind: 'prefix', family, address: 0x2n << 124n, length: 3 };
  return { anyOf: [all], ...(except.length > 0 ? { except } : {}) };
}

const INTERNET: Readonly<Record<Family, Field<AddressTerm>>> = {
  ipv4: internetBut('ipv4', []),
  ipv6: internetBut('ipv6', []),
};

/** Whether a rule lets in somebody whose address it does not know; else the other side is a partner, and nobody asks the Internet there. */
export const admitsStrangers = ({ rules }: Filter): boolean =>
  rules.some(
    ({ active, action, matches }) =>
      active &&
      action.kind !== 'deny' &&
      action.kind !== 'continue' &&
      matches.some(
        ({ source }) =>
          !source ||
          source.negated === true ||
          source.anyOf.some((term) => term.kind === 'any' || (term.kind === 'prefix' && term.length <= WIDE)),
      ),
  );

/** Longer prefixes are somebody's. */
const WIDE = 3;

/** What packets from the Internet can be meant for, once they pass a filter: global addresses, and what the device translates some to. */
export const reachable = (
  { nat }: Device,
  family: Family,
): Pick<Match, 'destination' | 'protocol' | 'destinationPort'>[] => [
  { destination: internet(family) },
  ...[
    ...(nat?.forwards ?? []),
    ...(nat?.published ?? []).filter(({ as }) => as.some((term) => term.kind === 'prefix' && isInternet(term))),
  ].flatMap(({ seen: { family: of, destination, protocol, destinationPort } }) =>
    of === family || of === 'both'
      ? [
          {
            ...(destination ? { destination } : {}),
            ...(protocol ? { protocol } : {}),
            ...(destinationPort ? { destinationPort } : {}),
          },
        ]
      : [],
  ),
];

export const TO_INTERNET: Readonly<Record<Family, Match>> = {
  ipv4: { family: 'ipv4', destination: internet('ipv4') },
  ipv6: { family: 'ipv6', destination: internet('ipv6') },
};

export const FROM_INTERNET: Readonly<Record<Family, Match>> = {
  ipv4: { family: 'ipv4', source: internet('ipv4') },
  ipv6: { family: 'ipv6', source: internet('ipv6') },
};
