import type { Dialect } from '../../dialect.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { parse } from './grammar/file.ts';
import { toModel } from './model/device.ts';

/** The library's own file, openssl.cnf: what programs that use OpenSSL speak where they say nothing else. */
export const openssl: Dialect = {
  id: 'openssl',
  name: 'OpenSSL',
  reads: 'openssl.cnf: versions and groups of TLS for every program that uses the library',
  files: { filenames: ['openssl.cnf'], filenamePatterns: ['openssl*.cnf', 'openssl-*.conf'] },
  lineComment: '#',
  provides: ['tls'],
  detect,
  parse,
  toModel,
  write: writeInPlace,
};
