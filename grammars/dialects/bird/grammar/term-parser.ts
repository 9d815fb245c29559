import { EmbeddedActionsParser, type IToken, type ParserMethod } from 'chevrotain';
import {
  Comma,
  CurlyClose,
  CurlyOpen,
  Not,
  RoundClose,
  RoundOpen,
  Slash,
  spanOf,
} from '../../../kit/ruleset-tokens.ts';
import { cover } from '../../../text/span.ts';
import type { Term } from './ast.ts';
import * as T from './tokens.ts';

/** Expressions of the filter language. */
export class TermParser extends EmbeddedActionsParser {
  // A && B || !C
  readonly term: ParserMethod<[], Term> = this.RULE('term', (): Term => {
    let left = this.SUBRULE(this.comparison);
    let either = false;
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(T.And) }, { ALT: () => this.CONSUME(T.Or) }]);
      const right = this.SUBRULE1(this.comparison);
      // Up to 2.0.12 both bind alike, from left to right; what `A || B && C` means depends on the version.
      const unclear = either && operator.image === '&&';
      either ||= operator.image === '||';
      left = this.ACTION(() => binary(unclear ? 'unclear' : operator.image, left, right));
    });
    return left;
  });

  // bgp_path.len > 10     net ~ [ 10.0.0.0/8+ ]     source = RTS_BGP
  protected readonly comparison = this.RULE('comparison', (): Term => {
    let left = this.SUBRULE(this.sum);
    this.OPTION({
      // In a statement, one `=` assigns: the statement's own rule takes it.
      GATE: () => !this.assigns || this.LA(1).tokenType !== T.Equals,
      DEF: () => {
        const operator = this.OR([
          { ALT: () => this.CONSUME(T.Equals) },
          { ALT: () => this.CONSUME(T.NotEqual) },
          { ALT: () => this.CONSUME(T.Match) },
          { ALT: () => this.CONSUME(T.NotMatch) },
          { ALT: () => this.CONSUME(T.Compare) },
        ]);
        const right = this.SUBRULE1(this.sum);
        left = this.ACTION(() => binary(operator.image, left, right));
      },
    });
    return left;
  });

  // MYASN + 1
  protected readonly sum = this.RULE('sum', (): Term => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(T.Plus) }, { ALT: () => this.CONSUME(T.Dash) }]);
      const right = this.SUBRULE1(this.product);
      left = this.ACTION(() => binary(operator.image, left, right));
    });
    return left;
  });

  // 10 * 2
  protected readonly product = this.RULE('product', (): Term => {
    let left = this.SUBRULE(this.unary);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(T.Star) }, { ALT: () => this.CONSUME(Slash) }]);
      const right = this.SUBRULE1(this.unary);
      left = this.ACTION(() => binary(operator.image, left, right));
    });
    return left;
  });

  // !is_bogon()     -empty-     bgp_path.first
  protected readonly unary: ParserMethod<[], Term> = this.RULE(
    'unary',
    (): Term =>
      this.OR([
        {
          ALT: () => {
            const sign = this.CONSUME(Not);
            const of = this.SUBRULE(this.unary);
            return this.ACTION((): Term => ({ kind: 'not', of, span: cover(spanOf(sign), of.span) }));
          },
        },
        { ALT: () => this.SUBRULE(this.signed) },
        { ALT: () => this.SUBRULE(this.members) },
      ]),
  );

  // -1     -empty-     +empty+     --empty--
  protected readonly signed = this.RULE('signed', (): Term => {
    const signs: IToken[] = [];
    this.AT_LEAST_ONE(() => {
      signs.push(this.OR([{ ALT: () => this.CONSUME(T.Dash) }, { ALT: () => this.CONSUME(T.Plus) }]));
    });
    const of = this.SUBRULE(this.members);
    const empty = this.ACTION(() => of.kind === 'name' && of.name === 'empty');
    this.OPTION({
      GATE: () => empty,
      DEF: () => {
        this.AT_LEAST_ONE1(() => {
          this.OR1([{ ALT: () => this.CONSUME1(T.Dash) }, { ALT: () => this.CONSUME1(T.Plus) }]);
        });
      },
    });
    return this.ACTION((): Term => {
      const span = cover(spanOf(signs[0]!), spanOf(this.LA(0)));
      return empty ? { kind: 'empty', span } : { kind: 'minus', of, span };
    });
  });

  // bgp_path.last     net.mask(24)
  protected readonly members = this.RULE('members', (): Term => {
    let of = this.SUBRULE(this.primary);
    this.MANY(() => {
      this.CONSUME(T.Dot);
      const name = this.CONSUME(T.AnyWord);
      const args = this.OPTION(() => this.SUBRULE(this.arguments));
      const before = of;
      of = this.ACTION(
        (): Term => ({
          kind: 'member',
          of: before,
          name: name.image,
          nameSpan: spanOf(name),
          ...(args ? { args } : {}),
          span: cover(before.span, spanOf(this.LA(0))),
        }),
      );
    });
    return of;
  });

  // (64500, 100)     ()
  protected readonly arguments = this.RULE('arguments', (): Term[] => {
    const all: Term[] = [];
    this.CONSUME(RoundOpen);
    this.aside(false, () =>
      this.MANY_SEP({
        SEP: Comma,
        DEF: () => {
          all.push(this.SUBRULE(this.item));
        },
      }),
    );
    this.CONSUME(RoundClose);
    return all;
  });

  // net     64500     10.0.0.0/8+     "x"     (1, 2)     [ 1..5 ]     roa_check(r4, net, bgp_path.last)
  protected readonly primary = this.RULE(
    'primary',
    (): Term =>
      this.OR([
        { ALT: () => this.SUBRULE(this.number) },
        { ALT: () => this.SUBRULE(this.prefix) },
        { ALT: () => this.SUBRULE(this.text) },
        { ALT: () => this.SUBRULE(this.truth) },
        { ALT: () => this.SUBRULE(this.named) },
        { ALT: () => this.SUBRULE(this.tuple) },
        { ALT: () => this.SUBRULE(this.set) },
        { ALT: () => this.SUBRULE(this.mask) },
      ]),
  );

  // 64500     0x10
  protected readonly number = this.RULE('number', (): Term => {
    const token = this.CONSUME(T.NumberWord);
    return this.ACTION((): Term => ({ kind: 'number', value: Number(token.image), span: spanOf(token) }));
  });

  // 192.0.2.1     10.0.0.0/8     10.0.0.0/8{8,24}     2001:db8::/32+
  protected readonly prefix = this.RULE('prefix', (): Term => {
    const token = this.OR([{ ALT: () => this.CONSUME(T.Ipv4) }, { ALT: () => this.CONSUME(T.Ipv6) }]);
    const length = this.OPTION(() => {
      this.CONSUME(Slash);
      return this.SUBRULE(this.length);
    });
    const suffix = this.OPTION1({ GATE: () => length !== undefined, DEF: () => this.SUBRULE(this.lengths) });
    return this.ACTION((): Term => {
      const span = cover(spanOf(token), spanOf(this.LA(0)));
      return length
        ? { kind: 'prefix', address: token.image, length, ...(suffix ? { suffix } : {}), span }
        : { kind: 'address', text: token.image, span };
    });
  });

  // 24     MAXLEN     (MAXLEN)
  protected readonly length = this.RULE(
    'length',
    (): Term =>
      this.OR([
        { ALT: () => this.SUBRULE(this.number) },
        { ALT: () => this.SUBRULE(this.plainName) },
        { ALT: () => this.SUBRULE(this.tuple) },
      ]),
  );

  // {8,24}     +     -
  protected readonly lengths = this.RULE('lengths', (): 'more' | 'less' | { first: Term; last: Term } =>
    this.OR([
      {
        GATE: () => this.endsItem(2),
        ALT: () => {
          this.CONSUME(T.Plus);
          return 'more' as const;
        },
      },
      {
        GATE: () => this.endsItem(2),
        ALT: () => {
          this.CONSUME(T.Dash);
          return 'less' as const;
        },
      },
      {
        ALT: () => {
          this.CONSUME(CurlyOpen);
          const first = this.SUBRULE(this.sum);
          this.CONSUME(Comma);
          const last = this.SUBRULE1(this.sum);
          this.CONSUME(CurlyClose);
          return { first, last };
        },
      },
    ]),
  );

  // "upstream"
  protected readonly text = this.RULE('text', (): Term => {
    const token = this.CONSUME(T.Quoted);
    return this.ACTION((): Term => ({ kind: 'text', value: token.image.slice(1, -1), span: spanOf(token) }));
  });

  // true
  protected readonly truth = this.RULE('truth', (): Term => {
    const token = this.OR([{ ALT: () => this.CONSUME(T.True) }, { ALT: () => this.CONSUME(T.False) }]);
    return this.ACTION((): Term => ({ kind: 'bool', value: token.image === 'true', span: spanOf(token) }));
  });

  // BOGONS     is_bogon()     delete(bgp_path, [64512..65534])
  protected readonly named = this.RULE('named', (): Term => {
    const name = this.SUBRULE(this.anyName);
    const args = this.OPTION(() => this.SUBRULE(this.arguments));
    return this.ACTION((): Term => {
      const nameSpan = spanOf(name);
      const span = cover(nameSpan, spanOf(this.LA(0)));
      return args
        ? { kind: 'call', name: bare(name.image), nameSpan, args, span }
        : { kind: 'name', name: bare(name.image), span: nameSpan };
    });
  });

  protected readonly plainName = this.RULE('plainName', (): Term => {
    const name = this.SUBRULE(this.anyName);
    return this.ACTION((): Term => ({ kind: 'name', name: bare(name.image), span: spanOf(name) }));
  });

  // net     'my-name'
  protected readonly anyName = this.RULE(
    'anyName',
    (): IToken =>
      this.OR([
        { ALT: () => this.CONSUME(T.Name) },
        { ALT: () => this.CONSUME(T.QuotedName) },
        { ALT: () => this.CONSUME(T.Bytes) },
      ]),
  );

  // (64500, 100)     (A || B)     (64500, *)     (rt, 64500, 1..5)
  protected readonly tuple = this.RULE('tuple', (): Term => {
    const open = this.CONSUME(RoundOpen);
    const parts: Term[] = [];
    this.aside(false, () =>
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          parts.push(this.SUBRULE(this.item));
        },
      }),
    );
    const close = this.CONSUME(RoundClose);
    return this.ACTION((): Term => ({ kind: 'tuple', parts, span: cover(spanOf(open), spanOf(close)) }));
  });

  // [ 10.0.0.0/8+, 192.0.2.0/24 ]     [ 1..5, 7 ]     [ (64500, *) ]
  protected readonly set = this.RULE('set', (): Term => {
    const open = this.CONSUME(T.SquareOpen);
    const items: Term[] = [];
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => {
        items.push(this.SUBRULE(this.item));
      },
    });
    const close = this.CONSUME(T.SquareClose);
    return this.ACTION((): Term => ({ kind: 'set', items, span: cover(spanOf(open), spanOf(close)) }));
  });

  // 1..5     *     64500     (A || B)
  protected readonly item = this.RULE(
    'item',
    (): Term =>
      this.OR([
        {
          ALT: () => {
            const star = this.CONSUME(T.Star);
            return this.ACTION((): Term => ({ kind: 'anything', span: spanOf(star) }));
          },
        },
        {
          ALT: () => {
            const first = this.SUBRULE(this.term);
            const last = this.OPTION(() => {
              this.CONSUME(T.Range);
              return this.SUBRULE1(this.term);
            });
            return this.ACTION(
              (): Term => (last ? { kind: 'range', first, last, span: cover(first.span, last.span) } : first),
            );
          },
        },
      ]),
  );

  // [= * 64500 [64501, 64510..64520] ? + =]
  protected readonly mask = this.RULE('mask', (): Term => {
    const open = this.CONSUME(T.MaskOpen);
    const items: Term[] = [];
    this.MANY(() => {
      items.push(this.SUBRULE(this.maskItem));
    });
    const close = this.CONSUME(T.MaskClose);
    return this.ACTION((): Term => ({ kind: 'mask', items, span: cover(spanOf(open), spanOf(close)) }));
  });

  // *     ?     64500     64500..64510     [64501]     MYAS     (MYAS + 1)
  protected readonly maskItem = this.RULE(
    'maskItem',
    (): Term =>
      this.OR([
        {
          ALT: () => {
            const sign = this.OR1([
              { ALT: () => this.CONSUME(T.Star) },
              { ALT: () => this.CONSUME(T.Question) },
              { ALT: () => this.CONSUME(T.Plus) },
            ]);
            return this.ACTION((): Term => {
              const span = spanOf(sign);
              if (sign.image === '*') return { kind: 'anything', span };
              return { kind: sign.image === '?' ? 'question' : 'plus', span };
            });
          },
        },
        { ALT: () => this.SUBRULE(this.set) },
        {
          ALT: () => {
            const first = this.SUBRULE(this.length);
            const last = this.OPTION(() => {
              this.CONSUME(T.Range);
              return this.SUBRULE1(this.length);
            });
            return this.ACTION(
              (): Term => (last ? { kind: 'range', first, last, span: cover(first.span, last.span) } : first),
            );
          },
        },
      ]),
  );

  /** At the start of a statement, where one equals sign assigns. */
  assigns = false;

  protected aside<R>(assigns: boolean, read: () => R): R {
    const before = this.assigns;
    this.assigns = assigns;
    const result = read();
    this.assigns = before;
    return result;
  }

  private endsItem(at: number): boolean {
    const { tokenType } = this.LA(at);
    return tokenType === Comma || tokenType === T.SquareClose;
  }

  protected constructor() {
    super([...T.tokens], { maxLookahead: 1, recoveryEnabled: false });
  }
}

const binary = (operator: string, left: Term, right: Term): Term => ({
  kind: 'binary',
  operator,
  left,
  right,
  span: cover(left.span, right.span),
});

/** `'my-name'` without its quotes. */
export const bare = (name: string): string => (name.startsWith("'") ? name.slice(1, -1) : name);
