import type { Dialect } from '../../dialect.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { parse } from './grammar/file.ts';
import { toModel } from './model/device.ts';

/** The web server and proxy nginx: nginx.conf and the files it includes. */
export const nginx: Dialect = {
  id: 'nginx',
  name: 'nginx',
  reads: 'nginx.conf and the files it includes: sockets, TLS, upstreams, limits',
  files: {
    filenames: ['nginx.conf'],
    filenamePatterns: ['**/nginx/**/*.conf', '**/sites-available/*', '**/sites-enabled/*'],
  },
  lineComment: '#',
  provides: ['tls', 'pools', 'health-checks', 'capacity', 'keepalives', 'idle-ends', 'references', 'rate-limits'],
  detect,
  parse,
  toModel,
  write: writeInPlace,
};
