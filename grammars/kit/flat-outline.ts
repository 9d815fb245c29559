import type { Coverage, Outline, Statement, Trivia, Word } from '../outline.ts';

/** Splits one line into words; `offset` is where the line starts in the text. Every visible character lies in one word. */
export type Split = (line: string, offset: number) => Word[];

/** Every line a statement of its own; lines that start with one of the marks are comments. */
export function flatOutline(
  text: string,
  coverage: Coverage,
  split: Split = atBlanks,
  marks: readonly string[] = ['#'],
): Outline {
  const statements: Statement[] = [];
  const trivia: Trivia[] = [];
  const line = /[^\r\n]+/g;
  for (let found = line.exec(text); found; found = line.exec(text)) {
    const words = split(found[0], found.index);
    const first = words[0];
    if (!first) continue;
    const where = { start: first.span.start, end: words.at(-1)!.span.end };
    if (marks.includes(first.text[0]!)) trivia.push({ kind: 'comment', span: where });
    else statements.push({ words, header: where, span: where, children: [], parent: undefined, coverage });
  }
  return { text, statements, trivia, problems: [] };
}

function atBlanks(line: string, offset: number): Word[] {
  const words: Word[] = [];
  const word = /[^\s\uFEFF]+/g;
  for (let found = word.exec(line); found; found = word.exec(line)) {
    const start = offset + found.index;
    words.push({ text: found[0], span: { start, end: start + found[0].length } });
  }
  return words;
}
