import { type Coverage, type Statement, walk } from '../../outline.ts';
import { TABLES } from './keys.ts';
import type { MapValue, Resource, Value } from './value.ts';

interface Key {
  readonly coverage: Coverage;
  /** Table of what is nested in it. */
  readonly inner: string | undefined;
}

type Table = ReadonlyMap<string, Key>;

/** Declares what is known of a resource's properties; one of a kind that no rule is about is recognised as a whole. */
export function declareProperties({ type, properties, statement }: Resource): void {
  declareAll(statement, 'recognised');
  const table = tableOf(type);
  if (!table) return;
  statement.coverage = 'modelled';
  declareFields(properties, table);
}

/** Declares a statement and all that is nested in it. */
export function declareAll(statement: Statement, coverage: Coverage): void {
  statement.coverage = coverage;
  for (const nested of walk(statement.children)) nested.coverage = coverage;
}

function declareFields(map: MapValue, table: Table): void {
  for (const { key, value, statement } of map.fields) {
    const known = table.get(key);
    declareAll(statement, known?.coverage ?? 'unknown');
    const inner = known?.inner === undefined ? undefined : tableOf(known.inner);
    if (inner) declareNested(value, inner);
  }
}

function declareNested(value: Value, table: Table): void {
  if (value.kind === 'map') declareFields(value, table);
  if (value.kind === 'list') for (const item of value.items) declareNested(item.value, table);
}

const tables = new Map<string, Table>();

function tableOf(name: string): Table | undefined {
  const known = tables.get(name);
  const words = TABLES[name];
  if (known || words === undefined) return known;
  const table: Table = new Map(
    words.split(' ').map((word) => {
      const [, plus, key, inner] = /^(\+?)([^>]+)(?:>(.+))?$/.exec(word)!;
      return [key!, { coverage: plus === '+' ? 'modelled' : 'recognised', inner }];
    }),
  );
  tables.set(name, table);
  return table;
}
