import { type Coverage, type Statement, walk } from '../../outline.ts';
import type { MapValue, Resource, Value } from './value.ts';

/**
 * The properties of every kind that is read, in words: `+Name` is modelled, `Name` recognised, `>table` says what is nested in it.
 * Kinds that are not here are recognised as a whole: nothing in them is about packets.
 */
export type Tables = Readonly<Record<string, string>>;

interface Key {
  readonly coverage: Coverage;
  /** Table of what is nested in it. */
  readonly inner: string | undefined;
}

type Table = ReadonlyMap<string, Key>;

/** Declares what is known of a resource's properties; one of a kind that no rule is about is recognised as a whole. */
export function declareProperties({ type, properties, statement, origin }: Resource, tables: Tables): void {
  declareAll(origin ?? statement, 'recognised');
  const table = tableOf(type, tables);
  if (!table) return;
  (origin ?? statement).coverage = 'modelled';
  declareFields(properties, table, tables);
}

/** Declares a statement and all that is nested in it. */
export function declareAll(statement: Statement, coverage: Coverage): void {
  statement.coverage = coverage;
  for (const nested of walk(statement.children)) nested.coverage = coverage;
}

function declareFields(map: MapValue, table: Table, tables: Tables): void {
  for (const { key, value, statement, origin } of map.fields) {
    const known = table.get(key);
    if (origin) declareAll(origin, known?.coverage ?? 'unknown');
    declareAll(statement, known?.coverage ?? 'unknown');
    const inner = known?.inner === undefined ? undefined : tableOf(known.inner, tables);
    if (inner) declareNested(value, inner, tables);
  }
}

function declareNested(value: Value, table: Table, tables: Tables): void {
  if (value.kind === 'map') declareFields(value, table, tables);
  if (value.kind === 'list') for (const item of value.items) declareNested(item.value, table, tables);
}

/** By its words: what they say depends on nothing else. */
const read = new Map<string, Table>();

function tableOf(name: string, tables: Tables): Table | undefined {
  const words = tables[name];
  if (words === undefined) return undefined;
  const known = read.get(words);
  if (known) return known;
  const table: Table = new Map(
    words.split(' ').map((word) => {
      const [, plus, key, inner] = /^(\+?)([^>]+)(?:>(.+))?$/.exec(word)!;
      return [key!, { coverage: plus === '+' ? 'modelled' : 'recognised', inner }];
    }),
  );
  read.set(words, table);
  return table;
}
