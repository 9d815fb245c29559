import { mapsIn } from '../../../../kit/cloud/named.ts';
import { standInAddresses } from '../../../../kit/cloud/stand-in-addresses.ts';
import {
  booleanOf,
  canonical,
  elementsOf,
  fieldsOf,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
} from '../../../../kit/cloud/value.ts';
import { networkOf, type Prefix, parseAddress, parsePrefix } from '../../../../model/address.ts';
import type { Cloud, CloudGap, CloudRoute, CloudTarget, Outside } from '../../../../model/cloud.ts';
import type { Located, Span } from '../../../../text/span.ts';
import type { Source } from '../../source.ts';
import { rulesOf } from '../firewalls.ts';
import { balancers } from './balancers.ts';
import { dealtPorts, type Gateway } from './dealt-ports.ts';
import { machineFirewalls } from './machine-firewall.ts';
import { machines } from './machines.ts';
import { type NameOf, namesOf } from './names.ts';
import { peerings } from './peerings.ts';

const NETWORKS = ['google_compute_network', 'compute#network'];
const SUBNETS = ['google_compute_subnetwork', 'compute#subnetwork'];
const ROUTES = ['google_compute_route', 'compute#route'];
/** What has addresses in subnets that no text tells. */
const OTHERS =
  /^google_(?:container_|compute_(?:region_)?instance_(?:group|template|from)|compute_(?:region_|global_)?forwarding_rule|sql_|redis_|filestore_|vpc_access|cloud_run|dataproc|alloydb|memcache|compute_vpn|compute_ha_vpn|compute_interconnect)/;

/**
 * VPC networks with their subnets, routes and instances (VPC documentation: routes, firewall rules, Cloud NAT).
 * @param whole everything that the text refers to is in it
 */
export function cloudOf(source: Source, whole: boolean): Cloud {
  const { resources, notation } = source;
  const nameOf = namesOf(resources);
  const of = (types: readonly string[]): Resource[] => resources.filter(({ type }) => types.includes(type));
  const networkNames = new Map<string, Located<string>>(of(NETWORKS).map(({ name }) => [name.value, name]));
  const subnets = of(SUBNETS).flatMap(({ name, properties, statement }) => {
    const network = nameOf(propertyOf(properties, 'network'), 'network');
    if (network === undefined) return [];
    if (!networkNames.has(network)) networkNames.set(network, { value: network, span: statement.header });
    return [
      {
        name,
        network,
        region: nameOf(propertyOf(properties, 'region')),
        prefixes: prefixesIn(properties),
        proxies: /PROXY|HTTPS_LOAD_BALANCER/.test(textOf(propertyOf(properties, 'purpose')) ?? ''),
      },
    ];
  });
  const bySubnet = new Map(subnets.map((subnet) => [subnet.name.value, subnet]));
  const translated = cloudNats(resources, nameOf);
  const outsideOf = (name: string): Outside => {
    const subnet = bySubnet.get(name)!;
    const nat = translated.find((one) => one.network === subnet.network && one.covers(name, subnet.region));
    if (nat) return { kind: 'shared', span: nat.span };
    const open = !whole || translated.some(({ network }) => network === undefined);
    return { kind: open ? 'unknown' : 'none', why: open ? UNTOLD : NO_PUBLIC, span: subnet.name.span };
  };
  const hosts = machines(resources, nameOf, (name) => bySubnet.get(name)?.network, outsideOf);
  const drafts = [
    ...hosts,
    ...balancers(resources, hosts, subnets, nameOf, whole).filter(({ ports: own }) =>
      own.every(({ subnet }) => bySubnet.has(subnet)),
    ),
  ];
  const behind = new Map<Span, number>();
  for (const { outside } of hosts.flatMap(({ ports: own }) => own))
    if (outside.kind === 'shared') behind.set(outside.span, (behind.get(outside.span) ?? 0) + 1);
  const ports = standInAddresses(
    drafts.flatMap((machine) => machine.ports),
    (name) => (bySubnet.get(name)?.prefixes ?? []).map(({ value }) => value),
  );
  const rules = rulesOf(source);
  // A list of what there is prints all of it.
  const printed = notation === 'printed' && rules.length > 0;
  const guardOf = machineFirewalls(rules, ports, whole || printed);
  const byName = new Map(ports.map((port) => [port.name.value, port]));
  const firstPort = new Map(
    drafts.flatMap(({ name, ports: [first] }) => (first ? [[name.value, first.name.value] as const] : [])),
  );
  const gateways = new Map(
    [...networkNames].map(([name, { span }]) => [name, { value: `Internet gateway of ${name}`, span }]),
  );
  const routes = (network: string): { readonly routes: CloudRoute[]; readonly routeGaps: CloudGap[] } =>
    routesOf(of(ROUTES), network, nameOf, { gateway: gateways.get(network)!.value, firstPort });
  const keepsDefault = (network: string): { readonly route?: CloudRoute; readonly gap?: CloudGap } => {
    const own = of(NETWORKS).find(({ name }) => name.value === network);
    const written = propertyOf(own?.properties, 'delete_default_routes_on_create');
    const deletes = written ? booleanOf(written) : false;
    const { value: gateway, span } = gateways.get(network)!;
    if (notation === 'printed' || deletes === true) return {};
    if (!own || deletes === undefined) return { gap: { text: NO_DEFAULT, span } };
    const destination = { family: 'ipv4' as const, address: 0n, length: 0 };
    return { route: { destination, target: { kind: 'internet', gateway }, priority: 1000, everywhere: true, span } };
  };
  const peered = peerings(resources, nameOf, (network) =>
    networkNames.has(network)
      ? subnets.filter((one) => one.network === network).flatMap((one) => one.prefixes)
      : undefined,
  );
  return {
    whole,
    complete: whole && !resources.some(({ type }) => OTHERS.test(type)),
    dealtPorts: translated.flatMap(({ gateway, span }) => dealtPorts(gateway, behind.get(span) ?? 0)),
    networks: [...networkNames].map(([name, located]) => {
      const written = routes(name);
      const { route, gap } = keepsDefault(name);
      const own = [...written.routes, ...(route ? [route] : [])];
      const { routes: fromPeers, gaps: peerGaps } = peered(name);
      const unseen = notation === 'printed' && own.length === 0 ? [{ text: NO_DEFAULT, span: located.span }] : [];
      const routeGaps = [
        ...written.routeGaps,
        ...(gap ? [gap] : []),
        ...peerGaps,
        ...(whole || notation === 'printed' ? unseen : [{ text: NO_DEFAULT, span: located.span }]),
      ];
      return {
        name: located,
        prefixes: [],
        overrides: 'nothing' as const,
        subnets: subnets
          .filter(({ network }) => network === name)
          .map((subnet) => ({
            name: subnet.name,
            prefixes: subnet.prefixes,
            routes: [...own, ...fromPeers],
            routeGaps,
            border: { inbound: [], outbound: [] },
          })),
      };
    }),
    gateways: [...gateways].map(([network, name]) => ({ name, network })),
    machines: drafts.map(({ ports: own, ...machine }) => ({
      ...machine,
      ports: own.map(({ name }) => {
        const tagged = byName.get(name.value)!;
        const { network: _, marks: __, marksOpen: ___, ...port } = tagged;
        // Firewall rules are for instances.
        return { ...port, guard: machine.kind === 'balancer' ? { inbound: [], outbound: [] } : guardOf(tagged) };
      }),
    })),
  };
}

function prefixesIn(properties: Resource['properties']): Located<Prefix>[] {
  const written = propertyOf(properties, 'ip_cidr_range', 'ipCidrRange');
  const prefix = written && parsePrefix(textOf(written) ?? '');
  return prefix ? [{ value: { ...prefix, address: networkOf(prefix) }, span: written.span }] : [];
}

interface CloudNat {
  /** Absent: not told. */
  readonly network: string | undefined;
  readonly covers: (subnet: string, region: string | undefined) => boolean;
  readonly span: Resource['name']['span'];
  readonly gateway: Gateway;
}

function cloudNats(resources: readonly Resource[], nameOf: NameOf): CloudNat[] {
  const routers = new Map<string, Resource>();
  for (const one of resources)
    if (/^(?:google_compute_router|compute#router)$/.test(one.type)) routers.set(one.name.value, one);
  const covering = (map: Resource['properties'], region: string | undefined): CloudNat['covers'] => {
    const ranges = textOf(propertyOf(map, 'source_subnetwork_ip_ranges_to_nat', 'sourceSubnetworkIpRangesToNat'));
    const listed = ['subnetwork', 'subnetworks']
      .flatMap((key) => fieldsOf(map, key).flatMap(({ value }) => mapsIn(value)))
      .map((one) => nameOf(propertyOf(one, 'name'), 'subnetwork'));
    return (subnet, own) =>
      region === own && (ranges?.startsWith('ALL_SUBNETWORKS') === true || listed.includes(subnet));
  };
  return resources.flatMap(({ type, name, properties }): CloudNat[] => {
    if (type === 'google_compute_router_nat') {
      const router = routers.get(nameOf(propertyOf(properties, 'router'), 'router') ?? '');
      const region = nameOf(propertyOf(router?.properties, 'region')) ?? nameOf(propertyOf(properties, 'region'));
      return [
        {
          network: nameOf(propertyOf(router?.properties, 'network'), 'network'),
          covers: covering(properties, region),
          span: name.span,
          gateway: { name, properties },
        },
      ];
    }
    if (type !== 'compute#router') return [];
    const region = nameOf(propertyOf(properties, 'region'));
    const network = nameOf(propertyOf(properties, 'network'), 'network');
    return mapsIn(propertyOf(properties, 'nats')).map((nat) => ({
      network,
      covers: covering(nat, region),
      span: nat.span,
      gateway: { name: { value: textOf(propertyOf(nat, 'name')) ?? name.value, span: nat.span }, properties: nat },
    }));
  });
}

function routesOf(
  all: readonly Resource[],
  network: string,
  nameOf: NameOf,
  { gateway, firstPort }: { readonly gateway: string; readonly firstPort: ReadonlyMap<string, string> },
): { readonly routes: CloudRoute[]; readonly routeGaps: CloudGap[] } {
  const routes: CloudRoute[] = [];
  const routeGaps: CloudGap[] = [];
  for (const { properties, statement, condition } of all) {
    if (nameOf(propertyOf(properties, 'network'), 'network') !== network) continue;
    // Routes of subnets and peerings come with those.
    if (propertyOf(properties, 'nextHopNetwork') !== undefined) continue;
    const destination = parsePrefix(textOf(propertyOf(properties, 'dest_range', 'destRange')) ?? '');
    const tagged = elementsOf(propertyOf(properties, 'tags')).length > 0;
    if (!destination || condition !== undefined || tagged) {
      routeGaps.push({ text: tagged ? TAGGED : UNTOLD_ROUTE, span: statement.header });
      continue;
    }
    const priority = numberOf(propertyOf(properties, 'priority')) ?? 1000;
    routes.push({
      destination,
      target: targetOf(properties, nameOf, gateway, firstPort),
      priority,
      everywhere: true,
      span: statement.span,
    });
  }
  return { routes, routeGaps };
}

function targetOf(
  properties: Resource['properties'],
  nameOf: NameOf,
  gateway: string,
  firstPort: ReadonlyMap<string, string>,
): CloudTarget {
  const way = propertyOf(properties, 'next_hop_gateway', 'nextHopGateway');
  if (way && /default-internet-gateway/.test(canonical(way))) return { kind: 'internet', gateway };
  const address = parseAddress(textOf(propertyOf(properties, 'next_hop_ip', 'nextHopIp')) ?? '');
  if (address) return { kind: 'address', address };
  const port = firstPort.get(nameOf(propertyOf(properties, 'next_hop_instance', 'nextHopInstance')) ?? '');
  return port === undefined ? { kind: 'elsewhere', why: NOT_FOLLOWED } : { kind: 'port', port };
}

const NO_PUBLIC = {
  en: 'it has no external address, and no Cloud NAT covers its subnet',
  'zh-cn': '它没有外部地址,其子网也未被任何 Cloud NAT 覆盖',
};
const UNTOLD = {
  en: 'whether a Cloud NAT covers its subnet is not in the text',
  'zh-cn': '其子网是否被 Cloud NAT 覆盖不在文本中',
};
const NO_DEFAULT = {
  en: 'which routes this network has is not in the text',
  'zh-cn': '该网络有哪些路由不在文本中',
};
const UNTOLD_ROUTE = {
  en: 'where this route leads, or whether it is there, is not in the text',
  'zh-cn': '该路由通向何处或是否存在不在文本中',
};
const TAGGED = {
  en: 'this route is for machines with a tag only, which is not followed',
  'zh-cn': '该路由仅适用于带标签的机器,此处不做推演',
};
const NOT_FOLLOWED = {
  en: 'what this route leads to (a tunnel, a balancer, a hub) is not followed here',
  'zh-cn': '该路由的下一跳(隧道、负载均衡器或 hub)此处不做推演',
};
