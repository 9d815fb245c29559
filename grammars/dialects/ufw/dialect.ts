import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { readUfw } from './outline.ts';
import { write } from './write/change.ts';

/** ufw: lists of its commands, and its settings. Its files of rules are those of iptables. */
export const ufw: Dialect = {
  id: 'ufw',
  name: 'ufw',
  reads: 'lists of `ufw` commands, `ufw show added`, /etc/default/ufw; its `*.rules` files are `iptables`',
  files: { filenamePatterns: ['**/default/ufw', '**/ufw/ufw.conf'] },
  lineComment: '#',
  // Its commands are written as a script.
  carriers: ['script'],
  provides: ['packet-filters'],
  detect,
  parse: readUfw,
  toModel,
  write,
};
