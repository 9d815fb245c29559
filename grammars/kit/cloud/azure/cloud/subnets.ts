import { networkOf, type Prefix, parsePrefix } from '../../../../model/address.ts';
import type { Located } from '../../../../text/span.ts';
import { mapsIn } from '../../named.ts';
import { booleanOf, canonical, elementsOf, fieldsOf, propertyOf, type Resource, textOf } from '../../value.ts';
import { parentName } from '../names.ts';
import type { Source } from '../source.ts';
import { innerOf, type NameOf } from './names.ts';

export interface Subnet {
  readonly name: Located<string>;
  readonly network: string;
  readonly prefixes: readonly Located<Prefix>[];
  /** By name; `null`: none. */
  readonly group?: string;
  readonly table?: string;
  readonly translatedBy?: string;
  /** Machines without an address of their own get out by one of the platform's; absent: not told. */
  readonly defaultOutbound?: boolean;
  /** Of the API that makes it. */
  readonly apiVersion?: string;
}

export const NETWORKS = ['microsoft.network/virtualnetworks', 'azurerm_virtual_network'];
const SUBNETS = ['microsoft.network/virtualnetworks/subnets', 'azurerm_subnet'];

/** Subnets that stand in their networks, and those by themselves; each once. */
export function subnetsOf({ resources }: Source, nameOf: NameOf): readonly Subnet[] {
  const associated = (suffix: string, key: string): Map<string, string> =>
    new Map(
      resources.flatMap(({ type, properties }) => {
        const subnet = type === `azurerm_subnet_${suffix}_association` && nameOf(propertyOf(properties, 'subnet_id'));
        const other = nameOf(propertyOf(properties, key));
        return subnet && other !== undefined ? [[subnet, other] as const] : [];
      }),
    );
  const groups = associated('network_security_group', 'network_security_group_id');
  const tables = associated('route_table', 'route_table_id');
  const gateways = associated('nat_gateway', 'nat_gateway_id');
  const read = (
    map: Resource['properties'],
    name: Located<string>,
    network: string,
    apiVersion: string | undefined,
  ): Subnet => {
    const group = nameOf(propertyOf(map, 'networkSecurityGroup', 'security_group')) ?? groups.get(name.value);
    const table = nameOf(propertyOf(map, 'routeTable', 'route_table_id')) ?? tables.get(name.value);
    const translatedBy = nameOf(propertyOf(map, 'natGateway')) ?? gateways.get(name.value);
    const outbound = booleanOf(propertyOf(map, 'defaultOutboundAccess', 'default_outbound_access_enabled'));
    return {
      name,
      network,
      prefixes: prefixesIn(map, ['addressPrefix', 'addressPrefixes', 'address_prefix', 'address_prefixes']),
      ...(group === undefined ? {} : { group }),
      ...(table === undefined ? {} : { table }),
      ...(translatedBy === undefined ? {} : { translatedBy }),
      ...(outbound === undefined ? {} : { defaultOutbound: outbound }),
      ...(apiVersion === undefined ? {} : { apiVersion }),
    };
  };
  const inside = resources.flatMap(({ type, name, properties, apiVersion }) =>
    NETWORKS.includes(type)
      ? fieldsOf(properties, 'subnets', 'subnet')
          .flatMap(({ value }) => mapsIn(value))
          .flatMap((map) => {
            const written = propertyOf(map, 'name');
            const inner = innerOf(map);
            return written && inner
              ? [
                  read(
                    inner,
                    { value: `${name.value}/${canonical(written)}`, span: written.span },
                    name.value,
                    apiVersion,
                  ),
                ]
              : [];
          })
      : [],
  );
  const apart = resources.flatMap(({ type, name, properties, apiVersion }) => {
    if (!SUBNETS.includes(type)) return [];
    const network =
      type === 'azurerm_subnet' ? nameOf(propertyOf(properties, 'virtual_network_name')) : parentName(name.value);
    return network === undefined ? [] : [read(properties, name, network, apiVersion)];
  });
  const names = new Set(apart.map(({ name }) => name.value));
  return [...apart, ...inside.filter(({ name }) => !names.has(name.value))];
}

export const prefixesIn = (map: Resource['properties'], keys: readonly string[]): Located<Prefix>[] =>
  keys
    .flatMap((key) => elementsOf(propertyOf(map, key)))
    .flatMap((value) => {
      const prefix = parsePrefix(textOf(value) ?? '');
      return prefix ? [{ value: { ...prefix, address: networkOf(prefix) }, span: value.span }] : [];
    })
    .filter(
      ({ value }, at, all) =>
        all.findIndex((one) => one.value.address === value.address && one.value.length === value.length) === at,
    );
