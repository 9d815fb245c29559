import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/change.ts';

/** MikroTik RouterOS 6 and 7, as `/export` prints it and people write it. */
export const ros: Dialect = {
  id: 'ros',
  name: 'MikroTik RouterOS',
  reads: 'RouterOS 6 and 7: `/export`, with or without `terse`, and scripts of the same commands',
  files: { extensions: ['.rsc'], firstLine: '^# .*by RouterOS [67]' },
  lineComment: '#',
  provides: [
    'interfaces',
    'packet-filters',
    'nat-rules',
    'timers',
    'routes',
    'route-tracking',
    'bgp',
    'bgp-sessions',
    'igp',
    'fhrp',
    'route-policies',
    'tunnels',
    'references',
    'snmp-communities',
  ],
  detect,
  parse,
  toModel: (outline) => toModel(outline),
  write,
};
