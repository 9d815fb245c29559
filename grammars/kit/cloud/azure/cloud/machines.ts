import { parseAddress, parseIpv4 } from '../../../../model/address.ts';
import type { CloudMachine, CloudPort, Outside } from '../../../../model/cloud.ts';
import { mapsIn } from '../../named.ts';
import { booleanOf, elementsOf, fieldsOf, propertyOf, type Resource, textOf } from '../../value.ts';
import type { Source } from '../source.ts';
import { innerOf, type NameOf } from './names.ts';

const CARDS = ['microsoft.network/networkinterfaces', 'azurerm_network_interface'];
const MACHINES = /^microsoft\.compute\/virtualmachines$|^azurerm_(?:linux_|windows_)?virtual_machine$/;

export interface Port extends Omit<CloudPort, 'guard' | 'outside'> {
  /** Absent: as its subnet has it. */
  readonly outside?: Outside;
  readonly group?: string;
}

export interface Machine extends Omit<CloudMachine, 'ports'> {
  readonly ports: readonly Port[];
}

/** Virtual machines with their cards, and cards that no machine names. */
export function machines({ resources }: Source, nameOf: NameOf): readonly Machine[] {
  const addresses = publicAddresses(resources);
  const balanced = new Set(
    resources.flatMap(({ type, properties }) =>
      type === 'azurerm_network_interface_backend_address_pool_association'
        ? (nameOf(propertyOf(properties, 'network_interface_id')) ?? [])
        : [],
    ),
  );
  const groups = new Map(
    resources.flatMap(({ type, properties }) => {
      if (type !== 'azurerm_network_interface_security_group_association') return [];
      const card = nameOf(propertyOf(properties, 'network_interface_id'));
      const group = nameOf(propertyOf(properties, 'network_security_group_id'));
      return card !== undefined && group !== undefined ? [[card, group] as const] : [];
    }),
  );
  const cards = new Map(
    resources.flatMap((card) =>
      CARDS.includes(card.type)
        ? [
            [
              card.name.value,
              cardOf(card, groups.get(card.name.value), balanced.has(card.name.value), nameOf, addresses),
            ] as const,
          ]
        : [],
    ),
  );
  const taken = new Set<string>();
  const found = resources.flatMap(({ type, name, properties }): Machine[] => {
    if (!MACHINES.test(type)) return [];
    const profile = innerOf(propertyOf(properties, 'networkProfile'));
    const named = [
      ...elementsOf(propertyOf(properties, 'network_interface_ids')),
      ...mapsIn(propertyOf(profile, 'networkInterfaces')),
    ];
    const own = named.flatMap((one) => {
      const card = nameOf(one);
      return card !== undefined && cards.has(card) ? [card] : [];
    });
    for (const card of own) taken.add(card);
    const system = innerOf(propertyOf(properties, 'osProfile'));
    const aliases = [
      textOf(propertyOf(properties, 'name')),
      textOf(propertyOf(properties, 'computer_name')),
      textOf(propertyOf(system, 'computerName')),
      type.startsWith('azurerm_') ? name.value.split('.').at(-1) : undefined,
    ].flatMap((one) => one ?? []);
    const all = own.map((card) => cards.get(card)!);
    const forwards = all.some((one) => one.forwards !== false)
      ? all.find((one) => one.forwards !== false)!.forwards
      : false;
    return [
      {
        name,
        aliases,
        kind: 'host',
        ...(forwards === undefined ? {} : { forwards }),
        ports: all.flatMap(({ ports }) => ports),
      },
    ];
  });
  const alone = [...cards].flatMap(([name, { ports, forwards }]): Machine[] =>
    taken.has(name) || ports.length === 0
      ? []
      : [{ name: ports[0]!.name, aliases: [], kind: 'host', ...(forwards === undefined ? {} : { forwards }), ports }],
  );
  return [...found, ...alone].filter(({ ports }) => ports.length > 0);
}

/** By the name of what has it. */
export function publicAddresses(resources: readonly Resource[]): ReadonlyMap<string, bigint> {
  const addresses = new Map<string, bigint>();
  for (const { type, name, properties } of resources) {
    if (!/publicipaddresses$|^azurerm_public_ip$/.test(type)) continue;
    const address = parseIpv4(textOf(propertyOf(properties, 'ipAddress', 'ip_address')) ?? '');
    if (address !== undefined) addresses.set(name.value, address);
  }
  return addresses;
}

/** Where the platform's health probes come from. */
export const PROBES = parseIpv4('168.63.129.16')!;

interface Card {
  readonly ports: readonly Port[];
  readonly forwards: boolean | undefined;
}

/** One port for the addresses of a card that are in one subnet; the first one's public address is the card's. */
function cardOf(
  { name, properties }: Resource,
  associated: string | undefined,
  inPool: boolean,
  nameOf: NameOf,
  publics: ReadonlyMap<string, bigint>,
): Card {
  const written = propertyOf(properties, 'enableIPForwarding', 'ip_forwarding_enabled', 'enable_ip_forwarding');
  const group = nameOf(propertyOf(properties, 'networkSecurityGroup', 'network_security_group_id')) ?? associated;
  const configurations = fieldsOf(properties, 'ipConfigurations', 'ip_configuration')
    .flatMap(({ value }) => mapsIn(value))
    .flatMap((one) => innerOf(one) ?? []);
  const subnet = configurations
    .map((one) => nameOf(propertyOf(one, 'subnet', 'subnet_id')))
    .find((one) => one !== undefined);
  const addresses = configurations.flatMap((one) => {
    const value = propertyOf(one, 'privateIPAddress', 'private_ip_address');
    const address = parseAddress(textOf(value) ?? '');
    return value && address ? [{ value: address, span: value.span }] : [];
  });
  const outside = configurations.flatMap((one): Outside[] => {
    const value = propertyOf(one, 'publicIPAddress', 'public_ip_address_id');
    if (!value) return [];
    const address = publics.get(nameOf(value) ?? '');
    return [{ kind: 'own', ...(address === undefined ? {} : { address }), span: value.span }];
  })[0];
  const balanced =
    inPool || configurations.some((one) => propertyOf(one, 'loadBalancerBackendAddressPools') !== undefined);
  const kept: Outside | undefined =
    outside ?? (balanced ? { kind: 'unknown', why: BALANCED, span: name.span } : undefined);
  const ports: Port[] =
    subnet === undefined
      ? []
      : [{ name, subnet, addresses, ...(kept ? { outside: kept } : {}), ...(group === undefined ? {} : { group }) }];
  return { ports, forwards: written ? booleanOf(written) : false };
}

const BALANCED = {
  en: 'whether its load balancer gives it a way out is not followed here',
  'zh-cn': '其负载均衡器是否提供出站通路,此处不做推演',
};
