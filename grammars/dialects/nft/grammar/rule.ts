import { createTokenInstance, type IToken } from 'chevrotain';
import type { Word } from '../../../outline.ts';
import { at, cover, type Span } from '../../../text/span.ts';
import type { ObjectUse, Part, Selector, Value, Verdict } from './ast.ts';
import type { TokenWord } from './file.ts';
import { CtCount, Key, keywordOf } from './keywords.ts';
import {
  AnyWord,
  AtName,
  BitOperator,
  Colon,
  Comma,
  Compare,
  CurlyClose,
  CurlyOpen,
  Dot,
  Not,
  NumberWord,
  PlainWord,
  RoundClose,
  RoundOpen,
  Slash,
  spanOf,
  Variable,
} from './tokens.ts';
import { BIT_SIGNS, nameOf, unquoted, ValueParser } from './value-parser.ts';

/** The parts of a rule; undefined for words that are no rule as far as is known here. */
export const readRule = (words: readonly Word[]): readonly Part[] | undefined => run(words, () => parser.rule());

/** `{ 22, 80 }`, `10.0.0.0/8`, `$a . 22`: what a variable or a set is given. */
export const readValue = (words: readonly Word[]): Value | undefined => run(words, () => parser.value());

class RuleParser extends ValueParser {
  // iifname "eth0" tcp dport { 22, 443 } ct state new counter accept comment "x"
  readonly rule = this.RULE('rule', (): readonly Part[] => {
    const parts: Part[] = [];
    this.AT_LEAST_ONE(() => parts.push(this.SUBRULE(this.part)));
    return parts;
  });

  // { 10.0.0.0/8, $LAN }
  readonly value = this.RULE('value', (): Value => this.SUBRULE(this.listed));

  private readonly part = this.RULE(
    'part',
    (): Part =>
      this.OR([
        { ALT: () => this.SUBRULE(this.verdict) },
        { ALT: () => this.SUBRULE(this.reject) },
        { ALT: () => this.SUBRULE(this.queue) },
        { ALT: () => this.SUBRULE(this.connectionCount) },
        { ALT: () => this.SUBRULE(this.match) },
        { ALT: () => this.SUBRULE(this.nat) },
        { ALT: () => this.SUBRULE(this.limit) },
        { ALT: () => this.SUBRULE(this.quota) },
        { ALT: () => this.SUBRULE(this.counter) },
        { ALT: () => this.SUBRULE(this.log) },
        { ALT: () => this.SUBRULE(this.update) },
        { ALT: () => this.SUBRULE(this.meter) },
        { ALT: () => this.SUBRULE(this.other) },
        { ALT: () => this.SUBRULE(this.comment) },
      ]),
  );

  // tcp dport 22     tcp flags & (fin|syn) == syn     ct state vmap { invalid : drop }     ip dscp set cs1
  private readonly match = this.RULE('match', (): Part => {
    const selectors: Selector[] = [this.SUBRULE(this.selector)];
    this.MANY(() => {
      this.CONSUME(Dot);
      selectors.push(this.SUBRULE1(this.selector));
    });
    const masks: { operator: string; value: Value }[] = [];
    this.MANY1(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(BitOperator) }, { ALT: () => this.CONSUME(Key.BitWord) }]);
      const value = this.SUBRULE(this.literal);
      this.ACTION(() => masks.push({ operator: BIT_SIGNS[operator.image] ?? operator.image, value }));
    });
    return this.OR1({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          ALT: () => {
            this.CONSUME(Key.Vmap);
            const map = this.SUBRULE1(this.literal);
            return this.ACTION(
              (): Part => ({
                kind: 'vmap',
                selectors,
                masked: masks.length > 0,
                map,
                span: cover(selectors[0]!.span, map.span),
              }),
            );
          },
        },
        {
          ALT: () => {
            this.CONSUME(Key.SetWord);
            const value = this.SUBRULE(this.assigned);
            return this.ACTION(
              (): Part => ({
                kind: 'assign',
                selector: selectors[0]!,
                value,
                span: cover(selectors[0]!.span, spanOf(this.LA(0))),
              }),
            );
          },
        },
        {
          ALT: () => {
            let operator: IToken | undefined;
            this.OPTION(() => {
              operator = this.OR2([
                { ALT: () => this.CONSUME(Compare) },
                { ALT: () => this.CONSUME(Key.CompareWord) },
                { ALT: () => this.CONSUME(Not) },
              ]);
            });
            const value = this.SUBRULE(this.listed);
            return this.ACTION(
              (): Part => ({
                kind: 'match',
                selectors,
                masks,
                operator: operator && (COMPARE_SIGNS[operator.image] ?? operator.image),
                value,
                span: cover(selectors[0]!.span, value.span),
              }),
            );
          },
        },
      ],
    });
  });

  // meta mark     1:20     new,destroy
  private readonly assigned = this.RULE('assigned', (): Value => {
    const value = this.SUBRULE(this.expression);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(Colon) }, { ALT: () => this.CONSUME(Comma) }]);
      this.SUBRULE1(this.expression);
    });
    return value;
  });

  // ct count over 20
  private readonly connectionCount = this.RULE('connectionCount', (): Part => {
    const start = this.CONSUME(CtCount);
    this.CONSUME(Key.Count);
    this.OPTION(() => this.CONSUME(Key.Over));
    this.CONSUME(NumberWord);
    return this.unsure(start, []);
  });

  // reject     reject with icmp type host-unreachable     reject with tcp reset
  private readonly reject = this.RULE('reject', (): Verdict => {
    const start = this.CONSUME(Key.Reject);
    let how = 'reject';
    this.OPTION(() => {
      this.CONSUME(Key.With);
      const protocol = this.CONSUME(AnyWord);
      this.OPTION1({ GATE: () => this.LA(1).image === 'type', DEF: () => this.CONSUME1(AnyWord) });
      const type = this.OR([{ ALT: () => this.CONSUME2(AnyWord) }, { ALT: () => this.CONSUME(Variable) }]);
      how = this.ACTION(() => `reject with ${protocol.image} ${type.image}`);
    });
    return this.ACTION((): Verdict => ({ kind: 'verdict', verdict: 'reject', text: how, span: this.since(start) }));
  });

  // queue num 0-3 bypass     queue flags bypass,fanout to 1
  private readonly queue = this.RULE('queue', (): Verdict => {
    const start = this.CONSUME(Key.Queue);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(Key.Num);
            this.SUBRULE(this.ranged);
          },
        },
        {
          ALT: () => {
            this.CONSUME(Key.To);
            this.SUBRULE(this.expression);
          },
        },
        { ALT: () => this.CONSUME(Key.Flags) },
        { ALT: () => this.CONSUME(Key.NatFlag) },
        { ALT: () => this.CONSUME(Comma) },
      ]);
    });
    return this.ACTION((): Verdict => ({ kind: 'verdict', verdict: 'queue', text: 'queue', span: this.since(start) }));
  });

  // masquerade random     dnat ip to 10.0.0.5:8080     snat to 203.0.113.1-203.0.113.9 persistent
  private readonly nat = this.RULE('nat', (): Part => {
    const start = this.CONSUME(Key.Nat);
    const to: Value[] = [];
    this.MANY({
      GATE: () =>
        this.LA(1).tokenType !== Key.Header || (FAMILY.test(this.LA(1).image) && FAMILY_NEXT.test(this.LA(2).image)),
      DEF: () => {
        this.OR([
          { ALT: () => this.CONSUME(Key.Header) },
          { ALT: () => this.CONSUME(Key.NatWord) },
          { ALT: () => this.CONSUME(Dot) },
          { ALT: () => this.CONSUME(Key.LogOption) },
        ]);
      },
    });
    this.OPTION(() => this.CONSUME(Key.To));
    // Before 0.9 the address stood without a `to`; masquerade and redirect need none.
    this.OPTION2({
      GATE: () => this.LA(0).tokenType === Key.To || /^[sd]nat$/.test(start.image),
      DEF: () => this.SUBRULE(this.natTarget, { ARGS: [to] }),
    });
    this.OPTION1(() => {
      this.CONSUME(Key.NatFlag);
      this.MANY1(() => {
        this.CONSUME(Comma);
        this.CONSUME1(Key.NatFlag);
      });
    });
    return this.ACTION(
      (): Part => ({
        kind: 'nat',
        nat: /^(?:snat|masquerade)$/.test(start.image) ? 'source' : 'destination',
        to,
        span: this.since(start),
      }),
    );
  });

  // 10.0.0.5:8080     :1024-65535     tcp dport map { 80 : 10.0.0.5 }
  private readonly natTarget = this.RULE('natTarget', (to: Value[]) => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Colon);
          this.SUBRULE(this.expression);
        },
      },
      {
        ALT: () => {
          const value = this.SUBRULE1(this.expression);
          this.ACTION(() => to.push(value));
          this.OPTION(() => {
            this.CONSUME1(Colon);
            this.SUBRULE2(this.expression);
          });
        },
      },
    ]);
  });

  // limit rate over 10 mbytes/second burst 5 packets     limit name "slow"
  private readonly limit = this.RULE('limit', (): Part => {
    const start = this.CONSUME(Key.Limit);
    const uses: ObjectUse[] = [];
    this.OR([
      { ALT: () => this.SUBRULE(this.named, { ARGS: [uses] }) },
      {
        ALT: () => {
          this.CONSUME(Key.Rate);
          this.OPTION(() => this.CONSUME(Key.Over));
          this.OR1([{ ALT: () => this.CONSUME(NumberWord) }, { ALT: () => this.CONSUME(Variable) }]);
          this.OPTION1(() => this.SUBRULE(this.unit));
          this.OPTION2(() => {
            this.CONSUME(Slash);
            this.CONSUME(AnyWord);
          });
          this.OPTION3(() => {
            this.CONSUME(Key.Burst);
            this.CONSUME1(NumberWord);
            this.OPTION4(() => this.SUBRULE1(this.unit));
          });
        },
      },
    ]);
    return this.unsure(start, uses);
  });

  // quota over 25 mbytes used 0 bytes
  private readonly quota = this.RULE('quota', (): Part => {
    const start = this.CONSUME(Key.Quota);
    const uses: ObjectUse[] = [];
    this.OR([
      { ALT: () => this.SUBRULE(this.named, { ARGS: [uses] }) },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(Key.Over));
          this.CONSUME(NumberWord);
          this.SUBRULE(this.unit);
          this.OPTION1(() => {
            this.CONSUME(Key.Used);
            this.CONSUME1(NumberWord);
            this.SUBRULE1(this.unit);
          });
        },
      },
    ]);
    return this.unsure(start, uses);
  });

  // name "web"     name tcp dport map { 80 : "web" }
  private readonly named = this.RULE('named', (uses: ObjectUse[]) => {
    this.CONSUME(Key.Name);
    const value = this.SUBRULE(this.expression);
    this.ACTION(() => {
      if (value.kind === 'literal') uses.push({ kind: 'object', name: literalName(value) });
      if (value.kind === 'mapped' && value.map.kind === 'set-name') uses.push({ kind: 'set', name: value.map.name });
    });
  });

  // counter     counter packets 0 bytes 0     counter name "web"
  private readonly counter = this.RULE('counter', (): Part => {
    const start = this.LA(1);
    const uses: ObjectUse[] = [];
    this.SUBRULE(this.counted);
    this.OPTION(() => this.SUBRULE(this.named, { ARGS: [uses] }));
    return this.ACTION(() => this.effect(start, uses[0] ? `count:${uses[0].name.value}` : 'count', uses));
  });

  // log prefix "in: " level info     log group 2 flags tcp options
  private readonly log = this.RULE('log', (): Part => {
    const start = this.CONSUME(Key.Log);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(Key.LogOption);
            this.OR1([{ ALT: () => this.CONSUME(AnyWord) }, { ALT: () => this.CONSUME(Variable) }]);
          },
        },
        {
          ALT: () => {
            this.CONSUME(Key.Flags);
            this.OR2({
              IGNORE_AMBIGUITIES: true,
              DEF: [
                {
                  ALT: () => {
                    this.CONSUME(Key.Header);
                    this.OPTION({
                      GATE: () => /^(?:sequence|options)$/.test(this.LA(1).image),
                      DEF: () => this.CONSUME1(AnyWord),
                    });
                  },
                },
                { ALT: () => this.CONSUME2(AnyWord) },
              ],
            });
            this.MANY1(() => {
              this.CONSUME(Comma);
              this.CONSUME3(AnyWord);
            });
          },
        },
      ]);
    });
    return this.ACTION(() => this.effect(start, 'log', []));
  });

  // add @seen { ip saddr timeout 1h limit rate over 10/minute }     update @seen { ip saddr }
  private readonly update = this.RULE('update', (): Part => {
    const start = this.CONSUME(Key.Update);
    const set = this.CONSUME(AtName);
    const unsure = this.SUBRULE(this.dynamic);
    return this.ACTION((): Part => {
      const uses: ObjectUse[] = [{ kind: 'set', name: nameOf(set) }];
      const part = unsure ? this.unsure(start, uses) : this.effect(start, `${start.image} ${set.image}`, uses);
      return { ...part, updates: nameOf(set) } as Part;
    });
  });

  // meter flood size 128000 { ip saddr limit rate over 10/second }
  private readonly meter = this.RULE('meter', (): Part => {
    const start = this.CONSUME(Key.Meter);
    this.CONSUME(AnyWord);
    this.OPTION(() => {
      this.CONSUME(Key.Size);
      this.CONSUME(NumberWord);
    });
    this.SUBRULE(this.dynamic);
    return this.unsure(start, []);
  });

  // { ip saddr . tcp dport timeout 60s limit rate 10/second }. Whether something in it may fail to hold.
  private readonly dynamic = this.RULE('dynamic', (): boolean => {
    let unsure = false;
    this.CONSUME(CurlyOpen);
    this.SUBRULE(this.expression);
    this.MANY(() => {
      this.CONSUME(Key.Timeout);
      this.CONSUME(AnyWord);
    });
    this.MANY1(() => {
      const part = this.SUBRULE(this.part);
      this.ACTION(() => {
        if (part.kind !== 'effect' && part.kind !== 'comment') unsure = true;
      });
    });
    this.OPTION(() => {
      this.CONSUME(Colon);
      this.SUBRULE1(this.expression);
    });
    this.CONSUME(CurlyClose);
    return unsure;
  });

  // notrack     flow add @ft     dup to 10.0.0.9 device "eth1"     tproxy to :3128     synproxy mss 1460 wscale 7     last used never
  private readonly other = this.RULE('other', (): Part => {
    const start = this.LA(1);
    const uses: ObjectUse[] = [];
    const unsure = this.OR([
      {
        ALT: () => {
          this.CONSUME(Key.Notrack);
          return false;
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Flow);
          this.CONSUME(AnyWord);
          const table = this.CONSUME(AtName);
          this.ACTION(() => uses.push({ kind: 'flowtable', name: nameOf(table) }));
          return false;
        },
      },
      {
        ALT: () => {
          const word = this.CONSUME(Key.Dup);
          this.OPTION(() => this.CONSUME(Key.Header));
          this.CONSUME(Key.To);
          this.SUBRULE(this.expression);
          this.OPTION1(() => {
            this.CONSUME(Key.Device);
            this.SUBRULE1(this.expression);
          });
          return this.ACTION(() => word.image === 'fwd');
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Tproxy);
          this.OPTION2(() => this.CONSUME1(Key.Header));
          this.CONSUME1(Key.To);
          this.SUBRULE(this.natTarget, { ARGS: [[]] });
          return false;
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Synproxy);
          this.OPTION3(() => this.SUBRULE(this.named, { ARGS: [uses] }));
          this.MANY(() => {
            this.OR1([
              {
                ALT: () => {
                  this.CONSUME(Key.SynproxyOption);
                  this.CONSUME(NumberWord);
                },
              },
              { ALT: () => this.CONSUME(Key.SynproxyFlag) },
            ]);
          });
          return true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Last);
          this.OPTION4(() => {
            this.CONSUME(Key.Used);
            this.CONSUME1(AnyWord);
          });
          return false;
        },
      },
      {
        // set update ip saddr @seen
        ALT: () => {
          this.CONSUME(Key.SetWord);
          this.CONSUME(Key.Update);
          this.SUBRULE2(this.expression);
          const set = this.CONSUME1(AtName);
          this.ACTION(() => uses.push({ kind: 'set', name: nameOf(set) }));
          return true;
        },
      },
    ]);
    return this.ACTION((): Part => {
      const updated = start.image === 'set' && uses[0] ? { updates: uses[0].name } : {};
      const part = unsure ? this.unsure(start, uses) : this.effect(start, textFrom(this.words(start)), uses);
      return { ...part, ...updated } as Part;
    });
  });

  // comment "from the office"
  private readonly comment = this.RULE('comment', (): Part => {
    const start = this.CONSUME(Key.Comment);
    this.CONSUME(AnyWord);
    return this.ACTION((): Part => ({ kind: 'comment', span: this.since(start) }));
  });

  constructor() {
    super();
    this.performSelfAnalysis();
  }

  private since(start: IToken): Span {
    return cover(spanOf(start), spanOf(this.LA(0)));
  }

  private words(start: IToken): IToken[] {
    const words: IToken[] = [];
    for (let back = 0; ; back -= 1) {
      const token = this.LA(back);
      words.unshift(token);
      if (token === start) return words;
    }
  }

  private unsure(start: IToken, uses: readonly ObjectUse[]): Part {
    return this.ACTION((): Part => ({ kind: 'unsure', span: this.since(start), uses }));
  }

  private effect(start: IToken, name: string, uses: readonly ObjectUse[]): Part {
    return { kind: 'effect', name, span: this.since(start), uses };
  }
}

/** `dnat ip to`, `snat ip prefix to`, `dnat ip addr . port to`: the family of the address. */
const FAMILY = /^ip6?$/;
const FAMILY_NEXT = /^(?:to|addr|prefix|interval)$/;

const COMPARE_SIGNS: Readonly<Record<string, string>> = { eq: '==', ne: '!=', lt: '<', gt: '>', le: '<=', ge: '>=' };

const textFrom = (words: readonly IToken[]): string => words.map((word) => unquoted(word)).join(' ');

/** A name in quotes is the name between them. */
const literalName = (value: Value & { kind: 'literal' }) => {
  const quoted = value.span.end - value.span.start === value.text.length + 2;
  return at(value.text, quoted ? { start: value.span.start + 1, end: value.span.end - 1 } : value.span);
};

/** Values nest in braces and brackets; deeper ones than this are not read. */
const DEEPEST = 32;

function run<T>(words: readonly Word[], start: () => T): T | undefined {
  const input = tokensOf(words);
  if (!input) return undefined;
  parser.input = input;
  const result = start();
  return parser.errors.length > 0 ? undefined : result;
}

function tokensOf(words: readonly Word[]): IToken[] | undefined {
  const out: IToken[] = [];
  let depth = 0;
  for (const [i, word] of words.entries()) {
    const { token } = word as TokenWord;
    const { image, tokenType } = token;
    if (tokenType === CurlyOpen || tokenType === RoundOpen) depth += 1;
    if (tokenType === CurlyClose || tokenType === RoundClose) depth -= 1;
    if (depth > DEEPEST) return undefined;
    const keyword = tokenType === PlainWord ? keywordOf(image) : undefined;
    const type = keyword === Key.Ct && words[i + 1]?.text === 'count' ? CtCount : keyword;
    out.push(
      type
        ? createTokenInstance(type, image, token.startOffset, token.startOffset + image.length, NaN, NaN, NaN, NaN)
        : token,
    );
  }
  return out;
}

const parser = new RuleParser();
