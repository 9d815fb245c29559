import { createTokenInstance, type IToken } from 'chevrotain';
import type { TokenWord } from '../../../kit/ruleset-outline.ts';
import { Comma, CurlyClose, CurlyOpen, Not, RoundClose, RoundOpen, spanOf } from '../../../kit/ruleset-tokens.ts';
import type { RateLimit } from '../../../model/flood.ts';
import type { Word } from '../../../outline.ts';
import { cover } from '../../../text/span.ts';
import type { ObjectUse, Part, Selector, Value } from './ast.ts';
import { CtCount, Key, keywordOf } from './keywords.ts';
import { countedBy } from './rate-limit.ts';
import { StatementParser } from './statement-parser.ts';
import { AnyWord, AtName, BitOperator, Colon, Compare, Dot, NumberWord, PlainWord } from './tokens.ts';
import { BIT_SIGNS, nameOf, unquoted } from './value-parser.ts';

/** The parts of a rule; undefined for words that are no rule as far as is known here. */
export const readRule = (words: readonly Word[]): readonly Part[] | undefined => run(words, () => parser.rule());

/** `{ 22, 80 }`, `10.0.0.0/8`, `$a . 22`: what a variable or a set is given. */
export const readValue = (words: readonly Word[]): Value | undefined => run(words, () => parser.value());

class RuleParser extends StatementParser {
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
        { ALT: () => this.SUBRULE(this.extension) },
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

  // add @seen { ip saddr timeout 1h limit rate over 10/minute }     update @seen { ip saddr }
  private readonly update = this.RULE('update', (): Part => {
    const start = this.CONSUME(Key.Update);
    const set = this.CONSUME(AtName);
    const { unsure, rate } = this.SUBRULE(this.dynamic);
    return this.ACTION((): Part => {
      const uses: ObjectUse[] = [{ kind: 'set', name: nameOf(set) }];
      const part = unsure
        ? { ...this.unsure(start, uses), ...(rate ? { rate } : {}) }
        : this.effect(start, `${start.image} ${set.image}`, uses);
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
    const { rate } = this.SUBRULE(this.dynamic);
    return this.ACTION((): Part => ({ ...this.unsure(start, []), ...(rate ? { rate } : {}) }));
  });

  // { ip saddr . tcp dport timeout 60s limit rate 10/second }. Whether something in it may fail to hold.
  private readonly dynamic = this.RULE('dynamic', (): { readonly unsure: boolean; readonly rate?: RateLimit } => {
    let unsure = false;
    let rate: RateLimit | undefined;
    this.CONSUME(CurlyOpen);
    const key = this.SUBRULE(this.expression);
    this.MANY(() => {
      this.CONSUME(Key.Timeout);
      this.CONSUME(AnyWord);
    });
    this.MANY1(() => {
      const part = this.SUBRULE(this.part);
      this.ACTION(() => {
        if (part.kind !== 'effect' && part.kind !== 'comment') unsure = true;
        if (part.kind === 'unsure') rate = part.rate && countedBy(part.rate, key);
      });
    });
    this.OPTION(() => {
      this.CONSUME(Colon);
      this.SUBRULE1(this.expression);
    });
    this.CONSUME(CurlyClose);
    return { unsure, ...(rate ? { rate } : {}) };
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
        // reset tcp option timestamp
        ALT: () => {
          this.CONSUME(Key.Reset);
          this.CONSUME2(Key.Header);
          this.CONSUME(Key.OptionWord);
          this.CONSUME3(AnyWord);
          return false;
        },
      },
      {
        // set update ip saddr @seen
        ALT: () => {
          this.CONSUME(Key.SetWord);
          this.CONSUME(Key.Update);
          this.SUBRULE2(this.expression);
          this.OPTION5(() => {
            this.CONSUME(Key.Timeout);
            this.CONSUME2(AnyWord);
          });
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

  constructor() {
    super();
    this.performSelfAnalysis();
  }
}

const COMPARE_SIGNS: Readonly<Record<string, string>> = { eq: '==', ne: '!=', lt: '<', gt: '>', le: '<=', ge: '>=' };

const textFrom = (words: readonly IToken[]): string => words.map((word) => unquoted(word)).join(' ');

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
