import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './parse.ts';
import { write } from './write/write.ts';

/** Juniper Junos OS, as `show configuration` writes it: with braces, or as `set` commands. */
export const junos: Dialect = {
  id: 'junos',
  name: 'Juniper Junos',
  reads: 'braces and `set` form; SRX policies and NAT',
  files: {
    extensions: ['.junos'],
    firstLine: '^(?:## Last (?:commit|changed): |set version \\d|version \\d\\d\\.\\d\\w+[\\d.-]*;)',
  },
  lineComment: '#',
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
    'switching',
    'tunnels',
    'fhrp',
    'references',
    'masks',
    'half-open-limits',
    'syn-defences',
  ],
  detect,
  parse,
  toModel,
  write: (change, outline) => write(change, outline),
};
