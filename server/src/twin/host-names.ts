import { hostRoot } from '../network/host-root.ts';
import type { Member } from '../network/network.ts';

/**
 * Hosts whose files say no name are called by the folder that is theirs, as people call them: one that lies as on the host, holds its filters as
 * well, or whose file is called as on every host. Where several files could be the host, or have the folder's name, that says nothing.
 */
export function withHostNames(members: readonly Member[]): readonly Member[] {
  const nameless = members.filter(({ device }) => device.interfaces.length > 0 && !device.fragment && !device.hostname);
  if (nameless.length === 0) return members;
  const inRoot = countBy(nameless, ({ path }) => hostRoot(path));
  const filtered = new Set(
    members.flatMap(({ path, device }) =>
      device.interfaces.length === 0 && device.filters.length > 0 ? [hostRoot(path)] : [],
    ),
  );
  const alone = nameless.filter(({ path }) => {
    const root = hostRoot(path);
    return inRoot.get(root) === 1 && (ON_HOST.test(path) || filtered.has(root) || root !== folderOf(path));
  });
  const taken = countBy(alone, ({ path }) => endOf(path, 1));
  for (const { device } of members)
    if (device.hostname) taken.set(device.hostname.value, (taken.get(device.hostname.value) ?? 0) + 1);
  const called = new Map(
    alone.flatMap((member) => {
      const short = endOf(member.path, 1);
      const name = taken.get(short) === 1 ? short : endOf(member.path, 2);
      return short === '' || OF_NOBODY.test(short) ? [] : [[member, name] as const];
    }),
  );
  if (called.size === 0) return members;
  return members.map((member) => {
    const name = called.get(member);
    return name === undefined ? member : namedAs(member, name);
  });
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'), 0));

/** The folder of its host, with as many folders around it. */
const endOf = (path: string, folders: number): string => hostRoot(path).split(/[/\\]/).slice(-folders).join('/');

/** Files that are called so on every host. */
const ON_HOST =
  /(?:^|[/\\])(?:netplan\.ya?ml|\d\d-[\w.-]+\.ya?ml|network-config(?:\.ya?ml)?|user-data(?:\.ya?ml)?|cloud-(?:init|config)\.ya?ml)$/;

/** Folders that hold files of many. */
const OF_NOBODY =
  /^(?:etc|netplan|conf|configs?|hosts?|devices?|network|files|templates?|examples?|samples?|test|src|\.+)$/i;

function countBy(members: readonly Member[], keyOf: (member: Member) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const member of members) counts.set(keyOf(member), (counts.get(keyOf(member)) ?? 0) + 1);
  return counts;
}

/** The one that is known: what is remembered of a device is lost with it. */
const known = new WeakMap<Member, Member>();

function namedAs(member: Member, value: string): Member {
  const before = known.get(member);
  if (before?.device.hostname?.value === value) return before;
  const { device } = member;
  const named = { ...member, device: { ...device, hostname: { value, span: device.interfaces[0]!.name.span } } };
  known.set(member, named);
  return named;
}
