import type { Located, Span } from './text/span.ts';

/**
 * What a dialect declares about a statement, on purpose:
 * `modelled` its meaning is in the Device; `recognised` known and irrelevant to every rule so far; `unknown` neither.
 * Unknown is never an error, and is never counted as clean.
 */
export type Coverage = 'modelled' | 'recognised' | 'unknown';

export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** One command, option line or YAML entry, with what is nested in it. */
export interface Statement {
  readonly words: readonly Word[];
  /** From the first word to the end of the last word, without children. */
  readonly header: Span;
  /** From the first word to the end of the block. */
  readonly span: Span;
  readonly children: readonly Statement[];
  readonly parent: Statement | undefined;
  /** Declared by the command table, refined by the model; written once, by the dialect that read the text. */
  coverage: Coverage;
  /** Present in the text and switched off (`inactive:`, `deactivate`). */
  readonly inactive?: boolean;
}

export type TriviaKind = 'comment' | 'punctuation' | 'blob';

/** Everything visible that is no word: comments, braces and semicolons, banner and certificate bodies. */
export interface Trivia {
  readonly kind: TriviaKind;
  readonly span: Span;
}

/** A fault of syntax that the platform itself would refuse. Data, not an exception. */
export interface SyntaxProblem {
  readonly span: Span;
  /** kebab-case, unique in the dialect. */
  readonly code: string;
  readonly text: Bilingual;
}

/** One sentence in both of the product's languages. */
export interface Bilingual {
  readonly en: string;
  readonly 'zh-cn': string;
}

/** The lossless first reading of a text. Every non-blank character lies in exactly one word or one piece of trivia. */
export interface Outline {
  readonly text: string;
  readonly statements: readonly Statement[];
  /** In text order. */
  readonly trivia: readonly Trivia[];
  readonly problems: readonly SyntaxProblem[];
}

/** All statements, parents before children, in text order. A generator in a generator would cost each of them its depth. */
export function* walk(statements: readonly Statement[]): Generator<Statement> {
  const open = [{ list: statements, at: 0 }];
  for (let last = open.at(-1); last; last = open.at(-1)) {
    const statement = last.list[last.at];
    last.at += 1;
    if (!statement) {
      open.pop();
      continue;
    }
    yield statement;
    if (statement.children.length > 0) open.push({ list: statement.children, at: 0 });
  }
}

/** Every word and piece of trivia, in text order; what losslessness is measured on. */
export function pieces(outline: Outline): Span[] {
  const all: Span[] = outline.trivia.map((trivia) => trivia.span);
  for (const statement of walk(outline.statements)) for (const word of statement.words) all.push(word.span);
  return all.sort((a, b) => a.start - b.start);
}

/** The offset of the first visible character that no piece holds, or of a character held twice; undefined when lossless. */
export function firstLostCharacter(outline: Outline): Located<string> | undefined {
  let done = 0;
  for (const piece of [...pieces(outline), { start: outline.text.length, end: outline.text.length }]) {
    if (piece.start < done) return { value: 'held twice', span: piece };
    for (let i = done; i < piece.start; i += 1) {
      if (!/\s|\uFEFF/u.test(outline.text[i]!)) return { value: 'lost', span: { start: i, end: i + 1 } };
    }
    done = piece.end;
  }
  return undefined;
}
