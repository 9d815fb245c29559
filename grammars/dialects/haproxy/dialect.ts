import type { Dialect } from '../../dialect.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { parse } from './grammar/file.ts';
import { toModel } from './model/device.ts';

/** The proxy and load balancer HAProxy: haproxy.cfg and the files of its folder. */
export const haproxy: Dialect = {
  id: 'haproxy',
  name: 'HAProxy',
  reads: 'haproxy.cfg: sockets, TLS, servers with their checks, access to the process',
  files: { filenames: ['haproxy.cfg'], filenamePatterns: ['**/haproxy/**/*.cfg'] },
  lineComment: '#',
  provides: ['tls', 'pools', 'health-checks', 'open-access', 'capacity', 'keepalives', 'idle-ends', 'rate-limits'],
  detect,
  parse,
  toModel,
  write: writeInPlace,
};
