import { type Family, holds } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Binding, Filter } from '../../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';

/** What an unrestricted permit of a filter lets in: `untrusted` traffic from outside, `egress` only what leaves, `other` anything else. */
export interface Exposure {
  readonly kind: 'untrusted' | 'other' | 'egress' | 'unbound';
  /** Interface or hook, for messages. */
  readonly where?: string;
}

/** `hooks`: the built-in chains that everything comes from which comes to the filter. */
export function exposureOf(device: Device, filter: Filter, hooks: readonly string[]): Exposure {
  if (hooks.length > 0) {
    const inbound = hooks.find((hook) => hook !== 'output' && hook !== 'postrouting');
    // A list of its own, not in a table of chains (pf), is not known by the hook's name.
    return {
      kind: inbound ? 'other' : 'egress',
      ...(filter.table === undefined ? {} : { where: (inbound ?? hooks[0]!).toUpperCase() }),
    };
  }
  const bindings = device.bindings.filter(({ filter: { value } }) => value === filter.name.value);
  if (bindings.length === 0) return { kind: 'unbound' };
  const outside = bindings.find((binding) => binding.direction === 'in' && facesOutside(device, binding));
  if (outside?.place.kind === 'interface') return { kind: 'untrusted', where: outside.place.name };
  const inward = bindings.find(({ direction }) => direction === 'in');
  const { place } = inward ?? bindings[0]!;
  return {
    kind: inward ? 'other' : 'egress',
    ...(place.kind === 'interface' ? { where: place.name } : {}),
  };
}

/** Names and descriptions that say it, whole words only; digits may follow (`wan1`). */
const OUTSIDE =
  /(?:^|[^\p{L}])(?:outside|untrust(?:ed)?|wan|internet|isp|uplink)(?!\p{L})|\u516c\u7f51|\u5916\u7f51|\u4e92\u8054\u7f51/iu;
const INSIDE = /(?:^|[^\p{L}])(?:inside|trust(?:ed)?|lan|intranet)(?!\p{L})|\u5185\u7f51/iu;

function facesOutside(device: Device, { place }: Binding): boolean {
  if (place.kind !== 'interface') return false;
  const one = device.interfaces.find(({ name }) => name.value === place.name);
  if (!one) return OUTSIDE.test(place.name);
  const names = [one.name.value, one.description?.value ?? '', one.zone ?? ''].join('\n');
  if (one.natRole === 'outside' || OUTSIDE.test(names)) return true;
  if (one.natRole === 'inside' || one.loopback || one.vrf !== undefined || INSIDE.test(names)) return false;
  // In a network that has nothing but global addresses, they say nothing; beside private ones they do.
  return hasGlobal(one) && (leadsOut(device, one) || device.interfaces.some(hasPrivate));
}

const hasGlobal = ({ addresses }: Interface): boolean =>
  addresses.some(({ family, address }) => isGlobal(family, address));

const hasPrivate = ({ addresses, loopback }: Interface): boolean =>
  !loopback && addresses.some(({ family, address }) => family === 'ipv4' && !isGlobal(family, address));

/** A static default route goes there. */
const leadsOut = (device: Device, one: Interface): boolean =>
  device.routes.some(
    (route) =>
      route.destination.length === 0 &&
      route.vrf === undefined &&
      route.nextHops.some(
        (hop) =>
          hop.interface === one.name.value ||
          one.addresses.some(
            (subnet) =>
              hop.address !== undefined && hop.address.family === subnet.family && holds(subnet, hop.address.address),
          ),
      ),
  );

/** Not private, shared, loopback, link-local or multicast space; documentation addresses stand for global ones. */
function isGlobal(family: Family, address: bigint): boolean {
  if (family === 'ipv6') return address >> 125n === 1n;
  const inside = (network: bigint, length: bigint): boolean => address >> (32n - length) === network >> (32n - length);
  return !(
    inside(0n, 8n) ||
    inside(0x0a000000n, 8n) ||
    inside(0x64400000n, 10n) ||
    inside(0x7f000000n, 8n) ||
    inside(0xa9fe0000n, 16n) ||
    inside(0xac100000n, 12n) ||
    inside(0xc0a80000n, 16n) ||
    inside(0xe0000000n, 3n)
  );
}
