import { networkOf as networkAddress, type Prefix } from '../../../grammars/model/address.ts';
import type { CloudNetwork, CloudPort, CloudSubnet, HubAttachment } from '../../../grammars/model/cloud.ts';
import { type Device, emptyDevice } from '../../../grammars/model/device.ts';
import type { Binding, Filter } from '../../../grammars/model/filter.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Located, Span } from '../../../grammars/text/span.ts';
import type { CloudUnit } from '../network/cloud-units.ts';
import type { CloudMember, CloudPart, CloudTableEntry } from './cloud-member.ts';
import type { Doubt, Route } from './route-table.ts';

/** What devices of one cloud are made with, looked up by name. */
export interface Plan {
  readonly unit: CloudUnit;
  readonly apart: (subnet: Prefix) => Doubt | undefined;
  readonly ports: ReadonlyMap<string, CloudPort>;
  readonly byNetwork: ReadonlyMap<string, CloudNetwork>;
  /** By subnet. */
  readonly networkOf: ReadonlyMap<string, string>;
  readonly subnets: ReadonlyMap<string, CloudSubnet>;
  readonly gatewaysOf: (network: string) => readonly { readonly name: Located<string> }[];
  /** Networks that routes of this one lead to, or whose routes lead here. */
  readonly peersOf: (network: string) => readonly string[];
  /** By the port's name: machines that balancers hand packets to. */
  readonly machineOf: NonNullable<CloudPart['machines']>;
  /** What a network is attached to. */
  readonly hubsOf: (network: string) => readonly { readonly hub: string; readonly attachment: HubAttachment }[];
}

/** Clouds call things of several kinds alike. */
export const pathOf = ({ unit }: Pick<Plan, 'unit'>, kind: CloudPart['kind'], name: string): string =>
  `${unit.path}#${kind} ${name}`;

/** The interface of a router that leads to a gateway, or to another network. */
export const linkTo = (name: string): string => `to ${name}`;

export const interfaceOf = (
  name: Located<string>,
  addresses: readonly (Prefix & { readonly span: Span })[],
  vrf?: string,
): Interface => ({
  name,
  addresses,
  ...(vrf === undefined ? {} : { vrf }),
  span: name.span,
  closed: true,
});

/** The router's address on a subnet: the first one behind the network's own, on every cloud that is read. */
export const routerAddress = (prefix: Prefix): bigint => networkAddress(prefix) + 1n;

export function memberOf(
  plan: Plan,
  name: Located<string>,
  device: Partial<Device>,
  part: Partial<CloudPart> & Pick<CloudPart, 'kind'>,
): CloudMember {
  const { unit } = plan;
  return {
    path: pathOf(plan, part.kind, name.value),
    index: unit.index,
    device: { ...emptyDevice, hostname: name, ...device },
    part: {
      aliases: [],
      wires: new Map(),
      subnets: new Map(),
      guards: new Map(),
      complete: unit.cloud.complete,
      pieces: unit.pieces,
      ...part,
    },
  };
}

export const entryOf = (
  vrf: string,
  prefix: Prefix,
  source: 'connected' | 'static',
  hops: Route['hops'],
  span: Span,
  distance = 0,
): CloudTableEntry => ({
  vrf,
  family: prefix.family,
  route: { prefix: { ...prefix, address: networkAddress(prefix) }, source, distance, metric: 0, hops, via: [], span },
});

/** Border filters: what leaves a subnet comes in to the router. */
export function bind(
  own: readonly Filter[],
  subnet: Located<string>,
  direction: Binding['direction'],
  filters: Filter[],
  bindings: Binding[],
): void {
  for (const filter of own) {
    if (!filters.includes(filter)) filters.push(filter);
    bindings.push({
      filter: filter.name,
      family: 'both',
      place: { kind: 'interface', name: subnet.value },
      direction,
      span: filter.name.span,
    });
  }
}
