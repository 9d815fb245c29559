import { accessEntryParser, type ParseAccessEntry } from '../../../kit/cisco-like/access-entry.ts';
import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';

/** `permit udp any any nve vni 10000` as well: which overlay a packet came by is a condition nobody can decide here. */
export const parseAccessEntry: ParseAccessEntry = (words, kind) => {
  const at = words.findIndex((word) => /^(?:nve|udf)$/i.test(word.text));
  if (at < 0) return parse(words, kind);
  const entry = parse(words.slice(0, at), kind);
  return entry && { ...entry, options: [...entry.options, { kind: 'opaque', words: words.slice(at) }] };
};

/** Cisco Nexus 9000 Series NX-OS Command Reference, `permit (IPv4)`, `permit (IPv6)`. */
const parse = accessEntryParser({
  names: NEWER_NAMES,
  opaqueWithValue: ['flow-label', 'http-method', 'tcp-option-length', 'tcp-flags-mask', 'vlan', 'vni', 'tos', 'cos'],
  opaqueAlone: ['nolog'],
  effectsWithValue: ['set-erspan-dscp', 'set-erspan-gre-proto', 'capture'],
});
