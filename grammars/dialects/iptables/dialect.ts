import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { parse } from './parse.ts';
import { write } from './write/change.ts';

/** The format of iptables-save and ip6tables-save, as written by them or by hand. */
export const iptables: Dialect = {
  id: 'iptables',
  name: 'iptables-save',
  lineComment: '#',
  provides: ['packet-filters', 'nat-rules', 'references'],
  detect,
  parse,
  toModel,
  write,
};
