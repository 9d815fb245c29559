import { mapsIn, namedBy } from '../../../../kit/cloud/named.ts';
import { standInAddresses } from '../../../../kit/cloud/stand-in-addresses.ts';
import { booleanOf, propertyOf, type Resource, type Value } from '../../../../kit/cloud/value.ts';
import { networkOf, type Prefix } from '../../../../model/address.ts';
import type { Cloud, CloudNetwork, CloudSubnet, CloudTarget } from '../../../../model/cloud.ts';
import type { Located } from '../../../../text/span.ts';
import type { Source } from '../../source.ts';
import { carriersOf } from '../carriers.ts';
import { networkAcls } from '../network-acls.ts';
import { securityGroups } from '../security-groups.ts';
import { cidrOf } from '../traffic.ts';
import { balancers, balancersCards } from './balancers.ts';
import { borders } from './borders.ts';
import { groupGuards, namesPeer } from './groups.ts';
import { machines } from './machines.ts';
import { publicAddresses } from './public-addresses.ts';
import { routeTables, type TargetOf } from './route-tables.ts';
import { HUBS, transitGateways } from './transit-gateways.ts';

const NETWORKS = ['AWS::EC2::VPC', 'aws_vpc', 'aws_default_vpc', 'Vpcs'];
const BLOCKS = ['AWS::EC2::VPCCidrBlock', 'aws_vpc_ipv4_cidr_block_association', 'aws_vpc_ipv6_cidr_block_association'];
const SUBNETS = ['AWS::EC2::Subnet', 'aws_subnet', 'aws_default_subnet', 'Subnets'];
/** The text has a part of a network in it. */
export const isCloud = ({ resources, notation }: Source): boolean =>
  notation === 'terraform' ||
  resources.some(({ type }) => [...NETWORKS, ...SUBNETS, ...GATEWAYS].includes(type) || notation === 'describe');

const GATEWAYS = ['AWS::EC2::InternetGateway', 'aws_internet_gateway', 'InternetGateways'];
const ATTACHMENTS = ['AWS::EC2::VPCGatewayAttachment', 'aws_internet_gateway_attachment'];
const PEERINGS = ['AWS::EC2::VPCPeeringConnection', 'aws_vpc_peering_connection', 'VpcPeeringConnections'];

/** What has addresses in subnets that no text tells: balancers, databases, containers, groups that scale. */
const OTHERS =
  /^AWS::(?:AutoScaling|ECS|EKS|EMR|RDS|Lambda|ElastiCache|ElasticLoadBalancing|Redshift|EFS|MSK|DMS|OpenSearch|Elasticsearch|Serverless|Batch|DocDB|Neptune|MWAA|FSx)|^AWS::EC2::(?:VPCEndpoint|ClientVpn)|^aws_(?:autoscaling|ecs|eks|emr|db_|rds|lambda|elasticache|lb$|alb$|elb$|redshift|efs|msk|dms|opensearch|elasticsearch|batch|docdb|neptune|mwaa|fsx|vpc_endpoint|ec2_client_vpn|spot_)/;

/**
 * VPCs with their subnets, routes and machines (VPC user guide).
 * @param whole everything that the text refers to is in it
 */
export function cloudOf(source: Source, whole: boolean): Cloud {
  const { resources } = source;
  const groups = securityGroups(source);
  const acls = networkAcls(source);
  const subnets = resources.filter(({ type }) => SUBNETS.includes(type));
  const prefixes = new Map(subnets.map((one) => [one.name.value, prefixesOf(one)]));
  const bySubnet = new Map(subnets.map((one) => [one.name.value, one]));
  const gives = (name: string): boolean | undefined => {
    const subnet = bySubnet.get(name);
    const written = propertyOf(subnet?.properties, 'MapPublicIpOnLaunch', 'map_public_ip_on_launch');
    // CreateSubnet: not unless it is said; the default subnets of an account do.
    return written ? booleanOf(written) : subnet && subnet.type !== 'aws_default_subnet' ? false : undefined;
  };
  const publics = publicAddresses(resources, whole);
  const ofBalancers = balancersCards(resources);
  const hosts = machines({ resources: resources.filter((one) => !ofBalancers.has(one)) }, gives, publics);
  const drafts = [
    ...hosts,
    ...balancers(
      resources,
      hosts.filter(({ kind }) => kind === 'host'),
      publics,
      (port, lent) =>
        hosts
          .flatMap(({ ports: own }) => own)
          .find(({ name }) => name.value === port)!
          .groups.some((group) => namesPeer(groups, group, lent)),
      whole,
    ),
  ];
  const ports = standInAddresses(
    drafts.flatMap((machine) => machine.ports),
    (subnet) => (prefixes.get(subnet) ?? []).map(({ value }) => value),
  );
  const kinds = new Map(drafts.flatMap(({ kind, ports: own }) => own.map(({ name }) => [name.value, kind] as const)));
  const cards = ports.filter(({ name }) => kinds.get(name.value) !== 'nat-gateway');
  const names = new Set([...ports, ...drafts].map(({ name }) => name.value));
  const carried = [...carriersOf(source).of].filter(([, all]) => all.some((one) => !names.has(one)));
  const { guardOf } = groupGuards(source, groups, cards, whole, new Set(carried.map(([group]) => group)));
  const byName = new Map(ports.map((port) => [port.name.value, port]));
  const firstPort = new Map(
    drafts.flatMap(({ name, ports: [first] }) => (first ? [[name.value, first.name.value] as const] : [])),
  );
  const attached = attachments(resources);
  const hubs = new Set(resources.flatMap((one) => (HUBS.includes(one.type) ? [one.name.value] : [])));
  const networks = networksOf(
    source,
    prefixes,
    (key, name) => targetOf(key, name, attached, firstPort, hubs),
    borders(source, acls, whole),
    whole,
    attached,
  );
  const spaces = new Map(networks.map(({ name, prefixes: own }) => [name.value, own.map(({ value }) => value)]));
  return {
    hubs: transitGateways(resources, (name) => spaces.get(name) ?? [], whole),
    whole,
    complete: whole && !resources.some(({ type }) => OTHERS.test(type)),
    networks,
    gateways: [...attached.gateways].flatMap(([name, network]) => {
      const own = resources.find((one) => GATEWAYS.includes(one.type) && one.name.value === name);
      return own ? [{ name: own.name, network }] : [];
    }),
    machines: drafts.map(({ ports: own, ...machine }) => ({
      ...machine,
      ports: own.map(({ name }) => {
        const { groups, open, ...port } = byName.get(name.value)!;
        const guarded = kinds.get(name.value) !== 'nat-gateway' && !(open && groups.length === 0);
        return { ...port, guard: guarded ? guardOf(byName.get(name.value)!) : { inbound: [], outbound: [] } };
      }),
    })),
  };
}

interface Attachments {
  /** By the gateway's name: its network. */
  readonly gateways: ReadonlyMap<string, string>;
  /** By the peering's name: both networks. */
  readonly peerings: ReadonlyMap<string, readonly [string | undefined, string | undefined]>;
}

function attachments(resources: readonly Resource[]): Attachments {
  const gateways = new Map<string, string>();
  const peerings = new Map<string, readonly [string | undefined, string | undefined]>();
  for (const { type, name, properties } of resources) {
    const network = namedBy(properties, 'VpcId', 'vpc_id');
    if (GATEWAYS.includes(type)) {
      const [printed] = mapsIn(propertyOf(properties, 'Attachments'));
      const own = network ?? (printed ? namedBy(printed, 'VpcId') : undefined);
      if (own !== undefined) gateways.set(name.value, own);
    }
    if (ATTACHMENTS.includes(type)) {
      const gateway = namedBy(properties, 'InternetGatewayId', 'internet_gateway_id');
      if (gateway !== undefined && network !== undefined) gateways.set(gateway, network);
    }
    if (PEERINGS.includes(type)) {
      const [from, to] = ['RequesterVpcInfo', 'AccepterVpcInfo'].map((key) => propertyOf(properties, key));
      peerings.set(name.value, [
        network ?? (from?.kind === 'map' ? namedBy(from, 'VpcId') : undefined),
        namedBy(properties, 'PeerVpcId', 'peer_vpc_id') ?? (to?.kind === 'map' ? namedBy(to, 'VpcId') : undefined),
      ]);
    }
  }
  return { gateways, peerings };
}

function targetOf(
  key: string,
  name: string | undefined,
  { gateways, peerings }: Attachments,
  firstPort: ReadonlyMap<string, string>,
  hubs: ReadonlySet<string>,
): (network: string) => CloudTarget {
  const elsewhere: CloudTarget = { kind: 'elsewhere', why: NOT_FOLLOWED(key, name) };
  if (name === undefined) return () => elsewhere;
  if (/^(?:GatewayId|gateway_id)$/.test(key))
    return (network) => (gateways.get(name) === network ? { kind: 'internet', gateway: name } : elsewhere);
  if (/^(?:NatGatewayId|InstanceId|NetworkInterfaceId|nat_gateway_id|instance_id|network_interface_id)$/.test(key)) {
    const port = firstPort.get(name);
    return () => (port === undefined ? elsewhere : { kind: 'port', port });
  }
  if (/^(?:TransitGatewayId|transit_gateway_id)$/.test(key)) {
    return () => (hubs.has(name) ? { kind: 'hub', hub: name } : elsewhere);
  }
  const peers = peerings.get(name);
  return (network) => {
    const other = peers?.[0] === network ? peers[1] : peers?.[1] === network ? peers[0] : undefined;
    return other === undefined ? elsewhere : { kind: 'network', network: other };
  };
}

function networksOf(
  source: Source,
  prefixes: ReadonlyMap<string, readonly Located<Prefix>[]>,
  target: TargetOf,
  borderOf: ReturnType<typeof borders>,
  whole: boolean,
  { gateways }: Attachments,
): CloudNetwork[] {
  const { resources, notation } = source;
  const own = new Map<string, Resource>();
  for (const one of resources) if (NETWORKS.includes(one.type)) own.set(one.name.value, one);
  const subnets = resources.filter(({ type }) => SUBNETS.includes(type));
  const names = new Map<string, Located<string>>([...own].map(([name, one]) => [name, one.name]));
  for (const { properties, name } of subnets) {
    const network = namedBy(properties, 'VpcId', 'vpc_id');
    if (network !== undefined && !names.has(network))
      names.set(network, { value: network, span: propertyOf(properties, 'VpcId', 'vpc_id')?.span ?? name.span });
  }
  for (const [gateway, network] of gateways)
    if (!names.has(network)) {
      const card = resources.find((one) => one.name.value === gateway);
      if (card) names.set(network, { value: network, span: card.name.span });
    }
  const tables = routeTables(source, target);
  const inNetwork = new Map<string, Resource[]>();
  for (const subnet of subnets) {
    const network = namedBy(subnet.properties, 'VpcId', 'vpc_id') ?? '';
    const list = inNetwork.get(network);
    if (list) list.push(subnet);
    else inNetwork.set(network, [subnet]);
  }
  return [...names].map(([name, located]): CloudNetwork => {
    const routesOf = (subnet: string): Pick<CloudSubnet, 'routes' | 'routeGaps'> => {
      const asked = tables.ofSubnet.get(subnet);
      const table = asked ?? tables.main.get(name);
      const found = tables.tables.get(table ?? name);
      // Without an association it is the main one, which has no routes but what is written here.
      const known = table === undefined ? own.has(name) && whole && notation !== 'describe' : found !== undefined;
      return {
        routes: (found?.routes ?? []).map((route) => ({ ...route, target: route.target(name) })),
        routeGaps: [
          ...(known ? [] : [{ text: NO_TABLE, span: located.span }]),
          ...(asked === undefined ? tables.tableGaps : []),
          ...tables.routeGaps,
          ...(found?.gaps ?? []),
        ],
      };
    };
    return {
      name: located,
      prefixes: [
        ...prefixesOf(own.get(name)),
        ...resources.flatMap((one) =>
          BLOCKS.includes(one.type) && namedBy(one.properties, 'VpcId', 'vpc_id') === name ? prefixesOf(one) : [],
        ),
      ],
      overrides: 'longer',
      subnets: (inNetwork.get(name) ?? []).map((subnet) => ({
        name: subnet.name,
        prefixes: prefixes.get(subnet.name.value) ?? [],
        ...routesOf(subnet.name.value),
        border: borderOf(subnet.name, name, own.has(name)),
      })),
    };
  });
}

const KEYS = ['CidrBlock', 'cidr_block', 'Ipv6CidrBlock', 'ipv6_cidr_block'];

/** Literal ones. */
function prefixesOf(resource: Pick<Resource, 'properties'> | undefined): Located<Prefix>[] {
  if (!resource) return [];
  const { properties } = resource;
  const sets = mapsIn(propertyOf(properties, 'CidrBlockAssociationSet')).map((one) => propertyOf(one, 'CidrBlock'));
  const values = [...KEYS.map((key) => propertyOf(properties, key)), ...sets].flatMap((value) => located(value));
  return values.filter(({ value }, at) => values.findIndex((one) => isSame(one.value, value)) === at);
}

function located(value: Value | undefined): Located<Prefix>[] {
  const prefix = value && cidrOf(value);
  return prefix ? [{ value: { ...prefix, address: networkOf(prefix) }, span: value.span }] : [];
}

const isSame = (one: Prefix, other: Prefix): boolean =>
  one.family === other.family && one.address === other.address && one.length === other.length;

const NO_TABLE = {
  en: 'which route table this subnet has is not in the text',
  'zh-cn': '该子网使用哪个路由表不在文本中',
};
const NOT_FOLLOWED = (key: string, name: string | undefined) => ({
  en: `it goes to ${name ?? 'a target that is not told'} (${key}), which is not followed here`,
  'zh-cn': `发往 ${name ?? '未给出的目标'}(${key}),此处不做推演`,
});
