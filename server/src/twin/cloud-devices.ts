import { type Family, holds, networkOf as networkAddress, type Prefix } from '../../../grammars/model/address.ts';
import type { CloudMachine, CloudNetwork, CloudPort, CloudSubnet, CloudTarget } from '../../../grammars/model/cloud.ts';
import { type Device, emptyDevice } from '../../../grammars/model/device.ts';
import type { Binding, Filter } from '../../../grammars/model/filter.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Located, Span } from '../../../grammars/text/span.ts';
import type { CloudUnit } from '../network/cloud-units.ts';
import { everything } from '../routes/prefix-space.ts';
import { exactly, FAMILIES } from './base-routes.ts';
import { gatewayFilters } from './cloud-gateway.ts';
import { type CloudMember, type CloudPart, type CloudTableEntry, INTERNET, type Wire } from './cloud-member.ts';
import type { Doubt, Route } from './route-table.ts';

/** The devices of one cloud: a router for each network, its gateways, its machines. Costs as much as it has of them, and routes between its subnets. */
export function cloudDevices(unit: CloudUnit, apart: (subnet: Prefix) => Doubt | undefined): readonly CloudMember[] {
  const { networks, gateways, machines } = unit.cloud;
  const ports = new Map(machines.flatMap((machine) => machine.ports.map((port) => [port.name.value, port] as const)));
  const plan: Plan = {
    unit,
    apart,
    ports,
    byNetwork: new Map(networks.map((network) => [network.name.value, network])),
    networkOf: new Map(networks.flatMap(({ name, subnets }) => subnets.map((one) => [one.name.value, name.value]))),
    subnets: new Map(networks.flatMap(({ subnets }) => subnets.map((subnet) => [subnet.name.value, subnet] as const))),
    gatewaysOf: (name) => gateways.filter(({ network }) => network === name),
    peersOf: peersOf(networks),
  };
  return [
    ...networks.map((network) => routerOf(network, plan)),
    ...gateways.flatMap(({ name, network }) => {
      const own = plan.byNetwork.get(network);
      return own ? [gatewayOf(name, own, plan)] : [];
    }),
    ...machines.map((machine) => machineOf(machine, plan)),
  ];
}

interface Plan {
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
}

function peersOf(networks: readonly CloudNetwork[]): Plan['peersOf'] {
  const found = new Map<string, Set<string>>();
  const add = (one: string, other: string): void => {
    found.set(one, (found.get(one) ?? new Set()).add(other));
  };
  for (const { name, subnets } of networks)
    for (const { target } of subnets.flatMap(({ routes }) => routes))
      if (target.kind === 'network') {
        add(name.value, target.network);
        add(target.network, name.value);
      }
  return (network) => [...(found.get(network) ?? [])];
}

/** Clouds call things of several kinds alike. */
const pathOf = ({ unit }: Plan, kind: CloudPart['kind'], name: string): string => `${unit.path}#${kind} ${name}`;

/** The interface of a router that leads to a gateway, or to another network. */
const linkTo = (name: string): string => `to ${name}`;

const interfaceOf = (
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

function memberOf(
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

/** A table of routes for each subnet, and one for what comes from a gateway or another network. */
function routerOf(network: CloudNetwork, plan: Plan): CloudMember {
  const name = network.name;
  const subnets = network.subnets.filter(({ prefixes }) => prefixes.length > 0);
  const links = [...plan.gatewaysOf(name.value).map((one) => one.name.value), ...plan.peersOf(name.value)];
  const filters: Filter[] = [];
  const bindings: Binding[] = [];
  for (const subnet of subnets) {
    bind(subnet.border.outbound, subnet.name, 'in', filters, bindings);
    bind(subnet.border.inbound, subnet.name, 'out', filters, bindings);
  }
  const interfaces = [
    ...subnets.map((subnet) =>
      interfaceOf(
        subnet.name,
        subnet.prefixes.map(({ value, span }) => ({ ...value, address: routerAddress(value), span })),
        subnet.name.value,
      ),
    ),
    ...links.map((other) => interfaceOf({ value: linkTo(other), span: name.span }, [], linkTo(other))),
  ];
  const wires = new Map<string, Wire>(
    links.map((other) => [
      linkTo(other),
      {
        path: pathOf(plan, plan.byNetwork.has(other) ? 'router' : 'gateway', other),
        vrf: plan.byNetwork.has(other) ? linkTo(name.value) : '',
        inInterface: linkTo(name.value),
      },
    ]),
  );
  const entries = [
    ...subnets.flatMap((subnet) => subnetTable(subnet, network, plan)),
    ...links.flatMap((other) => localEntries(network, linkTo(other), plan)),
  ];
  return memberOf(plan, name, { interfaces, filters, bindings }, { kind: 'router', wires, routes: entries });
}

/** Border filters: what leaves a subnet comes in to the router. */
function bind(
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

/** Worse than any route that somebody writes. */
const LAST = 254;

/** Between the subnets of a network, which no route can take away. */
function localEntries(
  { subnets, prefixes, overrides }: CloudNetwork,
  vrf: string,
  { unit }: Plan,
  routes: CloudSubnet['routes'] = [],
): CloudTableEntry[] {
  const { complete } = unit.cloud;
  const isOverridden = (prefix: Prefix): boolean => {
    const own = prefixes.find(({ value }) => value.family === prefix.family && holds(value, prefix.address))?.value;
    return (
      own !== undefined &&
      overrides !== 'nothing' &&
      routes.some(
        ({ destination, target }) =>
          target.kind !== 'local' &&
          destination.family === prefix.family &&
          destination.length <= prefix.length &&
          destination.length >= own.length + (overrides === 'longer' ? 1 : 0) &&
          holds(destination, prefix.address),
      )
    );
  };
  const between = subnets.flatMap((subnet) =>
    subnet.prefixes
      .filter(({ value }) => !isOverridden(value))
      .map(({ value, span }) => entryOf(vrf, value, 'connected', [{ interface: subnet.name.value }], span)),
  );
  const whole = prefixes.map(({ value, span }): CloudTableEntry => {
    const why: Doubt = { text: NO_SUBNET, path: unit.path, span };
    return complete
      ? entryOf(vrf, value, 'static', [], span, LAST)
      : { vrf, family: value.family, doubt: { space: exactly(value), why } };
  });
  return [...whole, ...between];
}

const entryOf = (
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

function subnetTable({ name, routes, routeGaps }: CloudSubnet, network: CloudNetwork, plan: Plan): CloudTableEntry[] {
  const vrf = name.value;
  const path = plan.unit.path;
  const gaps = routeGaps.flatMap(({ text, span }) =>
    FAMILIES.map(
      (family): CloudTableEntry => ({ vrf, family, doubt: { space: everything(family), why: { text, path, span } } }),
    ),
  );
  const written = routes.map(({ destination, target, priority = 1, span }): CloudTableEntry => {
    const hops = hopsOf(target, destination.family, network, plan);
    if ('en' in hops)
      return {
        vrf,
        family: destination.family,
        doubt: { space: exactly(destination), why: { text: hops, path, span } },
      };
    return entryOf(vrf, destination, 'static', hops, span, priority);
  });
  return [...localEntries(network, vrf, plan, routes), ...written, ...gaps];
}

/** Where a route of this network leads, or why that cannot be told. */
function hopsOf(target: CloudTarget, family: Family, network: CloudNetwork, plan: Plan): Route['hops'] | Bilingual {
  switch (target.kind) {
    case 'internet':
      return [{ interface: linkTo(target.gateway) }];
    case 'network':
      return plan.byNetwork.has(target.network) ? [{ interface: linkTo(target.network) }] : NOT_HERE(target.network);
    case 'discard':
      return [];
    case 'elsewhere':
      return target.why;
    case 'local':
      return NO_SUBNET;
    case 'address': {
      const { address } = target.address;
      const behind = network.subnets.find(({ prefixes }) =>
        prefixes.some(({ value }) => value.family === target.address.family && holds(value, address)),
      );
      return behind ? [{ interface: behind.name.value, gateway: address }] : NO_SUBNET;
    }
    case 'port': {
      const port = plan.ports.get(target.port);
      const gateway = port?.addresses.find(({ value }) => value.family === family)?.value.address;
      const subnet = port && plan.subnets.get(port.subnet);
      return gateway !== undefined && subnet && network.subnets.includes(subnet)
        ? [{ interface: subnet.name.value, gateway }]
        : NOT_HERE(target.port);
    }
  }
}

function gatewayOf(name: Located<string>, network: CloudNetwork, plan: Plan): CloudMember {
  const inside = linkTo(network.name.value);
  const own = new Set(network.subnets.map((subnet) => subnet.name.value));
  const { filters, publics } = gatewayFilters(
    name,
    plan.unit.cloud.machines.flatMap(({ ports }) => ports.filter(({ subnet }) => own.has(subnet))),
  );
  const known = network.subnets.flatMap((subnet) => subnet.prefixes);
  return memberOf(
    plan,
    name,
    {
      interfaces: [
        interfaceOf({ value: inside, span: name.span }, []),
        interfaceOf({ value: INTERNET, span: name.span }, []),
      ],
      filters,
    },
    {
      kind: 'gateway',
      publics,
      wires: new Map([
        [
          inside,
          {
            path: pathOf(plan, 'router', network.name.value),
            vrf: linkTo(name.value),
            inInterface: linkTo(name.value),
          },
        ],
      ]),
      routes: [
        ...FAMILIES.map((family) =>
          entryOf('', { family, address: 0n, length: 0 }, 'static', [{ interface: INTERNET }], name.span),
        ),
        ...[...network.prefixes, ...known].map(({ value }) =>
          entryOf('', value, 'static', [{ interface: inside }], name.span),
        ),
      ],
    },
  );
}

function machineOf(machine: CloudMachine, plan: Plan): CloudMember {
  const { name, kind, ports, aliases, forwards } = machine;
  const filters: Filter[] = [];
  const guards = new Map<string, { inbound: number[]; outbound: number[] }>();
  const interfaces: Interface[] = [];
  const routes: CloudTableEntry[] = [];
  const subnets = new Map<string, Pick<Wire, 'path' | 'inInterface'>>();
  let unsure: Doubt | undefined;
  for (const [at, port] of ports.entries()) {
    const subnet = plan.subnets.get(port.subnet);
    const own = ports.length === 1 ? 'eth0' : port.name.value;
    const addresses = port.addresses.flatMap(({ value, span }) => {
      const prefix = subnet?.prefixes.find(
        (one) => one.value.family === value.family && holds(one.value, value.address),
      )?.value;
      return prefix ? [{ ...value, length: prefix.length, span }] : [];
    });
    interfaces.push(interfaceOf({ value: own, span: port.name.span }, addresses));
    const network = plan.networkOf.get(port.subnet);
    if (network !== undefined) subnets.set(own, { path: pathOf(plan, 'router', network), inInterface: port.subnet });
    const put = (all: readonly Filter[]): number[] => all.map((filter) => filters.push(filter) - 1);
    guards.set(own, { inbound: put(port.guard.inbound), outbound: put(port.guard.outbound) });
    const standsIn = port.addresses.some(({ assumed }) => assumed);
    for (const address of addresses) {
      if (standsIn) unsure ??= plan.apart(address);
      routes.push(entryOf('', address, 'connected', [{ interface: own }], port.name.span));
      if (at === 0) routes.push(defaultBy(own, address, port.name.span));
    }
  }
  if (kind === 'nat-gateway') filters.push(...ports.map(translationOf));
  return memberOf(
    plan,
    name,
    { interfaces, filters },
    {
      kind: kind === 'host' ? 'machine' : kind,
      aliases,
      routes,
      guards,
      subnets,
      ...(unsure ? { unsure } : {}),
      ...(kind === 'nat-gateway' ? { forwards: true } : forwards === undefined ? {} : { forwards }),
    },
  );
}

const defaultBy = (own: string, address: Prefix, span: Span): CloudTableEntry =>
  entryOf(
    '',
    { family: address.family, address: 0n, length: 0 },
    'static',
    [{ interface: own, gateway: routerAddress(address) }],
    span,
    1,
  );

/** A NAT gateway sends everything from its own address. */
function translationOf({ name, addresses }: CloudPort): Filter {
  const own = addresses.find(({ value }) => value.family === 'ipv4')?.value;
  const term = own && { kind: 'prefix' as const, ...own, length: 32 };
  return {
    name: { value: `translation of ${name.value}`, span: name.span },
    family: 'ipv4',
    purpose: 'nat',
    hook: 'postrouting',
    rules: [
      {
        span: name.span,
        matches: [{ family: 'ipv4', ...(term ? { source: { anyOf: [{ kind: 'any' }], except: [term] } } : {}) }],
        action: {
          kind: 'translate',
          nat: 'source',
          to: 'its own address',
          ...(own ? { rewrite: { prefix: { ...own, length: 32 } } } : {}),
        },
        effects: [],
        active: true,
      },
    ],
    fallback: { action: 'permit' },
    stateful: true,
    span: name.span,
    closed: true,
  };
}

const NO_SUBNET: Bilingual = {
  en: 'no subnet of these files has this address, and others may exist',
  'zh-cn': '这些文件中没有子网包含该地址,但可能存在其他子网',
};
const NOT_HERE = (name: string): Bilingual => ({
  en: `${name} is not in these files`,
  'zh-cn': `这些文件中没有 ${name}`,
});
