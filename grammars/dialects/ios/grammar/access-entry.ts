import { accessEntryParser } from '../../../kit/cisco-like/access-entry.ts';
import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';

/** Cisco IOS Security Command Reference, `access-list (IP extended)`, `ipv6 access-list`. */
export const parseAccessEntry = accessEntryParser({
  names: CISCO_NAMES,
  opaqueWithValue: ['tos', 'option', 'flow-label', 'routing-type', 'mobility-type', 'dest-option-type'],
  opaqueAlone: ['routing', 'mobility', 'dest-option', 'hbh', 'auth', 'undetermined-transport'],
});
