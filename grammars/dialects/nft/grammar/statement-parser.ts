import type { IToken } from 'chevrotain';
import { Comma, Slash, spanOf } from '../../../kit/ruleset-tokens.ts';
import { at, cover, type Span } from '../../../text/span.ts';
import type { ObjectUse, Part, Value, Verdict } from './ast.ts';
import { CtCount, Key } from './keywords.ts';
import { type RateWords, rateLimitOf } from './rate-limit.ts';
import { AnyWord, Colon, Dot, NumberWord, Variable } from './tokens.ts';
import { ValueParser } from './value-parser.ts';

type UnsurePart = Extract<Part, { kind: 'unsure' }>;

/** What a rule does besides comparing fields: verdicts, translations, limits, logs. */
export class StatementParser extends ValueParser {
  // ct count over 20
  protected readonly connectionCount = this.RULE('connectionCount', (): Part => {
    const start = this.CONSUME(CtCount);
    this.CONSUME(Key.Count);
    this.OPTION(() => this.CONSUME(Key.Over));
    this.CONSUME(NumberWord);
    return this.unsure(start, []);
  });

  // reject     reject with icmp type host-unreachable     reject with tcp reset
  protected readonly reject = this.RULE('reject', (): Verdict => {
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
  protected readonly queue = this.RULE('queue', (): Verdict => {
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
  protected readonly nat = this.RULE('nat', (): Part => {
    const start = this.CONSUME(Key.Nat);
    const to: Value[] = [];
    const flags: IToken[] = [];
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
      flags.push(this.CONSUME(Key.NatFlag));
      this.MANY1(() => {
        this.CONSUME(Comma);
        flags.push(this.CONSUME1(Key.NatFlag));
      });
    });
    return this.ACTION(
      (): Part => ({
        kind: 'nat',
        nat: /^(?:snat|masquerade)$/.test(start.image) ? 'source' : 'destination',
        to,
        flags: flags.map((one) => ({ text: one.image, span: spanOf(one) })),
        span: this.since(start),
      }),
    );
  });

  // 10.0.0.5:8080     :1024-65535     tcp dport map { 80 : 10.0.0.5 }
  protected readonly natTarget = this.RULE('natTarget', (to: Value[]) => {
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
  protected readonly limit = this.RULE('limit', (): Part => {
    const start = this.CONSUME(Key.Limit);
    const uses: ObjectUse[] = [];
    const written: RateWords = {};
    this.OR([
      { ALT: () => this.SUBRULE(this.named, { ARGS: [uses] }) },
      {
        ALT: () => {
          this.CONSUME(Key.Rate);
          this.OPTION(() => {
            written.over = this.CONSUME(Key.Over);
          });
          this.OR1([
            {
              ALT: () => {
                written.number = this.CONSUME(NumberWord);
              },
            },
            { ALT: () => this.CONSUME(Variable) },
          ]);
          this.OPTION1(() => {
            written.inBytes = true;
            this.SUBRULE(this.unit);
          });
          this.OPTION2(() => {
            this.CONSUME(Slash);
            written.every = this.CONSUME(AnyWord);
          });
          this.OPTION3(() => {
            this.CONSUME(Key.Burst);
            written.burst = this.CONSUME1(NumberWord);
            this.OPTION4(() => this.SUBRULE1(this.unit));
          });
        },
      },
    ]);
    const part = this.unsure(start, uses);
    return this.ACTION((): Part => {
      const rate = rateLimitOf(written, part.span);
      return rate ? { ...part, rate } : part;
    });
  });

  // quota over 25 mbytes used 0 bytes
  protected readonly quota = this.RULE('quota', (): Part => {
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
  protected readonly named = this.RULE('named', (uses: ObjectUse[]) => {
    this.CONSUME(Key.Name);
    const value = this.SUBRULE(this.expression);
    this.ACTION(() => {
      if (value.kind === 'literal') uses.push({ kind: 'object', name: literalName(value) });
      if (value.kind === 'mapped' && value.map.kind === 'set-name') uses.push({ kind: 'set', name: value.map.name });
    });
  });

  // counter     counter packets 0 bytes 0     counter name "web"
  protected readonly counter = this.RULE('counter', (): Part => {
    const start = this.LA(1);
    const uses: ObjectUse[] = [];
    this.SUBRULE(this.counted);
    this.OPTION(() => this.SUBRULE(this.named, { ARGS: [uses] }));
    return this.ACTION(() => this.effect(start, uses[0] ? `count:${uses[0].name.value}` : 'count', uses));
  });

  // log prefix "in: " level info     log group 2 flags tcp options
  protected readonly log = this.RULE('log', (): Part => {
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

  // comment "from the office"
  protected readonly comment = this.RULE('comment', (): Part => {
    const start = this.CONSUME(Key.Comment);
    this.CONSUME(AnyWord);
    return this.ACTION((): Part => ({ kind: 'comment', span: this.since(start) }));
  });

  // xt match "connlimit"     xt target "NFLOG"
  protected readonly extension = this.RULE('extension', (): Part => {
    const start = this.CONSUME(Key.Xt);
    const kind = this.CONSUME(AnyWord);
    this.CONSUME1(AnyWord);
    return this.ACTION((): Part => {
      const span = this.since(start);
      // What an unknown target does with the packet is as open as what another program does.
      if (kind.image !== 'match') return { kind: 'verdict', verdict: 'queue', text: 'xt', span };
      return { kind: 'unsure', span, uses: [] };
    });
  });

  protected since(start: IToken): Span {
    return cover(spanOf(start), spanOf(this.LA(0)));
  }

  protected words(start: IToken): IToken[] {
    const words: IToken[] = [];
    for (let back = 0; ; back -= 1) {
      const token = this.LA(back);
      words.unshift(token);
      if (token === start) return words;
    }
  }

  protected unsure(start: IToken, uses: readonly ObjectUse[]): UnsurePart {
    return this.ACTION((): UnsurePart => ({ kind: 'unsure', span: this.since(start), uses }));
  }

  protected effect(start: IToken, name: string, uses: readonly ObjectUse[]): Part {
    return { kind: 'effect', name, span: this.since(start), uses };
  }
}

/** `dnat ip to`, `snat ip prefix to`, `dnat ip addr . port to`: the family of the address. */
const FAMILY = /^ip6?$/;
const FAMILY_NEXT = /^(?:to|addr|prefix|interval)$/;

/** A name in quotes is the name between them. */
const literalName = (value: Value & { kind: 'literal' }) => {
  const quoted = value.span.end - value.span.start === value.text.length + 2;
  return at(value.text, quoted ? { start: value.span.start + 1, end: value.span.end - 1 } : value.span);
};
