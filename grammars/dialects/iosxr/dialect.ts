import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/write.ts';

/** Cisco IOS XR, as `show running-config` prints it and people write it. */
export const iosxr: Dialect = {
  id: 'iosxr',
  name: 'Cisco IOS XR',
  reads: 'running configurations',
  files: { extensions: ['.iosxr'], firstLine: '^!! IOS XR Configuration' },
  lineComment: '!',
  fragmentsPass: true,
  provides: [
    'interfaces',
    'packet-filters',
    'snmp-communities',
    'open-access',
    'routes',
    'route-tracking',
    'bgp',
    'bgp-sessions',
    'fhrp',
    'route-policies',
    'igp',
    'tunnels',
    'references',
    'masks',
    'sequence-keys',
  ],
  detect,
  parse,
  toModel,
  write,
};
