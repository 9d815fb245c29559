import { EmbeddedActionsParser, type IToken, tokenMatcher } from 'chevrotain';
import type { HclExpression } from '../../../kit/hcl/expression.ts';
import { tokenSpan } from '../../../kit/hcl/growing-statement.ts';
import type { Span } from '../../../text/span.ts';
import { bicepText, multiLineText } from './bicep-text.ts';
import type { BicepEntry, Declaration } from './declaration.ts';
import {
  Arrow,
  At,
  CloseCurly,
  CloseParen,
  CloseSquare,
  Colon,
  Comma,
  Dot,
  DoubleColon,
  Ellipsis,
  Equals,
  Existing,
  For,
  Identifier,
  If,
  In,
  Minus,
  MultiLine,
  Newline,
  Not,
  NumberToken,
  OpenCurly,
  OpenParen,
  OpenSquare,
  Operator,
  Question,
  Quoted,
  ResourceWord,
  SafeDot,
  TOKENS,
} from './tokens.ts';

export interface ParsedDeclaration {
  readonly declaration: Declaration;
  /** Offsets of what is only structure: brackets, commas, colons, equals signs. */
  readonly structure: ReadonlySet<number>;
}

/**
 * Reads `var` and `resource` declarations.
 * @returns the token that does not fit where they are none
 */
export function parseDeclaration(tokens: readonly IToken[]): ParsedDeclaration | IToken {
  const last = tokens.at(-1)!;
  try {
    parser.structure = new Set();
    parser.input = [...tokens];
    const declaration = (tokens[0]!.image === 'var' ? parser.variable() : parser.resource()) as Declaration | undefined;
    const [error] = parser.errors;
    if (!error && declaration) return { declaration, structure: parser.structure };
    return Number.isFinite(error?.token.startOffset) ? error!.token : last;
  } catch {
    // Nested deeper than the stack.
    return last;
  }
}

const between = (first: IToken, last: IToken): Span => ({ start: first.startOffset, end: tokenSpan(last).end });

class BicepParser extends EmbeddedActionsParser {
  structure = new Set<number>();

  // var subnetName = 'web'   var ports int[] = [80, 443]
  readonly variable = this.RULE('variable', (): Declaration => {
    this.CONSUME(Identifier);
    const name = this.CONSUME1(Identifier);
    this.OPTION(() => this.SUBRULE1(this.type));
    this.mark(this.CONSUME(Equals));
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => ({
      keyword: 'var',
      symbol: name.image,
      symbolSpan: tokenSpan(name),
      existing: false,
      value,
    }));
  });

  // resource web 'Microsoft.Network/networkSecurityGroups@2024-05-01' = if (deploy) { ... }
  readonly resource = this.RULE('resource', (): Declaration => {
    this.CONSUME(ResourceWord);
    const name = this.CONSUME(Identifier);
    const type = this.CONSUME(Quoted);
    let existing = false;
    this.OPTION(() => {
      this.CONSUME(Existing);
      existing = true;
    });
    this.mark(this.CONSUME(Equals));
    let condition: Span | undefined;
    let value: HclExpression | undefined;
    this.OR([
      {
        ALT: () => {
          value = this.SUBRULE(this.object);
        },
      },
      {
        ALT: () => {
          condition = this.SUBRULE(this.decision);
          value = this.SUBRULE1(this.object);
        },
      },
      {
        ALT: () => {
          this.mark(this.CONSUME(OpenSquare));
          this.MANY(() => this.CONSUME(Newline));
          condition = this.SUBRULE(this.repetition);
          this.OPTION1(() => this.SUBRULE1(this.decision));
          value = this.SUBRULE2(this.object);
          this.MANY1(() => this.CONSUME1(Newline));
          this.mark(this.CONSUME(CloseSquare));
        },
      },
    ]);
    return this.ACTION(() => ({
      keyword: 'resource',
      symbol: name.image,
      symbolSpan: tokenSpan(name),
      type: type.image.slice(1, -1),
      existing,
      ...(condition ? { condition } : {}),
      value: value!,
    }));
  });

  // if (environment == 'prod')
  private readonly decision = this.RULE('decision', (): Span => {
    const first = this.CONSUME(If);
    this.SUBRULE(this.parenthesised);
    return this.ACTION(() => between(first, this.LA(0)));
  });

  // for (rule, i) in rules:
  private readonly repetition = this.RULE('repetition', (): Span => {
    const first = this.CONSUME(For);
    this.OR([
      { ALT: () => this.CONSUME(Identifier) },
      {
        ALT: () => {
          this.CONSUME(OpenParen);
          this.CONSUME1(Identifier);
          this.CONSUME(Comma);
          this.CONSUME2(Identifier);
          this.CONSUME(CloseParen);
        },
      },
    ]);
    this.CONSUME(In);
    this.SUBRULE(this.expression);
    this.CONSUME(Colon);
    return this.ACTION(() => ({ start: first.startOffset, end: this.LA(0).startOffset }));
  });

  // string[]   int?
  private readonly type = this.RULE('type', (): void => {
    this.SUBRULE(this.primary);
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(OpenSquare);
            this.CONSUME(CloseSquare);
          },
        },
        { ALT: () => this.CONSUME(Question) },
      ]),
    );
  });

  // deploy ? 'Allow' : 'Deny'
  private readonly expression = this.RULE('expression', (): HclExpression => {
    const first = this.LA(1);
    let found = this.SUBRULE(this.operand);
    let compound = false;
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(Operator) }, { ALT: () => this.CONSUME(Minus) }]);
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
      if (compound) found = { kind: 'other', span: between(first, this.LA(0)) };
      return found;
    });
  });

  // !private   -1   vnet.properties.subnets[0].id
  private readonly operand = this.RULE('operand', (): HclExpression => {
    const first = this.LA(1);
    let signs = 0;
    this.MANY(() => {
      signs += 1;
      this.OR([{ ALT: () => this.CONSUME(Not) }, { ALT: () => this.CONSUME(Minus) }]);
    });
    const found = this.SUBRULE(this.postfix);
    return this.ACTION(
      (): HclExpression => (signs === 0 ? found : { kind: 'other', span: between(first, this.LA(0)) }),
    );
  });

  // vnet::web.id   list[0]!.name   sys.resourceId('a', 'b')
  private readonly postfix = this.RULE('postfix', (): HclExpression => {
    const first = this.LA(1);
    const base = this.SUBRULE(this.primary);
    const path: string[] = [];
    let known = true;
    let steps = 0;
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const mark = this.OR1([
              { ALT: () => this.CONSUME(Dot) },
              { ALT: () => this.CONSUME(SafeDot) },
              { ALT: () => this.CONSUME(DoubleColon) },
            ]);
            const name = this.CONSUME(Identifier);
            path.push(`${mark.tokenType === DoubleColon ? '::' : ''}${name.image}`);
          },
        },
        {
          ALT: () => {
            this.CONSUME(OpenSquare);
            this.OPTION(() => this.CONSUME(Question));
            const index = this.SUBRULE(this.expression);
            this.CONSUME(CloseSquare);
            this.ACTION(() => {
              if (index.kind === 'text') path.push(index.text);
              else known = false;
            });
          },
        },
        {
          ALT: () => {
            this.SUBRULE(this.arguments);
            known = false;
          },
        },
        { ALT: () => this.CONSUME(Not) },
      ]);
      steps += 1;
    });
    return this.ACTION((): HclExpression => {
      if (steps === 0) return base;
      const span = between(first, this.LA(0));
      return base.kind === 'traversal' && known
        ? { kind: 'traversal', path: [...base.path, ...path], span }
        : { kind: 'other', span };
    });
  });

  // 10   'text'   (a + b)   [a, b]   { a: 1 }
  private readonly primary = this.RULE('primary', (): HclExpression => {
    let found: HclExpression | undefined;
    this.OR([
      {
        ALT: () => {
          found = this.SUBRULE(this.named);
        },
      },
      {
        ALT: () => {
          found = literal(this.CONSUME(NumberToken));
        },
      },
      {
        ALT: () => {
          const { image, startOffset } = this.CONSUME(Quoted);
          this.ACTION(() => {
            found = bicepText(image, startOffset);
          });
        },
      },
      {
        ALT: () => {
          const { image, startOffset } = this.CONSUME(MultiLine);
          this.ACTION(() => {
            found = multiLineText(image, startOffset);
          });
        },
      },
      {
        ALT: () => {
          found = this.SUBRULE(this.parenthesised);
        },
      },
      {
        ALT: () => {
          found = this.SUBRULE(this.array);
        },
      },
      {
        ALT: () => {
          found = this.SUBRULE(this.object);
        },
      },
    ]);
    return found as HclExpression;
  });

  // true   web   resourceId('Microsoft.Network/virtualNetworks', name)   item => item.id
  private readonly named = this.RULE('named', (): HclExpression => {
    const name = this.CONSUME(Identifier);
    let values: readonly HclExpression[] | undefined;
    let lambda = false;
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            values = this.SUBRULE(this.arguments);
          },
        },
        {
          ALT: () => {
            this.CONSUME(Arrow);
            this.SUBRULE(this.expression);
            lambda = true;
          },
        },
      ]);
    });
    return this.ACTION((): HclExpression => {
      const span = between(name, this.LA(0));
      if (values) return { kind: 'call', name: name.image, arguments: values, span };
      if (lambda) return { kind: 'other', span };
      if (name.image === 'null') return { kind: 'null', span };
      return ['true', 'false'].includes(name.image) ? literal(name) : { kind: 'traversal', path: [name.image], span };
    });
  });

  // ('Microsoft.Network/virtualNetworks', name)
  private readonly arguments = this.RULE('arguments', (): HclExpression[] => {
    const values: HclExpression[] = [];
    this.CONSUME(OpenParen);
    this.MANY(() => {
      this.OR([{ ALT: () => values.push(this.SUBRULE(this.expression)) }, { ALT: () => this.CONSUME(Comma) }]);
    });
    this.CONSUME(CloseParen);
    return values;
  });

  // (a + b)   (item, i) => item.id
  private readonly parenthesised = this.RULE('parenthesised', (): HclExpression => {
    const first = this.LA(1);
    this.SUBRULE(this.arguments);
    this.OPTION(() => {
      this.CONSUME(Arrow);
      this.SUBRULE(this.expression);
    });
    return this.ACTION(() => ({ kind: 'other', span: between(first, this.LA(0)) }));
  });

  // ['10.0.0.0/8', prefix]   [for name in names: { name: name }]
  private readonly array = this.RULE('array', (): HclExpression => {
    const first = this.CONSUME(OpenSquare);
    const items: HclExpression[] = [];
    const marks: IToken[] = [first];
    let made = false;
    this.MANY(() => {
      this.OR([
        {
          // Before expressions, which begin with any name: the word is one too.
          GATE: () => tokenMatcher(this.LA(2), Identifier) || this.LA(2).tokenType === OpenParen,
          ALT: () => {
            this.SUBRULE(this.repetition);
            this.OPTION(() => this.SUBRULE(this.decision));
            this.SUBRULE2(this.expression);
            made = true;
          },
        },
        { ALT: () => items.push(this.SUBRULE(this.expression)) },
        { ALT: () => marks.push(this.CONSUME(Comma)) },
        { ALT: () => this.CONSUME(Newline) },
        {
          ALT: () => {
            this.CONSUME(Ellipsis);
            this.SUBRULE1(this.expression);
            made = true;
          },
        },
      ]);
    });
    const last = this.CONSUME(CloseSquare);
    return this.ACTION((): HclExpression => {
      const span = between(first, last);
      if (made) return { kind: 'other', span };
      for (const mark of [...marks, last]) this.structure.add(mark.startOffset);
      return { kind: 'list', items, span };
    });
  });

  // { name: 'web', properties: { ... } }
  private readonly object = this.RULE('object', (): HclExpression => {
    const first = this.CONSUME(OpenCurly);
    const entries: BicepEntry[] = [];
    const marks: IToken[] = [first];
    let made = false;
    this.MANY(() => {
      this.OR([
        {
          GATE: () => this.LA(1).tokenType !== ResourceWord || this.LA(2).tokenType === Colon,
          ALT: () => entries.push(this.SUBRULE(this.entry)),
        },
        { ALT: () => entries.push(this.SUBRULE(this.nested)) },
        { ALT: () => marks.push(this.CONSUME(Comma)) },
        { ALT: () => this.CONSUME(Newline) },
        {
          ALT: () => {
            this.CONSUME(Ellipsis);
            this.SUBRULE(this.expression);
            made = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(At);
            this.SUBRULE(this.postfix);
          },
        },
      ]);
    });
    const last = this.CONSUME(CloseCurly);
    return this.ACTION((): HclExpression => {
      const span = between(first, last);
      if (made) return { kind: 'other', span };
      for (const mark of [...marks, last]) this.structure.add(mark.startOffset);
      return { kind: 'object', entries, span };
    });
  });

  // priority: 100
  private readonly entry = this.RULE('entry', (): BicepEntry => {
    const key = this.OR([{ ALT: () => this.CONSUME(Identifier) }, { ALT: () => this.CONSUME(Quoted) }]);
    const mark = this.CONSUME(Colon);
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => {
      this.structure.add(mark.startOffset);
      const text = key.tokenType === Quoted ? bicepText(key.image, key.startOffset) : undefined;
      const name = text === undefined ? key.image : text.kind === 'text' ? text.text : undefined;
      return { ...(name === undefined ? {} : { key: name }), keySpan: tokenSpan(key), value };
    });
  });

  // resource ssh 'securityRules' = { ... }
  private readonly nested = this.RULE('nested', (): BicepEntry => {
    const first = this.LA(1);
    const declaration = this.SUBRULE(this.resource);
    return this.ACTION(() => ({
      keySpan: { start: first.startOffset, end: declaration.symbolSpan.end },
      value: declaration.value,
      end: between(first, this.LA(0)).end,
      declaration,
    }));
  });

  private mark(token: IToken): void {
    this.ACTION(() => this.structure.add(token.startOffset));
  }

  constructor() {
    super(TOKENS, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }
}

const literal = ({ image, startOffset }: IToken): HclExpression => ({
  kind: 'text',
  text: image,
  span: { start: startOffset, end: startOffset + image.length },
  quoted: false,
  exact: true,
});

const parser = new BicepParser();
