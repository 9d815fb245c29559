import { parseAddress, parsePrefix, widthOf } from '../../../model/address.ts';
import type { Interface, InterfaceAddress } from '../../../model/interface.ts';
import { get, hasUnknown, isYes, kids, type Node, spanOf, value, word } from '../tree.ts';
import type { Objects } from './objects.ts';
import { templateOf } from './places.ts';
import { routersOf } from './routes.ts';
import type { ZoneNames } from './zones.ts';

/** Interfaces and their units, each of which is an interface of its own. */
export function interfacesOf(devices: readonly Node[], zones: ZoneNames, objects: Objects | undefined): Interface[] {
  const tables = new Map(
    routersOf(devices).flatMap(({ router, vrf }) =>
      kids(router, 'interface').map((member) => [`${templateOf(router) ?? ''} ${member.name}`, vrf.vrf] as const),
    ),
  );
  return devices.flatMap((device) =>
    ['ethernet', 'aggregate-ethernet', 'vlan', 'loopback', 'tunnel'].flatMap((kind) => {
      const group = get(device, 'network', 'interface', kind);
      const named = kind === 'ethernet' || kind === 'aggregate-ethernet';
      const ports = named ? kids(group) : group ? [group] : [];
      return ports.flatMap((port) => {
        const layer3 = named ? get(port, 'layer3') : port;
        const units = kids(layer3, 'units');
        const own = named || get(port, 'ip') || get(port, 'ipv6') ? [{ port, layer3 }] : [];
        return [...own, ...units.map((unit) => ({ port: unit, layer3: unit }))].map((one): Interface => {
          const vrf = tables.get(`${templateOf(device) ?? ''} ${one.port.name}`);
          return interfaceOf(one.port, one.layer3, kind, zones.zoneOf(one.port.name), vrf, objects, port);
        });
      });
    }),
  );
}

function interfaceOf(
  port: Node,
  layer3: Node | undefined,
  kind: string,
  zone: string | undefined,
  vrf: string | undefined,
  objects: Objects | undefined,
  parent: Node,
): Interface {
  const comment = value(port, 'comment');
  const addresses = addressesOf(layer3, objects);
  // Of an address that a template fills in, the subnet is not in the text.
  const unknown = kids(layer3, 'ip').length + kids(layer3, 'ipv6', 'address').length > addresses.length;
  const dynamic = unknown || get(layer3, 'dhcp-client') !== undefined || get(layer3, 'pppoe') !== undefined;
  return {
    name: { value: port.name, span: port.span },
    addresses,
    ...(comment ? { description: comment } : {}),
    ...(word(parent, 'link-state') === 'down' ? { shutdown: true } : {}),
    ...(vrf === undefined ? {} : { vrf }),
    ...(zone === undefined ? {} : { zone }),
    ...(dynamic ? { dynamic: true, ...(unknown ? {} : { dynamicFamilies: ['ipv4'] }) } : {}),
    ...(kind === 'tunnel' || get(layer3, 'pppoe') ? { pointToPoint: true } : {}),
    ...(kind === 'loopback' ? { loopback: true } : {}),
    ...(isYes(layer3, 'adjust-tcp-mss', 'enable') ? { clampsMss: true } : {}),
    span: spanOf(port),
    closed: !hasUnknown(port),
  };
}

/** Addresses as they are written, or objects of one address with its length. */
function addressesOf(layer3: Node | undefined, objects: Objects | undefined): InterfaceAddress[] {
  return [...kids(layer3, 'ip'), ...kids(layer3, 'ipv6', 'address')].flatMap((node, i): InterfaceAddress[] => {
    const own = parsePrefix(node.name) ?? alone(node.name);
    const [term] = own ? [] : (objects?.address(node.name).terms ?? []);
    const prefix = own ?? (term?.kind === 'prefix' ? term : undefined);
    return prefix
      ? [
          {
            family: prefix.family,
            address: prefix.address,
            length: prefix.length,
            span: node.span,
            ...(i > 0 && prefix.family === 'ipv4' ? { secondary: true } : {}),
          },
        ]
      : [];
  });
}

const alone = (text: string) => {
  const one = parseAddress(text);
  return one && { ...one, length: widthOf(one.family) };
};
