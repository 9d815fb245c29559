import { accessEntryParser, type ParseAccessEntry } from '../../../kit/cisco-like/access-entry.ts';
import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';

/** `permit ipv4 any any nexthop1 vrf RED ipv4 192.0.2.1` as well: where a packet goes is no part of the verdict. */
export const parseAccessEntry: ParseAccessEntry = (words, kind) => {
  const hop = words.findIndex((word) => /^(?:nexthop[123]|set)$/i.test(word.text));
  if (hop < 0) return parse(words, kind);
  const entry = parse(words.slice(0, hop), kind);
  return entry && { ...entry, options: [...entry.options, { kind: 'effect', words: words.slice(hop) }] };
};

/** Cisco IOS XR IP Addresses and Services Command Reference, `permit (IPv4)`, `permit (IPv6)`. */
const parse = accessEntryParser({
  names: NEWER_NAMES,
  opaqueWithValue: ['tos', 'fragment-type', 'flow-label', 'fragment-offset'],
  opaqueAlone: ['routing', 'destopts', 'hop-by-hop', 'authen'],
  effectsWithValue: ['counter', 'police', 'permit-group'],
  effectsAlone: ['capture', 'icmp-off', 'icmp-on', 'default'],
});
