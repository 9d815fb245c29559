import { accessEntryParser } from '../../../kit/cisco-like/access-entry.ts';
import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';

/** Cisco Nexus 9000 Series NX-OS Command Reference, `permit (IPv4)`, `permit (IPv6)`. */
export const parseAccessEntry = accessEntryParser({
  names: CISCO_NAMES,
  opaqueWithValue: [
    'flow-label',
    'http-method',
    'tcp-option-length',
    'udf',
    'tcp-flags-mask',
    'vlan',
    'vni',
    'nve',
    'tos',
    'cos',
  ],
  opaqueAlone: ['nolog'],
  effectsWithValue: ['set-erspan-dscp', 'set-erspan-gre-proto', 'capture'],
});
