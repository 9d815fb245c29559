import { mapsIn, namedBy, nameIn, tagNames } from '../../../../kit/cloud/named.ts';
import {
  booleanOf,
  elementsOf,
  fieldsOf,
  type MapValue,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
} from '../../../../kit/cloud/value.ts';
import type { BalancedTo, Balances, Listener, TargetGroup } from '../../../../model/cloud.ts';
import type { GroupedPort } from './groups.ts';
import { addressIn, type Machine } from './machines.ts';
import type { PublicAddresses } from './public-addresses.ts';
import { type BalancerKind, targetGroups } from './target-groups.ts';

export const BALANCERS = ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'aws_lb', 'aws_alb', 'LoadBalancers'];
const LISTENERS = ['AWS::ElasticLoadBalancingV2::Listener', 'aws_lb_listener', 'aws_alb_listener', 'Listeners'];
const RULES = ['AWS::ElasticLoadBalancingV2::ListenerRule', 'aws_lb_listener_rule', 'aws_alb_listener_rule', 'Rules'];

/**
 * Application and network load balancers with a port in each of their subnets (Elastic Load Balancing guides: listeners, target groups, health
 * checks, client IP preservation). Rules of listeners ask for what requests say, so any of their groups may be meant.
 * @param hosts by which targets are found
 * @param letsIn whether groups of a port name one of these groups as a peer
 * @param whole everything that the text refers to is in it
 */
export function balancers(
  resources: readonly Resource[],
  hosts: readonly Machine[],
  publics: PublicAddresses,
  letsIn: LetsIn,
  whole: boolean,
): readonly Machine[] {
  const of = (types: readonly string[]): Resource[] => resources.filter(({ type }) => types.includes(type));
  const groupOf = targetGroups(resources, hosts, whole);
  const listeners = of(LISTENERS);
  const rules = of(RULES);
  return of(BALANCERS).flatMap((balancer): Machine[] => {
    const kind = kindOf(balancer);
    if (kind === undefined || balancer.condition !== undefined) return [];
    const names = namesOf(balancer);
    const own = listeners.filter(({ properties }) => {
      const name = namedBy(properties, 'LoadBalancerArn', 'load_balancer_arn');
      return name !== undefined && names.includes(name);
    });
    const cards = cardsOf(balancer, kind, resources, publics);
    if (cards.length === 0) return [];
    const lent = new Set(cards.flatMap(({ groups }) => groups.flatMap((one) => one ?? [])));
    const withDoubts = (group: TargetGroup): TargetGroup =>
      group.passes.kind === 'proxied'
        ? group
        : { ...group, targets: group.targets.map((one) => lentTo(one, lent, letsIn)) };
    const balances: Balances = {
      publics: [],
      listeners: own
        .map((listener) => listenerOf(listener, rules, kind, groupOf))
        .map((listener) => ({ ...listener, groups: listener.groups.map(withDoubts) })),
      gaps: whole || own.length > 0 ? [] : [{ text: NO_LISTENERS, span: balancer.name.span }],
    };
    const short = textOf(propertyOf(balancer.properties, 'Name', 'name', 'LoadBalancerName'));
    const last = balancer.name.value.split('.').at(-1)!;
    return [
      {
        name: balancer.name,
        aliases: [...new Set([...tagNames(balancer), ...(short === undefined ? [] : [short]), last])],
        kind: 'balancer',
        forwards: false,
        balances,
        ports: cards,
      },
    ];
  });
}

/** By the port's name. */
export type LetsIn = (port: string, groups: ReadonlySet<string>) => boolean;

/** Who lets in a balancer's group lets in what comes by it, whoever sent it (Network Load Balancers, security groups). */
const lentTo = (target: BalancedTo, lent: ReadonlySet<string>, letsIn: LetsIn): BalancedTo =>
  'port' in target.to && letsIn(target.to.port, lent) ? { ...target, gap: { text: LENT, span: target.span } } : target;

/** Undefined: neither, or not told. */
export function kindOf({ properties }: Resource): BalancerKind | undefined {
  const written = propertyOf(properties, 'Type', 'load_balancer_type');
  const text = written ? textOf(written)?.toLowerCase() : 'application';
  return text === 'application' || text === 'network' ? text : undefined;
}

/** What others refer to it by. */
const namesOf = ({ name, properties }: Resource): readonly string[] => [
  name.value,
  ...['LoadBalancerArn', 'TargetGroupArn', 'ListenerArn'].flatMap((key) => textOf(propertyOf(properties, key)) ?? []),
];

function listenerOf(
  listener: Resource,
  rules: readonly Resource[],
  kind: BalancerKind,
  groupOf: ReturnType<typeof targetGroups>,
): Listener {
  const { properties, statement } = listener;
  const names = namesOf(listener);
  const own = rules.filter((rule) => names.includes(listenerName(rule) ?? ''));
  const actions = [
    ...actionsIn(properties, 'DefaultActions', 'default_action'),
    ...own.flatMap((rule) => actionsIn(rule.properties, 'Actions', 'action')),
  ];
  const port = numberOf(propertyOf(properties, 'Port', 'port'));
  const groups = new Map(
    actions.flatMap((action) => groupsIn(action)).map((value) => [nameIn(value) ?? '', value] as const),
  );
  return {
    span: statement.header,
    protocols: protocolsOf(textOf(propertyOf(properties, 'Protocol', 'protocol')), kind),
    ...(port === undefined ? {} : { ports: [{ first: port, last: port }] }),
    answers: actions.some((action) =>
      /^(?:redirect|fixed-response)$/.test(textOf(propertyOf(action, 'Type', 'type')) ?? ''),
    ),
    groups: [...groups].map(([name, { span }]) => groupOf({ value: name, span }, kind)),
  };
}

/** The API prints it as a part of the rule's own. */
function listenerName({ properties }: Resource): string | undefined {
  const arn = textOf(propertyOf(properties, 'RuleArn'));
  const printed = arn && /^(.*):listener-rule(\/.*)\/[^/]*$/.exec(arn);
  return printed ? `${printed[1]}:listener${printed[2]}` : namedBy(properties, 'ListenerArn', 'listener_arn');
}

const actionsIn = (map: MapValue, ...keys: readonly string[]): readonly MapValue[] =>
  fieldsOf(map, ...keys).flatMap(({ value }) => mapsIn(value));

/** Target groups that an action names. */
function groupsIn(action: MapValue) {
  const single = propertyOf(action, 'TargetGroupArn', 'target_group_arn');
  const several = ['ForwardConfig', 'forward']
    .flatMap((key) => mapsIn(propertyOf(action, key)))
    .flatMap((forward) => fieldsOf(forward, 'TargetGroups', 'target_group').flatMap(({ value }) => mapsIn(value)))
    .flatMap((one) => propertyOf(one, 'TargetGroupArn', 'arn') ?? []);
  // The API prints a single one both ways.
  return several.length > 0 ? several : single ? [single] : [];
}

function protocolsOf(text: string | undefined, kind: BalancerKind): readonly number[] {
  const name = text?.toUpperCase() ?? (kind === 'application' ? 'HTTP' : '');
  if (name === 'UDP') return [17];
  if (name === 'TCP_UDP') return [6, 17];
  return [6];
}

/** A port in each subnet; as the API prints it, with the cards that it made for it. */
function cardsOf(
  balancer: Resource,
  kind: BalancerKind,
  resources: readonly Resource[],
  publics: PublicAddresses,
): GroupedPort[] {
  const { name, properties } = balancer;
  const groups = elementsOf(propertyOf(properties, 'SecurityGroups', 'security_groups')).map(nameIn);
  const guarded = { groups, ...(kind === 'network' ? { open: true as const } : {}) };
  const scheme = textOf(propertyOf(properties, 'Scheme'))?.toLowerCase();
  const written = propertyOf(properties, 'internal');
  const inside = written ? booleanOf(written) : scheme === 'internal';
  const outside = (address: bigint | undefined): GroupedPort['outside'] =>
    inside === true
      ? { kind: 'none', why: INTERNAL, span: name.span }
      : inside === undefined
        ? { kind: 'unknown', why: UNTOLD_SCHEME, span: name.span }
        : { kind: 'own', ...(address === undefined ? {} : { address }), span: name.span };
  const made = resources.filter((one) => one.type === 'NetworkInterfaces' && isCardOf(one, balancer));
  if (made.length > 0)
    return made.flatMap((card) => {
      const subnet = namedBy(card.properties, 'SubnetId');
      const [association] = mapsIn(propertyOf(card.properties, 'Association'));
      return subnet === undefined
        ? []
        : [
            {
              name: card.name,
              subnet,
              addresses: addressIn(propertyOf(card.properties, 'PrivateIpAddress')),
              outside: outside(association && publics.addressOf(textOf(propertyOf(association, 'PublicIp'))).address),
              ...guarded,
            },
          ];
    });
  const mapped = ['SubnetMappings', 'subnet_mapping', 'AvailabilityZones'].flatMap((key) =>
    fieldsOf(properties, key).flatMap(({ value }) => mapsIn(value)),
  );
  const told = mapped.flatMap((map) => {
    const subnet = namedBy(map, 'SubnetId', 'subnet_id');
    const [printed] = mapsIn(propertyOf(map, 'LoadBalancerAddresses'));
    const elastic = namedBy(map, 'AllocationId', 'allocation_id') ?? (printed && namedBy(printed, 'IpAddress'));
    const address =
      propertyOf(map, 'PrivateIPv4Address', 'private_ipv4_address') ??
      (printed && propertyOf(printed, 'PrivateIPv4Address'));
    return subnet === undefined
      ? []
      : [{ subnet, addresses: addressIn(address), public: publics.addressOf(elastic).address }];
  });
  const listed = elementsOf(propertyOf(properties, 'Subnets', 'subnets')).flatMap((one) => {
    const subnet = nameIn(one);
    return subnet === undefined ? [] : [{ subnet, addresses: [], public: undefined }];
  });
  return [...told, ...listed].map((one) => ({
    name: { value: `${name.value} in ${one.subnet}`, span: name.span },
    subnet: one.subnet,
    addresses: one.addresses,
    outside: outside(one.public),
    ...guarded,
  }));
}

/** Its cards say whose they are: `ELB app/web/50dc6c495c0c9188`, the end of its ARN. */
function isCardOf({ properties }: Resource, balancer: Resource): boolean {
  const arn = textOf(propertyOf(balancer.properties, 'LoadBalancerArn'));
  const end = arn === undefined ? undefined : /:loadbalancer\/(.+)$/.exec(arn)?.[1];
  return end !== undefined && textOf(propertyOf(properties, 'Description')) === `ELB ${end}`;
}

/** Cards that load balancers of this text have: no machines of their own. */
export function balancersCards(resources: readonly Resource[]): ReadonlySet<Resource> {
  const all = resources.filter(({ type }) => type === 'LoadBalancers');
  const cards = resources.filter(({ type, properties }) => type === 'NetworkInterfaces' && isElastic(properties));
  return new Set(cards.filter((card) => all.some((balancer) => isCardOf(card, balancer))));
}

const isElastic = (properties: MapValue): boolean =>
  textOf(propertyOf(properties, 'Description'))?.startsWith('ELB ') === true;

const LENT = {
  en: 'a group of this target lets in a group of the balancer, which holds for what comes by it whoever sent it; that is not followed here',
  'zh-cn': '该目标的安全组允许负载均衡器的安全组,因此经由它的流量不论来源均被允许;此处不做推演',
};
const NO_LISTENERS = {
  en: 'which ports this load balancer listens on is not in the text',
  'zh-cn': '该负载均衡器监听哪些端口不在文本中',
};
const INTERNAL = {
  en: 'it is an internal load balancer without a public address',
  'zh-cn': '它是内部负载均衡器,没有公网地址',
};
const UNTOLD_SCHEME = {
  en: 'whether this load balancer faces the Internet is not in the text',
  'zh-cn': '该负载均衡器是否面向互联网不在文本中',
};
