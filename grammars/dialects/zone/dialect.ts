import type { Dialect } from '../../dialect.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { parse } from './grammar/file.ts';
import { toModel } from './model/device.ts';

/** Master files of DNS zones, as BIND, NSD, Knot and PowerDNS read them. */
export const zone: Dialect = {
  id: 'zone',
  name: 'DNS zone',
  reads: 'zone files of BIND and its relatives (RFC 1035): times to live, SOA, name servers',
  files: { extensions: ['.zone'], filenamePatterns: ['**/{bind,named,nsd,zones}/db.*'] },
  lineComment: ';',
  provides: ['dns'],
  detect,
  parse,
  toModel,
  write: writeInPlace,
};
