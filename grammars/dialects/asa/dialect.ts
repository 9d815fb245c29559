import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/write.ts';

/** Cisco ASA (and PIX, and what FTD prints of its LINA half), as `show running-config` prints it and tools generate it. */
export const asa: Dialect = {
  id: 'asa',
  name: 'Cisco ASA',
  reads: 'ASA and PIX running configurations, with objects, object groups and the names of interfaces',
  files: { extensions: ['.asa'], firstLine: '^(?:: Saved|(?:ASA|PIX) Version \\d)' },
  lineComment: '!',
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
    'references',
    'masks',
    'half-open-limits',
    'syn-defences',
  ],
  detect,
  parse,
  toModel,
  write,
};
