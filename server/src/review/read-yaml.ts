import { type Document, LineCounter, type Node, parseDocument } from 'yaml';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';

/** What is wrong in a file of the project, and where. */
export interface YamlProblem {
  readonly text: Bilingual;
  readonly span: Span;
  /** 1-based */
  readonly line: number;
}

export interface YamlReading {
  /** Absent: it is no YAML, and the problems say why. */
  readonly document?: Document.Parsed;
  /** In text order. */
  readonly problems: () => readonly YamlProblem[];
  /** Notes a problem; nothing comes of what is wrong. */
  readonly tell: (span: Span, text: Bilingual) => undefined;
}

/** Reads YAML 1.2 that people write for Netreview. Never throws. */
export function readYaml(text: string): YamlReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const found: YamlProblem[] = [];
  const tell: YamlReading['tell'] = (span, said) => {
    found.push({ text: said, span, line: lines.linePos(span.start).line });
    return undefined;
  };
  for (const { pos, message } of document.errors)
    tell(
      { start: Math.min(pos[0], text.length), end: Math.min(Math.max(pos[1], pos[0]), text.length) },
      { en: `Not valid YAML: ${message}`, 'zh-cn': `不是合法的 YAML:${message}` },
    );
  return {
    ...(document.errors.length === 0 ? { document } : {}),
    problems: () => found.sort((a, b) => a.span.start - b.span.start),
    tell,
  };
}

/** Where a node is written; nothing is at the beginning. */
export function yamlSpan(node: Node | null | undefined): Span {
  const [start = 0, end = start] = node?.range ?? [];
  return { start, end };
}

/** A file that is there and cannot be read says nothing, which is a problem of its own. */
export const unreadableFile = (reason: string): readonly YamlProblem[] => [
  {
    text: { en: `This file does not count: it ${reason}.`, 'zh-cn': `此文件未生效:${reason}。` },
    span: { start: 0, end: 0 },
    line: 1,
  },
];
