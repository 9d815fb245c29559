import { mapsIn } from '../../../../kit/cloud/named.ts';
import {
  booleanOf,
  canonical,
  elementsOf,
  fieldsOf,
  type MapValue,
  propertyOf,
  type Resource,
  textOf,
} from '../../../../kit/cloud/value.ts';
import { parseAddress, parseIpv4 } from '../../../../model/address.ts';
import type { CloudMachine, Outside } from '../../../../model/cloud.ts';
import type { TaggedPort } from './machine-firewall.ts';
import type { NameOf } from './names.ts';

const INSTANCES = ['google_compute_instance', 'compute#instance'];

export interface Machine extends Omit<CloudMachine, 'ports'> {
  readonly ports: readonly TaggedPort[];
}

/**
 * Instances with their cards.
 * @param networkOf the network of a subnet
 * @param outsideOf what becomes of packets from a subnet whose machine has no address outside
 */
export function machines(
  resources: readonly Resource[],
  nameOf: NameOf,
  networkOf: (subnet: string) => string | undefined,
  outsideOf: (subnet: string) => Outside,
): readonly Machine[] {
  const addresses = new Map<string, bigint>();
  for (const { type, name, properties } of resources) {
    const address = /address$/.test(type) ? parseIpv4(textOf(propertyOf(properties, 'address')) ?? '') : undefined;
    if (address !== undefined) addresses.set(name.value, address);
  }
  return resources
    .filter(({ type }) => INSTANCES.includes(type))
    .map((resource): Machine => {
      const { name, properties } = resource;
      const cards = ['network_interface', 'networkInterfaces'].flatMap((key) =>
        fieldsOf(properties, key).flatMap(({ value }) => mapsIn(value)),
      );
      const forwards = propertyOf(properties, 'can_ip_forward', 'canIpForward');
      const { marks, open } = marksOf(properties);
      return {
        name,
        aliases: [
          textOf(propertyOf(properties, 'name')),
          textOf(propertyOf(properties, 'hostname')),
          name.value.split('.').at(-1),
        ].flatMap((one) => one ?? []),
        kind: 'host',
        ...(forwards && booleanOf(forwards) === undefined ? {} : { forwards: forwards ? booleanOf(forwards)! : false }),
        ports: cards.flatMap((card, at): TaggedPort[] => {
          const subnet = nameOf(propertyOf(card, 'subnetwork'), 'subnetwork');
          const network = subnet === undefined ? undefined : networkOf(subnet);
          if (subnet === undefined || network === undefined) return [];
          const inside = propertyOf(card, 'network_ip', 'networkIP');
          const address = parseAddress(textOf(inside) ?? '');
          return [
            {
              name: cards.length > 1 ? { value: `${name.value}/${at}`, span: name.span } : name,
              subnet,
              network,
              addresses: address && inside ? [{ value: address, span: inside.span }] : [],
              outside: accessOf(card, name.span, nameOf, addresses) ?? outsideOf(subnet),
              marks,
              marksOpen: open,
            },
          ];
        }),
      };
    });
}

/** Tags and service accounts; `open`: some of them are not told. */
function marksOf(properties: MapValue): { readonly marks: ReadonlySet<string>; readonly open: boolean } {
  const written = propertyOf(properties, 'tags');
  const tags = written?.kind === 'map' ? elementsOf(propertyOf(written, 'items')) : elementsOf(written);
  const accounts = ['service_account', 'serviceAccounts']
    .flatMap((key) => fieldsOf(properties, key).flatMap(({ value }) => mapsIn(value)))
    .flatMap((one) => propertyOf(one, 'email') ?? []);
  const known = [...tags, ...accounts].every(({ kind }) => kind === 'text' || kind === 'name');
  return {
    marks: new Set([
      ...tags.map((one) => `tag ${canonical(one)}`),
      ...accounts.map((one) => `service account ${canonical(one)}`),
    ]),
    open: !known,
  };
}

function accessOf(
  card: MapValue,
  span: Outside['span'],
  nameOf: NameOf,
  addresses: ReadonlyMap<string, bigint>,
): Outside | undefined {
  const [access] = ['access_config', 'accessConfigs'].flatMap((key) => fieldsOf(card, key));
  if (!access) return undefined;
  const [map] = mapsIn(access.value);
  const written = map && propertyOf(map, 'nat_ip', 'natIP');
  const address = parseIpv4(textOf(written) ?? '') ?? addresses.get(nameOf(written) ?? '');
  if (!map && access.value.kind !== 'map' && access.value.kind !== 'list')
    return { kind: 'unknown', why: UNTOLD, span: access.statement.header };
  return { kind: 'own', ...(address === undefined ? {} : { address }), span: access.statement.header ?? span };
}

const UNTOLD = {
  en: 'whether it has an address outside is not in the text',
  'zh-cn': '它是否有外部地址不在文本中',
};
