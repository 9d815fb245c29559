import type { Dialect } from '../../dialect.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { parse } from './grammar/file.ts';
import { toModel } from './model/device.ts';

/** Certificates in PEM (RFC 7468), which servers of TLS name by their paths; keys beside them are never looked at. */
export const pem: Dialect = {
  id: 'pem',
  name: 'Certificates (PEM)',
  reads: 'certificates in PEM that servers of the workspace name; keys are never looked at',
  files: { extensions: ['.pem', '.crt'] },
  lineComment: '#',
  takesLineComments: () => false,
  provides: ['certificates'],
  detect,
  parse,
  toModel,
  write: writeInPlace,
};
