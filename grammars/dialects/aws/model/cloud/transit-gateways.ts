import { namedBy, nameIn } from '../../../../kit/cloud/named.ts';
import { booleanOf, elementsOf, propertyOf, type Resource, textOf } from '../../../../kit/cloud/value.ts';
import type { CloudGap, CloudHub, CloudRoute, CloudTarget, HubAttachment } from '../../../../model/cloud.ts';
import { cidrOf } from '../traffic.ts';
import { ASSOCIATION, PROPAGATION, printedTransit, ROUTE } from './printed-transit.ts';

export const HUBS = ['AWS::EC2::TransitGateway', 'aws_ec2_transit_gateway', 'TransitGateways'];
const ATTACHMENTS = [
  'AWS::EC2::TransitGatewayAttachment',
  'AWS::EC2::TransitGatewayVpcAttachment',
  'aws_ec2_transit_gateway_vpc_attachment',
  'TransitGatewayVpcAttachments',
];
const ASSOCIATIONS = [ASSOCIATION, 'aws_ec2_transit_gateway_route_table_association'];
const PROPAGATIONS = [PROPAGATION, 'aws_ec2_transit_gateway_route_table_propagation'];
const ROUTES = [ROUTE, 'aws_ec2_transit_gateway_route'];
/** What brings routes, or attachments, that no text here tells: VPN, Direct Connect, other gateways, other accounts, prefix lists. */
const OTHERS =
  /^aws_(?:vpn_connection|dx_gateway_association|ec2_transit_gateway_(?:connect|peering_attachment|peering_attachment_accepter|vpc_attachment_accepter|prefix_list_reference))$|^AWS::EC2::(?:VPNConnection|TransitGateway(?:Connect|PeeringAttachment))$/;

interface Attached {
  readonly resource: Resource;
  readonly network: string;
}

/**
 * Transit gateways with what is attached to them (transit gateway guide: route tables, associations, propagations). The table that a
 * gateway makes itself has the gateway's name. Written routes win against propagated ones of the same network.
 * @param whole everything that the text refers to is in it
 */
export function transitGateways(
  declared: readonly Resource[],
  spaceOf: (network: string) => readonly CloudRoute['destination'][],
  whole: boolean,
): readonly CloudHub[] {
  const printed = printedTransit(declared);
  const resources = [...declared, ...printed.parts];
  const of = (types: readonly string[]): Resource[] => resources.filter(({ type }) => types.includes(type));
  return of(HUBS).map((gateway): CloudHub => {
    const attached = of(ATTACHMENTS).flatMap((resource): Attached[] => {
      const network = namedBy(resource.properties, 'VpcId', 'vpc_id');
      const own = namedBy(resource.properties, 'TransitGatewayId', 'transit_gateway_id') === gateway.name.value;
      return own && network !== undefined && resource.condition === undefined ? [{ resource, network }] : [];
    });
    const byName = new Map(attached.map((one) => [one.resource.name.value, one]));
    const gaps: CloudGap[] = [
      ...(whole || gateway.type === 'TransitGateways' ? [] : [{ text: ELSEWHERE, span: gateway.name.span }]),
      ...resources.flatMap(({ type, name }) => (OTHERS.test(type) ? [{ text: LEARNED, span: name.span }] : [])),
    ];
    const tables = tablesOf(gateway, byName, resources, spaceOf);
    const associated = associationsOf(gateway, attached, resources);
    return {
      name: gateway.name,
      attachments: attached.map(({ resource, network }): HubAttachment => {
        const table = associated.get(resource.name.value);
        const found = table === undefined ? undefined : tables.get(table);
        return {
          name: resource.name,
          network,
          subnets: elementsOf(propertyOf(resource.properties, 'SubnetIds', 'subnet_ids')).map(
            (one) => nameIn(one) ?? '',
          ),
          routes: found?.routes ?? [],
          routeGaps: [
            ...gaps,
            ...(found?.gaps ?? []),
            ...printed.gapsOf(resource, table),
            ...(associated.has('') ? [{ text: UNTOLD, span: resource.name.span }] : []),
          ],
        };
      }),
    };
  });
}

/** By the attachment's name: the table that its packets are looked up in. The empty name: one is not told. */
function associationsOf(
  gateway: Resource,
  attached: readonly Attached[],
  resources: readonly Resource[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { resource } of attached)
    if (isDefault(gateway, resource, 'association')) found.set(resource.name.value, gateway.name.value);
  for (const { type, properties, condition } of resources) {
    if (!ASSOCIATIONS.includes(type)) continue;
    const attachment = namedBy(properties, ...ATTACHMENT);
    found.set(condition === undefined ? (attachment ?? '') : '', namedBy(properties, ...TABLE) ?? '?');
  }
  return found;
}

const ATTACHMENT = ['TransitGatewayAttachmentId', 'transit_gateway_attachment_id'];
const TABLE = ['TransitGatewayRouteTableId', 'transit_gateway_route_table_id'];

interface Table {
  readonly routes: CloudRoute[];
  readonly gaps: CloudGap[];
}

function tablesOf(
  gateway: Resource,
  attached: ReadonlyMap<string, Attached>,
  resources: readonly Resource[],
  spaceOf: (network: string) => readonly CloudRoute['destination'][],
): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  const every: CloudGap[] = [];
  const table = (name: string): Table => {
    const known = tables.get(name) ?? { routes: [], gaps: [] };
    tables.set(name, known);
    return known;
  };
  const propagate = ({ network, resource }: Attached, name: string, span = resource.name.span): void => {
    const space = spaceOf(network);
    if (space.length === 0) table(name).gaps.push({ text: UNTOLD, span });
    for (const destination of space)
      table(name).routes.push({ destination, target: { kind: 'network', network }, priority: 2, span });
  };
  for (const one of attached.values())
    if (isDefault(gateway, one.resource, 'propagation')) propagate(one, gateway.name.value);
  for (const { type, name, properties, condition, statement } of resources) {
    const isRoute = ROUTES.includes(type);
    if (!isRoute && !PROPAGATIONS.includes(type)) continue;
    const own = namedBy(properties, ...TABLE);
    const one = attached.get(namedBy(properties, ...ATTACHMENT) ?? '');
    const gap = { text: UNTOLD, span: name.span };
    if (own === undefined || condition !== undefined) every.push(gap);
    else if (!isRoute && one) propagate(one, own, name.span);
    else if (!isRoute) table(own).gaps.push(gap);
    else {
      const written = propertyOf(properties, 'DestinationCidrBlock', 'destination_cidr_block');
      const destination = written && cidrOf(written);
      const blackhole = booleanOf(propertyOf(properties, 'Blackhole', 'blackhole')) === true;
      const target: CloudTarget = blackhole
        ? { kind: 'discard' }
        : one
          ? { kind: 'network', network: one.network }
          : { kind: 'elsewhere', why: NOT_FOLLOWED };
      if (destination) table(own).routes.push({ destination, target, priority: 1, span: statement.span });
      else table(own).gaps.push(gap);
    }
  }
  for (const { type, name } of resources)
    if (/^(?:AWS::EC2::TransitGatewayRouteTable|aws_ec2_transit_gateway_route_table)$/.test(type)) table(name.value);
  table(gateway.name.value);
  // Of an association with a table elsewhere.
  table('?').gaps.push({ text: UNTOLD, span: gateway.name.span });
  for (const { gaps } of tables.values()) gaps.push(...every);
  return tables;
}

/** Both the gateway and the attachment say so where they say nothing. */
function isDefault(gateway: Resource, attachment: Resource, what: 'association' | 'propagation'): boolean {
  // The API prints what became of its defaults.
  if (gateway.type === 'TransitGateways') return false;
  const written = propertyOf(gateway.properties, ...DEFAULTS[what]);
  const own = propertyOf(attachment.properties, `transit_gateway_default_route_table_${what}`);
  return textOf(written)?.toLowerCase() !== 'disable' && !(own && booleanOf(own) === false);
}

const DEFAULTS = {
  association: ['DefaultRouteTableAssociation', 'default_route_table_association'],
  propagation: ['DefaultRouteTablePropagation', 'default_route_table_propagation'],
} as const;

const UNTOLD = {
  en: 'what this transit gateway does with its routes is not all in the text',
  'zh-cn': '该中转网关的路由并未全部写在文本中',
};
const ELSEWHERE = {
  en: 'this text refers to what is in others, which may attach more to the transit gateway',
  'zh-cn': '此文本引用了其他文本中的内容,可能还有其他网络连接到该中转网关',
};
const LEARNED = {
  en: 'a VPN, Direct Connect, another gateway or a prefix list brings routes that are not in the text',
  'zh-cn': 'VPN、专线、其他网关或前缀列表会带来文本中没有的路由',
};
const NOT_FOLLOWED = {
  en: 'it goes to an attachment that is not followed here: a VPN, Direct Connect, or another gateway',
  'zh-cn': '发往此处不做推演的连接:VPN、专线或其他网关',
};
