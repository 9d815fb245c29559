import { booleanOf, numberOf, propertyOf, type Resource, textOf } from '../../../../kit/cloud/value.ts';
import type { DealtPorts } from '../../../../model/cloud.ts';
import type { Located } from '../../../../text/span.ts';

/** Cloud NAT, addresses and ports: of 65,536 ports of an address the first 1,024 are not used. */
const PER_ADDRESS = 64_512;
/** What each machine gets where nothing is said, and at the start where it may get more. */
const EACH = 64;
const EACH_AT_FIRST = 32;

/** A Cloud NAT: a resource, or a part of a router that is printed. */
export interface Gateway {
  readonly name: Located<string>;
  readonly properties: Resource['properties'];
}

/** @param machines that leave by it */
export function dealtPorts({ name, properties }: Gateway, machines: number): DealtPorts[] {
  const dynamic = propertyOf(properties, 'enable_dynamic_port_allocation', 'enableDynamicPortAllocation');
  const grows = dynamic ? booleanOf(dynamic) : false;
  const written = propertyOf(properties, 'min_ports_per_vm', 'minPortsPerVm');
  if (grows === undefined || machines === 0) return [];
  const value = written ? numberOf(written) : grows ? EACH_AT_FIRST : EACH;
  if (!value || value < 0) return [];
  const addresses = addressesOf(properties);
  return [
    {
      name,
      each: {
        value,
        span: written?.span ?? name.span,
        exact: written?.kind === 'text' && written.exact,
      },
      grows,
      step: 1,
      ...(addresses === undefined ? {} : { addresses }),
      perAddress: PER_ADDRESS,
      machines,
      short: 'left-out',
    },
  ];
}

/** Those that somebody reserved; of an automatic gateway there are as many as it takes. */
function addressesOf(properties: Resource['properties']): number | undefined {
  if (textOf(propertyOf(properties, 'nat_ip_allocate_option', 'natIpAllocateOption')) !== 'MANUAL_ONLY')
    return undefined;
  const list = propertyOf(properties, 'nat_ips', 'natIps');
  const known =
    list?.kind === 'list' && list.items.every(({ value }) => value.kind === 'name' || value.kind === 'text');
  return known && list.items.length > 0 ? list.items.length : undefined;
}
