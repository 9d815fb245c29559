import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/write.ts';

/** Arista EOS, as `show running-config` prints it and tools generate it. */
export const eos: Dialect = {
  id: 'eos',
  name: 'Arista EOS',
  reads: 'running configurations, as devices print and tools generate them',
  files: { extensions: ['.eos'], firstLine: '^! (?:device: \\S+ \\(.*EOS|boot system flash:\\S*EOS)' },
  lineComment: '!',
  fragmentsPass: true,
  provides: [
    'interfaces',
    'packet-filters',
    'snmp-communities',
    'open-access',
    'nat-rules',
    'timers',
    'routes',
    'route-tracking',
    'bgp',
    'bgp-sessions',
    'route-policies',
    'igp',
    'fhrp',
    'switching',
    'tunnels',
    'references',
    'masks',
    'sequence-keys',
    'source-checks',
  ],
  detect,
  parse,
  toModel,
  write,
};
