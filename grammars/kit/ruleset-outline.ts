import { EmbeddedActionsParser, type IToken, type Lexer, type TokenType } from 'chevrotain';
import type { Outline, Statement, SyntaxProblem, Trivia, Word } from '../outline.ts';
import { cover, type Span, span } from '../text/span.ts';
import { BlockClose, BlockEnd, BlockOpen, Newline, StrayClose, spanOf } from './ruleset-tokens.ts';

/** A word with the token it was, so that a statement's own grammar need not split it again. */
export interface TokenWord extends Word {
  readonly token: IToken;
}

/** What makes nft out of it, or pf.conf. */
export interface RulesetGrammar {
  readonly lexer: Lexer;
  /** All that the lexer finds. */
  readonly tokens: readonly TokenType[];
  /** What statements are made of. */
  readonly pieces: readonly TokenType[];
  /** What ends a statement as a line's end does: `;`. */
  readonly separators: readonly TokenType[];
  /** Tells the braces of blocks from those of lists and takes line ends out of lists; every block it opens it ends. */
  sortBraces(all: readonly IToken[]): { tokens: IToken[]; problems: SyntaxProblem[] };
}

/** @returns a reader of statements by lines, and blocks of them in braces. It never fails, loses nothing, costs linear time. */
export function rulesetReader(grammar: RulesetGrammar): (text: string) => Outline {
  const parser = new RulesetParser(grammar);
  return (text) => {
    const lexed = grammar.lexer.tokenize(text);
    const { tokens, problems } = grammar.sortBraces(lexed.tokens);
    const builder = new Builder();
    parser.builder = builder;
    parser.input = tokens;
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
  };
}

const TEMPLATE = /\{[%{]|<%/;

/** What stands between the words of a statement; `piece` takes them one by one. */
class RulesetParser extends EmbeddedActionsParser {
  builder: Builder = new Builder();
  private readonly grammar: RulesetGrammar;
  private choices: { readonly ALT: () => IToken }[] | undefined;

  // flush ruleset \n table inet filter { ... }     set skip on lo \n anchor in { ... }
  readonly file = this.RULE('file', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.statement) },
        { ALT: () => this.SUBRULE(this.separator) },
        {
          ALT: () => {
            const stray = this.CONSUME(StrayClose);
            this.ACTION(() => this.builder.punctuation(stray));
          },
        },
      ]);
    });
  });

  // ;     (line end)
  private readonly separator = this.RULE('separator', () => {
    const types = [...this.grammar.separators, Newline];
    const token = this.OR(types.map((type) => ({ ALT: () => this.CONSUME(type) })));
    this.ACTION(() => {
      if (token.tokenType !== Newline) this.builder.punctuation(token);
    });
  });

  // tcp dport { 22, 80 } accept     anchor "x" { ... }
  private readonly statement = this.RULE('statement', () => {
    this.AT_LEAST_ONE(() => this.SUBRULE(this.piece));
    this.ACTION(() => this.builder.endStatement());
    this.OPTION(() => this.SUBRULE(this.block));
  });

  // { type filter hook input priority filter; policy drop; }
  private readonly block = this.RULE('block', () => {
    const open = this.CONSUME(BlockOpen);
    this.ACTION(() => this.builder.openBlock(open));
    this.MANY(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.statement) }, { ALT: () => this.SUBRULE(this.separator) }]);
    });
    const close = this.OR1([{ ALT: () => this.CONSUME(BlockClose) }, { ALT: () => this.CONSUME(BlockEnd) }]);
    this.ACTION(() => this.builder.closeBlock(close));
  });

  // tcp     {     22     ,
  private readonly piece = this.RULE('piece', () => {
    // Made once: every word of a text comes here.
    this.choices ??= this.grammar.pieces.map((type) => ({ ALT: () => this.CONSUME(type) }));
    const token = this.OR(this.choices);
    this.ACTION(() => this.builder.word(token));
  });

  constructor(grammar: RulesetGrammar) {
    super([...grammar.tokens, BlockOpen, BlockClose, BlockEnd, StrayClose], {
      maxLookahead: 1,
      recoveryEnabled: false,
    });
    this.grammar = grammar;
    this.performSelfAnalysis();
  }
}

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
    // A section begins without a sign.
    if (token.image !== '') this.punctuation(token);
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
