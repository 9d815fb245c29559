import { declareAll, declareProperties } from '../../kit/cloud/coverage.ts';
import { entriesOf } from '../../kit/yaml-node.ts';
import { TABLES } from './keys.ts';
import type { GcpOutline } from './source.ts';

/** What stands around a list that the API prints. */
const AROUND: ReadonlySet<string> = new Set(['kind', 'id', 'items', 'selfLink', 'nextPageToken', 'warning', 'etag']);

/** Sets the coverage of every statement. */
export function declareCoverage({ source, statements, documents = [] }: GcpOutline): void {
  if (source.notation === 'terraform') {
    for (const statement of statements)
      if (BLOCKS.test(statement.words.map(({ text }) => text).join(' '))) declareAll(statement, 'recognised');
  } else
    for (const { key, statement } of documents.flatMap(entriesOf))
      if (AROUND.has(key)) statement.coverage = 'recognised';
  for (const resource of source.resources) declareProperties(resource, TABLES);
}

/** Blocks of Terraform itself, and providers that make nothing a packet could meet. */
const BLOCKS =
  /^(?:(?:variable|output|provider|terraform|locals|module|data|moved|import|removed|check|ephemeral)\b|resource "?(?:null|random|tls|local|time|archive|template|cloudinit|http|external|terraform)_)/;
