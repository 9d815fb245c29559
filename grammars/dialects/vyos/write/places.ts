import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type Span, span } from '../../../text/span.ts';
import { formOf } from '../outline.ts';
import { get, type Node } from '../tree.ts';

/** A leaf to be, one string a level as braces write it: `['policy', 'prefix-list OWN', 'rule 10', 'action permit']`. */
export type Path = readonly string[];

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Whole lines of these statements. */
export function removal(outline: Outline, statements: readonly Statement[]): TextEdit[] {
  return statements.map(({ span: own }) => ({ span: lineOf(outline.text, own), newText: '' }));
}

export function lineOf(text: string, { start, end }: Span): Span {
  const from = lineStart(text, start);
  const next = text.indexOf('\n', end);
  return span(text.slice(from, start).trim() === '' ? from : start, next < 0 ? text.length : next + 1);
}

/** Adds leaves below what is there, in the form of the text. */
export function addPaths(outline: Outline, root: Node, paths: readonly Path[]): readonly TextEdit[] | undefined {
  const groups = new Map<Node, { readonly depth: number; readonly paths: Path[] }>();
  for (const path of paths) {
    let anchor = root;
    let depth = 0;
    for (const level of path.slice(0, -1)) {
      const next = get(anchor, ...wordsOf(level));
      if (!next) break;
      anchor = next;
      depth += 1;
    }
    const group = groups.get(anchor);
    if (group) group.paths.push(path);
    else groups.set(anchor, { depth, paths: [path] });
  }
  const edits: TextEdit[] = [];
  const set = formOf(outline.text) === 'set';
  for (const [anchor, { depth, paths: own }] of groups) {
    const edit = set ? addLines(outline, anchor, own) : addBlocks(outline, anchor, own, depth);
    if (!edit) return undefined;
    edits.push(edit);
  }
  return edits;
}

const wordsOf = (level: string): string[] => level.match(/'[^']*'|\S+/g)!.map((word) => word.replace(/^'|'$/g, ''));

function addLines(outline: Outline, anchor: Node, paths: readonly Path[]): TextEdit {
  const { text } = outline;
  const last = anchor.statements.at(-1) ?? outline.statements.at(-1);
  const quoted = /^set .* '[^']*'[ \t]*\r?$/m.test(text);
  const lines = paths.map((path) => setLine(path, quoted));
  const eol = eolOf(text);
  if (!last) return { span: span(text.length, text.length), newText: `${lines.join(eol)}${eol}` };
  const next = text.indexOf('\n', last.span.end);
  if (next < 0) return { span: span(text.length, text.length), newText: `${eol}${lines.join(eol)}` };
  return { span: span(next + 1, next + 1), newText: lines.map((line) => `${line}${eol}`).join('') };
}

/** The last word of a leaf with a value stands in apostrophes, as the platform prints it. */
function setLine(path: Path, quoted: boolean): string {
  const leaf = path.at(-1)!;
  const words = leaf.match(/'[^']*'|\S+/g)!;
  const value = words.length > 1 ? words.at(-1)! : undefined;
  const shown = value !== undefined && quoted && !value.startsWith("'") ? `'${value}'` : value;
  const end = value === undefined ? leaf : [...words.slice(0, -1), shown].join(' ');
  return ['set', ...path.slice(0, -1), end].join(' ');
}

interface Level {
  readonly lines: Map<string, Level>;
}

function addBlocks(outline: Outline, anchor: Node, paths: readonly Path[], depth: number): TextEdit | undefined {
  const { text } = outline;
  const top: Level = { lines: new Map() };
  for (const path of paths) {
    let at = top;
    for (const level of path.slice(depth)) {
      const next = at.lines.get(level) ?? { lines: new Map() };
      at.lines.set(level, next);
      at = next;
    }
  }
  const eol = eolOf(text);
  if (!anchor.parent) {
    const first = outline.statements[0]?.span.start ?? text.length;
    const start = lineStart(text, first);
    return { span: span(start, start), newText: render(top, '', '    ', eol) };
  }
  const block = anchor.statements.findLast((one) => one.span.end > one.header.end && text[one.span.end - 1] === '}');
  const own = block ?? anchor.statements.at(-1);
  if (!own) return undefined;
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, own.span.start), own.span.start))![0];
  const unit = indent.includes('\t') ? '\t' : '    ';
  if (!block) return undefined;
  const close = block.span.end - 1;
  const start = lineStart(text, close);
  if (text.slice(start, close).trim() !== '') return undefined;
  return { span: span(start, start), newText: render(top, indent + unit, unit, eol) };
}

function render({ lines }: Level, indent: string, unit: string, eol: string): string {
  return [...lines]
    .map(([line, below]) =>
      below.lines.size === 0
        ? `${indent}${line}${eol}`
        : `${indent}${line} {${eol}${render(below, indent + unit, unit, eol)}${indent}}${eol}`,
    )
    .join('');
}

/** The word that names the node, in each of its statements. */
export function nameSpans(node: Node): Span[] {
  return node.statements.flatMap(({ words, children }) => {
    const set = words[0]!.text === 'set' && children.length === 0;
    const word = set ? words[node.depth] : words.at(-1);
    return word && word.text.replace(/^['"]|['"]$/g, '') === node.name ? [word.span] : [];
  });
}
