import { holds, type Prefix } from '../../../grammars/model/address.ts';
import type {
  Balances,
  CloudHub,
  CloudMachine,
  CloudNetwork,
  CloudPort,
  HubAttachment,
} from '../../../grammars/model/cloud.ts';
import type { Binding, Filter } from '../../../grammars/model/filter.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Located, Span } from '../../../grammars/text/span.ts';
import type { CloudUnit } from '../network/cloud-units.ts';
import { FAMILIES } from './base-routes.ts';
import { gatewayFilters } from './cloud-gateway.ts';
import { hubEntry, hubOf } from './cloud-hub.ts';
import { type CloudMember, type CloudPart, type CloudTableEntry, INTERNET, type Wire } from './cloud-member.ts';
import { bind, entryOf, interfaceOf, linkTo, memberOf, type Plan, pathOf, routerAddress } from './cloud-plan.ts';
import { localEntries, subnetTable } from './cloud-tables.ts';
import type { Doubt } from './route-table.ts';

/** The devices of one cloud: a router for each network, its gateways, its machines. Costs as much as it has of them, and routes between its subnets. */
export function cloudDevices(unit: CloudUnit, apart: (subnet: Prefix) => Doubt | undefined): readonly CloudMember[] {
  const { networks, gateways, machines, hubs = [] } = unit.cloud;
  const ports = new Map(machines.flatMap((machine) => machine.ports.map((port) => [port.name.value, port] as const)));
  const drawn: Omit<Plan, 'machineOf'> = {
    unit,
    apart,
    ports,
    byNetwork: new Map(networks.map((network) => [network.name.value, network])),
    networkOf: new Map(networks.flatMap(({ name, subnets }) => subnets.map((one) => [one.name.value, name.value]))),
    subnets: new Map(networks.flatMap(({ subnets }) => subnets.map((subnet) => [subnet.name.value, subnet] as const))),
    gatewaysOf: (name) => gateways.filter(({ network }) => network === name),
    peersOf: peersOf(networks),
    hubsOf: hubsOf(hubs),
  };
  const plan: Plan = { ...drawn, machineOf: machinesByPort(machines, drawn) };
  return [
    ...networks.map((network) => routerOf(network, plan)),
    ...gateways.flatMap(({ name, network }) => {
      const own = plan.byNetwork.get(network);
      return own ? [gatewayOf(name, own, plan)] : [];
    }),
    ...hubs.map((hub) => hubOf(hub, plan)),
    ...machines.map((machine) => machineOf(machine, plan)),
  ];
}

function machinesByPort(machines: readonly CloudMachine[], plan: Pick<Plan, 'unit'>): Plan['machineOf'] {
  return new Map(
    machines
      .filter(({ kind }) => kind === 'host')
      .flatMap((machine) =>
        machine.ports.map((port) => [
          port.name.value,
          { path: pathOf(plan, 'machine', machine.name.value), inInterface: cardOf(machine, port) },
        ]),
      ),
  );
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

/** By network: what it is attached to. */
function hubsOf(hubs: readonly CloudHub[]): Plan['hubsOf'] {
  const found = new Map<string, { readonly hub: string; readonly attachment: HubAttachment }[]>();
  for (const { name, attachments } of hubs)
    for (const attachment of attachments)
      found.set(attachment.network, [...(found.get(attachment.network) ?? []), { hub: name.value, attachment }]);
  return (network) => found.get(network) ?? [];
}

/** A table of routes for each subnet, and one for what comes from a gateway, a hub or another network. */
function routerOf(network: CloudNetwork, plan: Plan): CloudMember {
  const name = network.name;
  const subnets = network.subnets.filter(({ prefixes }) => prefixes.length > 0);
  const gateways = plan.gatewaysOf(name.value).map((one) => one.name.value);
  const peers = plan.peersOf(name.value);
  const hubs = plan.hubsOf(name.value);
  const links = [...gateways, ...peers, ...hubs.map(({ hub }) => hub)];
  const filters: Filter[] = [];
  const bindings: Binding[] = [];
  for (const subnet of subnets) {
    bind(subnet.border.outbound, subnet.name, 'in', filters, bindings);
    bind(subnet.border.inbound, subnet.name, 'out', filters, bindings);
  }
  for (const peer of peers)
    bind(network.entries?.get(peer) ?? [], { value: linkTo(peer), span: name.span }, 'in', filters, bindings);
  const entered = hubs.map(({ hub, attachment }) => hubEntry(hub, attachment, network, plan));
  for (const { link, border } of entered) {
    bind(border.outbound, link, 'in', filters, bindings);
    bind(border.inbound, link, 'out', filters, bindings);
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
  const ownVrf = linkTo(name.value);
  const wireTo = (kind: CloudPart['kind'], other: string, vrf: string): [string, Wire] => [
    linkTo(other),
    { path: pathOf(plan, kind, other), vrf, inInterface: ownVrf },
  ];
  const wires = new Map([
    ...gateways.map((other) => wireTo('gateway', other, '')),
    ...peers.map((other) => wireTo('router', other, ownVrf)),
    ...hubs.map(({ hub }) => wireTo('hub', hub, ownVrf)),
  ]);
  const entries = [
    ...subnets.flatMap((subnet) => subnetTable(subnet, network, plan)),
    ...[...gateways, ...peers].flatMap((other) => localEntries(network, linkTo(other), plan)),
    ...entered.flatMap(({ routes }) => routes),
  ];
  return memberOf(plan, name, { interfaces, filters, bindings }, { kind: 'router', wires, routes: entries });
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
  const { name, kind, ports, aliases, forwards, balances } = machine;
  const filters: Filter[] = [];
  const guards = new Map<string, { inbound: number[]; outbound: number[] }>();
  const interfaces: Interface[] = [];
  const routes: CloudTableEntry[] = [];
  const subnets = new Map<string, Pick<Wire, 'path' | 'inInterface'>>();
  let unsure: Doubt | undefined;
  for (const [at, port] of ports.entries()) {
    const subnet = plan.subnets.get(port.subnet);
    const own = cardOf(machine, port);
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
  const outside = balances ? outsideOf(machine, balances, plan) : undefined;
  interfaces.push(...(outside?.interfaces ?? []));
  routes.push(...(outside?.routes ?? []));
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
      ...(balances ? { balances, machines: plan.machineOf, publics: new Set(balances.publics) } : {}),
      ...(outside ? { wires: outside.wires } : {}),
      ...(unsure ? { unsure } : {}),
      ...(kind === 'nat-gateway' ? { forwards: true } : forwards === undefined ? {} : { forwards }),
    },
  );
}

const cardOf = ({ ports }: CloudMachine, { name }: CloudPort): string => (ports.length === 1 ? 'eth0' : name.value);

/** A load balancer without a port in a subnet: it takes packets of the Internet, and answers there. */
function outsideOf(
  { name, ports }: CloudMachine,
  { network = '' }: Balances,
  plan: Plan,
): Pick<CloudPart, 'wires'> & { readonly interfaces: readonly Interface[]; readonly routes: CloudTableEntry[] } {
  if (ports.length > 0) return { interfaces: [], routes: [], wires: new Map() };
  const [gateway] = plan.gatewaysOf(network);
  const link = gateway && linkTo(gateway.name.value);
  const wires: [string, Wire][] = link
    ? [[linkTo(network), { path: pathOf(plan, 'router', network), vrf: link, inInterface: link }]]
    : [];
  return {
    interfaces: [INTERNET, ...wires.map(([value]) => value)].map((value) =>
      interfaceOf({ value, span: name.span }, []),
    ),
    routes: FAMILIES.map((family) =>
      entryOf('', { family, address: 0n, length: 0 }, 'static', [{ interface: INTERNET }], name.span),
    ),
    wires: new Map(wires),
  };
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
