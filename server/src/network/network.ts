import { type Family, networkOf as networkAddress, type Prefix } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { LineIndex } from '../../../grammars/text/line-index.ts';
import { foldersApart } from './folders-apart.ts';

/** A configuration as the others see it. */
export interface Member {
  /** As its host names documents: a path, or a URI. */
  readonly path: string;
  readonly device: Device;
  readonly index: LineIndex;
  /** Absent: who built the network did not need it. */
  readonly dialectId?: string;
}

/** Where an address is configured. */
export interface Owner {
  readonly member: Member;
  readonly interface: Interface;
  readonly address: Interface['addresses'][number];
}

/** The devices of a workspace together. */
export interface Network {
  readonly members: Iterable<Member>;
  /** Another one after every change. */
  readonly version: number;
  member(path: string): Member | undefined;
  /** Interfaces with this address, on all devices; ones that are shut down as well. */
  owners(family: Family, address: bigint): readonly Owner[];
  /** Interfaces with an address in exactly this subnet, on all devices; ones that are shut down as well. */
  onSubnet(subnet: Prefix): readonly Owner[];
  /** Whether two files are of different networks. */
  apart(a: string, b: string): boolean;
  /**
   * Those in the folder nearest to this path, and of its network. A workspace may hold several networks that use the same addresses
   * (laboratories, copies of one site): neighbours are looked for where the device itself is.
   */
  near<T extends { readonly member: Member }>(path: string, all: readonly T[]): readonly T[];
}

/** A network whose devices come, change and go; a change costs what the device has, not what the network has. */
export interface LiveNetwork extends Network {
  /** In the place of what had its path before. */
  put(member: Member): void;
  drop(path: string): void;
}

export function networkOf(members: Iterable<Member> = []): LiveNetwork {
  let version = 0;
  const byPath = new Map<string, Member>();
  /** By address, and by subnet. */
  const owners = new Map<string, Owner[]>();
  const folders = foldersApart();
  const drop = (path: string): void => {
    const member = byPath.get(path);
    if (!member) return;
    version += 1;
    byPath.delete(path);
    if (member.device.hostname) folders.remove(path, member.device.hostname.value);
    for (const [key] of placesOf(member)) {
      const left = (owners.get(key) ?? []).filter((owner) => owner.member !== member);
      if (left.length > 0) owners.set(key, left);
      else owners.delete(key);
    }
  };
  const put = (member: Member): void => {
    drop(member.path);
    version += 1;
    byPath.set(member.path, member);
    if (member.device.hostname) folders.add(member.path, member.device.hostname.value);
    for (const [key, owner] of placesOf(member)) {
      const list = owners.get(key);
      if (list) list.push(owner);
      else owners.set(key, [owner]);
    }
  };
  for (const member of members) put(member);
  return {
    get members() {
      return byPath.values();
    },
    get version() {
      return version;
    },
    member: (path) => byPath.get(path),
    owners: (family, address) => owners.get(`${family} ${address}`) ?? [],
    onSubnet: (subnet) => owners.get(subnetKey(subnet)) ?? [],
    apart: folders.apart,
    near: (path, all) =>
      nearest(
        path,
        all.filter(({ member }) => !folders.apart(path, member.path)),
      ),
    put,
    drop,
  };
}

/** An address and its subnet, each with its owner. */
const placesOf = (member: Member): (readonly [string, Owner])[] =>
  member.device.interfaces.flatMap((one) =>
    one.addresses.flatMap((address) => {
      const owner: Owner = { member, interface: one, address };
      return [[`${address.family} ${address.address}`, owner] as const, [subnetKey(address), owner] as const];
    }),
  );

const subnetKey = (subnet: Prefix): string => `${subnet.family} ${networkAddress(subnet)}/${subnet.length}`;

/** Those that share most folders with this path. */
export function nearest<T extends { readonly member: Member }>(path: string, all: readonly T[]): readonly T[] {
  let depth = -1;
  let found: T[] = [];
  for (const one of all) {
    const own = sharedDepth(path, one.member.path);
    if (own > depth) {
      depth = own;
      found = [];
    }
    if (own === depth) found.push(one);
  }
  return found;
}

/** How many folders two paths have in common, from the top. */
function sharedDepth(a: string, b: string): number {
  let depth = 0;
  for (let i = 0; i < a.length && a[i] === b[i]; i += 1) if (a[i] === '/' || a[i] === '\\') depth += 1;
  return depth;
}

/** What people call the device: its host name, else its file's; files of hosts are called alike everywhere, so with their folder. */
export function nameOf({ path, device }: Member): string {
  if (device.hostname) return device.hostname.value;
  return path
    .split(/[/\\]/)
    .slice(/\.ya?ml$/.test(path) ? -2 : -1)
    .join('/');
}
