import { TABLES } from '../../kit/cloud/azure/keys.ts';
import { declareAll, declareProperties } from '../../kit/cloud/coverage.ts';
import { entriesOf } from '../../kit/yaml-node.ts';
import type { AzureOutline } from './source.ts';

/** Sections of a template, and what stands around a list that Azure prints. */
const SECTIONS: ReadonlySet<string> = new Set([
  '$schema',
  'contentVersion',
  'languageVersion',
  'definitions',
  'apiProfile',
  'parameters',
  'variables',
  'functions',
  'outputs',
  'metadata',
  'extensions',
  'imports',
  'nextLink',
]);

/** Sets the coverage of every statement. */
export function declareCoverage({ source, statements, documents = [] }: AzureOutline): void {
  if (source.notation !== 'terraform')
    for (const { key, statement } of documents.flatMap(entriesOf)) {
      if (SECTIONS.has(key)) declareAll(statement, 'recognised');
      else if (key === 'resources' || key === 'value') statement.coverage = 'recognised';
    }
  else
    for (const statement of statements)
      if (BLOCKS.test(statement.words.map(({ text }) => text).join(' '))) declareAll(statement, 'recognised');
  for (const resource of source.resources) declareProperties(resource, TABLES);
}

/** Blocks of Terraform itself, and providers that make nothing a packet could meet. */
const BLOCKS =
  /^(?:(?:variable|output|provider|terraform|locals|module|data|moved|import|removed|check|ephemeral)\b|resource "?(?:null|random|tls|local|time|archive|template|cloudinit|http|external|terraform|azuread)_)/;
