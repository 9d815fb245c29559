import type { Device } from '../../../grammars/model/device.ts';
import type { Surroundings } from '../review/rule.ts';
import { groupedMembers } from './grouped-members.ts';
import { hostInterfaces } from './host-interfaces.ts';
import type { Member } from './network.ts';

/** The files that one host reads together with this one, itself among them, in the order in which they are read. */
export function readTogether({ network, self }: Surroundings): readonly Member[] {
  const key = keyOf(self);
  if (key === undefined) return [self];
  const all = groupsOf(network).get(key) ?? [];
  return [...all.filter(({ path }) => path !== self.path), self].sort(byName);
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
