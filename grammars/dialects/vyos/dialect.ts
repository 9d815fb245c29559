import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/write.ts';

/** VyOS 1.2 and later: `config.boot`, or the `set` commands that `show configuration commands` prints. */
export const vyos: Dialect = {
  id: 'vyos',
  name: 'VyOS',
  reads: 'VyOS 1.2 and later: config.boot and `set` commands',
  files: {
    extensions: ['.vyos'],
    filenames: ['config.boot'],
    firstLine: '^set (?:firewall|interfaces ethernet|zone-policy) ',
  },
  lineComment: '//',
  provides: [
    'interfaces',
    'packet-filters',
    'nat-rules',
    'timers',
    'routes',
    'route-tracking',
    'bgp',
    'bgp-sessions',
    'igp',
    'fhrp',
    'route-policies',
    'tunnels',
    'references',
    'snmp-communities',
    'open-access',
    'syn-defences',
  ],
  detect,
  parse,
  toModel,
  write,
};
