import type { Prefix } from '../../../../model/address.ts';
import type { Cloud, CloudMachine, CloudNetwork, CloudRoute, Outside } from '../../../../model/cloud.ts';
import type { Located } from '../../../../text/span.ts';
import { standInAddresses } from '../../stand-in-addresses.ts';
import { propertyOf } from '../../value.ts';
import type { Source } from '../source.ts';
import { balancers } from './balancers.ts';
import { dealtPorts } from './dealt-ports.ts';
import { groupGuards } from './group-guards.ts';
import { machines, type Port } from './machines.ts';
import { innerOf, namesOf } from './names.ts';
import { type Peering, peeredRoutes, peeringsOf } from './peerings.ts';
import { routeTables } from './routes.ts';
import { NETWORKS, prefixesIn, type Subnet, subnetsOf } from './subnets.ts';

/** What has addresses in subnets that no text tells, or leads out of networks. */
const OTHERS =
  /^microsoft\.(?:compute\/virtualmachinescalesets|containerservice|network\/(?:loadbalancers|applicationgateways|azurefirewalls|bastionhosts|virtualnetworkgateways|privateendpoints)|sql|cache|web)|^azurerm_(?:.*virtual_machine_scale_set|kubernetes|lb$|application_gateway|firewall$|bastion_host|virtual_network_gateway|private_endpoint|.*network_interface_backend)/;
const GATEWAYS = /virtualnetworkgateways|virtual_network_gateway|expressroute|express_route|vpn_/;

/**
 * Virtual networks with their subnets, routes and machines (virtual network traffic routing, network security groups, default outbound access).
 * @param whole everything that the text refers to is in it
 */
export function cloudOf(source: Source, whole: boolean): Cloud {
  const { resources } = source;
  const nameOf = namesOf(resources);
  const subnets = subnetsOf(source, nameOf);
  const bySubnet = new Map(subnets.map((subnet) => [subnet.name.value, subnet]));
  const own = new Map(
    resources.flatMap((one) => (NETWORKS.includes(one.type) ? [[one.name.value, one] as const] : [])),
  );
  const names = new Map<string, Located<string>>([...own].map(([name, { name: located }]) => [name, located]));
  for (const { network, name } of subnets)
    if (!names.has(network)) names.set(network, { value: network, span: name.span });
  const peerings = peeringsOf(resources, nameOf);
  const joinedTo = (name: string): readonly Peering[] => (peerings.get(name) ?? []).filter(({ access }) => access);
  const spaceOf = (name: string): Located<Prefix>[] => {
    const properties = own.get(name)?.properties;
    const space = properties && (innerOf(propertyOf(properties, 'addressSpace')) ?? properties);
    return space ? prefixesIn(space, ['addressPrefixes', 'address_space']) : [];
  };
  const joined = (name: string): Prefix[] =>
    [name, ...joinedTo(name).map(({ to }) => to)].flatMap((one) => spaceOf(one).map(({ value }) => value));
  const open = resources.some(({ type }) => GATEWAYS.test(type));
  const tables = new Map([...names.keys()].map((name) => [name, routeTables(source, gatewayName(name))]));
  const tableOf = ({ network, table }: Subnet) => (table === undefined ? undefined : tables.get(network)!.get(table));
  const hosts = machines(source, nameOf);
  const drafts = [
    ...hosts,
    ...balancers(
      resources,
      hosts,
      nameOf,
      {
        networkOf: (name) => bySubnet.get(name)?.network,
        isGuarded: ({ group, subnet }) => (group ?? bySubnet.get(subnet)?.group) !== undefined,
      },
      whole,
    ),
  ];
  const ports = standInAddresses(
    drafts.flatMap((machine) => machine.ports),
    (name) => (bySubnet.get(name)?.prefixes ?? []).map(({ value }) => value),
  );
  const byPort = new Map(ports.map((port) => [port.name.value, port]));
  const guardOf = groupGuards(source, whole);
  const finished = ({ group, ...port }: Port): CloudMachine['ports'] => {
    const subnet = bySubnet.get(port.subnet);
    if (!subnet) return [];
    const routes = tableOf(subnet)?.routes ?? [];
    const network = joined(subnet.network);
    const networkOpen =
      open ||
      network.length === 0 ||
      routes.some(({ destination }) => destination.length === 0) ||
      (joinedTo(subnet.network).length > 0 && !whole);
    return [
      {
        ...port,
        outside: port.outside ?? outsideOf(subnet),
        guard: guardOf({ span: port.name.span, groups: [subnet.group, group], network, networkOpen }),
      },
    ];
  };
  return {
    whole,
    complete: whole && !resources.some(({ type }) => OTHERS.test(type)),
    dealtPorts: dealtPorts(resources, nameOf),
    networks: [...names].map(([name, located]): CloudNetwork => {
      const peered = peeredRoutes(name, peerings, spaceOf);
      const systemRoutes: CloudRoute[] = [
        {
          destination: ANYWHERE,
          target: { kind: 'internet', gateway: gatewayName(name) },
          priority: 2,
          everywhere: true,
          span: located.span,
        },
        ...peered.routes,
      ];
      const gaps = [
        ...(open ? [{ text: LEARNED, span: located.span }] : []),
        ...(whole ? [] : [{ text: ELSEWHERE, span: located.span }]),
        ...peered.gaps,
      ];
      return {
        name: located,
        prefixes: spaceOf(name),
        overrides: 'equal',
        entries: peered.entries,
        subnets: subnets
          .filter(({ network }) => network === name)
          .map((subnet) => {
            const table = tableOf(subnet);
            const untold = subnet.table !== undefined && !table ? [{ text: NO_TABLE, span: subnet.name.span }] : [];
            return {
              name: subnet.name,
              prefixes: subnet.prefixes,
              routes: [...systemRoutes, ...(table?.routes ?? [])],
              routeGaps: [...gaps, ...untold, ...(table?.gaps ?? [])],
              border: { inbound: [], outbound: [] },
            };
          }),
      };
    }),
    gateways: [...names].map(([network, { span }]) => ({ name: { value: gatewayName(network), span }, network })),
    machines: drafts.map(({ ports: own, ...machine }) => ({
      ...machine,
      ports: own.flatMap(({ name }): CloudMachine['ports'] => {
        const port = byPort.get(name.value)!;
        // A frontend has no card that a group could stand before.
        return machine.kind === 'balancer'
          ? [{ ...port, outside: port.outside!, guard: { inbound: [], outbound: [] } }]
          : finished(port);
      }),
    })),
  };
}

const ANYWHERE: Prefix = { family: 'ipv4', address: 0n, length: 0 };

const gatewayName = (network: string): string => `Internet of ${network}`;

/** From this version on a new subnet is private unless it says otherwise (default outbound access). */
const PRIVATE_BY_DEFAULT = '2025-07-01';

function outsideOf({ translatedBy, defaultOutbound, name, apiVersion = '' }: Subnet): Outside {
  if (translatedBy !== undefined) return { kind: 'shared', span: name.span };
  return defaultOutbound === false
    ? { kind: 'none', why: PRIVATE_SUBNET, span: name.span }
    : {
        kind: 'unknown',
        why: DEFAULT_OUTBOUND,
        span: name.span,
        // Whoever asks for it has decided.
        ...(defaultOutbound === true ? {} : { platform: apiVersion >= PRIVATE_BY_DEFAULT ? 'withholds' : 'gives' }),
      };
}

const PRIVATE_SUBNET = {
  en: 'it has no public address, its subnet has no NAT gateway, and default outbound access is switched off',
  'zh-cn': '它没有公网地址,其子网没有 NAT 网关,且已关闭默认出站访问',
};
const DEFAULT_OUTBOUND = {
  en: 'whether default outbound access gives it an address depends on when its network was made',
  'zh-cn': '默认出站访问是否为其提供地址取决于该网络的创建时间',
};
const LEARNED = {
  en: 'a gateway brings routes that are not in the text',
  'zh-cn': '网关会带来文本中没有的路由',
};
const ELSEWHERE = {
  en: 'this text refers to what is in others, which may give the subnet a route table',
  'zh-cn': '此文本引用了其他文本中的内容,子网可能在别处关联了路由表',
};
const NO_TABLE = {
  en: 'the route table of this subnet is not in the text',
  'zh-cn': '该子网的路由表不在文本中',
};
