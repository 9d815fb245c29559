import type { Dialect } from '../../dialect.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { parse } from './grammar/file.ts';
import { toModel } from './model/device.ts';

/** IPsec of strongSwan: swanctl.conf and the files of its folder. */
export const swanctl: Dialect = {
  id: 'swanctl',
  name: 'strongSwan (swanctl)',
  reads: 'swanctl.conf of strongSwan: proposals, versions, lifetimes, how long secrets are',
  files: { filenames: ['swanctl.conf'], filenamePatterns: ['**/swanctl/**/*.conf'] },
  lineComment: '#',
  provides: ['ipsec'],
  detect,
  parse,
  toModel,
  write: writeInPlace,
};
