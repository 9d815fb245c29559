import type { Dialect } from '../../dialect.ts';
import { keyValueOutline } from '../../kit/linux/key-value-outline.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';

/** The TURN and STUN server coturn: turnserver.conf. */
export const coturn: Dialect = {
  id: 'coturn',
  name: 'coturn',
  reads: 'turnserver.conf of the TURN and STUN server coturn',
  files: { filenames: ['turnserver.conf', 'coturn.conf'] },
  lineComment: '#',
  provides: ['turn', 'tls'],
  detect,
  parse: keyValueOutline,
  toModel,
  write: writeInPlace,
};
