import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { Span } from '../../text/span.ts';
import type { HclEntry, HclExpression } from './expression.ts';
import { quotedText } from './quoted-text.ts';
import {
  Arrow,
  CloseCurly,
  CloseParen,
  CloseSquare,
  Colon,
  Comma,
  Dot,
  DoubleColon,
  Ellipsis,
  Equals,
  For,
  Heredoc,
  Identifier,
  If,
  In,
  Minus,
  Newline,
  Not,
  NumberToken,
  OpenCurly,
  OpenParen,
  OpenSquare,
  Operator,
  Question,
  Quoted,
  Star,
  TOKENS,
} from './tokens.ts';

/** The expression that these tokens are; `brackets` are the offsets of what is only structure of lists and objects. */
export interface ParsedExpression {
  readonly expression: HclExpression;
  readonly structure: ReadonlySet<number>;
  /** Of the first token that does not fit; absent: all fit. */
  readonly broken?: number;
}

/** @param tokens of one expression, line ends included; never empty */
export function parseExpression(tokens: readonly IToken[]): ParsedExpression {
  const alone = tokens.length === 1 ? literalOf(tokens[0]!) : undefined;
  if (alone) return { expression: alone, structure: NOTHING };
  const whole = { start: tokens[0]!.startOffset, end: endOf(tokens.at(-1)!) };
  try {
    parser.structure = new Set();
    parser.input = withoutLineEnds(tokens);
    const expression = parser.expression() as HclExpression | undefined;
    const [error] = parser.errors;
    if (!error && expression) return { expression, structure: parser.structure };
    const broken = Number.isFinite(error?.token.startOffset) ? error!.token.startOffset : tokens.at(-1)!.startOffset;
    return { expression: { kind: 'other', span: whole }, structure: new Set(), broken };
  } catch {
    // Nested deeper than the stack.
    return { expression: { kind: 'other', span: whole }, structure: new Set() };
  }
}

const NOTHING: ReadonlySet<number> = new Set();

/** Most expressions are one string or number: no parser is needed to see that. */
function literalOf(token: IToken): HclExpression | undefined {
  if (token.tokenType === Quoted) return quotedText(token.image, token.startOffset);
  return token.tokenType === NumberToken ? literal(token) : undefined;
}

const endOf = (token: IToken): number => token.startOffset + token.image.length;

/** Line ends mean something directly inside the braces of an object, and nowhere else in an expression. */
function withoutLineEnds(tokens: readonly IToken[]): IToken[] {
  const open: boolean[] = [];
  const kept: IToken[] = [];
  for (const [at, token] of tokens.entries()) {
    const { tokenType } = token;
    if (tokenType === Newline) {
      if (open.at(-1) === true) kept.push(token);
      continue;
    }
    if (tokenType === OpenCurly) open.push(nextIsNot(tokens, at, For));
    else if (tokenType === OpenParen || tokenType === OpenSquare) open.push(false);
    else if (tokenType === CloseCurly || tokenType === CloseParen || tokenType === CloseSquare) open.pop();
    kept.push(token);
  }
  return kept;
}

function nextIsNot(tokens: readonly IToken[], at: number, type: IToken['tokenType']): boolean {
  let next = at + 1;
  while (tokens[next]?.tokenType === Newline) next += 1;
  return tokens[next]?.tokenType !== type;
}

const spanOf = (first: IToken, last: IToken): Span => ({ start: first.startOffset, end: endOf(last) });

class ExpressionParser extends EmbeddedActionsParser {
  structure = new Set<number>();

  // var.public ? "0.0.0.0/0" : "10.0.0.0/8"
  readonly expression = this.RULE('expression', (): HclExpression => {
    const first = this.LA(1);
    let found = this.SUBRULE(this.operand);
    let compound = false;
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(Operator) },
        { ALT: () => this.CONSUME(Minus) },
        { ALT: () => this.CONSUME(Star) },
      ]);
      this.SUBRULE1(this.operand);
      compound = true;
    });
    this.OPTION(() => {
      this.CONSUME(Question);
      this.SUBRULE1(this.expression);
      this.CONSUME(Colon);
      this.SUBRULE2(this.expression);
      compound = true;
    });
    return this.ACTION(() => {
      if (compound) found = { kind: 'other', span: spanOf(first, this.LA(0)) };
      return found;
    });
  });

  // !var.private   -1   aws_subnet.a[0].id
  private readonly operand = this.RULE('operand', (): HclExpression => {
    const first = this.LA(1);
    let sign: IToken | undefined;
    this.MANY(() => {
      sign = this.OR([{ ALT: () => this.CONSUME(Not) }, { ALT: () => this.CONSUME(Minus) }]);
    });
    const found = this.SUBRULE(this.postfix);
    return this.ACTION((): HclExpression => {
      if (!sign) return found;
      const span = spanOf(first, this.LA(0));
      // -1 is a number.
      if (first.image === '-' && sign === first && found.kind === 'text' && !found.quoted && /^\d/.test(found.text))
        return { ...found, text: `-${found.text}`, span, exact: span.end - span.start === found.text.length + 1 };
      return { kind: 'other', span };
    });
  });

  // module.vpc.ids["a"][0].cidr   local.rules.*.port
  private readonly postfix = this.RULE('postfix', (): HclExpression => {
    const first = this.LA(1);
    const base = this.SUBRULE(this.primary);
    const path: string[] = [];
    let known = true;
    let steps = 0;
    this.MANY(() => {
      steps += 1;
      this.OR([
        {
          ALT: () => {
            this.CONSUME(Dot);
            const name = this.OR1([
              { ALT: () => this.CONSUME(Identifier) },
              { ALT: () => this.CONSUME(NumberToken) },
              { ALT: () => this.CONSUME(Star) },
            ]);
            path.push(name.image);
          },
        },
        {
          ALT: () => {
            this.CONSUME(OpenSquare);
            this.OR2([
              { ALT: () => path.push(this.CONSUME1(Star).image) },
              {
                ALT: () => {
                  const index = this.SUBRULE(this.expression);
                  this.ACTION(() => {
                    if (index.kind === 'text') path.push(index.text);
                    else known = false;
                  });
                },
              },
            ]);
            this.CONSUME(CloseSquare);
          },
        },
      ]);
    });
    return this.ACTION((): HclExpression => {
      if (steps === 0) return base;
      const span = spanOf(first, this.LA(0));
      return base.kind === 'traversal' && known
        ? { kind: 'traversal', path: [...base.path, ...path], span }
        : { kind: 'other', span };
    });
  });

  // 10   "text"   <<EOT   (a + b)   [a, b]   { a = 1 }
  private readonly primary = this.RULE('primary', (): HclExpression => {
    let found: HclExpression | undefined;
    this.OR([
      { ALT: () => (found = this.SUBRULE(this.named)) },
      { ALT: () => (found = literal(this.CONSUME(NumberToken))) },
      {
        ALT: () => {
          const { image, startOffset } = this.CONSUME(Quoted);
          this.ACTION(() => {
            found = quotedText(image, startOffset);
          });
        },
      },
      {
        ALT: () => {
          const { image, startOffset } = this.CONSUME(Heredoc);
          found = { kind: 'heredoc', span: { start: startOffset, end: startOffset + image.length } };
        },
      },
      { ALT: () => (found = this.SUBRULE(this.parenthesised)) },
      { ALT: () => (found = this.SUBRULE(this.square)) },
      { ALT: () => (found = this.SUBRULE(this.curly)) },
    ]);
    return found as HclExpression;
  });

  // true   aws_vpc   cidrsubnet(var.cidr, 8, 1)   provider::time::now()
  private readonly named = this.RULE('named', (): HclExpression => {
    const name = this.CONSUME(Identifier);
    let called = false;
    const values: HclExpression[] = [];
    this.MANY(() => {
      this.CONSUME(DoubleColon);
      this.CONSUME1(Identifier);
    });
    this.OPTION(() => {
      called = true;
      this.CONSUME(OpenParen);
      this.MANY1(() => {
        this.OR([
          { ALT: () => values.push(this.SUBRULE(this.expression)) },
          { ALT: () => this.CONSUME(Comma) },
          { ALT: () => this.CONSUME(Ellipsis) },
        ]);
      });
      this.CONSUME(CloseParen);
    });
    return this.ACTION((): HclExpression => {
      const span = spanOf(name, this.LA(0));
      if (called) return { kind: 'call', name: name.image, arguments: values, span };
      if (name.image === 'null') return { kind: 'null', span };
      return ['true', 'false'].includes(name.image) ? literal(name) : { kind: 'traversal', path: [name.image], span };
    });
  });

  // (a + b)
  private readonly parenthesised = this.RULE('parenthesised', (): HclExpression => {
    const first = this.CONSUME(OpenParen);
    this.SUBRULE(this.expression);
    const last = this.CONSUME(CloseParen);
    return this.ACTION(() => ({ kind: 'other', span: spanOf(first, last) }));
  });

  // ["10.0.0.0/8", var.more]   [for s in var.subnets : s.id if s.public]
  private readonly square = this.RULE('square', (): HclExpression => {
    const first = this.CONSUME(OpenSquare);
    const items: HclExpression[] = [];
    const marks: IToken[] = [];
    const made = this.madeOr(() =>
      this.MANY(() => {
        this.OR1([
          { ALT: () => items.push(this.SUBRULE(this.expression)) },
          { ALT: () => marks.push(this.CONSUME(Comma)) },
        ]);
      }),
    );
    const last = this.CONSUME(CloseSquare);
    return this.ACTION(() => this.bracketed(first, marks, last, made ? { kind: 'other' } : { kind: 'list', items }));
  });

  // { a = 1, "b" : 2 }   { for k, v in var.tags : k => upper(v) }
  private readonly curly = this.RULE('curly', (): HclExpression => {
    const first = this.CONSUME(OpenCurly);
    const entries: HclEntry[] = [];
    const marks: IToken[] = [];
    const made = this.madeOr(() =>
      this.MANY(() => {
        this.OR1([
          { ALT: () => entries.push(this.SUBRULE(this.entry)) },
          { ALT: () => marks.push(this.CONSUME(Comma)) },
          { ALT: () => this.CONSUME(Newline) },
        ]);
      }),
    );
    const last = this.CONSUME(CloseCurly);
    return this.ACTION(() =>
      this.bracketed(first, marks, last, made ? { kind: 'other' } : { kind: 'object', entries }),
    );
  });

  // from_port = 22
  private readonly entry = this.RULE('entry', (): HclEntry => {
    const key = this.SUBRULE(this.operand);
    const mark = this.OR([{ ALT: () => this.CONSUME(Equals) }, { ALT: () => this.CONSUME(Colon) }]);
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => {
      this.structure.add(mark.startOffset);
      const name =
        key.kind === 'text' ? key.text : key.kind === 'traversal' && key.path.length === 1 ? key.path[0] : undefined;
      return { ...(name === undefined ? {} : { key: name }), keySpan: key.span, value };
    });
  });

  // for k, v in var.rules : k => v... if v.on
  private readonly forBody = this.RULE('forBody', (): void => {
    this.CONSUME(For);
    this.CONSUME(Identifier);
    this.OPTION(() => {
      this.CONSUME(Comma);
      this.CONSUME1(Identifier);
    });
    this.CONSUME(In);
    this.SUBRULE(this.expression);
    this.CONSUME(Colon);
    this.SUBRULE1(this.expression);
    this.OPTION1(() => {
      this.CONSUME(Arrow);
      this.SUBRULE2(this.expression);
    });
    this.OPTION2(() => this.CONSUME(Ellipsis));
    this.OPTION3(() => {
      this.CONSUME(If);
      this.SUBRULE3(this.expression);
    });
  });

  /** What stands in brackets: `for` makes it, or its members are written out. @returns whether `for` makes it */
  private madeOr(members: () => void): boolean {
    return this.OR([
      {
        GATE: () => this.LA(1).tokenType === For,
        ALT: () => {
          this.SUBRULE(this.forBody);
          return true;
        },
      },
      {
        ALT: () => {
          members();
          return false;
        },
      },
    ]);
  }

  /** The brackets and commas of what is written out are only structure. */
  private bracketed(first: IToken, marks: readonly IToken[], last: IToken, inside: Bracketed): HclExpression {
    if (inside.kind !== 'other') for (const mark of [first, ...marks, last]) this.structure.add(mark.startOffset);
    return { ...inside, span: spanOf(first, last) };
  }

  constructor() {
    super(TOKENS, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }
}

type Bracketed =
  | { readonly kind: 'other' }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'object'; readonly entries: readonly HclEntry[] };

const literal = ({ image, startOffset }: IToken): HclExpression => ({
  kind: 'text',
  text: image,
  span: { start: startOffset, end: startOffset + image.length },
  quoted: false,
  exact: true,
});

const parser = new ExpressionParser();
