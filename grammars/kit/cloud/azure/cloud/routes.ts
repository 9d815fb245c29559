import { parseAddress, parsePrefix } from '../../../../model/address.ts';
import type { CloudGap, CloudRoute, CloudTarget } from '../../../../model/cloud.ts';
import type { Statement } from '../../../../outline.ts';
import { fieldsOf, type MapValue, propertyOf, textOf } from '../../value.ts';
import { nameOfId, parentName } from '../names.ts';
import type { Source } from '../source.ts';

export interface RouteTable {
  readonly routes: CloudRoute[];
  readonly gaps: CloudGap[];
}

/** User-defined routes by table (virtual network traffic routing). @param gatewayOf where the Internet is */
export function routeTables({ resources }: Source, gateway: string): ReadonlyMap<string, RouteTable> {
  const tables = new Map<string, RouteTable>();
  const table = (name: string): RouteTable => {
    const known = tables.get(name) ?? { routes: [], gaps: [] };
    tables.set(name, known);
    return known;
  };
  const add = (name: string, map: MapValue, statement: Statement, condition?: string): void => {
    const destination = parsePrefix(textOf(propertyOf(map, 'addressPrefix', 'address_prefix')) ?? '');
    const target = condition === undefined ? targetOf(map, gateway) : undefined;
    if (destination && target) table(name).routes.push({ destination, target, span: statement.span });
    else table(name).gaps.push({ text: UNTOLD, span: statement.header });
  };
  for (const { type, name, properties, statement, condition } of resources) {
    if (type === 'azurerm_route') {
      const owner = nameOfId(propertyOf(properties, 'route_table_name'));
      if (owner !== undefined) add(owner, properties, statement, condition);
    }
    if (type === 'microsoft.network/routetables/routes') {
      const owner = parentName(name.value);
      if (owner !== undefined) add(owner, properties, statement, condition);
    }
    if (type !== 'microsoft.network/routetables' && type !== 'azurerm_route_table') continue;
    table(name.value);
    for (const { value, statement: own } of fieldsOf(properties, 'routes', 'route'))
      for (const item of value.kind === 'list' ? value.items : [{ value, statement: own }]) {
        if (item.value.kind !== 'map') {
          if (item.value.kind !== 'nothing') table(name.value).gaps.push({ text: UNTOLD, span: item.statement.header });
          continue;
        }
        const inner = propertyOf(item.value, 'properties');
        add(name.value, inner?.kind === 'map' ? inner : item.value, item.statement);
      }
  }
  return tables;
}

function targetOf(map: MapValue, gateway: string): CloudTarget | undefined {
  switch (textOf(propertyOf(map, 'nextHopType', 'next_hop_type'))?.toLowerCase()) {
    case 'internet':
      return { kind: 'internet', gateway };
    case 'none':
      return { kind: 'discard' };
    case 'vnetlocal':
      return { kind: 'local' };
    case 'virtualappliance': {
      const address = parseAddress(textOf(propertyOf(map, 'nextHopIpAddress', 'next_hop_in_ip_address')) ?? '');
      return address && { kind: 'address', address };
    }
    case 'virtualnetworkgateway':
      return { kind: 'elsewhere', why: GATEWAY };
    default:
      return undefined;
  }
}

const UNTOLD = {
  en: 'where this route leads, or what it leads to, is not in the text',
  'zh-cn': '该路由的目的地或下一跳不在文本中',
};
const GATEWAY = {
  en: 'it goes to a virtual network gateway, which is not followed here',
  'zh-cn': '发往虚拟网络网关,此处不做推演',
};
