import { createToken, EmbeddedActionsParser, type IToken, Lexer, type TokenType } from 'chevrotain';
import { Newline, spanOf } from '../../../kit/ruleset-tokens.ts';
import type { Bilingual, Outline, Statement, SyntaxProblem, Trivia } from '../../../outline.ts';
import { cover, type Span } from '../../../text/span.ts';

const Blank = createToken({ name: 'Blank', pattern: /[\t\v\f \ufeff]+/, group: Lexer.SKIPPED });
const Begin = createToken({ name: 'Begin', pattern: /-----BEGIN [^\r\n-]*-----/ });
const End = createToken({ name: 'End', pattern: /-----END [^\r\n-]*-----/ });
/** A line of a block's body, or of what people and programs write between blocks. */
const Line = createToken({ name: 'Line', pattern: /\S[^\r\n]*/ });

const tokens: TokenType[] = [Blank, Newline, Begin, End, Line];
const lexer = new Lexer(tokens, { ensureOptimizations: false, positionTracking: 'onlyOffset' });

/** Blocks between BEGIN and END; bodies are trivia, and so is what stands between blocks. Never fails, loses nothing. */
export function parse(text: string): Outline {
  const lexed = lexer.tokenize(text);
  const builder = new Builder();
  parser.builder = builder;
  parser.input = lexed.tokens;
  parser.file();
  return {
    text,
    statements: builder.statements,
    trivia: builder.trivia.sort((a, b) => a.span.start - b.span.start),
    problems: builder.problems,
  };
}

class Builder {
  readonly statements: Statement[] = [];
  readonly trivia: Trivia[] = [];
  readonly problems: SyntaxProblem[] = [];

  blob(token: IToken): void {
    this.trivia.push({ kind: 'blob', span: spanOf(token) });
  }

  block(begin: IToken, end: IToken | undefined, last: IToken): void {
    const header = spanOf(begin);
    const span: Span = cover(header, spanOf(end ?? last));
    const words = [{ text: begin.image, span: header }];
    this.statements.push({ words, header, span, children: [], parent: undefined, coverage: 'recognised' });
    if (end) this.blob(end);
    else this.problems.push({ span: header, code: 'block-not-closed', text: NOT_CLOSED });
  }
}

class PemParser extends EmbeddedActionsParser {
  builder = new Builder();

  // # leaf \n -----BEGIN CERTIFICATE----- \n MIIB... \n -----END CERTIFICATE-----
  readonly file = this.RULE('file', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.block) },
        { ALT: () => this.SUBRULE(this.between) },
        { ALT: () => this.CONSUME(Newline) },
      ]);
    });
  });

  // -----BEGIN CERTIFICATE----- \n MIIB... \n -----END CERTIFICATE-----
  private readonly block = this.RULE('block', () => {
    const begin = this.CONSUME(Begin);
    let last = begin;
    let end: IToken | undefined;
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const line = this.CONSUME(Line);
            this.ACTION(() => {
              last = line;
              this.builder.blob(line);
            });
          },
        },
        { ALT: () => this.CONSUME(Newline) },
      ]);
    });
    this.OPTION(() => {
      end = this.CONSUME(End);
    });
    this.ACTION(() => this.builder.block(begin, end, last));
  });

  // subject=CN = www.example.net
  private readonly between = this.RULE('between', () => {
    const token = this.OR([{ ALT: () => this.CONSUME(Line) }, { ALT: () => this.CONSUME(End) }]);
    this.ACTION(() => this.builder.blob(token));
  });

  constructor() {
    super(tokens, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }
}

const parser = new PemParser();

const NOT_CLOSED: Bilingual = {
  en: 'This block has no END line: programs read nothing of it.',
  'zh-cn': '此块没有 END 行:程序读不到其中内容。',
};
