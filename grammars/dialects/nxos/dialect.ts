import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/write.ts';

/** Cisco NX-OS, as `show running-config` prints it and people write it. */
export const nxos: Dialect = {
  id: 'nxos',
  name: 'Cisco NX-OS',
  reads: 'running configurations',
  files: { extensions: ['.nxos'], firstLine: '^!Command: show (?:running|startup)-config' },
  lineComment: '!',
  fragmentsPass: true,
  provides: [
    'address-pools',
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
