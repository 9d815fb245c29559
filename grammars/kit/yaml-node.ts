import type { Statement } from '../outline.ts';
import type { Span } from '../text/span.ts';

/** What a YAML text says, in the three forms that YAML has; every entry and item knows its statement. */
export type YamlNode = YamlMap | YamlSeq | YamlScalar;

interface Tagged {
  /** A tag of the application's own, as written: `!Ref`. */
  readonly tag?: string;
}

export interface YamlMap extends Tagged {
  readonly kind: 'map';
  readonly span: Span;
  /** In text order; entries that come from a merge key (`<<: *base`) stand last and are `inherited`. */
  readonly entries: readonly YamlEntry[];
  readonly flow: boolean;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
  readonly statement: Statement;
  readonly inherited?: boolean;
}

export interface YamlSeq extends Tagged {
  readonly kind: 'seq';
  readonly span: Span;
  readonly items: readonly YamlItem[];
  readonly flow: boolean;
}

export interface YamlItem {
  readonly value: YamlNode;
  readonly statement: Statement;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'empty' | 'alias';

export interface YamlScalar extends Tagged {
  readonly kind: 'scalar';
  /** The text it stands for: quotes and escapes undone, not read as number or boolean. */
  readonly value: string;
  readonly style: ScalarStyle;
  readonly span: Span;
  /** Holds a template expression, or is an alias that cannot be followed: its value is not known. */
  readonly opaque: boolean;
}

/** The entry in force: the last of several with one key, an own one before an inherited one. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  return (
    node.entries.findLast((entry) => entry.key === key && !entry.inherited) ??
    node.entries.find((entry) => entry.key === key)
  );
}

export const childOf = (node: YamlNode | undefined, key: string): YamlNode | undefined => entryOf(node, key)?.value;

/** The text of a scalar whose value is known. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && !node.opaque && node.style !== 'empty' ? node.value : undefined;
}

/** YAML 1.1 booleans, as PyYAML and netplan read them. */
export function booleanOf(node: YamlNode | undefined): boolean | undefined {
  const text = textOf(node)?.toLowerCase();
  if (text === undefined) return undefined;
  if (['true', 'yes', 'on', 'y'].includes(text)) return true;
  return ['false', 'no', 'off', 'n'].includes(text) ? false : undefined;
}

/** The items of a sequence, else nothing. */
export const itemsOf = (node: YamlNode | undefined): readonly YamlItem[] => (node?.kind === 'seq' ? node.items : []);

export const entriesOf = (node: YamlNode | undefined): readonly YamlEntry[] =>
  node?.kind === 'map' ? node.entries : [];

/** Nothing written: `key:` or `key: null` or `key: ~`. */
export const isEmpty = (node: YamlNode | undefined): boolean =>
  node === undefined ||
  (node.kind === 'scalar' && (node.style === 'empty' || (node.style === 'plain' && /^(?:~|null)$/i.test(node.value))));
