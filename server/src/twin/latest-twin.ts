import type { Member } from '../network/network.ts';
import { type Twin, twinOf } from './twin.ts';

let latest: { readonly members: readonly Member[]; readonly twin: Twin } | undefined;

/** The twin of these devices; the last one is kept for as long as they are the same. */
export function latestTwin(members: readonly Member[]): Twin {
  const same =
    latest?.members.length === members.length &&
    members.every(({ device }, at) => device === latest!.members[at]!.device);
  if (!latest || !same) latest = { members, twin: twinOf(members) };
  return latest.twin;
}
