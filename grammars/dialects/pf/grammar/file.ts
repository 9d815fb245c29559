import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { Outline, Statement, Trivia, Word } from '../../../outline.ts';
import { cover, type Span, span } from '../../../text/span.ts';
import { BlockClose, BlockEnd, BlockOpen, StrayClose, sortBraces } from './braces.ts';
import {
  AnyWord,
  Arrow,
  Comma,
  Compare,
  CurlyClose,
  CurlyOpen,
  lexer,
  Newline,
  Not,
  OpenQuote,
  RoundClose,
  RoundOpen,
  Slash,
  Stray,
  spanOf,
  TableName,
  tokens,
  Variable,
} from './tokens.ts';

/** A word with the token it was, so that a statement's own grammar need not split it again. */
export interface TokenWord extends Word {
  readonly token: IToken;
}

/** Macros, tables, options, rules, and anchors with rules inside. Never fails, loses nothing, costs linear time. */
export function readFile(text: string): Outline {
  const lexed = lexer.tokenize(text);
  const { tokens: sorted, problems } = sortBraces(lexed.tokens);
  const builder = new Builder();
  parser.builder = builder;
  parser.input = sorted;
  parser.file();
  for (const comment of lexed.groups.comments ?? []) builder.trivia.push({ kind: 'comment', span: spanOf(comment) });
  for (const { startOffset } of lexed.groups.continuations ?? [])
    builder.trivia.push({ kind: 'punctuation', span: span(startOffset, startOffset + 1) });
  return {
    text,
    statements: builder.statements,
    trivia: builder.trivia.sort((a, b) => a.span.start - b.span.start),
    // Of a template's braces some are written for either case: they need not match.
    problems: TEMPLATE.test(text) ? [] : problems.sort((a, b) => a.span.start - b.span.start),
  };
}

const TEMPLATE = /\{[%{]|<%/;

/** What stands between the words of a statement; `piece` takes them one by one. */
class FileParser extends EmbeddedActionsParser {
  builder: Builder = new Builder();

  // set skip on lo \n anchor in { ... }
  readonly file = this.RULE('file', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.statement) },
        { ALT: () => this.CONSUME(Newline) },
        {
          ALT: () => {
            const stray = this.CONSUME(StrayClose);
            this.ACTION(() => this.builder.punctuation(stray));
          },
        },
      ]);
    });
  });

  // pass in on em0 proto tcp to port { 22, 80 }     anchor "x" { ... }
  private readonly statement = this.RULE('statement', () => {
    this.AT_LEAST_ONE(() => this.SUBRULE(this.piece));
    this.ACTION(() => this.builder.endStatement());
    this.OPTION(() => this.SUBRULE(this.block));
  });

  // { \n block all \n }
  private readonly block = this.RULE('block', () => {
    const open = this.CONSUME(BlockOpen);
    this.ACTION(() => this.builder.openBlock(open));
    this.MANY(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.statement) }, { ALT: () => this.CONSUME(Newline) }]);
    });
    const close = this.OR1([{ ALT: () => this.CONSUME(BlockClose) }, { ALT: () => this.CONSUME(BlockEnd) }]);
    this.ACTION(() => this.builder.closeBlock(close));
  });

  // pass     {     22     ,
  private readonly piece = this.RULE('piece', () => {
    const token = this.OR(PIECES.map((type) => ({ ALT: () => this.CONSUME(type) })));
    this.ACTION(() => this.builder.word(token));
  });

  constructor() {
    super([...tokens, BlockOpen, BlockClose, BlockEnd, StrayClose], { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }
}

const PIECES = [
  AnyWord,
  OpenQuote,
  Variable,
  TableName,
  Arrow,
  Compare,
  Not,
  Comma,
  Slash,
  RoundOpen,
  RoundClose,
  CurlyOpen,
  CurlyClose,
  Stray,
];

interface OpenStatement extends Statement {
  span: Span;
  readonly words: readonly TokenWord[];
  readonly children: Statement[];
}

class Builder {
  readonly statements: Statement[] = [];
  readonly trivia: Trivia[] = [];
  private readonly open: OpenStatement[] = [];
  private words: TokenWord[] = [];
  private last: OpenStatement | undefined;

  word(token: IToken): void {
    this.words.push({ text: token.image, span: spanOf(token), token });
  }

  punctuation(token: IToken): void {
    this.trivia.push({ kind: 'punctuation', span: spanOf(token) });
  }

  endStatement(): void {
    const words = this.words;
    this.words = [];
    const header = cover(words[0]!.span, words.at(-1)!.span);
    const parent = this.open.at(-1);
    const statement: OpenStatement = { words, header, span: header, children: [], parent, coverage: 'unknown' };
    (parent?.children ?? this.statements).push(statement);
    this.last = statement;
  }

  openBlock(token: IToken): void {
    this.punctuation(token);
    this.open.push(this.last!);
  }

  closeBlock(token: IToken): void {
    const statement = this.open.pop()!;
    if (token.tokenType === BlockClose) this.punctuation(token);
    const end =
      token.tokenType === BlockClose
        ? token.startOffset + 1
        : (statement.children.at(-1)?.span.end ?? statement.span.end);
    statement.span = span(statement.span.start, end);
  }
}

const parser = new FileParser();
