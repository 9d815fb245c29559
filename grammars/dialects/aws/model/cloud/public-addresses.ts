import { namedBy } from '../../../../kit/cloud/named.ts';
import { propertyOf, type Resource, textOf } from '../../../../kit/cloud/value.ts';
import { parseIpv4 } from '../../../../model/address.ts';
import type { Outside } from '../../../../model/cloud.ts';

const ELASTIC = ['AWS::EC2::EIP', 'aws_eip', 'Addresses'];
const ASSOCIATIONS = ['AWS::EC2::EIPAssociation', 'aws_eip_association'];

export interface PublicAddresses {
  /** What one of these instances or cards has. */
  of(names: readonly string[]): Outside | undefined;
  /** The address itself, of a name of one or as it is written. */
  addressOf(name: string | undefined): { readonly address?: bigint };
  /** Whatever is not among them has none. */
  readonly told: boolean;
}

/** Elastic addresses and whose they are. */
export function publicAddresses(resources: readonly Resource[], whole: boolean): PublicAddresses {
  const addresses = new Map<string, bigint>();
  const owners = new Map<string, Outside>();
  let told = whole;
  const addressOf: PublicAddresses['addressOf'] = (name) => {
    const address = name === undefined ? undefined : (addresses.get(name) ?? parseIpv4(name));
    return address === undefined ? {} : { address };
  };
  const give = ({ name, properties, statement, condition }: Resource, elastic: string | undefined): boolean => {
    const keys = [
      'InstanceId',
      'instance_id',
      'instance',
      'NetworkInterfaceId',
      'network_interface_id',
      'network_interface',
    ];
    const written = keys.filter((key) => propertyOf(properties, key) !== undefined);
    for (const key of written) {
      const owner = namedBy(properties, key);
      if (owner === undefined || condition !== undefined) told = false;
      else owners.set(owner, { kind: 'own', ...addressOf(elastic), span: statement.header ?? name.span });
    }
    return written.length > 0;
  };
  for (const resource of resources) {
    if (!ELASTIC.includes(resource.type)) continue;
    const { name, properties } = resource;
    const address = parseIpv4(textOf(propertyOf(properties, 'PublicIp', 'public_ip', 'address')) ?? '');
    if (address !== undefined) addresses.set(name.value, address);
    give(resource, name.value);
  }
  for (const resource of resources) {
    if (!ASSOCIATIONS.includes(resource.type)) continue;
    const { properties } = resource;
    const elastic = namedBy(properties, 'AllocationId', 'allocation_id', 'EIP', 'PublicIp', 'public_ip');
    if (!give(resource, elastic)) told = false;
  }
  return {
    of: (names) => names.map((name) => owners.get(name)).find((one) => one !== undefined),
    addressOf,
    told,
  };
}
