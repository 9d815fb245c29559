import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { readFile } from './grammar/file.ts';
import { toModel } from './model/device.ts';
import { write } from './write/change.ts';

/** pf.conf of OpenBSD, FreeBSD and macOS, and what `pfctl -s rules` prints. */
export const pf: Dialect = {
  id: 'pf',
  name: 'pf',
  reads: 'pf.conf of OpenBSD, FreeBSD and macOS',
  files: { extensions: ['.pf'], filenames: ['pf.conf'] },
  lineComment: '#',
  provides: ['packet-filters', 'nat-rules', 'timers', 'references'],
  detect,
  parse: readFile,
  toModel: (outline) => toModel(outline),
  write,
};
