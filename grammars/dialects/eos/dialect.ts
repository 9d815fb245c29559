import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/write.ts';

/** Arista EOS, as `show running-config` prints it and tools generate it. */
export const eos: Dialect = {
  id: 'eos',
  name: 'Arista EOS',
  lineComment: '!',
  provides: [
    'interfaces',
    'packet-filters',
    'nat-rules',
    'timers',
    'routes',
    'bgp',
    'references',
    'masks',
    'sequence-keys',
  ],
  detect,
  parse,
  toModel,
  write,
};
