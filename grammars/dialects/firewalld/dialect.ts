import type { Dialect } from '../../dialect.ts';
import { readXml } from '../../kit/xml-outline.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { write } from './write/change.ts';

/** firewalld: zones, policies and what they are made of. */
export const firewalld: Dialect = {
  id: 'firewalld',
  name: 'firewalld',
  reads: '/etc/firewalld: zones and policies with their rich rules; services, IP sets and helpers are recognised',
  lineComment: '<!--',
  takesLineComments: () => false,
  provides: ['packet-filters'],
  detect,
  parse: readXml,
  toModel,
  write,
};
