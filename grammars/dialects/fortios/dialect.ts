import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/write.ts';

/** Fortinet FortiOS: a backup, what `show` prints, or a script of `config`, `edit` and `set`. */
export const fortios: Dialect = {
  id: 'fortios',
  name: 'Fortinet FortiOS',
  reads: 'backups, what `show` prints, scripts of `config` and `edit`, with virtual domains',
  files: { extensions: ['.fortios'], firstLine: '^#config-version=' },
  lineComment: '#',
  provides: [
    'interfaces',
    'packet-filters',
    'nat-rules',
    'address-pools',
    'timers',
    'routes',
    'route-tracking',
    'bgp',
    'bgp-sessions',
    'route-policies',
    'references',
    'masks',
    'sequence-keys',
    'snmp-communities',
    'half-open-limits',
    'syn-defences',
  ],
  detect,
  parse,
  toModel,
  write,
};
