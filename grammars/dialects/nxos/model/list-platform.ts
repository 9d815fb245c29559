import { type ListPlatform, permitsIcmpv6 } from '../../../kit/cisco-like/access-lists.ts';
import { lower } from '../../../kit/cisco-like/facts.ts';
import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';
import { parseAccessEntry } from '../grammar/access-entry.ts';

/** Access lists as NX-OS has them: no kinds, `standard` and `extended` are names like any. */
export const listPlatform: ListPlatform = {
  parseEntry: parseAccessEntry,
  names: NEWER_NAMES,
  headOf: (words) =>
    words[2] && {
      name: words[2],
      kind: { family: lower(words, 0) === 'ipv6' ? 'ipv6' : 'ipv4', form: 'extended' },
    },
  separateFamilies: true,
  // Cisco NX-OS Security Configuration Guide, "Configuring IP ACLs": sequence numbers.
  sequences: { first: 1, last: 4_294_967_295 },
  onDuplicate: 'refused',
  // `nd-na`, `nd-ns`, `router-advertisement`, `router-solicitation` ("Implicit Rules for IP and MAC ACLs").
  implicit: (family, list) => (family === 'ipv6' ? permitsIcmpv6([136, 135, 134, 133], list) : []),
  whenEmpty: 'unknown',
};
