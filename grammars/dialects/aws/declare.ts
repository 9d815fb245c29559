import { declareAll, declareProperties } from '../../kit/cloud/coverage.ts';
import { entriesOf } from '../../kit/yaml-node.ts';
import { EXPORTS } from './exports.ts';
import { TABLES } from './keys.ts';
import type { AwsOutline } from './source.ts';

/** Sections of a template. */
const SECTIONS: ReadonlySet<string> = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Globals',
  'Hooks',
  'Outputs',
]);

/** Sets the coverage of every statement. */
export function declareCoverage(outline: AwsOutline): void {
  const { source } = outline;
  if (source.notation === 'cloudformation') declareSections(outline);
  if (source.notation === 'describe') declareLists(outline);
  if (source.notation === 'terraform') declareBlocks(outline);
  for (const resource of source.resources) declareProperties(resource, TABLES);
}

function declareSections({ documents = [] }: AwsOutline): void {
  for (const { key, value, statement } of documents.flatMap(entriesOf)) {
    if (SECTIONS.has(key)) declareAll(statement, 'recognised');
    else if (key === 'Resources') {
      statement.coverage = 'recognised';
      for (const entry of entriesOf(value)) entry.statement.coverage = 'unknown';
    }
  }
}

function declareLists({ documents = [] }: AwsOutline): void {
  for (const { key, statement } of documents.flatMap(entriesOf)) {
    if (key in EXPORTS || NOTES.has(key)) declareAll(statement, 'recognised');
  }
}

/** Beside the list: where the next page starts, and what a client adds. */
const NOTES: ReadonlySet<string> = new Set(['NextToken', 'NextMarker', 'ResponseMetadata', 'Marker']);

/** Blocks of Terraform itself, and providers that make nothing a packet could meet. */
const BLOCKS: ReadonlySet<string> = new Set([
  'variable',
  'output',
  'provider',
  'terraform',
  'locals',
  'module',
  'data',
  'moved',
  'import',
  'removed',
  'check',
  'ephemeral',
]);
const HELPERS = /^(?:null|random|tls|local|time|archive|template|cloudinit|http|external|terraform)_/;

function declareBlocks({ body }: AwsOutline): void {
  for (const { type, labels, statement } of body?.blocks ?? []) {
    const helper = type === 'resource' && HELPERS.test(labels[0]?.value ?? '');
    if (BLOCKS.has(type) || helper) declareAll(statement, 'recognised');
  }
}
