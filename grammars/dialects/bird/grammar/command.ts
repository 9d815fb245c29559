import { EmbeddedActionsParser, type IToken, type ParserMethod } from 'chevrotain';
import type { TokenWord } from '../../../kit/ruleset-outline.ts';
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
import type { Word } from '../../../outline.ts';
import { cover } from '../../../text/span.ts';
import type { Command, Header, Term } from './ast.ts';
import * as T from './tokens.ts';

/** Statements of the filter language, word by word; blocks are read before (`file.ts`). */
class CommandParser extends EmbeddedActionsParser {
  // if net ~ BOGONS then reject     bgp_local_pref = 100     case source     else
  readonly command: ParserMethod<[], Command> = this.RULE('command', (): Command => {
    const first = this.LA(1);
    const command = this.OR([
      { ALT: () => this.SUBRULE(this.condition) },
      { ALT: () => this.SUBRULE(this.otherwise) },
      { ALT: () => this.SUBRULE(this.choice) },
      { ALT: () => this.SUBRULE(this.loop) },
      { ALT: () => this.SUBRULE(this.verdict) },
      { ALT: () => this.SUBRULE(this.result) },
      { ALT: () => this.SUBRULE(this.message) },
      { ALT: () => this.SUBRULE(this.declaration) },
      { ALT: () => this.SUBRULE(this.action) },
    ]);
    return this.ACTION(() => ({ ...command, span: cover(spanOf(first), spanOf(this.LA(0))) }));
  });

  // if net.len > 24 then     if defined(bgp_med) then bgp_med = 0
  private readonly condition = this.RULE('condition', (): Command => {
    this.CONSUME(T.If);
    const condition = this.SUBRULE(this.term);
    this.CONSUME(T.Then);
    const body = this.OPTION(() => this.SUBRULE(this.command));
    return { kind: 'if', condition, ...(body ? { body } : {}), span: condition.span };
  });

  // else     else reject     else: accept
  private readonly otherwise = this.RULE('otherwise', (): Command => {
    const word = this.CONSUME(T.Else);
    const labelled = this.OPTION(() => this.CONSUME(T.Colon));
    const body = this.OPTION1(() => this.SUBRULE(this.command));
    const span = this.ACTION(() => spanOf(word));
    return labelled
      ? { kind: 'label', labels: [], ...(body ? { body } : {}), span }
      : { kind: 'else', ...(body ? { body } : {}), span };
  });

  // case net.type
  private readonly choice = this.RULE('choice', (): Command => {
    this.CONSUME(T.Case);
    const of = this.SUBRULE(this.term);
    return { kind: 'case', of, span: of.span };
  });

  // for int asn in bgp_path do
  private readonly loop = this.RULE('loop', (): Command => {
    this.CONSUME(T.For);
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(T.TypeWord) }, { ALT: () => this.CONSUME(T.SetWord) }]));
    const name = this.OR1([{ ALT: () => this.CONSUME(T.Name) }, { ALT: () => this.CONSUME(T.QuotedName) }]);
    this.CONSUME(T.In);
    const of = this.SUBRULE(this.term);
    this.CONSUME(T.Do);
    const body = this.OPTION(() => this.SUBRULE(this.command));
    return this.ACTION(() => ({
      kind: 'for',
      variable: bare(name.image),
      of,
      ...(body ? { body } : {}),
      span: of.span,
    }));
  });

  // accept     reject "bogon: ", net
  private readonly verdict = this.RULE('verdict', (): Command => {
    const word = this.OR([
      { ALT: () => this.CONSUME(T.Accept) },
      { ALT: () => this.CONSUME(T.Reject) },
      { ALT: () => this.CONSUME(T.ErrorWord) },
    ]);
    this.OPTION(() => this.SUBRULE(this.list));
    return this.ACTION(() => ({ kind: word.image as 'accept' | 'reject' | 'error', span: spanOf(word) }));
  });

  // return net ~ BOGONS
  private readonly result = this.RULE('result', (): Command => {
    const word = this.CONSUME(T.Return);
    const value = this.OPTION(() => this.SUBRULE(this.term));
    return this.ACTION(() => ({ kind: 'return', ...(value ? { value } : {}), span: spanOf(word) }));
  });

  // print "filtered ", net, " from ", from
  private readonly message = this.RULE('message', (): Command => {
    const word = this.OR([{ ALT: () => this.CONSUME(T.Print) }, { ALT: () => this.CONSUME(T.Printn) }]);
    this.OPTION(() => this.SUBRULE(this.list));
    return this.ACTION(() => ({ kind: 'print', span: spanOf(word) }));
  });

  // int x = 5     prefix set bogons
  private readonly declaration = this.RULE('declaration', (): Command => {
    const type = this.CONSUME(T.TypeWord);
    this.OPTION(() => this.CONSUME(T.SetWord));
    const name = this.OR([{ ALT: () => this.CONSUME(T.Name) }, { ALT: () => this.CONSUME(T.QuotedName) }]);
    const value = this.OPTION1(() => {
      this.CONSUME(T.Equals);
      return this.SUBRULE(this.term);
    });
    return this.ACTION(() => ({
      kind: 'declare',
      name: bare(name.image),
      ...(value ? { value } : {}),
      span: spanOf(type),
    }));
  });

  // bgp_community.add((64500, 100))     bgp_med = 10     RTS_BGP, RTS_STATIC: accept     1..5:
  private readonly action = this.RULE('action', (): Command => {
    const first = this.aside(true, () => this.SUBRULE(this.item));
    return this.OR([
      {
        ALT: (): Command => {
          this.CONSUME(T.Equals);
          const value = this.SUBRULE(this.term);
          return { kind: 'assign', to: first, value, span: first.span };
        },
      },
      {
        ALT: (): Command => {
          const more: Term[] = [];
          this.MANY(() => {
            this.CONSUME(Comma);
            more.push(this.SUBRULE1(this.item));
          });
          this.CONSUME(T.Colon);
          const body = this.OPTION(() => this.SUBRULE(this.command));
          return { kind: 'label', labels: [first, ...more], ...(body ? { body } : {}), span: first.span };
        },
      },
      { ALT: (): Command => ({ kind: 'do', what: first, span: first.span }) },
    ]);
  });

  // "a", net, 5
  private readonly list = this.RULE('list', (): Term[] => {
    const all: Term[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        all.push(this.SUBRULE(this.term));
      },
    });
    return all;
  });

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
  private readonly comparison = this.RULE('comparison', (): Term => {
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
  private readonly sum = this.RULE('sum', (): Term => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(T.Plus) }, { ALT: () => this.CONSUME(T.Dash) }]);
      const right = this.SUBRULE1(this.product);
      left = this.ACTION(() => binary(operator.image, left, right));
    });
    return left;
  });

  // 10 * 2
  private readonly product = this.RULE('product', (): Term => {
    let left = this.SUBRULE(this.unary);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(T.Star) }, { ALT: () => this.CONSUME(Slash) }]);
      const right = this.SUBRULE1(this.unary);
      left = this.ACTION(() => binary(operator.image, left, right));
    });
    return left;
  });

  // !is_bogon()     -empty-     bgp_path.first
  private readonly unary: ParserMethod<[], Term> = this.RULE(
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
  private readonly signed = this.RULE('signed', (): Term => {
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
  private readonly members = this.RULE('members', (): Term => {
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
  private readonly arguments = this.RULE('arguments', (): Term[] => {
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
  private readonly primary = this.RULE(
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
  private readonly number = this.RULE('number', (): Term => {
    const token = this.CONSUME(T.NumberWord);
    return this.ACTION((): Term => ({ kind: 'number', value: Number(token.image), span: spanOf(token) }));
  });

  // 192.0.2.1     10.0.0.0/8     10.0.0.0/8{8,24}     2001:db8::/32+
  private readonly prefix = this.RULE('prefix', (): Term => {
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
  private readonly length = this.RULE(
    'length',
    (): Term =>
      this.OR([
        { ALT: () => this.SUBRULE(this.number) },
        { ALT: () => this.SUBRULE(this.plainName) },
        { ALT: () => this.SUBRULE(this.tuple) },
      ]),
  );

  // {8,24}     +     -
  private readonly lengths = this.RULE('lengths', (): 'more' | 'less' | { first: Term; last: Term } =>
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
  private readonly text = this.RULE('text', (): Term => {
    const token = this.CONSUME(T.Quoted);
    return this.ACTION((): Term => ({ kind: 'text', value: token.image.slice(1, -1), span: spanOf(token) }));
  });

  // true
  private readonly truth = this.RULE('truth', (): Term => {
    const token = this.OR([{ ALT: () => this.CONSUME(T.True) }, { ALT: () => this.CONSUME(T.False) }]);
    return this.ACTION((): Term => ({ kind: 'bool', value: token.image === 'true', span: spanOf(token) }));
  });

  // BOGONS     is_bogon()     delete(bgp_path, [64512..65534])
  private readonly named = this.RULE('named', (): Term => {
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

  private readonly plainName = this.RULE('plainName', (): Term => {
    const name = this.SUBRULE(this.anyName);
    return this.ACTION((): Term => ({ kind: 'name', name: bare(name.image), span: spanOf(name) }));
  });

  // net     'my-name'
  private readonly anyName = this.RULE(
    'anyName',
    (): IToken =>
      this.OR([
        { ALT: () => this.CONSUME(T.Name) },
        { ALT: () => this.CONSUME(T.QuotedName) },
        { ALT: () => this.CONSUME(T.Bytes) },
      ]),
  );

  // (64500, 100)     (A || B)     (64500, *)     (rt, 64500, 1..5)
  private readonly tuple = this.RULE('tuple', (): Term => {
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
  private readonly set = this.RULE('set', (): Term => {
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
  private readonly item = this.RULE(
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
  private readonly mask = this.RULE('mask', (): Term => {
    const open = this.CONSUME(T.MaskOpen);
    const items: Term[] = [];
    this.MANY(() => {
      items.push(this.SUBRULE(this.maskItem));
    });
    const close = this.CONSUME(T.MaskClose);
    return this.ACTION((): Term => ({ kind: 'mask', items, span: cover(spanOf(open), spanOf(close)) }));
  });

  // *     ?     64500     64500..64510     [64501]     MYAS     (MYAS + 1)
  private readonly maskItem = this.RULE(
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

  // filter transit_in     function f(int a; prefix p) -> bool
  readonly header: ParserMethod<[], Header> = this.RULE('header', (): Header => {
    this.CONSUME(T.AnyWord);
    const name = this.SUBRULE(this.anyName);
    const parameters: string[] = [];
    this.OPTION(() => {
      this.CONSUME(RoundOpen);
      this.MANY(() => {
        this.OR([
          { ALT: () => this.CONSUME(T.InnerSemicolon) },
          { ALT: () => this.CONSUME(Comma) },
          { ALT: () => parameters.push(this.SUBRULE(this.parameter)) },
        ]);
      });
      this.CONSUME(RoundClose);
      this.OPTION1(() => {
        this.CONSUME(T.Arrow);
        this.CONSUME(T.TypeWord);
        this.OPTION2(() => this.CONSUME(T.SetWord));
      });
    });
    // Variables, as they were declared before version 2.0.8.
    this.MANY1(() => {
      this.SUBRULE1(this.parameter);
      this.CONSUME1(T.InnerSemicolon);
    });
    return this.ACTION(() => ({ name: bare(name.image), nameSpan: spanOf(name), parameters }));
  });

  // prefix set p
  private readonly parameter = this.RULE('parameter', (): string => {
    this.CONSUME(T.TypeWord);
    this.OPTION(() => this.CONSUME(T.SetWord));
    const name = this.OR([{ ALT: () => this.CONSUME(T.Name) }, { ALT: () => this.CONSUME(T.QuotedName) }]);
    return this.ACTION(() => bare(name.image));
  });

  /** At the start of a statement, where one equals sign assigns. */
  assigns = false;

  private aside<R>(assigns: boolean, read: () => R): R {
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

  constructor() {
    super([...T.tokens], { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
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

const parser = new CommandParser();

/** A statement of a filter; undefined where it cannot be read. */
export const readCommand = (words: readonly Word[]): Command | undefined => read(words, () => parser.command());

/** An expression in the options of a protocol: `where net ~ OWN`. */
export const readTerm = (words: readonly Word[]): Term | undefined => read(words, () => parser.term());

/** The words before the braces of a filter or function. */
export const readHeader = (words: readonly Word[]): Header | undefined => read(words, () => parser.header());

function read<R>(words: readonly Word[], rule: () => R): R | undefined {
  if (words.length === 0 || words.length > MOST_WORDS) return undefined;
  parser.input = words.map((word) => (word as TokenWord).token);
  parser.assigns = false;
  const result = rule();
  return parser.errors.length > 0 ? undefined : result;
}

/** Sets of tens of thousands of prefixes are generated, one to a line. */
const MOST_WORDS = 2_000_000;
