import { accessEntryParser, type ParseAccessEntry } from '../../../kit/cisco-like/access-entry.ts';
import { lower } from '../../../kit/cisco-like/facts.ts';
import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';

/** `permit vlan 100 0xfff tcp any any eq https` as well: the tag is a condition nobody can decide here. */
export const parseAccessEntry: ParseAccessEntry = (words, kind) => {
  if (lower(words, 1) !== 'vlan') return parse(words, kind);
  const end = lower(words, 2) === 'inner' ? 5 : 4;
  const entry = parse([...words.slice(0, 1), ...words.slice(end)], kind);
  return entry && { ...entry, options: [...entry.options, { kind: 'opaque', words: words.slice(1, end) }] };
};

/** Arista EOS User Manual, "ACLs and Route Maps". */
const parse = accessEntryParser({
  names: NEWER_NAMES,
  opaqueWithValue: ['tos', 'flow-label', 'traffic-class', 'nexthop-group', 'ecn', 'payload'],
  opaqueAlone: ['tracked', 'routing', 'cpu'],
});
