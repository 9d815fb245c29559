import { parseAddress } from '../../../../model/address.ts';
import type { BalancedTo, CloudGap, Listener, TargetCheck, TargetGroup } from '../../../../model/cloud.ts';
import type { Located, Span } from '../../../../text/span.ts';
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
import { type Machine, type Port, PROBES, publicAddresses } from './machines.ts';
import { innerOf, type NameOf } from './names.ts';

const BALANCERS = ['microsoft.network/loadbalancers', 'azurerm_lb'];
/** What registers machines that no text tells. */
const OTHERS = /virtualmachinescalesets|virtual_machine_scale_set|managedclusters|kubernetes_cluster/;

export interface Places {
  readonly networkOf: (subnet: string) => string | undefined;
  /** A security group stands before the port. */
  readonly isGuarded: (port: Port) => boolean;
}

/**
 * Load balancers, one for each frontend with an address (load balancer components, health probes, floating IP). Targets see the client; probes
 * come from the platform, and where none is answered no new connection gets through.
 * @param whole everything that the text refers to is in it
 */
export function balancers(
  resources: readonly Resource[],
  hosts: readonly Machine[],
  nameOf: NameOf,
  { networkOf, isGuarded }: Places,
  whole: boolean,
): readonly Machine[] {
  const publics = publicAddresses(resources);
  const ports = new Map(hosts.flatMap((host) => host.ports.map((port) => [port.name.value, port] as const)));
  return resources.flatMap((balancer): Machine[] => {
    if (!BALANCERS.includes(balancer.type) || balancer.condition !== undefined) return [];
    const parts = partsOf(balancer, resources, nameOf);
    const pools = poolsOf(balancer, parts, resources, nameOf, whole);
    const frontends = fieldsOf(balancer.properties, 'frontendIPConfigurations', 'frontend_ip_configuration')
      .flatMap(({ value }) => mapsIn(value))
      .flatMap((map): Frontend[] => frontendOf(map, nameOf, publics));
    return frontends.flatMap((frontend): Machine[] => {
      const isPublic = frontend.subnet === undefined;
      const listeners = parts.rules
        .filter((rule) => rule.frontend === `${balancer.name.value}/${frontend.name}`)
        .map((rule) => listenerOf(rule, parts, pools, ports, (port) => isPublic && !isGuarded(port)));
      const targets = listeners.flatMap(({ groups }) => groups.flatMap((group) => group.targets));
      const network = targets
        .map(({ to }) => ('port' in to ? networkOf(ports.get(to.port)!.subnet) : undefined))
        .find((one) => one !== undefined);
      const name =
        frontends.length === 1
          ? balancer.name
          : { value: `${balancer.name.value}/${frontend.name}`, span: frontend.span };
      return [
        {
          name,
          aliases: [textOf(propertyOf(balancer.properties, 'name')), balancer.name.value.split('.').at(-1)].flatMap(
            (one) => one ?? [],
          ),
          kind: 'balancer',
          forwards: false,
          balances: {
            ...(network === undefined ? {} : { network }),
            publics: frontend.public === undefined ? [] : [frontend.public],
            listeners,
            gaps: whole || listeners.length > 0 ? [] : [{ text: NO_RULES, span: name.span }],
          },
          ports:
            frontend.subnet === undefined
              ? []
              : [
                  {
                    name: { value: `${balancer.name.value}/${frontend.name}`, span: frontend.span },
                    subnet: frontend.subnet,
                    addresses: frontend.addresses,
                    outside: { kind: 'none', why: INTERNAL, span: frontend.span },
                  },
                ],
        },
      ];
    });
  });
}

interface Frontend {
  readonly name: string;
  readonly span: Span;
  readonly subnet?: string;
  readonly addresses: Port['addresses'];
  readonly public?: bigint;
}

/** None: it is in no subnet, and has no address of the Internet, told or not. */
function frontendOf(map: MapValue, nameOf: NameOf, publics: ReadonlyMap<string, bigint>): Frontend[] {
  const inner = innerOf(map) ?? map;
  const written = propertyOf(map, 'name');
  const subnet = nameOf(propertyOf(inner, 'subnet', 'subnet_id'));
  const own = propertyOf(inner, 'privateIPAddress', 'private_ip_address');
  const address = parseAddress(textOf(own) ?? '');
  const publicly = propertyOf(
    inner,
    'publicIPAddress',
    'public_ip_address_id',
    'publicIPPrefix',
    'public_ip_prefix_id',
  );
  const outside = publics.get(nameOf(publicly) ?? '');
  const head = { name: textOf(written) ?? '', span: written?.span ?? map.span };
  if (subnet !== undefined)
    return [{ ...head, subnet, addresses: own && address ? [{ value: address, span: own.span }] : [] }];
  return publicly ? [{ ...head, addresses: [], ...(outside === undefined ? {} : { public: outside }) }] : [];
}

interface Rule {
  readonly frontend: string;
  readonly map: MapValue;
  readonly span: Span;
  /** By name; of a rule for one machine its own name. */
  readonly pools: readonly string[];
}

interface Parts {
  readonly rules: readonly Rule[];
  readonly probes: ReadonlyMap<string, MapValue>;
  readonly nameOf: NameOf;
}

/** Rules and probes: in the balancer, or in Terraform beside it. */
function partsOf(balancer: Resource, resources: readonly Resource[], nameOf: NameOf): Parts {
  const rules: Rule[] = [];
  const probes = new Map<string, MapValue>();
  const own = balancer.name.value;
  const inside = (key: string): readonly MapValue[] =>
    fieldsOf(balancer.properties, key).flatMap(({ value }) => mapsIn(value));
  for (const one of inside('probes')) probes.set(`${own}/${textOf(propertyOf(one, 'name'))}`, innerOf(one) ?? one);
  for (const key of ['loadBalancingRules', 'inboundNatRules'])
    for (const one of inside(key)) {
      const map = innerOf(one) ?? one;
      const frontend = nameOf(propertyOf(map, 'frontendIPConfiguration'));
      const pools = [...elementsOf(propertyOf(map, 'backendAddressPools')), propertyOf(map, 'backendAddressPool')];
      if (frontend !== undefined)
        rules.push({
          frontend,
          map,
          span: propertyOf(one, 'name')?.span ?? one.span,
          pools:
            key === 'inboundNatRules'
              ? [`${own}/${textOf(propertyOf(one, 'name'))}`]
              : pools.flatMap((pool) => nameOf(pool) ?? []),
        });
    }
  for (const { type, name, properties, condition } of resources) {
    if (condition !== undefined || nameOf(propertyOf(properties, 'loadbalancer_id')) !== own) continue;
    if (type === 'azurerm_lb_probe') probes.set(name.value, properties);
    if (type !== 'azurerm_lb_rule' && type !== 'azurerm_lb_nat_rule') continue;
    rules.push({
      frontend: `${own}/${textOf(propertyOf(properties, 'frontend_ip_configuration_name'))}`,
      map: properties,
      span: name.span,
      pools:
        type === 'azurerm_lb_nat_rule'
          ? [name.value]
          : elementsOf(propertyOf(properties, 'backend_address_pool_ids')).flatMap((one) => nameOf(one) ?? []),
    });
  }
  return { rules, probes, nameOf };
}

interface Pool {
  readonly cards: Located<string>[];
  readonly gaps: CloudGap[];
}

/** By the pool's name, or that of a rule for one machine: the cards that are in it. */
function poolsOf(
  { name, properties }: Resource,
  { rules }: Parts,
  resources: readonly Resource[],
  nameOf: NameOf,
  whole: boolean,
): ReadonlyMap<string, Pool> {
  const pools = new Map<string, Pool>();
  for (const one of fieldsOf(properties, 'backendAddressPools').flatMap(({ value }) => mapsIn(value)))
    pools.set(`${name.value}/${textOf(propertyOf(one, 'name'))}`, { cards: [], gaps: [] });
  for (const one of rules.flatMap((rule) => rule.pools)) if (!pools.has(one)) pools.set(one, { cards: [], gaps: [] });
  const into = (value: Value | undefined, card: string | undefined, span: Span): void => {
    const pool = pools.get(nameOf(value) ?? '');
    if (card === undefined) pool?.gaps.push({ text: UNKNOWN_TARGET, span });
    else pool?.cards.push({ value: card, span });
  };
  for (const { type, name: own, properties: map, condition } of resources) {
    if (/^azurerm_network_interface_(?:backend_address_pool|nat_rule)_association$/.test(type))
      into(
        propertyOf(map, 'backend_address_pool_id', 'nat_rule_id'),
        condition === undefined ? nameOf(propertyOf(map, 'network_interface_id')) : undefined,
        own.span,
      );
    if (type === 'azurerm_lb_backend_address_pool_address')
      into(propertyOf(map, 'backend_address_pool_id'), undefined, own.span);
    if (type === 'microsoft.network/networkinterfaces')
      for (const one of fieldsOf(map, 'ipConfigurations').flatMap(({ value }) => mapsIn(value)))
        for (const key of ['loadBalancerBackendAddressPools', 'loadBalancerInboundNatRules'])
          for (const asked of elementsOf(propertyOf(innerOf(one), key))) into(asked, own.value, asked.span);
    if (OTHERS.test(type))
      for (const pool of mentioned(map, pools, nameOf))
        pools.get(pool)!.gaps.push({ text: SCALED(own.value), span: own.span });
  }
  if (!whole)
    for (const { cards, gaps } of pools.values())
      if (cards.length === 0) gaps.push({ text: NO_TARGETS, span: name.span });
  return pools;
}

function listenerOf(
  { map, span, pools: asked }: Rule,
  { probes, nameOf }: Parts,
  pools: ReadonlyMap<string, Pool>,
  ports: ReadonlyMap<string, Port>,
  isShut: (port: Port) => boolean,
): Listener {
  const protocol = textOf(propertyOf(map, 'protocol'))?.toLowerCase();
  const first = numberOf(propertyOf(map, 'frontendPort', 'frontend_port'));
  const number = numberOf(propertyOf(map, 'backendPort', 'backend_port'));
  const floating = booleanOf(
    propertyOf(map, 'enableFloatingIP', 'floating_ip_enabled', 'enable_floating_ip') ?? undefined,
  );
  const written = propertyOf(map, 'probe', 'probe_id');
  const probe = probes.get(nameOf(written) ?? '');
  return {
    span,
    protocols: protocol === 'tcp' ? [6] : protocol === 'udp' ? [17] : [],
    // Port 0 of a rule for all protocols is every one.
    ...(first === undefined || first === 0 ? {} : { ports: [{ first, last: first }] }),
    answers: false,
    groups: asked.map((name): TargetGroup => {
      const { cards, gaps } = pools.get(name)!;
      const targets = cards.flatMap((card): BalancedTo[] => {
        const port = ports.get(card.value);
        return port
          ? [
              {
                to: { port: card.value },
                ...(number ? { number } : {}),
                span: card.span,
                ...(isShut(port) ? { gap: { text: SECURE_BY_DEFAULT, span: card.span } } : {}),
              },
            ]
          : [];
      });
      const lost = cards.filter(({ value }) => !ports.has(value));
      return {
        name: { value: name, span },
        targets,
        gaps: [...gaps, ...lost.map((one) => ({ text: UNKNOWN_TARGET, span: one.span }))],
        passes: { kind: floating ? 'unchanged' : 'rewritten' },
        direct: true,
        ...(probe ? checkOf(probe, written!.span, map) : {}),
      };
    }),
  };
}

function checkOf(probe: MapValue, span: Span, rule: MapValue): { readonly check?: TargetCheck } {
  const port = numberOf(propertyOf(probe, 'port'));
  if (port === undefined) return {};
  const behaviour =
    textOf(propertyOf(probe, 'noHealthyBackendsBehavior')) ?? textOf(propertyOf(rule, 'noHealthyBackendsBehavior'));
  return {
    check: {
      span,
      port,
      from: [PROBES],
      noneAlive: behaviour?.toLowerCase() === 'allprobedup' ? 'all' : 'nobody',
    },
  };
}

const INTERNAL = {
  en: 'it is the frontend of an internal load balancer',
  'zh-cn': '它是内部负载均衡器的前端',
};
const NO_RULES = {
  en: 'which rules this load balancer has is not in the text',
  'zh-cn': '该负载均衡器有哪些规则不在文本中',
};
const NO_TARGETS = {
  en: 'which machines are in this pool is not in the text',
  'zh-cn': '该后端池中有哪些机器不在文本中',
};
const UNKNOWN_TARGET = {
  en: 'which machine this target is, is not in the text',
  'zh-cn': '该目标是哪台机器不在文本中',
};
const SCALED = (name: string) => ({
  en: `${name} puts machines into this pool that are not in the text`,
  'zh-cn': `${name} 会将文本中没有的机器加入该后端池`,
});
const SECURE_BY_DEFAULT = {
  en: 'a Standard load balancer passes nothing from the Internet to a target without a security group, a Basic one does; which one it is is not looked at',
  'zh-cn': '标准负载均衡器不会将来自互联网的流量转给没有安全组的目标,基本负载均衡器则会;此处未判断其类型',
};
