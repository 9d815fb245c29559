import { type Family, networkOf, type Prefix, parseAddress } from '../../../model/address.ts';
import type { StaticRoute } from '../../../model/routing.ts';
import type { Span } from '../../../text/span.ts';
import { type Block, entriesOf, isOn, numberOf, spanOf, value, values, word } from '../config-tree.ts';
import { maskedPrefix } from './interfaces.ts';
import type { Objects } from './objects.ts';
import type { Scope } from './scopes.ts';

export function routesOf({ block, vdom }: Scope, objects: Objects): StaticRoute[] {
  const monitors = monitorsOf(block);
  return (
    [
      ['ipv4', 'router static'],
      ['ipv6', 'router static6'],
    ] as const
  ).flatMap(([family, path]) =>
    entriesOf(block, path).flatMap((entry) => routeOf(entry, family, vdom, objects, monitors)),
  );
}

interface Monitor {
  /** Empty: any. */
  readonly port: string;
  readonly span: Span;
}

/** Ports whose routes go when a server is not reached (`config system link-monitor`; before FortiOS 5.2 at the interface). */
const monitorsOf = (block: Block): Monitor[] => [
  ...entriesOf(block, 'system link-monitor')
    .filter((entry) => word(entry, 'status') !== 'disable' && word(entry, 'update-static-route') !== 'disable')
    .map((entry) => ({ port: word(entry, 'srcintf') ?? '', span: entry.name.span })),
  ...entriesOf(block, 'system interface')
    .filter((entry) => isOn(entry, 'gwdetect') || word(entry, 'detectserver') !== undefined)
    .map((entry) => ({ port: entry.name.value, span: entry.name.span })),
];

function routeOf(
  entry: Block,
  family: Family,
  vdom: string | undefined,
  objects: Objects,
  monitors: readonly Monitor[],
): StaticRoute[] {
  if (word(entry, 'status') === 'disable' || entry.unclear) return [];
  const elsewhere = ['internet-service', 'internet-service-custom', 'internet-service-fortiguard'].some(
    (name) => (word(entry, name) ?? '0') !== '0',
  );
  const destination = elsewhere ? undefined : destinationOf(entry, family, objects);
  if (!destination) return [];
  const gateway = value(entry, 'gateway');
  const hop = gateway && parseAddress(gateway.value);
  const device = value(entry, 'device');
  const learned =
    isOn(entry, 'dynamic-gateway') ||
    isOn(entry, 'sdwan') ||
    isOn(entry, 'virtual-wan-link') ||
    values(entry, 'sdwan-zone').length > 0;
  const discard = isOn(entry, 'blackhole');
  const vrf = [vdom, word(entry, 'vrf') === '0' ? undefined : word(entry, 'vrf')].filter((one) => one !== undefined);
  const distance = numberOf(entry, 'distance')?.value;
  const priority = numberOf(entry, 'priority')?.value;
  const watched = isOn(entry, 'bfd')
    ? entry.name.span
    : monitors.find(({ port }) => port === '' || port === device?.value)?.span;
  const address = hop && hop.address !== 0n ? hop : undefined;
  return [
    {
      destination: destination.prefix,
      destinationSpan: destination.span,
      nextHops:
        discard || (!address && !device)
          ? []
          : [
              {
                ...(address ? { address } : {}),
                ...(device ? { interface: device.value } : {}),
                span: address ? gateway!.span : device!.span,
              },
            ],
      ...(discard ? { discard } : {}),
      ...(vrf.length > 0 ? { vrf: vrf.join(' ') } : {}),
      recursive: false,
      ...(learned ? { learned } : {}),
      distance: distance ?? 10,
      ...(priority === undefined ? {} : { metric: priority }),
      ...(watched ? { tracked: watched } : {}),
      span: spanOf(entry),
    },
  ];
}

/** `set dst`, or an address object's one network; without either, everything. */
function destinationOf(
  entry: Block,
  family: Family,
  objects: Objects,
): { readonly prefix: Prefix; readonly span: StaticRoute['span'] } | undefined {
  const written = values(entry, 'dst');
  if (written.length > 0) {
    const found = maskedPrefix(written);
    return found?.prefix.family === family
      ? { prefix: { ...found.prefix, address: networkOf(found.prefix) }, span: found.span }
      : undefined;
  }
  const named = value(entry, 'dstaddr');
  if (!named) return { prefix: { family, address: 0n, length: 0 }, span: entry.name.span };
  const { terms, open } = objects.addresses(family).resolve(named.value);
  const [only, ...more] = terms;
  if (open || more.length > 0 || only?.kind !== 'prefix') return undefined;
  return { prefix: { family, address: only.address, length: only.length }, span: named.span };
}

/** Protocols that provide routes the text does not show. Full configurations print empty ones too. */
export function routesDynamically({ block }: Scope): boolean {
  const has = (path: string, ...inside: readonly string[]): boolean =>
    inside.some((one) => entriesOf(block.tables.get(path), one).length > 0);
  return (
    Number(word(block.tables.get('router bgp'), 'as') ?? 0) > 0 ||
    has('router ospf', 'area', 'network', 'ospf-interface') ||
    has('router ospf6', 'area', 'ospf6-interface') ||
    has('router rip', 'network', 'neighbor') ||
    has('router ripng', 'network', 'neighbor') ||
    has('router isis', 'isis-net', 'isis-interface')
  );
}
