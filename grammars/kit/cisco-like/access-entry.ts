import { EmbeddedActionsParser } from 'chevrotain';
import type { Word } from '../../outline.ts';
import { type Vocabulary, vocabulary, wordOf } from '../word-tokens.ts';
import { type Names, TCP_FLAGS } from './names.ts';

export type AddressForm =
  | { readonly kind: 'any' }
  | { readonly kind: 'host'; readonly word: Word }
  | { readonly kind: 'prefix'; readonly word: Word }
  | { readonly kind: 'group'; readonly word: Word }
  | { readonly kind: 'masked'; readonly address: Word; readonly mask: Word };

export interface PortForm {
  /** `group`: the only word names a group of ports. */
  readonly operator: 'eq' | 'neq' | 'lt' | 'gt' | 'range' | 'group';
  readonly words: readonly Word[];
}

export type OptionForm =
  | { readonly kind: 'established' }
  | { readonly kind: 'fragments' }
  | { readonly kind: 'log'; readonly word: Word }
  /** Does something besides permit or deny: `counter WEB`, `capture session 1`. */
  | { readonly kind: 'effect'; readonly words: readonly Word[] }
  | { readonly kind: 'icmp'; readonly words: readonly Word[] }
  | { readonly kind: 'flags'; readonly all: boolean; readonly words: readonly Word[] }
  | { readonly kind: 'dscp'; readonly word: Word }
  | { readonly kind: 'precedence'; readonly word: Word }
  | { readonly kind: 'reflect'; readonly word: Word }
  | { readonly kind: 'time-range'; readonly word: Word }
  /** True or false, and no one can tell which: `ttl eq 1`, `tos 4`, `option any-options`. */
  | { readonly kind: 'opaque'; readonly words: readonly Word[] };

/** One entry of an access list as it is written; numbers and names are not resolved yet. */
export interface AccessEntry {
  readonly action: 'permit' | 'deny';
  /** Absent in a standard list. */
  readonly protocol?: { readonly kind: 'word' | 'group'; readonly word: Word };
  readonly source: AddressForm;
  readonly sourcePort?: PortForm;
  readonly destination?: AddressForm;
  readonly destinationPort?: PortForm;
  readonly options: readonly OptionForm[];
}

/** From `permit` or `deny` on. @returns undefined where the text is no entry of such a list. */
export type ParseAccessEntry = (words: readonly Word[], kind: 'standard' | 'extended') => AccessEntry | undefined;

/** Words of one platform's entries, all in lower case. */
export interface EntryWords {
  readonly names: Names;
  /** Before one value: conditions that nobody can decide here (`tos 4`). */
  readonly opaqueWithValue: readonly string[];
  /** The same without a value. */
  readonly opaqueAlone: readonly string[];
  /** Before one value: what happens besides the verdict (`counter WEB`). */
  readonly effectsWithValue?: readonly string[];
  readonly effectsAlone?: readonly string[];
}

/** The one parser of a platform's entries. */
export function accessEntryParser(platform: EntryWords): ParseAccessEntry {
  const vocab = entryVocabulary(platform);
  const parser = entryParser(vocab, platform);
  return (words, kind) => {
    parser.input = vocab.tokens(words);
    const entry = kind === 'standard' ? parser.standardEntry() : parser.extendedEntry();
    return parser.errors.length > 0 ? undefined : entry;
  };
}

const FLAGS = [...TCP_FLAGS.keys()];
const SIGNED_FLAGS = FLAGS.flatMap((flag) => [`+${flag}`, `-${flag}`]);
const ADDRESS_GROUPS = ['object-group', 'addrgroup', 'net-group'];
const PORT_GROUPS = ['portgroup', 'port-group'];
const COMPARED = ['ttl', 'packet-length'];
/** An alternative that no text can take: a platform may have no effects, and a choice needs one. */
const NO_WORD = ' ';
const KEYWORDS = [
  ...'permit deny any host eq neq lt gt range established fragments log log-input'.split(' '),
  ...'dscp precedence time-range match-any match-all reflect timeout'.split(' '),
  ...ADDRESS_GROUPS,
  ...PORT_GROUPS,
  ...COMPARED,
];

function entryVocabulary(platform: EntryWords): Vocabulary {
  const { names, opaqueWithValue, opaqueAlone, effectsWithValue = [], effectsAlone = [] } = platform;
  return vocabulary([...KEYWORDS, ...opaqueWithValue, ...opaqueAlone, ...effectsWithValue, ...effectsAlone, NO_WORD], {
    Port: ['#', ...names.tcpPorts.keys(), ...names.udpPorts.keys()],
    Protocol: ['#', 'ip', 'ipv6', 'ipv4', ...names.protocols.keys()],
    Icmp: ['#', ...names.icmpTypes.keys(), ...names.icmpv6Types.keys(), ...names.igmpTypes],
    Flag: FLAGS,
    SignedFlag: SIGNED_FLAGS,
  });
}

/** The parser's rules; everything in it is looked up in the platform's own vocabulary. */
function entryParser(vocab: Vocabulary, platform: EntryWords) {
  const k = (text: string) => vocab.keyword(text);
  const { Word: AnyWord, Ipv4, Ipv6, Prefix } = vocab;
  const Port = vocab.category('Port');
  const Protocol = vocab.category('Protocol');
  const Icmp = vocab.category('Icmp');
  const Flag = vocab.category('Flag');
  const SignedFlag = vocab.category('SignedFlag');

  class AccessEntryParser extends EmbeddedActionsParser {
    constructor() {
      super(vocab.types, { maxLookahead: 1, recoveryEnabled: false });
      this.performSelfAnalysis();
    }

    // permit 192.0.2.0 0.0.0.255 log
    readonly standardEntry = this.RULE('standardEntry', (): AccessEntry => {
      const action = this.SUBRULE(this.action);
      const source = this.SUBRULE(this.address);
      const options: OptionForm[] = [];
      this.MANY(() => options.push(this.SUBRULE(this.entryOption)));
      return { action, source, options };
    });

    // permit tcp 192.0.2.0 0.0.0.255 eq www any gt 1023 established log
    readonly extendedEntry = this.RULE('extendedEntry', (): AccessEntry => {
      const action = this.SUBRULE(this.action);
      const protocol = this.SUBRULE(this.protocol);
      const source = this.SUBRULE(this.address);
      const sourcePort = this.OPTION(() => this.SUBRULE(this.ports));
      const destination = this.SUBRULE2(this.address);
      const destinationPort = this.OPTION2(() => this.SUBRULE2(this.ports));
      const options: OptionForm[] = [];
      this.MANY(() => options.push(this.SUBRULE(this.entryOption)));
      return {
        action,
        protocol,
        source,
        ...(sourcePort ? { sourcePort } : {}),
        destination,
        ...(destinationPort ? { destinationPort } : {}),
        options,
      };
    });

    // permit
    private readonly action = this.RULE('action', (): 'permit' | 'deny' =>
      this.OR([
        { ALT: () => this.skip(0, 'permit', 'permit' as const) },
        { ALT: () => this.skip(0, 'deny', 'deny' as const) },
      ]),
    );

    // object-group WEB-SERVICES
    private readonly protocol = this.RULE(
      'protocol',
      (): NonNullable<AccessEntry['protocol']> =>
        this.OR([
          { ALT: () => ({ kind: 'group' as const, word: this.named(0, 'object-group') }) },
          { ALT: () => ({ kind: 'word' as const, word: wordOf(this.CONSUME(Protocol)) }) },
        ]),
    );

    // host 192.0.2.1
    private readonly address = this.RULE(
      'address',
      (): AddressForm =>
        this.OR([
          { ALT: () => this.skip(0, 'any', { kind: 'any' as const }) },
          { ALT: () => ({ kind: 'host' as const, word: this.named(0, 'host') }) },
          ...ADDRESS_GROUPS.map((keyword, i) => ({
            ALT: () => ({ kind: 'group' as const, word: this.named(i + 1, keyword) }),
          })),
          { ALT: () => ({ kind: 'prefix' as const, word: wordOf(this.CONSUME(Prefix)) }) },
          { ALT: () => ({ kind: 'host' as const, word: wordOf(this.CONSUME(Ipv6)) }) },
          { ALT: () => this.SUBRULE(this.masked) },
        ]),
    );

    // 192.0.2.0 0.0.0.255
    private readonly masked = this.RULE('masked', (): AddressForm => {
      const address = wordOf(this.CONSUME(Ipv4));
      const mask = this.OPTION(() => wordOf(this.CONSUME2(Ipv4)));
      return mask ? { kind: 'masked', address, mask } : { kind: 'host', word: address };
    });

    // range 1024 65535
    private readonly ports = this.RULE(
      'ports',
      (): PortForm =>
        this.OR([
          { ALT: () => this.SUBRULE(this.portList) },
          { ALT: () => ({ operator: this.skip(0, 'lt', 'lt' as const), words: [wordOf(this.CONSUME(Port))] }) },
          { ALT: () => ({ operator: this.skip(0, 'gt', 'gt' as const), words: [wordOf(this.CONSUME2(Port))] }) },
          {
            ALT: () => ({
              operator: this.skip(0, 'range', 'range' as const),
              words: [wordOf(this.CONSUME3(Port)), wordOf(this.CONSUME4(Port))],
            }),
          },
          ...PORT_GROUPS.map((keyword, i) => ({
            ALT: () => ({ operator: 'group' as const, words: [this.named(i, keyword)] }),
          })),
        ]),
    );

    // eq www 443
    private readonly portList = this.RULE('portList', (): PortForm => {
      const operator = this.OR([
        { ALT: () => this.skip(0, 'eq', 'eq' as const) },
        { ALT: () => this.skip(0, 'neq', 'neq' as const) },
      ]);
      const words: Word[] = [];
      this.AT_LEAST_ONE(() => words.push(wordOf(this.CONSUME(Port))));
      return { operator, words };
    });

    // match-all +syn -ack
    private readonly entryOption = this.RULE(
      'entryOption',
      (): OptionForm =>
        this.OR([
          { ALT: () => this.skip(0, 'established', { kind: 'established' as const }) },
          { ALT: () => this.skip(0, 'fragments', { kind: 'fragments' as const }) },
          { ALT: () => this.SUBRULE(this.log) },
          { ALT: () => this.SUBRULE(this.icmp) },
          { ALT: () => this.SUBRULE(this.flags) },
          { ALT: () => ({ kind: 'dscp' as const, word: this.named(0, 'dscp') }) },
          { ALT: () => ({ kind: 'precedence' as const, word: this.named(1, 'precedence') }) },
          { ALT: () => ({ kind: 'time-range' as const, word: this.named(2, 'time-range') }) },
          { ALT: () => this.SUBRULE(this.reflect) },
          { ALT: () => this.SUBRULE(this.compared) },
          { ALT: () => this.SUBRULE(this.opaque) },
          { ALT: () => this.SUBRULE(this.effect) },
        ]),
    );

    // log-input; log COOKIE
    private readonly log = this.RULE('log', (): OptionForm => {
      const word = this.OR([
        { ALT: () => wordOf(this.CONSUME(k('log'))) },
        { ALT: () => wordOf(this.CONSUME(k('log-input'))) },
      ]);
      this.OPTION(() => this.CONSUME(vocab.Name));
      return { kind: 'log', word };
    });

    // echo-reply; 3 4
    private readonly icmp = this.RULE('icmp', (): OptionForm => {
      const words = [wordOf(this.CONSUME(Icmp))];
      this.OPTION(() => words.push(wordOf(this.CONSUME(vocab.Digits))));
      return { kind: 'icmp', words };
    });

    // match-any +ack +rst; syn
    private readonly flags = this.RULE(
      'flags',
      (): OptionForm =>
        this.OR([
          {
            ALT: () => ({
              kind: 'flags' as const,
              all: this.skip(0, 'match-any', false),
              words: this.SUBRULE(this.signs),
            }),
          },
          {
            ALT: () => ({
              kind: 'flags' as const,
              all: this.skip(0, 'match-all', true),
              words: this.SUBRULE2(this.signs),
            }),
          },
          { ALT: () => ({ kind: 'flags' as const, all: false, words: [wordOf(this.CONSUME(Flag))] }) },
        ]),
    );

    // +syn -ack
    private readonly signs = this.RULE('signs', (): Word[] => {
      const words: Word[] = [];
      this.AT_LEAST_ONE(() => words.push(wordOf(this.CONSUME(SignedFlag))));
      return words;
    });

    // reflect TCP-SESSIONS timeout 300
    private readonly reflect = this.RULE('reflect', (): OptionForm => {
      const word = this.named(0, 'reflect');
      this.OPTION(() => {
        this.CONSUME(k('timeout'));
        this.CONSUME(vocab.Digits);
      });
      return { kind: 'reflect', word };
    });

    // ttl lt 5
    private readonly compared = this.RULE('compared', (): OptionForm => {
      const words = [this.OR(COMPARED.map((keyword) => ({ ALT: () => wordOf(this.consume(0, k(keyword))) })))];
      this.OPTION(() =>
        words.push(
          this.OR2(
            ['eq', 'neq', 'lt', 'gt', 'range'].map((operator) => ({ ALT: () => wordOf(this.consume(0, k(operator))) })),
          ),
        ),
      );
      this.AT_LEAST_ONE(() => words.push(wordOf(this.CONSUME(vocab.Digits))));
      return { kind: 'opaque', words };
    });

    // tos max-throughput; option any-options; routing
    private readonly opaque = this.RULE(
      'opaque',
      (): OptionForm => ({
        kind: 'opaque',
        words: this.OR(this.either(platform.opaqueWithValue, platform.opaqueAlone)),
      }),
    );

    // counter WEB
    private readonly effect = this.RULE(
      'effect',
      (): OptionForm => ({
        kind: 'effect',
        words: this.OR(this.either([...(platform.effectsWithValue ?? []), NO_WORD], platform.effectsAlone ?? [])),
      }),
    );

    /** Keywords before one value, and keywords alone. */
    private either(withValue: readonly string[], alone: readonly string[]): { ALT: () => Word[] }[] {
      return [
        ...withValue.map((name, i) => ({
          ALT: () => [wordOf(this.consume(0, k(name))), wordOf(this.consume(i, AnyWord))],
        })),
        ...alone.map((name) => ({ ALT: () => [wordOf(this.consume(0, k(name)))] })),
      ];
    }

    private skip<T>(occurrence: number, keyword: string, value: T): T {
      this.consume(occurrence, k(keyword));
      return value;
    }

    /** A keyword and the name after it, which may be any word. */
    private named(occurrence: number, keyword: string): Word {
      this.consume(0, k(keyword));
      return wordOf(this.consume(occurrence, AnyWord));
    }
  }

  return new AccessEntryParser();
}
