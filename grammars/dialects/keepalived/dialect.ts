import type { Dialect } from '../../dialect.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { parse } from './grammar/file.ts';
import { toModel } from './model/device.ts';

/** VRRP and load balancing of Linux hosts: keepalived.conf. */
export const keepalived: Dialect = {
  id: 'keepalived',
  name: 'Keepalived',
  reads: 'keepalived.conf: VRRP instances with what they track, virtual servers with their checks',
  files: { filenames: ['keepalived.conf'], filenamePatterns: ['**/keepalived/**/*.conf'] },
  lineComment: '#',
  provides: ['fhrp', 'pools', 'health-checks'],
  detect,
  parse,
  toModel,
  write: writeInPlace,
};
