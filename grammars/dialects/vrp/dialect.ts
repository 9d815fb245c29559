import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/change.ts';

/** Huawei VRP of AR, S, CE and NE series, as `display current-configuration` prints it and people write it. */
export const vrp: Dialect = {
  id: 'vrp',
  name: 'Huawei VRP',
  reads: 'running configurations of AR, S, CE and NE series',
  files: { extensions: ['.vrp'], firstLine: '^!Software Version V\\d+R\\d+' },
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
    'fhrp',
    'route-policies',
    'igp',
    'switching',
    'tunnels',
    'references',
    'masks',
    'sequence-keys',
  ],
  detect,
  parse,
  toModel: (outline) => toModel(outline),
  write,
};
