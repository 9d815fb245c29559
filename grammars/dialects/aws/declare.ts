import { entriesOf } from '../../kit/yaml-node.ts';
import { declareAll, declareProperties } from './coverage.ts';
import { EXPORTS } from './exports.ts';
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
  for (const resource of source.resources) declareProperties(resource);
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
