import { holds } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { cloudUnits } from '../network/cloud-units.ts';
import { hostRoot } from '../network/host-root.ts';
import { type Member, nearest } from '../network/network.ts';
import { isLearned } from './base-routes.ts';
import { cloudDevices } from './cloud-devices.ts';
import { type CloudMember, partOf } from './cloud-member.ts';
import { routerAddress } from './cloud-plan.ts';
import { toldApart } from './cloud-stand-ins.ts';
import type { Doubt } from './route-table.ts';

/**
 * The devices that clouds are made of, in the place of the texts that declare them. A machine whose own files are there is their host: its
 * address and default route are those that the cloud gives it, and the cloud's filters stand before its own.
 */
export function withClouds(members: readonly Member[]): readonly Member[] {
  const units = cloudUnits(members);
  if (units.length === 0) return members;
  const hosts = members.filter(({ device }) => !device.cloud);
  const apart = toldApart(units, hosts);
  const made = units.flatMap((unit) => cloudDevices(unit, apart));
  const hostOf = hostsOf(made, hosts);
  const claims = new Map<Member, CloudMember[]>();
  for (const machine of made) {
    const host = hostOf(machine);
    if (host) claims.set(host, [...(claims.get(host) ?? []), machine]);
  }
  const taken = new Map<Member, CloudMember>();
  const maybe = new Map<CloudMember, Doubt>();
  for (const [host, machines] of claims) {
    const [machine, ...others] = meant(host, machines);
    if (machine && others.length === 0) taken.set(host, machine);
    else for (const one of machines) maybe.set(one, { text: ONE_OF_SEVERAL(host.path), ...headOf(one) });
  }
  const replaced = new Set(taken.values());
  return [
    ...hosts.map((host) => {
      const machine = taken.get(host);
      return machine ? hostIn(machine, host) : host;
    }),
    ...made
      .filter((one) => !replaced.has(one))
      .map((one) => {
        const unsure = maybe.get(one);
        return unsure ? { ...one, part: { ...one.part, unsure } } : one;
      }),
  ];
}

/** Machines of several networks may have the host's address: the one that is called as it is, else the one whose text is nearest. */
function meant(host: Member, machines: readonly CloudMember[]): readonly CloudMember[] {
  const names = namesOf(host);
  const called = machines.filter((machine) => namesIn(machine).some((name) => names.includes(name)));
  const left = called.length > 0 ? called : machines;
  return nearest(
    host.path,
    left.map((member) => ({ member })),
  ).map(({ member }) => member);
}

const headOf = ({ path, device }: CloudMember): Pick<Doubt, 'path' | 'span'> => ({ path, span: device.hostname!.span });

const ONE_OF_SEVERAL = (path: string): Bilingual => ({
  en: `${path} may be this machine or another one with the same address, and what it says is not followed`,
  'zh-cn': `${path} 可能是这台机器,也可能是另一台地址相同的机器,因此未采用其中的内容`,
});

/** By an address that both say, else by a name that one machine and one host have. */
function hostsOf(made: readonly CloudMember[], hosts: readonly Member[]): (machine: CloudMember) => Member | undefined {
  const byAddress = new Map<string, Member[]>();
  const byName = new Map<string, Member[]>();
  const put = (map: Map<string, Member[]>, key: string, host: Member): void => {
    const list = map.get(key) ?? [];
    if (!list.includes(host)) list.push(host);
    map.set(key, list);
  };
  for (const host of hosts) {
    if (host.device.interfaces.length === 0 || host.device.fragment) continue;
    for (const { family, address } of host.device.interfaces.flatMap(({ addresses }) => addresses))
      put(byAddress, `${family} ${address}`, host);
    for (const name of namesOf(host)) put(byName, name, host);
  }
  const machines = made.filter(({ part }) => part.kind === 'machine');
  const named = new Map<string, number>();
  for (const machine of machines) for (const name of namesIn(machine)) named.set(name, (named.get(name) ?? 0) + 1);
  return (machine) => {
    if (machine.part.kind !== 'machine' || machine.device.interfaces.length !== 1) return undefined;
    const [only] = machine.device.interfaces;
    const byOne = only!.addresses.flatMap(({ family, address }) => byAddress.get(`${family} ${address}`) ?? []);
    if (byOne.length > 0) return byOne.length === 1 ? byOne[0] : undefined;
    const found = namesIn(machine).flatMap((name) => (named.get(name) === 1 ? (byName.get(name) ?? []) : []));
    const [first, ...others] = [...new Set(found)];
    return first && others.length === 0 && learnedPort(first.device) ? first : undefined;
  };
}

const namesIn = ({ part, device }: CloudMember): string[] => [
  ...new Set([...part.aliases, device.hostname?.value ?? ''].map((name) => name.toLowerCase())),
];

/** Its host name, and the folder that is its own. */
const namesOf = ({ path, device }: Member): string[] =>
  [device.hostname?.value, hostRoot(path).split(/[/\\]/).at(-1)].flatMap((name) => (name ? [name.toLowerCase()] : []));

/** The one interface that gets its address from its network. */
function learnedPort({ interfaces }: Device): Interface | undefined {
  const found = interfaces.filter((one) => !one.loopback && isLearned(one, 'ipv4'));
  const told = interfaces.some((one) => !one.loopback && one.addresses.some(({ family }) => family === 'ipv4'));
  return found.length === 1 && !told ? found[0] : undefined;
}

function hostIn(machine: CloudMember, host: Member): CloudMember {
  const [cloud] = machine.device.interfaces;
  const address = cloud!.addresses.find(({ family }) => family === 'ipv4');
  const { device } = host;
  const told = device.interfaces.find((one) =>
    one.addresses.some((own) => own.family === address?.family && own.address === address.address),
  );
  const port = told ?? learnedPort(device);
  const { aliases, complete, guards, subnets, unsure } = machine.part;
  const guard = guards.get(cloud!.name.value);
  const subnet = subnets.get(cloud!.name.value);
  const part: CloudMember['part'] = {
    kind: 'file',
    aliases,
    complete,
    ...(unsure ? { unsure } : {}),
    pieces: [],
    wires: new Map(),
    subnets: new Map(port && subnet ? [[port.name.value, subnet]] : []),
    guards: new Map(port && guard ? [[port.name.value, { ...guard, owner: machine }]] : []),
  };
  const called = device.hostname ?? {
    value: machine.device.hostname!.value,
    span: (port ?? device.interfaces[0]!).name.span,
  };
  if (told || !port || !address) return { ...host, device: { ...device, hostname: called }, part };
  const { dynamic: _, dynamicFamilies = [], ...known } = port;
  const learned = { ...known, addresses: [...port.addresses, { ...address, span: port.name.span }] };
  const others = dynamicFamilies.filter((family) => family !== 'ipv4');
  const given: Interface = others.length > 0 ? { ...learned, dynamicFamilies: others } : learned;
  const way = { family: address.family, address: routerAddress(address) };
  return {
    ...host,
    part,
    device: {
      ...device,
      hostname: called,
      interfaces: device.interfaces.map((one) => (one === port ? given : one)),
      routes: [
        ...device.routes,
        {
          destination: { family: address.family, address: 0n, length: 0 },
          destinationSpan: port.name.span,
          nextHops: [{ address: way, span: port.name.span }],
          recursive: false,
          span: port.name.span,
          ...(port.vrf === undefined ? {} : { vrf: port.vrf }),
        },
      ],
    },
  };
}

/** Whether the address lies on a network of a cloud that the device is on, where somebody may have it whom no text tells. */
export function isUntold(member: Member, family: 'ipv4' | 'ipv6', address: bigint): boolean {
  const part = partOf(member);
  if (!part) return false;
  return member.device.interfaces.some(
    ({ name, addresses }) =>
      (part.kind === 'router' || part.subnets.has(name.value)) &&
      addresses.some((one) => one.family === family && holds(one, address)),
  );
}
