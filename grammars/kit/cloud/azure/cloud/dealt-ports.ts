import type { DealtPorts } from '../../../../model/cloud.ts';
import type { Located } from '../../../../text/span.ts';
import { mentioned } from '../../mentioned.ts';
import { mapsIn } from '../../named.ts';
import {
  booleanOf,
  elementsOf,
  fieldsOf,
  type MapValue,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../value.ts';
import { innerOf, type NameOf } from './names.ts';

/** Outbound connections: ports of one address that machines may get; a rule gives them in eights. */
const PER_ADDRESS = 64_000;
const STEP = 8;
/** Provider azurerm: `allocated_outbound_ports` without a value. */
const TERRAFORM_DEFAULT = 1024;

/** Ports of outbound rules and of clusters' load balancers. */
export const dealtPorts = (resources: readonly Resource[], nameOf: NameOf): readonly DealtPorts[] => [
  ...outboundRules(resources, nameOf),
  ...clusters(resources, nameOf),
];

interface Rule {
  readonly name: Located<string>;
  readonly map: MapValue;
  readonly pool: string;
  /** Of frontends that the rule names. */
  readonly frontends: readonly (MapValue | undefined)[];
}

function outboundRules(resources: readonly Resource[], nameOf: NameOf): DealtPorts[] {
  const rules = resources.flatMap((one) => (one.condition === undefined ? rulesOf(one, resources, nameOf) : []));
  const sizes = poolSizes(new Set(rules.map(({ pool }) => pool)), resources, nameOf);
  return rules.flatMap(({ name, map, pool, frontends }): DealtPorts[] => {
    const machines = sizes.get(pool) ?? 0;
    const written = propertyOf(map, 'allocatedOutboundPorts', 'allocated_outbound_ports');
    const asked = written ? numberOf(written) : propertyOf(map, 'loadbalancer_id') ? TERRAFORM_DEFAULT : 0;
    // A prefix is several addresses.
    const addresses = frontends.every((one) => one && isOneAddress(one)) ? frontends.length : undefined;
    if (asked === undefined || machines === 0 || addresses === 0) return [];
    if (asked === 0 && addresses === undefined) return [];
    const number = asked > 0 ? asked : defaultPorts(machines, addresses!);
    return [
      {
        name,
        each: {
          value: number,
          span: written?.span ?? name.span,
          exact: asked > 0 && written?.kind === 'text' && written.exact,
        },
        grows: false,
        step: STEP,
        ...(addresses === undefined ? {} : { addresses }),
        perAddress: PER_ADDRESS,
        machines,
        short: 'refused',
      },
    ];
  });
}

const isOneAddress = (frontend: MapValue): boolean =>
  propertyOf(frontend, 'publicIPAddress', 'public_ip_address_id') !== undefined &&
  propertyOf(frontend, 'publicIPPrefix', 'public_ip_prefix_id') === undefined;

function rulesOf({ type, name, properties }: Resource, resources: readonly Resource[], nameOf: NameOf): Rule[] {
  if (type === 'azurerm_lb_outbound_rule') {
    const pool = nameOf(propertyOf(properties, 'backend_address_pool_id'));
    const owner = nameOf(propertyOf(properties, 'loadbalancer_id'));
    const balancer = resources.find((one) => one.name.value === owner);
    const own = mapsOf(balancer?.properties, 'frontend_ip_configuration');
    const frontends = mapsOf(properties, 'frontend_ip_configuration').map((asked) => {
      const wanted = textOf(propertyOf(asked, 'name'));
      return own.find((one) => wanted !== undefined && textOf(propertyOf(one, 'name')) === wanted);
    });
    return pool === undefined ? [] : [{ name, map: properties, pool, frontends }];
  }
  if (type !== 'microsoft.network/loadbalancers') return [];
  const byName = new Map(
    mapsOf(properties, 'frontendIPConfigurations').map((one) => [
      `${name.value}/${textOf(propertyOf(one, 'name'))}`,
      innerOf(one) ?? one,
    ]),
  );
  return mapsOf(properties, 'outboundRules').flatMap((rule): Rule[] => {
    const map = innerOf(rule) ?? rule;
    const pool = nameOf(propertyOf(map, 'backendAddressPool'));
    const written = propertyOf(rule, 'name');
    const own = { value: textOf(written) ?? name.value, span: written?.span ?? name.span };
    const frontends = elementsOf(propertyOf(map, 'frontendIPConfigurations')).map((one) =>
      byName.get(nameOf(one) ?? ''),
    );
    return pool === undefined ? [] : [{ name: own, map, pool, frontends }];
  });
}

const mapsOf = (map: MapValue | undefined, ...keys: readonly string[]): readonly MapValue[] =>
  fieldsOf(map, ...keys).flatMap(({ value }) => mapsIn(value));

/** Machines in each pool, as many as the text tells. */
function poolSizes(
  pools: ReadonlySet<string>,
  resources: readonly Resource[],
  nameOf: NameOf,
): ReadonlyMap<string, number> {
  const wanted = new Map([...pools].map((pool) => [pool, true] as const));
  const cards = new Map<string, Set<string>>();
  const scaled = new Map<string, number>();
  for (const { type, name, properties, around, condition } of resources) {
    if (condition !== undefined) continue;
    const into = (value: Value | undefined, card: string | undefined): void => {
      for (const pool of value ? mentioned(value, wanted, nameOf) : []) {
        const list = cards.get(pool) ?? new Set();
        cards.set(pool, list.add(card ?? name.value));
      }
    };
    if (type === 'azurerm_network_interface_backend_address_pool_association')
      into(
        propertyOf(properties, 'backend_address_pool_id'),
        nameOf(propertyOf(properties, 'network_interface_id')) ?? name.value,
      );
    if (type === 'microsoft.network/networkinterfaces') into(propertyOf(properties, 'ipConfigurations'), name.value);
    if (!SETS.test(type)) continue;
    const sku = propertyOf(around, 'sku');
    const count = numberOf(propertyOf(properties, 'instances') ?? innerProperty(sku, 'capacity'));
    const cardsOfSet = cardsIn(properties).flatMap(({ value }) => mentioned(value, wanted, nameOf));
    for (const pool of new Set(count === undefined ? [] : cardsOfSet))
      scaled.set(pool, (scaled.get(pool) ?? 0) + count!);
  }
  return new Map([...pools].map((pool) => [pool, (cards.get(pool)?.size ?? 0) + (scaled.get(pool) ?? 0)]));
}

const SETS = /^microsoft\.compute\/virtualmachinescalesets$|^azurerm_(?:.*_)?virtual_machine_scale_set$/;

/** Addresses of a set's cards: what names pools. */
function cardsIn(properties: MapValue) {
  const profile = innerOf(propertyOf(innerOf(propertyOf(properties, 'virtualMachineProfile')), 'networkProfile'));
  return [
    ...mapsOf(properties, 'network_interface'),
    ...mapsOf(profile, 'networkInterfaceConfigurations').map((card) => innerOf(card) ?? card),
  ].flatMap((card) => fieldsOf(card, 'ip_configuration', 'ipConfigurations'));
}

const innerProperty = (value: Value | undefined, key: string): Value | undefined =>
  value?.kind === 'map' ? propertyOf(value, key) : undefined;

/** Default port allocation: by the size of the pool, for each address, never more than 1,024. */
function defaultPorts(machines: number, addresses: number): number {
  const [, ports] = BY_SIZE.find(([most]) => machines <= most) ?? LARGEST;
  return Math.min(ports * addresses, 1024);
}

const LARGEST = [Number.POSITIVE_INFINITY, 32] as const;
const BY_SIZE = [[50, 1024], [100, 512], [200, 256], [400, 128], [800, 64], LARGEST] as const;

/** Of clusters whose nodes leave by the load balancer that comes with them. */
function clusters(resources: readonly Resource[], nameOf: NameOf): DealtPorts[] {
  return resources.flatMap(({ type, name, properties, condition }): DealtPorts[] => {
    if (!CLUSTERS.includes(type) || condition !== undefined) return [];
    const network = innerOf(propertyOf(properties, 'networkProfile', 'network_profile'));
    const profile = network && innerOf(propertyOf(network, 'loadBalancerProfile', 'load_balancer_profile'));
    const written = propertyOf(profile, 'allocatedOutboundPorts', 'outbound_ports_allocated');
    const each = numberOf(written);
    const way = textOf(propertyOf(network, 'outboundType', 'outbound_type'));
    if (!written || !each || (way !== undefined && way !== 'loadBalancer')) return [];
    const addresses = addressesOf(profile!);
    const pools = [
      ...mapsOf(properties, 'agentPoolProfiles', 'default_node_pool'),
      ...resources.flatMap((one) =>
        one.type === 'azurerm_kubernetes_cluster_node_pool' &&
        one.condition === undefined &&
        nameOf(propertyOf(one.properties, 'kubernetes_cluster_id')) === name.value
          ? [one.properties]
          : [],
      ),
    ];
    const machines = pools.reduce((sum, pool) => sum + nodesOf(pool), 0);
    if (machines === 0) return [];
    return [
      {
        name,
        each: { value: each, span: written.span, exact: written.kind === 'text' && written.exact },
        grows: false,
        step: STEP,
        ...(addresses === undefined ? {} : { addresses }),
        perAddress: PER_ADDRESS,
        machines,
        short: 'refused',
      },
    ];
  });
}

const CLUSTERS = ['microsoft.containerservice/managedclusters', 'azurerm_kubernetes_cluster'];

/** One that the platform makes, where nothing is said. */
function addressesOf(profile: MapValue): number | undefined {
  if (propertyOf(profile, 'outboundIPPrefixes', 'outbound_ip_prefix_ids')) return undefined;
  const own = propertyOf(profile, 'outboundIPs', 'outbound_ip_address_ids');
  if (own) {
    const list = own.kind === 'map' ? propertyOf(own, 'publicIPs') : own;
    return list?.kind === 'list' ? list.items.length : undefined;
  }
  const managed = propertyOf(profile, 'managedOutboundIPs', 'managed_outbound_ip_count');
  if (!managed) return 1;
  const count = managed.kind === 'map' ? propertyOf(managed, 'count') : managed;
  return count ? numberOf(count) : 1;
}

/** As many as it may grow to. */
function nodesOf(pool: MapValue): number {
  const scales = booleanOf(propertyOf(pool, 'enableAutoScaling', 'enable_auto_scaling', 'auto_scaling_enabled'));
  const most = scales ? propertyOf(pool, 'maxCount', 'max_count') : undefined;
  return numberOf(most ?? propertyOf(pool, 'count', 'node_count')) ?? 0;
}
