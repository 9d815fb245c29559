import { type ListPlatform, permitsIcmpv6 } from '../../../kit/cisco-like/access-lists.ts';
import { isWholeNumber, lower } from '../../../kit/cisco-like/facts.ts';
import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import { parseAccessEntry } from '../grammar/access-entry.ts';

/** Access lists as IOS has them. */
export const listPlatform: ListPlatform = {
  parseEntry: parseAccessEntry,
  names: CISCO_NAMES,
  kindOfNumber: (name) => ({ family: 'ipv4', form: isStandardNumber(Number(name)) ? 'standard' : 'extended' }),
  headOf: (words) => {
    const ipv6 = lower(words, 0) === 'ipv6';
    const name = words[words.length > 3 ? 3 : 2];
    const standard = !ipv6 && lower(words, 2) === 'standard' && words.length > 3;
    return (
      name && { name, kind: { family: ipv6 ? 'ipv6' : 'ipv4', form: standard ? 'standard' : 'extended' } as const }
    );
  },
  // Cisco, "IP Access List Entry Sequence Numbering".
  sequences: { first: 1, last: 2_147_483_647 },
  onDuplicate: 'refused',
  reversedRange: 'turned',
  // `nd-na` and `nd-ns` (Cisco IOS IPv6 Command Reference, `ipv6 access-list`).
  implicit: (family, list) => (family === 'ipv6' ? permitsIcmpv6([136, 135], list) : []),
  whenEmpty: 'permit',
};

/** Lists of MAC addresses, protocol types and IPX share the command; `access-list rate-limit` is none. */
export const isIpList = (name: string): boolean => {
  const number = isWholeNumber(name) ? Number(name) : 0;
  return name !== 'rate-limit' && (number < 200 || number >= 1300);
};

const isStandardNumber = (number: number): boolean =>
  (number >= 1 && number <= 99) || (number >= 1300 && number <= 1999);
