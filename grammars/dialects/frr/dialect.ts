import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/write.ts';

/** FRRouting: `frr.conf`, and what `vtysh` writes. */
export const frr: Dialect = {
  id: 'frr',
  name: 'FRRouting',
  reads: 'frr.conf',
  files: { extensions: ['.frr'], firstLine: '^frr (?:version|defaults) ' },
  lineComment: '!',
  provides: [
    'interfaces',
    'routes',
    'route-tracking',
    'bgp',
    'bgp-sessions',
    'route-policies',
    'igp',
    'references',
    'sequence-keys',
  ],
  detect,
  parse,
  toModel,
  write,
};
