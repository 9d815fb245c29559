import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import { Comma, CurlyClose, CurlyOpen, RoundClose, RoundOpen, Slash, spanOf } from '../../../kit/ruleset-tokens.ts';
import { at, cover, type Span } from '../../../text/span.ts';
import type { Element, Selector, Value, Verdict } from './ast.ts';
import { CtCount, Key, keywords, Unit } from './keywords.ts';
import {
  AnyWord,
  AtName,
  BitOperator,
  Colon,
  Dash,
  Dot,
  NumberWord,
  Quoted,
  SquareClose,
  SquareOpen,
  tokens,
  Variable,
} from './tokens.ts';

/** Fields of a TCP, SCTP or IP option; nft(8), EXTENSION HEADER EXPRESSIONS. */
const OPTION_FIELDS =
  /^(?:kind|length|size|count|left|right|left-\d|right-\d|tsval|tsecr|subtype|type|ptr|value|addr|flags|port)$/;

/** Values, and the fields of packets that they are compared with. */
export class ValueParser extends EmbeddedActionsParser {
  // tcp dport     iifname     ct original ip saddr     fib saddr . iif oif     @th,16,16
  protected readonly selector = this.RULE('selector', (): Selector => {
    const start = this.LA(1);
    this.OR([
      { ALT: () => this.SUBRULE(this.header) },
      { ALT: () => this.CONSUME(Key.Alone) },
      { ALT: () => this.SUBRULE(this.connection) },
      {
        ALT: () => {
          this.CONSUME(Key.Fib);
          this.CONSUME1(AnyWord);
          this.MANY(() => {
            this.CONSUME(Dot);
            this.CONSUME2(AnyWord);
          });
          this.CONSUME3(AnyWord);
        },
      },
      { ALT: () => this.SUBRULE(this.generated) },
      {
        ALT: () => {
          this.CONSUME(Key.Exthdr);
          this.CONSUME4(AnyWord);
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Osf);
          this.OPTION({ GATE: () => this.LA(1).image === 'ttl', DEF: () => this.SUBRULE(this.wordPair) });
          this.CONSUME5(AnyWord);
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Ipsec);
          this.CONSUME6(AnyWord);
          this.OPTION1({ GATE: () => this.LA(1).image === 'spnum', DEF: () => this.SUBRULE1(this.wordPair) });
          this.SUBRULE(this.familyField);
        },
      },
      {
        ALT: () => {
          this.CONSUME(AtName);
          this.CONSUME(Comma);
          this.CONSUME(NumberWord);
          this.CONSUME1(Comma);
          this.CONSUME1(NumberWord);
        },
      },
    ]);
    return this.ACTION(() => this.selectorFrom(start));
  });

  // ip saddr     tcp option maxseg size     rt ip nexthop     socket cgroupv2 level 2
  private readonly header = this.RULE('header', () => {
    this.CONSUME(Key.Header);
    this.OR([
      {
        GATE: () => this.LA(1).tokenType === Key.OptionWord,
        ALT: () => {
          this.CONSUME(Key.OptionWord);
          this.CONSUME1(AnyWord);
          this.OPTION({ GATE: () => OPTION_FIELDS.test(this.LA(1).image), DEF: () => this.CONSUME2(AnyWord) });
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.familyField);
          this.OPTION1({
            GATE: () => this.LA(1).image === 'level',
            DEF: () => {
              this.CONSUME(Key.LogOption);
              this.CONSUME(NumberWord);
            },
          });
        },
      },
    ]);
  });

  // saddr     ip saddr
  private readonly familyField = this.RULE('familyField', () => {
    const field = this.CONSUME(AnyWord);
    this.OPTION({
      GATE: () =>
        (/^ip6?$/.test(field.image) && /^(?:[sd]addr|nexthop)$/.test(this.LA(1).image)) ||
        // arp saddr ip
        (this.LA(-1).image === 'arp' && /^(?:ip|ether)$/.test(this.LA(1).image)),
      DEF: () => this.CONSUME1(AnyWord),
    });
  });

  // ct state     ct original ip saddr
  private readonly connection = this.RULE('connection', () => {
    this.CONSUME(Key.Ct);
    this.OPTION(() => this.CONSUME(Key.Direction));
    this.SUBRULE(this.familyField);
  });

  // numgen inc mod 2 offset 1     jhash ip saddr . tcp dport mod 8 seed 0xbeef     symhash mod 2
  private readonly generated = this.RULE('generated', () => {
    const kind = this.CONSUME(Key.Numgen);
    this.OPTION({ GATE: () => kind.image === 'numgen', DEF: () => this.CONSUME(AnyWord) });
    this.OPTION1({
      GATE: () => kind.image === 'jhash',
      DEF: () => {
        this.SUBRULE(this.selector);
        this.MANY(() => {
          this.CONSUME(Dot);
          this.SUBRULE1(this.selector);
        });
      },
    });
    this.OPTION2({ GATE: () => this.LA(1).image === 'mod', DEF: () => this.SUBRULE(this.wordPair) });
    this.OPTION3({ GATE: () => this.LA(1).image === 'seed', DEF: () => this.SUBRULE1(this.wordPair) });
    this.OPTION4({ GATE: () => this.LA(1).image === 'offset', DEF: () => this.SUBRULE2(this.wordPair) });
  });

  // mod 8     spnum 1
  private readonly wordPair = this.RULE('wordPair', () => {
    this.CONSUME(AnyWord);
    this.CONSUME1(AnyWord);
  });

  // 22     "eth0"     $WAN     @blocked     { 22, 80 }     (fin|syn)     [2001:db8::1]
  protected readonly literal: (idx?: number) => Value = this.RULE(
    'literal',
    (): Value =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(AnyWord);
            return this.ACTION((): Value => ({ kind: 'literal', text: unquoted(token), span: spanOf(token) }));
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(Variable);
            return this.ACTION((): Value => ({ kind: 'variable', name: nameOf(token), span: spanOf(token) }));
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(AtName);
            return this.ACTION((): Value => ({ kind: 'set-name', name: nameOf(token), span: spanOf(token) }));
          },
        },
        { ALT: () => this.SUBRULE(this.setLiteral) },
        {
          ALT: () => {
            this.CONSUME(RoundOpen);
            const inner = this.SUBRULE(this.listed);
            this.CONSUME(RoundClose);
            return inner;
          },
        },
        {
          ALT: () => {
            this.CONSUME(SquareOpen);
            const inner = this.SUBRULE1(this.literal);
            this.CONSUME(SquareClose);
            return inner;
          },
        },
        {
          // -150
          ALT: () => {
            const dash = this.CONSUME(Dash);
            const number = this.CONSUME(NumberWord);
            return this.ACTION(
              (): Value => ({ kind: 'literal', text: `-${number.image}`, span: cover(spanOf(dash), spanOf(number)) }),
            );
          },
        },
      ]),
  );

  // 1024-65535     10.0.0.0/8
  protected readonly ranged = this.RULE('ranged', (): Value => {
    let value: Value = this.SUBRULE(this.literal);
    this.OPTION(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(Dash) }, { ALT: () => this.CONSUME(Slash) }]);
      const right = this.SUBRULE1(this.literal);
      value = this.ACTION(() => pair(value, operator, right));
    });
    return value;
  });

  // fin | syn
  protected readonly combined = this.RULE('combined', (): Value => {
    let value: Value = this.SUBRULE(this.ranged);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(BitOperator) }, { ALT: () => this.CONSUME(Key.BitWord) }]);
      const right = this.SUBRULE1(this.ranged);
      value = this.ACTION(() => pair(value, operator, right));
    });
    return value;
  });

  // 10.0.0.1 . 22
  protected readonly joined = this.RULE('joined', (): Value => {
    const items = [this.SUBRULE(this.combined)];
    this.MANY(() => {
      this.CONSUME(Dot);
      items.push(this.SUBRULE1(this.combined));
    });
    return this.ACTION(() => group('concat', items));
  });

  // established,related     syn / fin,syn,rst,ack
  protected readonly listed: (idx?: number) => Value = this.RULE('listed', (): Value => {
    const items = [this.SUBRULE(this.joined)];
    this.MANY(() => {
      this.CONSUME(Comma);
      items.push(this.SUBRULE1(this.joined));
    });
    return this.ACTION(() => group('list', items));
  });

  // { 22, 80-90 }     { 22 : accept, * : drop }
  protected readonly setLiteral: (idx?: number) => Value = this.RULE('setLiteral', (): Value => {
    const open = this.CONSUME(CurlyOpen);
    const elements: Element[] = [];
    this.OPTION(() => {
      elements.push(this.SUBRULE(this.element));
      this.MANY({
        GATE: () => this.LA(2).tokenType !== CurlyClose,
        DEF: () => {
          this.CONSUME(Comma);
          elements.push(this.SUBRULE1(this.element));
        },
      });
      this.OPTION1(() => this.CONSUME1(Comma));
    });
    const close = this.CONSUME(CurlyClose);
    return this.ACTION((): Value => ({ kind: 'set', elements, span: cover(spanOf(open), spanOf(close)) }));
  });

  // 192.0.2.1 timeout 1h comment "x"     22 : jump web
  private readonly element = this.RULE('element', (): Element => {
    const key = this.SUBRULE(this.joined);
    let expires = false;
    let data: Value | Verdict | undefined;
    let span = this.ACTION(() => key.span);
    this.MANY(() => {
      const note = this.SUBRULE(this.elementNote);
      span = this.ACTION(() => cover(span, note.span));
      expires ||= note.timed;
    });
    this.OPTION(() => {
      this.CONSUME(Colon);
      data = this.OR({
        DEF: [{ ALT: () => this.SUBRULE(this.verdict) as Value | Verdict }, { ALT: () => this.SUBRULE1(this.joined) }],
        IGNORE_AMBIGUITIES: true,
      });
      this.MANY1(() => {
        const note = this.SUBRULE1(this.elementNote);
        span = this.ACTION(() => cover(span, note.span));
        expires ||= note.timed;
      });
    });
    return this.ACTION(() => ({ key, ...(data ? { data } : {}), expires, span: data ? cover(span, data.span) : span }));
  });

  // timeout 1h     comment "x"     counter packets 0 bytes 0
  private readonly elementNote = this.RULE('elementNote', (): { readonly span: Span; readonly timed: boolean } => {
    const start = this.LA(1);
    const timed = this.OR([
      {
        ALT: () => {
          this.CONSUME(Key.Timeout);
          this.CONSUME(AnyWord);
          return true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Comment);
          this.CONSUME1(AnyWord);
          return false;
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.counted);
          return false;
        },
      },
    ]);
    return this.ACTION(() => ({ span: cover(spanOf(start), spanOf(this.LA(0))), timed }));
  });

  // counter packets 0 bytes 0
  protected readonly counted = this.RULE('counted', () => {
    this.CONSUME(Key.Counter);
    this.OPTION(() => {
      this.CONSUME(Key.Packets);
      this.CONSUME(NumberWord);
      this.CONSUME(Key.Bytes);
      this.CONSUME1(NumberWord);
    });
  });

  // accept     jump web
  protected readonly verdict = this.RULE(
    'verdict',
    (): Verdict =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(Key.Plain);
            return this.ACTION(
              (): Verdict => ({
                kind: 'verdict',
                verdict: token.image as 'accept' | 'drop' | 'continue' | 'return',
                text: token.image,
                span: spanOf(token),
              }),
            );
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(Key.Jump);
            const name = this.OR1([
              { ALT: () => this.CONSUME(AnyWord) },
              // A variable may stand for the name.
              { ALT: () => this.CONSUME(Variable) },
            ]);
            return this.ACTION(
              (): Verdict => ({
                kind: 'verdict',
                verdict: token.image as 'jump' | 'goto',
                target: name.tokenType !== Variable ? at(unquoted(name), spanOf(name)) : undefined,
                text: `${token.image} ${name.image}`,
                span: cover(spanOf(token), spanOf(name)),
              }),
            );
          },
        },
      ]),
  );

  // ip saddr map { 10.0.0.1 : 1 }     meta mark     10.0.0.1
  protected readonly expression: (idx?: number) => Value = this.RULE('expression', (): Value => {
    const keys = [this.SUBRULE(this.operand)];
    this.MANY(() => {
      this.CONSUME(Dot);
      keys.push(this.SUBRULE1(this.operand));
    });
    let value = this.ACTION(() => group('concat', keys));
    this.OPTION(() => {
      this.CONSUME(Key.Map);
      const map = this.SUBRULE(this.literal);
      value = this.ACTION((): Value => ({ kind: 'mapped', keys, map, span: cover(value.span, map.span) }));
    });
    return value;
  });

  // ct mark & 0xff     10.0.0.1-10.0.0.9
  private readonly operand = this.RULE('operand', (): Value => {
    let value: Value = this.SUBRULE(this.term);
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.CONSUME(BitOperator) },
        { ALT: () => this.CONSUME(Key.BitWord) },
        { ALT: () => this.CONSUME(Dash) },
        { ALT: () => this.CONSUME(Slash) },
      ]);
      const right = this.SUBRULE1(this.term);
      value = this.ACTION(() => pair(value, operator, right));
    });
    return value;
  });

  // tcp dport     22
  private readonly term = this.RULE(
    'term',
    (): Value =>
      this.OR({
        DEF: [
          {
            ALT: () => {
              const selector = this.SUBRULE(this.selector);
              return this.ACTION((): Value => ({ kind: 'selector', selector, span: selector.span }));
            },
          },
          {
            ALT: () => {
              this.CONSUME(RoundOpen);
              const inner = this.SUBRULE(this.expression);
              this.CONSUME(RoundClose);
              return inner;
            },
          },
          { ALT: () => this.SUBRULE(this.literal) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
  );

  // 80     packets     mbytes/second
  protected readonly unit = this.RULE('unit', () => {
    this.OR([
      { ALT: () => this.CONSUME(Unit) },
      { ALT: () => this.CONSUME(Key.Packets) },
      { ALT: () => this.CONSUME(Key.Bytes) },
    ]);
  });

  protected constructor() {
    super([...tokens, ...keywords, CtCount], { maxLookahead: 1, recoveryEnabled: false });
  }

  private selectorFrom(start: IToken): Selector {
    const words: string[] = [];
    // What was consumed since `start`, which is the tokens from it to the last one.
    for (let back = 0; ; back -= 1) {
      const token = this.LA(back);
      words.unshift(unquoted(token));
      if (token === start) break;
    }
    return { words, span: cover(spanOf(start), spanOf(this.LA(0))) };
  }
}

export const unquoted = ({ image, tokenType }: IToken): string => (tokenType === Quoted ? image.slice(1, -1) : image);

/** `$NAME`, `@NAME`: the name without its mark. */
export const nameOf = (token: IToken) =>
  at(token.image.slice(1), { start: token.startOffset + 1, end: token.startOffset + token.image.length });

const pair = (left: Value, operator: IToken, right: Value): Value => ({
  kind: 'pair',
  operator: BIT_SIGNS[operator.image] ?? operator.image,
  left,
  right,
  span: cover(left.span, right.span),
});

export const BIT_SIGNS: Readonly<Record<string, string>> = { and: '&', or: '|', xor: '^', lshift: '<<', rshift: '>>' };

const group = (kind: 'concat' | 'list', items: readonly Value[]): Value =>
  items.length === 1 ? items[0]! : { kind, items, span: cover(items[0]!.span, items.at(-1)!.span) };
