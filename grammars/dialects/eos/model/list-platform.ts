import { type ListPlatform, perhaps } from '../../../kit/cisco-like/access-lists.ts';
import { lower } from '../../../kit/cisco-like/facts.ts';
import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';
import { parseAccessEntry } from '../grammar/access-entry.ts';

/** Access lists as EOS has them. */
export const listPlatform: ListPlatform = {
  parseEntry: parseAccessEntry,
  names: NEWER_NAMES,
  // `ip access-list WEB`, `ip access-list standard WEB`, `ipv6 access-list standard WEB`
  headOf: (words) => {
    const standard = lower(words, 2) === 'standard' && words.length > 3;
    const name = words[standard ? 3 : 2];
    const family = lower(words, 0) === 'ipv6' ? 'ipv6' : 'ipv4';
    return name && { name, kind: { family, form: standard ? 'standard' : 'extended' } };
  },
  separateFamilies: true,
  sequences: { first: 1, last: 4_294_967_295 },
  onDuplicate: 'refused',
  // Whether neighbour discovery passes an IPv6 list by itself differs by platform and release.
  implicit: (family, list) =>
    family === 'ipv6'
      ? [135, 136].map((type) =>
          perhaps(
            {
              family: 'ipv6',
              protocol: { anyOf: [{ first: 58, last: 58 }] },
              icmp: { anyOf: [{ type: { first: type, last: type } }] },
              fragment: 'whole',
            },
            list,
            'neighbour discovery',
          ),
        )
      : [],
  whenEmpty: 'unknown',
};
