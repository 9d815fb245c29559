import type { Device } from '../../../grammars/model/device.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Surroundings } from '../review/rule.ts';
import { groupedMembers } from './grouped-members.ts';
import type { Member } from './network.ts';

/** The files that one host reads together with this one, itself among them, in the order in which they are read. */
export function readTogether({ network, self }: Surroundings): readonly Member[] {
  const key = keyOf(self);
  if (key === undefined) return [self];
  const all = groupsOf(network).get(key) ?? [];
  return [...all.filter(({ path }) => path !== self.path), self].sort(byName);
}

/** An interface as all files of the host have it, and whose each address is. */
export interface HostInterface {
  readonly interface: Interface;
  readonly owners: ReadonlyMap<Interface['addresses'][number], Member>;
}

/** The interfaces of the host: what later files say of one is added. */
export function hostInterfaces(members: readonly Member[]): readonly HostInterface[] {
  const found = new Map<string, { whole: Interface; owners: Map<Interface['addresses'][number], Member> }>();
  for (const member of members)
    for (const one of member.device.interfaces) {
      const before = found.get(one.name.value);
      const owners = before?.owners ?? new Map();
      for (const address of one.addresses) owners.set(address, member);
      const whole = before
        ? { ...before.whole, ...one, addresses: [...before.whole.addresses, ...one.addresses] }
        : one;
      found.set(one.name.value, { whole, owners });
    }
  return [...found.values()].map(({ whole, owners }) => ({ interface: whole, owners }));
}

/** What this file's device is with what the other files of its host add to its interfaces and routes. */
export function wholeHost(members: readonly Member[], own: Device): Device {
  if (members.length < 2) return own;
  return {
    ...own,
    interfaces: hostInterfaces(members).map((one) => one.interface),
    routes: members.flatMap(({ device }) => device.routes),
  };
}

const keyOf = ({ path, device }: Member): string | undefined =>
  device.readTogether === undefined ? undefined : `${device.readTogether} ${folderOf(path)}`;

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

const nameOf = (path: string): string => path.slice(folderOf(path).length);

/** As bytes are ordered; the same name can stand in one folder only. */
const byName = (one: Member, other: Member): number => (nameOf(one.path) < nameOf(other.path) ? -1 : 1);

const groupsOf = groupedMembers(keyOf);
