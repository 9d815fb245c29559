import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { formOf, parse } from './parse.ts';
import { write } from './write/write.ts';

/** Palo Alto Networks PAN-OS and Panorama: set commands, braces as `show` prints them, and exported XML. */
export const panos: Dialect = {
  id: 'panos',
  name: 'Palo Alto PAN-OS',
  reads: 'firewalls and Panorama: set commands, braces, exported XML',
  files: { extensions: ['.panos'], firstLine: '^set deviceconfig system ' },
  lineComment: '#',
  takesLineComments: (text) => formOf(text) !== 'xml',
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
    'references',
    'snmp-communities',
    'half-open-limits',
    'syn-defences',
  ],
  detect,
  parse,
  toModel,
  write,
};
