import { mentioned } from '../../../../kit/cloud/mentioned.ts';
import {
  booleanOf,
  elementsOf,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../../kit/cloud/value.ts';
import { parseAddress, parseIpv4 } from '../../../../model/address.ts';
import type { Balances, Listener, TargetGroup } from '../../../../model/cloud.ts';
import type { Machine } from './machines.ts';
import type { NameOf } from './names.ts';
import { type BackendSubnet, type Handing, targetGroups } from './target-groups.ts';

const RULES = ['google_compute_forwarding_rule', 'google_compute_global_forwarding_rule', 'compute#forwardingRule'];
const PROXIES =
  /^google_compute_(?:region_)?target_(?:http|https|tcp|ssl)_proxy$|^compute#target(?:Http|Https|Tcp|Ssl)Proxy$/;
const URL_MAPS = /^google_compute_(?:region_)?url_map$|^compute#urlMap$/;
const SERVICES = /^google_compute_(?:region_)?backend_service$|^compute#backendService$/;
const POOLS = /^google_compute_target_pool$|^compute#targetPool$/;
const INSTANCES = /^google_compute_target_instance$|^compute#targetInstance$/;

/**
 * Forwarding rules with what they lead to (Cloud Load Balancing: forwarding rules, backend services, firewall rules): passthrough ones show
 * targets the client and the rule's own address, proxies connect from ranges of the platform or from the proxy-only subnet.
 * @param whole everything that the text refers to is in it
 */
export function balancers(
  resources: readonly Resource[],
  hosts: readonly Machine[],
  subnets: readonly BackendSubnet[],
  nameOf: NameOf,
  whole: boolean,
): readonly Machine[] {
  const named = (pattern: RegExp): ReadonlyMap<string, Resource> =>
    new Map(resources.flatMap((one) => (pattern.test(one.type) ? [[one.name.value, one] as const] : [])));
  const [proxies, maps, services, pools, single] = [PROXIES, URL_MAPS, SERVICES, POOLS, INSTANCES].map(named) as [
    ReadonlyMap<string, Resource>,
    ReadonlyMap<string, Resource>,
    ReadonlyMap<string, Resource>,
    ReadonlyMap<string, Resource>,
    ReadonlyMap<string, Resource>,
  ];
  const addresses = new Map(
    resources.flatMap(({ type, name, properties }) => {
      const address = /address$/.test(type) ? parseIpv4(textOf(propertyOf(properties, 'address')) ?? '') : undefined;
      return address === undefined ? [] : [[name.value, address] as const];
    }),
  );
  const groups = targetGroups(resources, hosts, nameOf, whole);
  const networks = new Map(hosts.flatMap(({ ports }) => ports.map((port) => [port.name.value, port.network] as const)));
  return resources.flatMap((rule): Machine[] => {
    const { type, name, properties, condition } = rule;
    if (!RULES.includes(type) || condition !== undefined) return [];
    const scheme = textOf(propertyOf(properties, 'load_balancing_scheme', 'loadBalancingScheme')) ?? 'EXTERNAL';
    const isInside = scheme.startsWith('INTERNAL');
    const written = propertyOf(properties, 'ip_address', 'IPAddress', 'ipAddress');
    const address = parseAddress(textOf(written) ?? '')?.address ?? addresses.get(nameOf(written) ?? '');
    const subnet = nameOf(propertyOf(properties, 'subnetwork'), 'subnetwork');
    if (isInside ? subnet === undefined : address === undefined) return [];
    const target = nameOf(propertyOf(properties, 'target'));
    const proxy = proxies.get(target ?? '');
    const asked = propertyOf(properties, 'backend_service', 'backendService');
    const handed = (resource: Resource, handing: Handing): TargetGroup => groups(resource, handing);
    const direct: Handing = { kind: 'passthrough', external: !isInside };
    const found: TargetGroup[] = proxy
      ? servicesOf(proxy, maps, services, nameOf).map((one) =>
          handed(one, {
            kind: 'proxy',
            from: isManagedHere(type, scheme) ? proxySubnet(subnets, nameOf, rule) : PLATFORM,
          }),
        )
      : [services.get(nameOf(asked) ?? ''), pools.get(target ?? ''), single.get(target ?? '')].flatMap((one) =>
          one ? handed(one, direct) : [],
        );
    const network = found
      .flatMap((group) => group.targets)
      .map(({ to }) => ('port' in to ? networks.get(to.port) : undefined))
      .find((one) => one !== undefined);
    const balances: Balances = {
      ...(network === undefined ? {} : { network }),
      publics: isInside || address === undefined ? [] : [address],
      listeners: found.length > 0 ? [{ ...listens(rule), groups: found }] : [],
      gaps: found.length > 0 ? [] : [{ text: NO_TARGET, span: name.span }],
    };
    return [
      {
        name,
        aliases: [textOf(propertyOf(properties, 'name')), name.value.split('.').at(-1)].flatMap((one) => one ?? []),
        kind: 'balancer',
        forwards: false,
        balances,
        ports:
          isInside && subnet !== undefined
            ? [
                {
                  name,
                  subnet,
                  network: subnets.find((one) => one.name.value === subnet)?.network ?? '',
                  addresses: address === undefined ? [] : [{ value: { family: 'ipv4', address }, span: written!.span }],
                  outside: { kind: 'none', why: INTERNAL, span: name.span },
                  marks: new Set<string>(),
                  marksOpen: false,
                },
              ]
            : [],
      },
    ];
  });
}

/** Proxies within a region connect from a subnet of the network; those of the whole world from the platform. */
const isManagedHere = (type: string, scheme: string): boolean =>
  type !== 'google_compute_global_forwarding_rule' && scheme.endsWith('_MANAGED');

/** Where global proxies come from: 35.191.0.0/16 and 130.211.0.0/22. */
const PLATFORM: readonly bigint[] = ['35.191.0.1', '130.211.0.1'].map((text) => parseIpv4(text)!);

/** An address of the proxy-only subnet; none: it is not told. */
function proxySubnet(subnets: readonly BackendSubnet[], nameOf: NameOf, { properties }: Resource): readonly bigint[] {
  const region = nameOf(propertyOf(properties, 'region'));
  const network = nameOf(propertyOf(properties, 'network'), 'network');
  const asked = nameOf(propertyOf(properties, 'subnetwork'), 'subnetwork');
  const own = network ?? subnets.find(({ name }) => name.value === asked)?.network;
  const [only] = subnets.filter((one) => one.proxies && one.network === own && (!region || one.region === region));
  const prefix = only?.prefixes[0]?.value;
  return prefix ? [prefix.address + 2n] : [];
}

function servicesOf(
  { properties }: Resource,
  maps: ReadonlyMap<string, Resource>,
  services: ReadonlyMap<string, Resource>,
  nameOf: NameOf,
): readonly Resource[] {
  const direct = services.get(nameOf(propertyOf(properties, 'backend_service', 'service')) ?? '');
  if (direct) return [direct];
  const map = maps.get(nameOf(propertyOf(properties, 'url_map', 'urlMap')) ?? '');
  const names = map ? new Set(mentioned(map.properties, services, (value: Value) => nameOf(value))) : [];
  return [...names].flatMap((name) => services.get(name) ?? []);
}

function listens({ properties, statement }: Resource): Omit<Listener, 'groups'> {
  const protocol = (textOf(propertyOf(properties, 'ip_protocol', 'IPProtocol')) ?? 'TCP').toUpperCase();
  const all = booleanOf(propertyOf(properties, 'all_ports', 'allPorts')) === true;
  const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(textOf(propertyOf(properties, 'port_range', 'portRange')) ?? '');
  const listed = elementsOf(propertyOf(properties, 'ports')).flatMap((one) => numberOf(one) ?? []);
  const ports = [
    ...listed.map((one) => ({ first: one, last: one })),
    ...(range ? [{ first: Number(range[1]), last: Number(range[2] ?? range[1]) }] : []),
  ];
  return {
    span: statement.header,
    protocols: protocol === 'TCP' ? [6] : protocol === 'UDP' ? [17] : [],
    ...(all || ports.length === 0 ? {} : { ports }),
    answers: false,
  };
}

const INTERNAL = {
  en: 'it is the address of an internal load balancer',
  'zh-cn': '它是内部负载均衡器的地址',
};
const NO_TARGET = {
  en: 'what this forwarding rule leads to is not in the text, or is not followed here',
  'zh-cn': '该转发规则指向何处不在文本中,或此处不做推演',
};
