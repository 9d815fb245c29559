import { parseAddress, parsePrefix } from '../../../model/address.ts';
import type { NextHop, StaticRoute } from '../../../model/routing.ts';
import type { Statement } from '../../../outline.ts';
import { canonical, fieldsOf, type MapValue, propertyOf, type Resource, textOf } from '../value.ts';
import { nameOfId, parentName } from './names.ts';
import type { Source } from './source.ts';

/** Routes with a literal prefix; those to a service tag are none of an address. */
export const routes = ({ resources }: Source): readonly StaticRoute[] => resources.flatMap(routesOf);

function routesOf({ type, name, properties, statement }: Resource): StaticRoute[] {
  if (type === 'azurerm_route')
    return routeOf(properties, statement, nameOfId(propertyOf(properties, 'route_table_name')));
  if (type === 'microsoft.network/routetables/routes') return routeOf(properties, statement, parentName(name.value));
  if (type !== 'microsoft.network/routetables' && type !== 'azurerm_route_table') return [];
  return fieldsOf(properties, 'routes', 'route').flatMap(({ value, statement: own }) =>
    (value.kind === 'list' ? value.items : [{ value, statement: own }]).flatMap((item) => {
      if (item.value.kind !== 'map') return [];
      const inner = propertyOf(item.value, 'properties');
      return routeOf(inner?.kind === 'map' ? inner : item.value, item.statement, name.value);
    }),
  );
}

function routeOf(map: MapValue, statement: Statement, table: string | undefined): StaticRoute[] {
  const written = propertyOf(map, 'addressPrefix', 'address_prefix');
  const kind = propertyOf(map, 'nextHopType', 'next_hop_type');
  const destination = written && parsePrefix(textOf(written) ?? '');
  if (!destination || !kind) return [];
  const discard = textOf(kind)?.toLowerCase() === 'none';
  const gateway = propertyOf(map, 'nextHopIpAddress', 'next_hop_in_ip_address');
  const address = gateway && parseAddress(textOf(gateway) ?? '');
  const hop: NextHop = address ? { address, span: gateway.span } : { interface: canonical(kind), span: kind.span };
  return [
    {
      destination,
      destinationSpan: written.span,
      nextHops: discard ? [] : [hop],
      ...(discard ? { discard } : {}),
      ...(table === undefined ? {} : { table }),
      recursive: false,
      span: statement.span,
    },
  ];
}
