import type { Surroundings } from '../review/rule.ts';
import { groupedMembers } from './grouped-members.ts';
import { hostRoot } from './host-root.ts';
import type { Member } from './network.ts';

/** The files of the host whose tree this one lies in, itself among them; alone where no folder `etc` says that they belong together. */
export function filesOfHost({ network, self }: Surroundings): readonly Member[] {
  const key = keyOf(self);
  if (key === undefined) return [self];
  return [...(groupsOf(network).get(key) ?? []).filter(({ path }) => path !== self.path), self];
}

const keyOf = ({ path }: Member): string | undefined =>
  /(?:^|[/\\])etc[/\\]/.test(path) ? `root ${hostRoot(path)}` : undefined;

const groupsOf = groupedMembers(keyOf);
