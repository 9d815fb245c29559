import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { readFile } from './grammar/file.ts';
import { toModel } from './model/device.ts';
import { write } from './write/change.ts';

/** nftables rulesets: files for `nft -f`, and what `nft list ruleset` prints. */
export const nft: Dialect = {
  id: 'nft',
  name: 'nftables',
  reads: 'files for `nft -f`, `nft list ruleset`',
  files: { extensions: ['.nft'], filenames: ['nftables.conf'], firstLine: '^#!.*\\bnft\\b' },
  lineComment: '#',
  provides: ['packet-filters', 'nat-rules', 'nat-mapping', 'timers', 'references', 'rate-limits'],
  detect,
  parse: readFile,
  toModel: (outline) => toModel(outline),
  write,
};
