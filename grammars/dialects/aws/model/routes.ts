import { canonical, elementsOf, fieldsOf, type MapValue, propertyOf, type Resource } from '../../../kit/cloud/value.ts';
import type { StaticRoute } from '../../../model/routing.ts';
import type { Statement } from '../../../outline.ts';
import type { Source } from '../source.ts';
import { cidrOf } from './traffic.ts';

export const TABLES = ['aws_route_table', 'aws_default_route_table', 'RouteTables'];
export const ROUTES = ['AWS::EC2::Route', 'aws_route'];
export const DESTINATIONS = [
  'DestinationCidrBlock',
  'DestinationIpv6CidrBlock',
  'destination_cidr_block',
  'destination_ipv6_cidr_block',
  'cidr_block',
  'ipv6_cidr_block',
];
/** What a route can lead to. */
export const TARGETS = [
  'GatewayId',
  'NatGatewayId',
  'InstanceId',
  'NetworkInterfaceId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
  'VpcEndpointId',
  'gateway_id',
  'nat_gateway_id',
  'instance_id',
  'network_interface_id',
  'transit_gateway_id',
  'vpc_peering_connection_id',
  'egress_only_gateway_id',
  'local_gateway_id',
  'carrier_gateway_id',
  'core_network_arn',
  'vpc_endpoint_id',
];

/** Routes with a literal destination; the next hop is a gateway, a card or an instance, by name. The VPC's own are left out. */
export function routes({ resources }: Source): { routes: readonly StaticRoute[]; dynamicRouting: boolean } {
  return {
    routes: resources.flatMap(routesOf),
    dynamicRouting: resources.some(
      ({ type, properties }) =>
        /RoutePropagation$|route_propagation$/.test(type) ||
        elementsOf(propertyOf(properties, 'PropagatingVgws', 'propagating_vgws')).length > 0,
    ),
  };
}

function routesOf({ type, name, properties, statement }: Resource): StaticRoute[] {
  if (ROUTES.includes(type)) {
    const table = propertyOf(properties, 'RouteTableId', 'route_table_id');
    return routeOf(properties, statement, table && canonical(table));
  }
  if (!TABLES.includes(type)) return [];
  return fieldsOf(properties, 'route', 'Routes').flatMap((field) =>
    field.value.kind === 'list'
      ? field.value.items.flatMap((item) =>
          item.value.kind === 'map' ? routeOf(item.value, item.statement, name.value) : [],
        )
      : field.value.kind === 'map'
        ? routeOf(field.value, field.statement, name.value)
        : [],
  );
}

function routeOf(map: MapValue, statement: Statement, table: string | undefined): StaticRoute[] {
  const value = DESTINATIONS.map((key) => propertyOf(map, key)).find((one) => one && cidrOf(one));
  const destination = value && cidrOf(value);
  const target = propertyOf(map, ...TARGETS);
  if (!destination || !target || (target.kind === 'text' && ['local', ''].includes(target.text))) return [];
  return [
    {
      destination,
      destinationSpan: value.span,
      nextHops: [{ interface: canonical(target), span: target.span }],
      ...(table === undefined ? {} : { table }),
      recursive: false,
      span: statement.span,
    },
  ];
}
