import { ownRules } from '../../../kit/own-rules.ts';
import type { AddressTerm } from '../../../model/address.ts';
import type { Field, Filter, FilterRule, IcmpTest, Match } from '../../../model/filter.ts';
import { cover } from '../../../text/span.ts';
import { get, isYes, kids, type Node } from '../tree.ts';
import type { Objects } from './objects.ts';

/** What an interface's management profile opens: TCP ports, or UDP where it says so. */
const SERVICES: Readonly<Record<string, readonly [protocol: 6 | 17, port: number]>> = {
  ssh: [6, 22],
  https: [6, 443],
  http: [6, 80],
  telnet: [6, 23],
  snmp: [17, 161],
};

/** How the device is reached through its own interfaces: one rule for each service of a profile, on all interfaces that have the profile. */
export function managementFilter(devices: readonly Node[], objects: Objects | undefined): Filter[] {
  const users = new Map<string, string[]>();
  for (const device of devices) {
    for (const [port, profile] of profilesIn(get(device, 'network', 'interface'))) {
      const known = users.get(profile);
      if (known) known.push(port);
      else users.set(profile, [port]);
    }
  }
  const profiles = devices.flatMap((device) => kids(device, 'network', 'profiles', 'interface-management-profile'));
  const rules = profiles.flatMap((profile) => rulesOf(profile, users.get(profile.name) ?? [], objects));
  const [first] = rules;
  if (!first) return [];
  return [
    {
      name: { value: 'interface-management', span: first.span },
      family: 'both',
      purpose: 'packet',
      rules: [...rules, ...ownRules('both', rules.at(-1)!.span)],
      fallback: { action: 'deny' },
      stateful: true,
      hook: 'input',
      span: rules.map(({ span }) => span).reduce(cover),
      closed: true,
    },
  ];
}

/** Interfaces and units with the profile they name, wherever they stand. */
function profilesIn(node: Node | undefined): (readonly [port: string, profile: string])[] {
  return kids(node).flatMap((child) => {
    const own =
      kids(child, 'interface-management-profile').at(-1) ??
      kids(child, 'layer3', 'interface-management-profile').at(-1);
    return [...(own ? [[child.name, own.name] as const] : []), ...profilesIn(child)];
  });
}

function rulesOf(profile: Node, ports: readonly string[], objects: Objects | undefined): FilterRule[] {
  if (ports.length === 0) return [];
  const permitted = kids(profile, 'permitted-ip').map((one) => objects?.address(one.name));
  const open = permitted.some((one) => one === undefined || one.open);
  const terms = permitted.flatMap((one): readonly AddressTerm[] => one?.terms ?? []);
  const source: Field<AddressTerm> | undefined = permitted.length > 0 && !open ? { anyOf: terms } : undefined;
  const inInterface = { anyOf: [...new Set(ports)].map((name) => ({ name })) };
  return [...kids(profile)].flatMap((node): FilterRule[] => {
    if (!isYes(profile, node.name)) return [];
    const service = Object.hasOwn(SERVICES, node.name) ? SERVICES[node.name] : undefined;
    const on: Match = {
      family: 'both',
      inInterface,
      ...(source ? { source } : {}),
      ...(open ? { opaque: [{ text: `permitted-ip of ${profile.name}`, span: profile.span }] } : {}),
    };
    const matches: Match[] = service
      ? [
          {
            ...on,
            protocol: { anyOf: [{ first: service[0], last: service[0] }] },
            destinationPort: { anyOf: [{ first: service[1], last: service[1] }] },
          },
        ]
      : node.name === 'ping'
        ? [echo(on, 1, 8), echo(on, 58, 128)]
        : [];
    return matches.length > 0
      ? [{ span: node.statements.at(-1)!.header, matches, action: { kind: 'permit' }, effects: [], active: true }]
      : [];
  });
}

function echo(on: Match, protocol: 1 | 58, type: number): Match {
  const test: IcmpTest = { type: { first: type, last: type } };
  return {
    ...on,
    family: protocol === 1 ? 'ipv4' : 'ipv6',
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    icmp: { anyOf: [test] },
  };
}
