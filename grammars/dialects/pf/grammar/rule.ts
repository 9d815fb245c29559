import { createTokenInstance, type IToken } from 'chevrotain';
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
import { at, cover, type Span } from '../../../text/span.ts';
import type { Host, Part, RuleLine } from './ast.ts';
import { ConditionParser, endOf, inside, NOWHERE, unquoted } from './condition-parser.ts';
import { Key, keywordOf } from './keywords.ts';
import { AnyWord, Arrow, PlainWord, Quoted, TableName } from './tokens.ts';

/** The rule that these tokens (macros put in) are; undefined for what is none as far as is known here. */
export function readRule(input: readonly IToken[]): RuleLine | undefined {
  parser.input = input.map((token) => {
    const type = token.tokenType === PlainWord ? keywordOf(token.image) : undefined;
    if (!type) return token;
    const { startOffset, endOffset, image } = token;
    return createTokenInstance(type, image, startOffset, endOffset ?? startOffset + image.length, NaN, NaN, NaN, NaN);
  });
  const rule = parser.rule();
  return parser.errors.length > 0 ? undefined : rule;
}

/** The addresses that `table <x> persist { 10.0.0.0/8, !10.1.0.1 }` lists, and whether a file or the words around them may add to it. */
export function readTable(
  input: readonly IToken[],
): { readonly hosts: readonly Host[]; readonly files: boolean; readonly listed: boolean } | undefined {
  parser.input = [...input];
  const table = parser.table();
  return parser.errors.length > 0 ? undefined : table;
}

class RuleParser extends ConditionParser {
  // pass in quick on em0 proto tcp to port 22     block return log all     rdr pass on em0 ... -> 10.0.0.5     anchor "x/*" in
  readonly rule = this.RULE('rule', (): RuleLine => {
    const head = this.SUBRULE(this.head);
    let how: string | undefined;
    let anchor: IToken | undefined;
    this.OPTION(() => {
      how = this.SUBRULE(this.refusal);
    });
    this.OPTION1({
      GATE: () => this.LA(0).tokenType === Key.Anchor,
      DEF: () => {
        anchor = this.OR([{ ALT: () => this.CONSUME(Quoted) }, { ALT: () => this.CONSUME(PlainWord) }]);
      },
    });
    const parts: Part[] = [];
    this.MANY(() => parts.push(this.SUBRULE(this.part)));
    let to: Span | undefined;
    this.OPTION2(() => {
      to = this.SUBRULE(this.target);
    });
    return this.ACTION(() => {
      const [no, word] = head;
      const { image } = word;
      return {
        kind: (image.endsWith('anchor') ? 'anchor' : image) as RuleLine['kind'],
        no,
        word: at(image, spanOf(word)),
        parts,
        ...(how === undefined ? {} : { how }),
        ...(anchor ? { anchor: at(unquoted(anchor), inside(anchor)) } : {}),
        ...(to ? { to } : {}),
      };
    });
  });

  // table <bad> persist file "/etc/bad" { 192.0.2.0/24 }
  readonly table = this.RULE('table', () => {
    const hosts: Host[] = [];
    let files = false;
    let listed = false;
    this.CONSUME(AnyWord);
    this.CONSUME(TableName);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const word = this.CONSUME1(AnyWord);
            this.ACTION(() => {
              if (word.image === 'file') files = true;
            });
          },
        },
        {
          ALT: () => {
            this.SUBRULE(this.hostList, { ARGS: [hosts, 0] });
            listed = true;
          },
          GATE: () => this.LA(1).tokenType === CurlyOpen,
        },
      ]);
    });
    return this.ACTION(() => ({ hosts, files, listed }));
  });

  // pass     no nat     rdr pass log
  private readonly head = this.RULE('head', (): [boolean, IToken] =>
    this.OR([
      {
        ALT: () => {
          const word = this.CONSUME(Key.Action);
          return this.ACTION((): [boolean, IToken] => [false, word]);
        },
      },
      {
        ALT: () => {
          const word = this.CONSUME(Key.Block);
          return this.ACTION((): [boolean, IToken] => [false, word]);
        },
      },
      {
        ALT: () => {
          const word = this.CONSUME(Key.Anchor);
          return this.ACTION((): [boolean, IToken] => [false, word]);
        },
      },
      {
        ALT: () => {
          const word = this.CONSUME(Key.Antispoof);
          return this.ACTION((): [boolean, IToken] => [false, word]);
        },
      },
      {
        ALT: () => {
          const no = this.OPTION(() => this.CONSUME(Key.NoWord));
          const word = this.CONSUME(Key.Nat);
          this.OPTION1(() => this.CONSUME1(Key.Action));
          return this.ACTION((): [boolean, IToken] => [no !== undefined, word]);
        },
      },
    ]),
  );

  // drop     return     return-rst (ttl 10)     return-icmp (net-unr, 3)
  private readonly refusal = this.RULE('refusal', (): string => {
    const how = this.CONSUME(Key.How);
    const words = [how];
    this.OPTION(() => {
      this.CONSUME(RoundOpen);
      this.AT_LEAST_ONE(() => {
        words.push(this.OR([{ ALT: () => this.CONSUME(AnyWord) }, { ALT: () => this.CONSUME(Comma) }]));
      });
      this.CONSUME(RoundClose);
    });
    return this.ACTION(() => words.map(({ image }) => image).join(' '));
  });

  private readonly part = this.RULE('part', (): Part => {
    const start = this.LA(1);
    const make = this.OR([
      { ALT: () => this.SUBRULE(this.simple) },
      { ALT: () => this.SUBRULE(this.interfaces) },
      { ALT: () => this.SUBRULE(this.protocols) },
      { ALT: () => this.SUBRULE(this.endpoints) },
      { ALT: () => this.SUBRULE(this.flags) },
      { ALT: () => this.SUBRULE(this.icmp) },
      { ALT: () => this.SUBRULE(this.state) },
      { ALT: () => this.SUBRULE(this.named) },
      { ALT: () => this.SUBRULE(this.routed) },
    ]);
    return this.ACTION(() => {
      const part = make();
      return 'span' in part ? { ...part, span: cover(spanOf(start), endOf(this.LA(0))) } : part;
    });
  });

  // in     quick     log (all, to pflog1)     inet6     all     fragment     rdomain 1
  private readonly simple = this.RULE('simple', (): (() => Part) =>
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(Key.Direction);
          return (): Part => ({ kind: 'direction', direction: token.image as 'in' | 'out' });
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Quick);
          return (): Part => ({ kind: 'quick' });
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Log);
          this.OPTION(() => this.SUBRULE(this.bracket));
          return (): Part => ({ kind: 'log' });
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(Key.Af);
          return (): Part => ({ kind: 'family', family: token.image === 'inet' ? 'ipv4' : 'ipv6' });
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.All);
          return (): Part => ({ kind: 'note', span: NOWHERE });
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(Key.Bare);
          this.OPTION1({
            GATE: () => token.image === 'source-hash' || token.image === 'route',
            DEF: () => this.CONSUME(PlainWord),
          });
          return (): Part =>
            ({ kind: token.image === 'fragment' ? 'unsure' : 'note', own: false, span: NOWHERE }) as Part;
        },
      },
      {
        ALT: () => {
          this.CONSUME(Key.Rdomain);
          this.CONSUME1(AnyWord);
          return (): Part => ({ kind: 'unsure', own: false, span: NOWHERE });
        },
      },
    ]),
  );

  // keep state     no state     keep state (max 100, tcp.established 60, overload <bad> flush global)
  private readonly state = this.RULE('state', (): (() => Part) => {
    const word = this.OR([{ ALT: () => this.CONSUME(Key.StateKind) }, { ALT: () => this.CONSUME(Key.NoWord) }]);
    this.CONSUME(Key.State);
    const options = this.OPTION(() => this.SUBRULE(this.bracket)) ?? [];
    return (): Part => ({ kind: 'state', how: word.image, options, span: NOWHERE });
  });

  // label "web"     ! tagged LAN     probability 20%     queue (std, pri)     set prio 5     user { root, >= 1000 }     os "Linux"
  private readonly named = this.RULE('named', (): (() => Part) => {
    this.OPTION(() => this.CONSUME(Not));
    const word = this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(Key.Named);
          this.OPTION1({ GATE: () => token.image === 'received-on', DEF: () => this.CONSUME1(Not) });
          this.OPTION5({ GATE: () => token.image === 'divert-packet', DEF: () => this.CONSUME(Key.Port) });
          this.CONSUME(AnyWord);
          this.OPTION2(() => {
            this.CONSUME(Slash);
            this.CONSUME4(AnyWord);
          });
          return token;
        },
      },
      {
        ALT: () => {
          const token = this.OR1([{ ALT: () => this.CONSUME(Key.Queue) }, { ALT: () => this.CONSUME(Key.SetWord) }]);
          this.OR2([
            { ALT: () => this.SUBRULE(this.bracket) },
            {
              ALT: () => {
                const what = this.CONSUME1(AnyWord);
                this.OPTION3({
                  GATE: () => token.image === 'set' && what.image !== '',
                  DEF: () => {
                    this.OR3([{ ALT: () => this.CONSUME2(AnyWord) }, { ALT: () => this.SUBRULE1(this.bracket) }]);
                  },
                });
              },
            },
          ]);
          return token;
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(Key.Scrub);
          this.OPTION4(() => this.SUBRULE2(this.bracket));
          return token;
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(Key.Owner);
          this.SUBRULE(this.portList, { ARGS: [[]] });
          return token;
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(Key.Os);
          this.SUBRULE(this.wordList);
          return token;
        },
      },
    ]);
    return (): Part => {
      const name = word.image;
      if (/^(?:label|queue|ridentifier|once)$/.test(name)) return { kind: 'note', span: NOWHERE };
      if (/^(?:tag|rtable|set|scrub|prio|divert-packet)$/.test(name)) return { kind: 'effect', span: NOWHERE };
      return { kind: 'unsure', own: name === 'probability' || name.startsWith('max-pkt'), span: NOWHERE };
    };
  });

  // nat-to (em0) port 1024:65535     rdr-to 10.0.0.5 port 8080     route-to (em1 10.0.0.1)     divert-to 127.0.0.1 port 3128
  private readonly routed = this.RULE('routed', (): (() => Part) => {
    const word = this.OR([{ ALT: () => this.CONSUME(Key.Translate) }, { ALT: () => this.CONSUME(Key.Route) }]);
    this.OPTION(() => this.CONSUME(Key.Af));
    this.OPTION1(() => {
      this.CONSUME(Key.From);
      this.SUBRULE1(this.destination);
    });
    this.OPTION2({ GATE: () => this.LA(1).tokenType !== Key.To, DEF: () => this.SUBRULE(this.destination) });
    return (): Part =>
      /-to$/.test(word.image) && /^(?:nat|rdr|binat|af)/.test(word.image)
        ? { kind: 'translate', how: word.image, span: NOWHERE }
        : { kind: 'effect', span: NOWHERE };
  });

  // -> (em0) port 1024:65535 static-port
  private readonly target = this.RULE('target', (): Span => {
    const start = this.CONSUME(Arrow);
    this.SUBRULE(this.destination);
    this.MANY(() => this.SUBRULE(this.simple));
    return this.ACTION(() => cover(spanOf(start), endOf(this.LA(0))));
  });

  // 10.0.0.5     { 10.0.0.1, 10.0.0.2 }     (em0:0)     (em1 10.0.0.1)     em1
  private readonly destination = this.RULE('destination', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.place) },
      {
        ALT: () => {
          this.CONSUME(CurlyOpen);
          this.AT_LEAST_ONE(() => {
            this.SUBRULE1(this.place);
            this.OPTION(() => this.CONSUME(Comma));
          });
          this.CONSUME(CurlyClose);
        },
      },
    ]);
    this.OPTION1({
      GATE: () => this.LA(1).tokenType === Key.Port,
      DEF: () => {
        this.CONSUME(Key.Port);
        this.CONSUME(AnyWord);
      },
    });
  });

  // 10.0.0.0/24     <pool>     (em1 10.0.0.1)     10.0.0.1@em1
  private readonly place = this.RULE('place', () => {
    this.OPTION(() => this.CONSUME(Not));
    this.OR([
      { ALT: () => this.CONSUME(AnyWord) },
      { ALT: () => this.CONSUME(TableName) },
      {
        ALT: () => {
          this.CONSUME(RoundOpen);
          this.AT_LEAST_ONE(() => {
            this.OR1([
              { ALT: () => this.CONSUME1(AnyWord) },
              { ALT: () => this.CONSUME1(TableName) },
              { ALT: () => this.CONSUME(Slash) },
            ]);
          });
          this.CONSUME(RoundClose);
        },
      },
    ]);
    this.OPTION1(() => {
      this.CONSUME1(Slash);
      this.CONSUME2(AnyWord);
    });
    this.OPTION2({
      GATE: () => this.LA(1).image === '-',
      DEF: () => {
        this.CONSUME(PlainWord);
        this.CONSUME3(AnyWord);
      },
    });
  });

  constructor() {
    super();
    this.performSelfAnalysis();
  }
}

const parser = new RuleParser();
