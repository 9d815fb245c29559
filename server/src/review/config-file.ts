import { type Document, isCollection, isMap, isScalar, type Node, type Pair } from 'yaml';
import type { Span } from '../../../grammars/text/span.ts';
import { readSettings, type SettingPath } from './read-settings.ts';
import { readYaml, type YamlProblem } from './read-yaml.ts';
import type { Settings } from './settings.ts';

/** Where the file is, below the folder it is for. */
export const CONFIG_FILE = '.netreview/config.yaml';

export interface ConfigFile {
  /** Only what the file says and is right. */
  readonly settings: Partial<Settings>;
  /** In text order. */
  readonly problems: readonly YamlProblem[];
}

/** Reads `.netreview/config.yaml` (YAML 1.2): `preset`, `profile`, `rules`, `dialects`, `management`. Never throws. */
export function parseConfigFile(text: string): ConfigFile {
  const { document, problems, tell } = readYaml(text);
  if (!document) return { settings: {}, problems: problems() };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    tell({ start: 0, end: text.length }, { en: 'Too many aliases.', 'zh-cn': '别名过多。' });
    return { settings: {}, problems: problems() };
  }
  const read = readSettings(value);
  for (const { path, atKey, text: said } of read.problems) tell(spanOf(document, path, atKey, text.length), said);
  return { settings: read.settings, problems: problems() };
}

/** The value's place, or its key's; the nearest enclosing one where there is none. */
function spanOf(document: Document.Parsed, path: SettingPath, atKey: boolean, length: number): Span {
  let node: unknown = document.contents;
  let span: Span = { start: 0, end: length };
  for (const [depth, name] of path.entries()) {
    if (!isMap(node)) break;
    const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    if (!pair) break;
    const last = depth === path.length - 1;
    const wanted = last && atKey ? pair.key : (pair.value ?? pair.key);
    span = rangeOf(wanted as Node | null) ?? rangeOf(pair.key as Node | null) ?? span;
    node = pair.value;
  }
  return isCollection(node) && path.length === 0 ? (rangeOf(node) ?? span) : span;
}

const rangeOf = (node: Node | null | undefined): Span | undefined =>
  node?.range ? { start: node.range[0], end: node.range[1] } : undefined;
