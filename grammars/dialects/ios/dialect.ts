import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';
import { write } from './write/write.ts';

/** Cisco IOS and IOS-XE, as `show running-config` prints it and people write it. */
export const ios: Dialect = {
  id: 'ios',
  name: 'Cisco IOS / IOS-XE',
  reads: 'running configurations',
  files: {
    extensions: ['.ios'],
    filenamePatterns: ['*-confg'],
    firstLine: '^(?:Building configuration\\.\\.\\.|Current configuration : \\d+|! Last configuration change at )',
  },
  lineComment: '!',
  fragmentsPass: true,
  provides: [
    'interfaces',
    'packet-filters',
    'snmp-communities',
    'open-access',
    'nat-rules',
    'timers',
    'address-pools',
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
    'half-open-limits',
    'syn-defences',
    'source-checks',
  ],
  detect,
  parse,
  toModel,
  write,
};
