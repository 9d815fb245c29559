import { EmbeddedActionsParser, type IToken } from 'chevrotain';
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
import { cover, type Span } from '../../../text/span.ts';
import type { Host, IcmpWord, InterfaceWord, Part, PortTest, StateOption } from './ast.ts';
import { Key, keywords } from './keywords.ts';
import { AnyWord, Compare, PlainWord, Quoted, TableName, tokens } from './tokens.ts';

/** Lists in lists deeper than this are no lists: the parser recurses. */
const DEEPEST = 32;

/** What a rule compares packets with. */
export class ConditionParser extends EmbeddedActionsParser {
  // on em0     on { em0, !em1 }     on egress     for lo0 (antispoof)
  protected readonly interfaces = this.RULE('interfaces', (): (() => Part) => {
    this.OR([{ ALT: () => this.CONSUME(Key.On) }, { ALT: () => this.CONSUME(Key.For) }]);
    const names: InterfaceWord[] = [];
    this.OR1([
      { ALT: () => names.push(this.SUBRULE(this.interfaceName)) },
      {
        ALT: () => {
          this.CONSUME(CurlyOpen);
          this.AT_LEAST_ONE(() => {
            names.push(this.SUBRULE1(this.interfaceName));
            this.OPTION(() => this.CONSUME(Comma));
          });
          this.CONSUME(CurlyClose);
        },
      },
    ]);
    return (): Part => ({ kind: 'interfaces', names, span: NOWHERE });
  });

  // !em0     (em0)
  protected readonly interfaceName = this.RULE('interfaceName', (): InterfaceWord => {
    const not = this.OPTION(() => this.CONSUME(Not));
    const name = this.OR([
      {
        ALT: () => {
          const word = this.CONSUME(AnyWord);
          // on rdomain 1
          this.OPTION1({ GATE: () => word.image === 'rdomain', DEF: () => this.CONSUME2(AnyWord) });
          return word;
        },
      },
      {
        ALT: () => {
          this.CONSUME(RoundOpen);
          const inner = this.CONSUME1(AnyWord);
          this.CONSUME(RoundClose);
          return inner;
        },
      },
    ]);
    return this.ACTION(() => ({ negated: not !== undefined, name: unquoted(name) }));
  });

  // proto tcp     proto { tcp, udp }
  protected readonly protocols = this.RULE('protocols', (): (() => Part) => {
    this.CONSUME(Key.Proto);
    const names = this.SUBRULE(this.wordList);
    return (): Part => ({ kind: 'protocols', names, span: NOWHERE });
  });

  // tcp     { tcp, udp }
  protected readonly wordList = this.RULE('wordList', (): string[] => {
    const words: string[] = [];
    const note = (token: IToken): void => void this.ACTION(() => words.push(unquoted(token)));
    this.OR([
      { ALT: () => note(this.CONSUME(AnyWord)) },
      {
        ALT: () => {
          this.CONSUME(CurlyOpen);
          this.AT_LEAST_ONE(() => {
            note(this.CONSUME1(AnyWord));
            this.OPTION(() => this.CONSUME(Comma));
          });
          this.CONSUME(CurlyClose);
        },
      },
    ]);
    return words;
  });

  // from { 10.0.0.0/8, !<bad> } port { 22, 1024:65535 }     to port >= 1024     from any os "OpenBSD"
  protected readonly endpoints = this.RULE('endpoints', (): (() => Part) => {
    const side = this.OR([{ ALT: () => this.CONSUME(Key.From) }, { ALT: () => this.CONSUME(Key.To) }]);
    const hosts: Host[] = [];
    const ports: PortTest[] = [];
    this.OPTION({
      GATE: () => this.LA(1).tokenType !== Key.Port,
      DEF: () => this.SUBRULE(this.hostList, { ARGS: [hosts, 0] }),
    });
    this.OPTION1(() => {
      this.CONSUME(Key.Port);
      this.SUBRULE(this.portList, { ARGS: [ports] });
    });
    return (): Part => ({ kind: 'hosts', side: side.image as 'from' | 'to', hosts, ports, span: NOWHERE });
  });

  // { 10.0.0.1 10.0.0.2, <web> }
  protected readonly hostList = this.RULE('hostList', (hosts: Host[], depth: number) => {
    this.OR([
      {
        ALT: () => {
          const item = this.SUBRULE(this.host);
          this.ACTION(() => hosts.push(item));
        },
      },
      {
        ALT: () => {
          this.CONSUME(CurlyOpen);
          this.MANY(() => {
            this.OR1([
              {
                ALT: () => {
                  const item = this.SUBRULE1(this.host);
                  this.ACTION(() => hosts.push(item));
                },
              },
              // Macros may hold lists of their own.
              {
                ALT: () => this.SUBRULE(this.hostList, { ARGS: [hosts, depth + 1] }),
                GATE: () => this.LA(1).tokenType === CurlyOpen && depth < DEEPEST,
              },
            ]);
            this.OPTION(() => this.CONSUME(Comma));
          });
          this.CONSUME(CurlyClose);
        },
      },
    ]);
  });

  // !10.0.0.0/8     <web>     (em0:0)     10.0.0.1 - 10.0.0.9     em0:network
  protected readonly host: (idx?: number) => Host = this.RULE('host', (): Host => {
    const start = this.LA(1);
    let negated = false;
    this.MANY(() => {
      this.CONSUME(Not);
      negated = !negated;
    });
    let length: IToken | undefined;
    let last: IToken | undefined;
    const named = this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(TableName);
          return this.ACTION((): [Host['kind'], IToken] => ['table', token]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(RoundOpen);
          const token = this.CONSUME1(AnyWord);
          this.OPTION2(() => {
            this.CONSUME1(Slash);
            this.CONSUME5(AnyWord);
          });
          this.CONSUME(RoundClose);
          return this.ACTION((): [Host['kind'], IToken] => ['dynamic', token]);
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME2(AnyWord);
          // route "internal"
          this.OPTION3({ GATE: () => token.image === 'route', DEF: () => this.CONSUME(Quoted) });
          this.OPTION({
            GATE: () => this.LA(1).image === '-',
            DEF: () => {
              this.CONSUME(PlainWord);
              last = this.CONSUME3(AnyWord);
            },
          });
          return this.ACTION((): [Host['kind'], IToken] => ['word', token]);
        },
      },
    ]);
    this.OPTION1(() => {
      this.CONSUME(Slash);
      length = this.CONSUME4(AnyWord);
    });
    return this.ACTION(() => {
      const [kind, name] = named;
      return {
        negated,
        kind,
        text: kind === 'table' ? name.image.slice(1, -1) : unquoted(name),
        ...(length ? { length: length.image } : {}),
        ...(last ? { last: last.image } : {}),
        span: cover(spanOf(start), endOf(this.LA(0))),
      };
    });
  });

  // { 22, ssh, 1024:65535 }     >= 1024     1 >< 9
  protected readonly portList = this.RULE('portList', (ports: PortTest[]) => {
    this.OR([
      {
        ALT: () => {
          const item = this.SUBRULE(this.portTest);
          this.ACTION(() => ports.push(item));
        },
      },
      {
        ALT: () => {
          this.CONSUME(CurlyOpen);
          this.MANY(() => {
            this.OR1([
              {
                ALT: () => {
                  const item = this.SUBRULE1(this.portTest);
                  this.ACTION(() => ports.push(item));
                },
              },
              {
                ALT: () => this.SUBRULE(this.portList, { ARGS: [ports] }),
                GATE: () => this.LA(1).tokenType === CurlyOpen,
              },
            ]);
            this.OPTION(() => this.CONSUME(Comma));
          });
          this.CONSUME(CurlyClose);
        },
      },
    ]);
  });

  // = 22     != 22     1024:65535     1 <> 9
  protected readonly portTest: (idx?: number) => PortTest = this.RULE('portTest', (): PortTest => {
    const start = this.LA(1);
    const before = this.OPTION(() => this.CONSUME(Compare));
    const first = this.CONSUME(AnyWord);
    let between: IToken | undefined;
    let last: IToken | undefined;
    this.OPTION1(() => {
      between = this.CONSUME1(Compare);
      last = this.CONSUME1(AnyWord);
    });
    return this.ACTION(() => {
      const operator = between?.image ?? before?.image;
      return {
        first: unquoted(first),
        ...(operator === undefined || operator === '=' ? {} : { operator }),
        ...(last ? { last: unquoted(last) } : {}),
        span: cover(spanOf(start), endOf(this.LA(0))),
      };
    });
  });

  // flags S/SA     flags any     flags /SFRA
  protected readonly flags = this.RULE('flags', (): (() => Part) => {
    this.CONSUME(Key.Flags);
    const set = this.OPTION(() => this.CONSUME(AnyWord));
    const mask = this.OPTION1(() => {
      this.CONSUME(Slash);
      return this.CONSUME1(AnyWord);
    });
    return (): Part => ({ kind: 'flags', set: set?.image ?? '', mask: mask?.image ?? '', span: NOWHERE });
  });

  // icmp-type echoreq     icmp6-type { toobig, 3 code 1 }
  protected readonly icmp = this.RULE('icmp', (): (() => Part) => {
    const word = this.CONSUME(Key.IcmpType);
    const types: IcmpWord[] = [];
    this.OR([
      { ALT: () => types.push(this.SUBRULE(this.icmpWord)) },
      {
        ALT: () => {
          this.CONSUME(CurlyOpen);
          this.AT_LEAST_ONE(() => {
            types.push(this.SUBRULE1(this.icmpWord));
            this.OPTION(() => this.CONSUME(Comma));
          });
          this.CONSUME(CurlyClose);
        },
      },
    ]);
    return (): Part => ({ kind: 'icmp', version: word.image === 'icmp-type' ? 4 : 6, types, span: NOWHERE });
  });

  // unreach code needfrag
  protected readonly icmpWord = this.RULE('icmpWord', (): IcmpWord => {
    const type = this.CONSUME(AnyWord);
    const code = this.OPTION(() => {
      this.CONSUME(Key.Code);
      return this.CONSUME1(AnyWord);
    });
    return this.ACTION(() => ({ type: unquoted(type), ...(code ? { code: code.image } : {}) }));
  });

  // (max 100, overload <bad> flush global)
  protected readonly bracket = this.RULE('bracket', (): StateOption[] => {
    const options: { words: { value: string; span: Span }[] }[] = [];
    this.CONSUME(RoundOpen);
    this.MANY(() => {
      const token = this.OR([
        { ALT: () => this.CONSUME(AnyWord) },
        { ALT: () => this.CONSUME(TableName) },
        { ALT: () => this.CONSUME(Slash) },
        { ALT: () => this.CONSUME(Comma) },
      ]);
      this.ACTION(() => {
        if (token.tokenType === Comma || options.length === 0) options.push({ words: [] });
        if (token.tokenType !== Comma) options.at(-1)!.words.push({ value: unquoted(token), span: spanOf(token) });
      });
    });
    this.CONSUME(RoundClose);
    return options;
  });

  protected constructor() {
    super([...tokens, ...keywords], { maxLookahead: 1, recoveryEnabled: false });
  }
}

/** Filled in by the rule that takes the part. */
export const NOWHERE: Span = { start: 0, end: 0 };

export const unquoted = ({ image, tokenType }: IToken): string => (tokenType === Quoted ? image.slice(1, -1) : image);

export const inside = (token: IToken): Span =>
  token.tokenType === Quoted
    ? { start: token.startOffset + 1, end: token.startOffset + token.image.length - 1 }
    : spanOf(token);

/** A token that a macro put in stands where the macro's name does: `endOffset` says where that ends. */
export const endOf = (token: IToken): Span => ({
  start: token.startOffset,
  end: token.endOffset ?? token.startOffset + token.image.length,
});
