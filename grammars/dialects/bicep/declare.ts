import { TABLES } from '../../kit/cloud/azure/keys.ts';
import { declareAll, declareProperties } from '../../kit/cloud/coverage.ts';
import type { BicepOutline } from './parse.ts';

/** Sets the coverage of every statement. What could not be read stays unknown. */
export function declareCoverage({ source, statements, declared }: BicepOutline): void {
  const read = new Set(declared.map(({ statement }) => statement));
  for (const statement of statements) {
    const [first] = statement.words;
    if (read.has(statement) || OTHERS.test(first?.text ?? '')) declareAll(statement, 'recognised');
  }
  for (const resource of source.resources) declareProperties(resource, TABLES);
}

/** Declarations that make nothing a packet could meet; a module's own file says what it makes. */
const OTHERS =
  /^(?:targetScope|param|output|module|metadata|type|func|import|extension|provider|using|extends|assert|@)$/;
