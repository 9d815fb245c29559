import type { Dialect } from '../../dialect.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { parse } from './grammar/file.ts';
import { toModel } from './model/device.ts';

/** The data store Redis (or Valkey) and its Sentinel: redis.conf, sentinel.conf. */
export const redis: Dialect = {
  id: 'redis',
  name: 'Redis',
  reads: 'redis.conf, valkey.conf and sentinel.conf: sockets, passwords (that there are some), TLS, failover',
  files: {
    filenames: ['redis.conf', 'valkey.conf', 'sentinel.conf'],
    filenamePatterns: ['**/redis/*.conf', '**/valkey/*.conf'],
  },
  lineComment: '#',
  provides: ['redis', 'tls', 'open-access', 'capacity', 'keepalives'],
  detect,
  parse,
  toModel,
  write: writeInPlace,
};
