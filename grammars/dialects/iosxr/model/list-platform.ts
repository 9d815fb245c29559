import { type ListPlatform, permitsIcmpv6 } from '../../../kit/cisco-like/access-lists.ts';
import { lower } from '../../../kit/cisco-like/facts.ts';
import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';
import { parseAccessEntry } from '../grammar/access-entry.ts';

/** Access lists as IOS XR has them. */
export const listPlatform: ListPlatform = {
  parseEntry: parseAccessEntry,
  names: NEWER_NAMES,
  headOf: (words) =>
    words[2] && {
      name: words[2],
      kind: { family: lower(words, 0) === 'ipv6' ? 'ipv6' : 'ipv4', form: 'extended' },
    },
  separateFamilies: true,
  // Cisco IOS XR IP Addresses and Services Configuration Guide, "Implementing Access Lists and Prefix Lists".
  sequences: { first: 1, last: 2_147_483_644 },
  onDuplicate: 'replaces',
  // Neighbour discovery is permitted before the implicit deny (the same guide).
  implicit: (family, list) => (family === 'ipv6' ? permitsIcmpv6([136, 135], list) : []),
  whenEmpty: 'unknown',
};
