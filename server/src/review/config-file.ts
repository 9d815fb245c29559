import { type Document, isCollection, isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { readSettings, type SettingPath } from './read-settings.ts';
import type { Settings } from './settings.ts';

/** Where the file is, below the folder it is for. */
export const CONFIG_FILE = '.netreview/config.yaml';

export interface ConfigProblem {
  readonly text: Bilingual;
  readonly span: Span;
  /** 1-based */
  readonly line: number;
}

export interface ConfigFile {
  /** Only what the file says and is right. */
  readonly settings: Partial<Settings>;
  /** In text order. */
  readonly problems: readonly ConfigProblem[];
}

/** Reads `.netreview/config.yaml` (YAML 1.2): `preset`, `profile`, `rules`, `dialects`, `management`. Never throws. */
export function parseConfigFile(text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (span: Span, message: Bilingual): ConfigProblem => ({
    text: message,
    span,
    line: lines.linePos(span.start).line,
  });
  if (document.errors.length > 0) {
    return {
      settings: {},
      problems: document.errors.map(({ pos: [start, end], message }) =>
        at(
          { start: Math.min(start, text.length), end: Math.min(Math.max(end, start), text.length) },
          { en: `Not valid YAML: ${message}`, 'zh-cn': `不是合法的 YAML:${message}` },
        ),
      ),
    };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    const whole = { start: 0, end: text.length };
    return { settings: {}, problems: [at(whole, { en: 'Too many aliases.', 'zh-cn': '别名过多。' })] };
  }
  const { settings, problems } = readSettings(value);
  return {
    settings,
    problems: problems
      .map((problem) => at(spanOf(document, problem.path, problem.atKey, text.length), problem.text))
      .sort((a, b) => a.span.start - b.span.start),
  };
}

/** A file that is there and cannot be read says nothing, which is a problem of its own. */
export const unreadableConfigFile = (reason: string): ConfigFile => ({
  settings: {},
  problems: [
    {
      text: { en: `This file does not count: it ${reason}.`, 'zh-cn': `此文件未生效:${reason}。` },
      span: { start: 0, end: 0 },
      line: 1,
    },
  ],
});

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
