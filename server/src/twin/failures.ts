import type { Device } from '../../../grammars/model/device.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { type Member, nameOf } from '../network/network.ts';
import { isCalled } from './ask-trace.ts';
import { partOf } from './cloud-member.ts';
import { withClouds } from './cloud-members.ts';
import { onSameSubnet } from './cloud-subnet.ts';
import { familiesOf, type Intent } from './intents-file.ts';
import { startsIn } from './place-in.ts';
import { traces } from './trace.ts';
import { trafficClasses } from './traffic-classes.ts';
import { type Twin, twinOf } from './twin.ts';

/** A device, or a link with all its ends. */
export interface Failure {
  /** `edge-1`, `edge-1:GigabitEthernet0/1 - core-1:GigabitEthernet0/2` */
  readonly name: string;
  /** Paths of devices that are gone. */
  readonly devices: readonly string[];
  /** Interfaces that are down. */
  readonly interfaces: readonly { readonly path: string; readonly name: string }[];
  /** Where it is in the text: for a finding. */
  readonly path: string;
  readonly span: Span;
}

/** The network with something of it gone. */
export const withFailure = (twin: Twin, failure: Failure): Twin =>
  twinOf(failedMembers([...twin.members, ...twin.filterFiles], failure));

/**
 * What fails stays in the network with its interfaces down, so that it is known to be gone and not only to be elsewhere. Devices of clouds fail
 * as others do: they stand in the place of their texts.
 */
export const failedMembers = (
  members: Iterable<Member>,
  { devices, interfaces }: Pick<Failure, 'devices' | 'interfaces'>,
): Member[] =>
  withClouds([...members]).map((member) => {
    const all = devices.includes(member.path);
    const down = interfaces.filter(({ path }) => path === member.path).map(({ name }) => name);
    return all || down.length > 0 ? { ...member, device: withDown(member.device, all ? undefined : down) } : member;
  });

/** @param names absent: all */
const withDown = (device: Device, names: readonly string[] | undefined): Device => ({
  ...device,
  interfaces: device.interfaces.map((one) =>
    names?.includes(one.name.value) === false ? one : { ...one, shutdown: true },
  ),
});

/** A device, and with it its links to one other device each. */
export function deviceFailure(twin: Twin, member: Member): Failure {
  const { path, device } = member;
  return {
    name: nameOf(member),
    devices: [path],
    interfaces: device.interfaces.flatMap(
      ({ name }) => linkFailure(twin, member, name.value)?.interfaces.filter((end) => end.path !== path) ?? [],
    ),
    path,
    span: device.hostname?.span ?? { start: 0, end: 0 },
  };
}

/** The link that an interface is on, with the interfaces of others that stand on its subnets. */
export function linkFailure({ network, members }: Twin, member: Member, name: string): Failure | undefined {
  const one = member.device.interfaces.find((candidate) => candidate.name.value.toLowerCase() === name.toLowerCase());
  if (!one) return undefined;
  const others = one.addresses.flatMap((address) =>
    onSameSubnet(
      member,
      one.name.value,
      network.onSubnet(address).filter((owner) => owner.member.path !== member.path && members.includes(owner.member)),
    ),
  );
  const wire = partOf(member)?.wires.get(one.name.value);
  const far = wire && members.find(({ path }) => path === wire.path);
  // On a network of several, one port fails; a link of two fails for both.
  const both = [
    ...(others.length === 1 ? others.map((owner) => ({ member: owner.member, name: owner.interface.name.value })) : []),
    ...(far ? [{ member: far, name: wire.inInterface }] : []),
  ];
  const ends = [
    { path: member.path, name: one.name.value },
    ...both.map((end) => ({ path: end.member.path, name: end.name })),
  ];
  return {
    name: [`${nameOf(member)}:${one.name.value}`, ...both.map((end) => `${nameOf(end.member)}:${end.name}`)].join(
      ' - ',
    ),
    devices: [],
    interfaces: ends,
    path: member.path,
    span: one.name.span,
  };
}

/** `edge-1`, `edge-1:GigabitEthernet0/1` */
export function failureNamed(twin: Twin, name: string): Failure | undefined {
  const whole = twin.members.find((member) => isCalled(member, name));
  if (whole) return deviceFailure(twin, whole);
  for (const member of twin.members) {
    const prefix = `${nameOf(member)}:`;
    if (name.toLowerCase().startsWith(prefix.toLowerCase()))
      return linkFailure(twin, member, name.slice(prefix.length));
  }
  return undefined;
}

/** Devices and links on the ways that packets of the intent take now, each once; those at its two ends can have no substitute. */
export function failuresBetween(twin: Twin, intent: Intent): readonly Failure[] {
  const found = new Map<string, Failure>();
  for (const family of familiesOf(intent)) {
    const [packet] = trafficClasses(twin, intent, family).packets;
    if (!packet) continue;
    for (const start of startsIn(twin, intent.from, packet))
      for (const { hops } of traces(twin, start, packet))
        for (const [at, { member, outInterface }] of hops.entries()) {
          const last = at === hops.length - 1;
          const link = outInterface !== undefined && !last ? linkFailure(twin, member, outInterface) : undefined;
          for (const failure of [at > 0 && !last ? deviceFailure(twin, member) : undefined, link])
            if (failure) found.set(failure.name, failure);
        }
  }
  return [...found.values()];
}
