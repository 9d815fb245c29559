import { EmbeddedActionsParser } from 'chevrotain';
import type { AccessEntry, AddressForm, OptionForm, PortForm } from '../../../kit/cisco-like/access-entry.ts';
import { TCP_FLAGS } from '../../../kit/cisco-like/names.ts';
import { vocabulary, wordOf } from '../../../kit/word-tokens.ts';
import type { Word } from '../../../outline.ts';
import { cover } from '../../../text/span.ts';
import { VRP_NAMES as names } from '../model/names.ts';

/** From `permit` or `deny` on, in the order in which VRP takes the parts: any. @returns undefined where the text is no rule */
export function parseRule(words: readonly Word[]): AccessEntry | undefined {
  parser.input = vocab.tokens(words);
  const entry = parser.entry();
  return parser.errors.length > 0 ? undefined : entry;
}

/** Before one value: conditions that nobody can decide here. */
const OPAQUE_VALUES = [
  'tos',
  'vpn-instance',
  'vlan-id',
  'packet-length',
  'ttl',
  'fragment-type',
  'source-pool',
  'destination-pool',
  'traffic-class',
  'routing',
];
const OPAQUE_ALONE = ['ttl-expired', 'igmp-type', 'no-flow-id', 'public', 'hop-by-hop'];
const FLAGS = [...TCP_FLAGS.keys()];

const vocab = vocabulary(
  [
    ...'permit deny any source destination source-port destination-port eq gt lt neq range established'.split(' '),
    ...'fragment logging log dscp precedence time-range tcp-flag icmp-type icmp6-type name number description'.split(
      ' ',
    ),
    ...OPAQUE_VALUES,
    ...OPAQUE_ALONE,
  ],
  {
    Port: ['#', ...names.tcpPorts.keys(), ...names.udpPorts.keys()],
    Protocol: ['#', 'ip', 'ipv6', ...names.protocols.keys()],
    Icmp: ['#', ...names.icmpTypes.keys(), ...names.icmpv6Types.keys()],
    Flag: FLAGS,
  },
);

const k = (text: string) => vocab.keyword(text);
const Port = vocab.category('Port');
const Protocol = vocab.category('Protocol');
const Icmp = vocab.category('Icmp');
const Flag = vocab.category('Flag');

type Part =
  | { readonly kind: 'source' | 'destination'; readonly address: AddressForm }
  | { readonly kind: 'source-port' | 'destination-port'; readonly ports: PortForm }
  | { readonly kind: 'option'; readonly option: OptionForm };

class RuleParser extends EmbeddedActionsParser {
  constructor() {
    super(vocab.types, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  // permit tcp source 10.0.0.0 0.0.0.255 destination any destination-port eq www
  readonly entry = this.RULE('entry', (): AccessEntry => {
    const action = this.OR([
      { ALT: () => this.after('permit', () => 'permit' as const) },
      { ALT: () => this.after('deny', () => 'deny' as const) },
    ]);
    const protocol = this.OPTION(() => wordOf(this.CONSUME(Protocol)));
    const parts: Part[] = [];
    this.MANY(() => parts.push(this.SUBRULE(this.part)));
    return this.ACTION(() => entryOf(action, protocol, parts));
  });

  // destination-port range 8000 8080
  private readonly part = this.RULE(
    'part',
    (): Part =>
      this.OR([
        { ALT: () => this.after('source', (): Part => ({ kind: 'source', address: this.SUBRULE(this.address) })) },
        {
          ALT: () =>
            this.after('destination', (): Part => ({ kind: 'destination', address: this.SUBRULE1(this.address) })),
        },
        {
          ALT: () => this.after('source-port', (): Part => ({ kind: 'source-port', ports: this.SUBRULE(this.ports) })),
        },
        {
          ALT: () =>
            this.after(
              'destination-port',
              (): Part => ({ kind: 'destination-port', ports: this.SUBRULE1(this.ports) }),
            ),
        },
        { ALT: () => ({ kind: 'option' as const, option: this.SUBRULE(this.ruleOption) }) },
      ]),
  );

  // 10.0.0.0 0.0.0.255; 10.0.0.1 0; 10.0.0.0 24; any
  private readonly address = this.RULE(
    'address',
    (): AddressForm =>
      this.OR([
        { ALT: () => this.after('any', (): AddressForm => ({ kind: 'any' })) },
        { ALT: () => ({ kind: 'prefix' as const, word: wordOf(this.CONSUME(vocab.Prefix)) }) },
        { ALT: () => this.SUBRULE(this.masked) },
        { ALT: () => this.SUBRULE(this.lengthened) },
      ]),
  );

  // 10.0.0.0 0.0.0.255
  private readonly masked = this.RULE('masked', (): AddressForm => {
    const address = wordOf(this.CONSUME(vocab.Ipv4));
    const mask = this.OPTION(() =>
      this.OR([{ ALT: () => wordOf(this.CONSUME1(vocab.Ipv4)) }, { ALT: () => wordOf(this.CONSUME(vocab.Digits)) }]),
    );
    return this.ACTION((): AddressForm => {
      if (!mask || mask.text === '0') return { kind: 'host', word: address };
      return mask.text.includes('.') ? { kind: 'masked', address, mask } : prefixOf(address, mask);
    });
  });

  // 2001:db8:: 32
  private readonly lengthened = this.RULE('lengthened', (): AddressForm => {
    const address = wordOf(this.CONSUME(vocab.Ipv6));
    const length = this.OPTION(() => wordOf(this.CONSUME(vocab.Digits)));
    return this.ACTION((): AddressForm => (length ? prefixOf(address, length) : { kind: 'host', word: address }));
  });

  // range 8000 8080
  private readonly ports = this.RULE(
    'ports',
    (): PortForm =>
      this.OR([
        { ALT: () => this.after('eq', (): PortForm => ({ operator: 'eq', words: [wordOf(this.CONSUME(Port))] })) },
        { ALT: () => this.after('neq', (): PortForm => ({ operator: 'neq', words: [wordOf(this.CONSUME1(Port))] })) },
        { ALT: () => this.after('gt', (): PortForm => ({ operator: 'gt', words: [wordOf(this.CONSUME2(Port))] })) },
        { ALT: () => this.after('lt', (): PortForm => ({ operator: 'lt', words: [wordOf(this.CONSUME3(Port))] })) },
        {
          ALT: () =>
            this.after(
              'range',
              (): PortForm => ({
                operator: 'range',
                words: [wordOf(this.CONSUME4(Port)), wordOf(this.CONSUME5(Port))],
              }),
            ),
        },
      ]),
  );

  // icmp-type echo; tcp-flag established; time-range WORK; logging
  private readonly ruleOption = this.RULE(
    'ruleOption',
    (): OptionForm =>
      this.OR([
        { ALT: () => this.after('fragment', (): OptionForm => ({ kind: 'fragments' })) },
        { ALT: () => ({ kind: 'log' as const, word: wordOf(this.CONSUME(k('logging'))) }) },
        { ALT: () => ({ kind: 'log' as const, word: wordOf(this.CONSUME(k('log'))) }) },
        { ALT: () => this.SUBRULE(this.flags) },
        { ALT: () => this.SUBRULE(this.icmp) },
        { ALT: () => this.after('dscp', (): OptionForm => ({ kind: 'dscp', word: wordOf(this.CONSUME(vocab.Word)) })) },
        {
          ALT: () =>
            this.after(
              'precedence',
              (): OptionForm => ({ kind: 'precedence', word: wordOf(this.CONSUME1(vocab.Word)) }),
            ),
        },
        {
          ALT: () =>
            this.after(
              'time-range',
              (): OptionForm => ({ kind: 'time-range', word: wordOf(this.CONSUME2(vocab.Word)) }),
            ),
        },
        ...OPAQUE_VALUES.map((keyword, index) => ({
          ALT: () => ({
            kind: 'opaque' as const,
            words: [wordOf(this.consume(0, k(keyword))), wordOf(this.consume(index + 3, vocab.Word))],
          }),
        })),
        ...OPAQUE_ALONE.map((keyword) => ({
          ALT: () => ({ kind: 'opaque' as const, words: [wordOf(this.consume(0, k(keyword)))] }),
        })),
      ]),
  );

  // tcp-flag syn ack
  private readonly flags = this.RULE('flags', (): OptionForm => {
    const keyword = wordOf(this.CONSUME(k('tcp-flag')));
    const words: Word[] = [];
    this.AT_LEAST_ONE(() =>
      words.push(
        this.OR([
          { ALT: () => wordOf(this.CONSUME(k('established'))) },
          { ALT: () => wordOf(this.CONSUME(Flag)) },
          { ALT: () => wordOf(this.CONSUME(vocab.Digits)) },
        ]),
      ),
    );
    return this.ACTION((): OptionForm => {
      if (words[0]?.text === 'established') return { kind: 'established' };
      // Whether one of several flags is enough the manuals do not agree on.
      return words.length === 1 && !/^\d/.test(words[0]!.text)
        ? { kind: 'flags', all: false, words }
        : { kind: 'opaque', words: [keyword, ...words] };
    });
  });

  // icmp-type 3 4
  private readonly icmp = this.RULE('icmp', (): OptionForm => {
    this.OR([{ ALT: () => this.CONSUME(k('icmp-type')) }, { ALT: () => this.CONSUME(k('icmp6-type')) }]);
    const words = [wordOf(this.CONSUME(Icmp))];
    this.OPTION(() => words.push(wordOf(this.CONSUME(vocab.Digits))));
    return { kind: 'icmp', words };
  });

  private after<T>(keyword: string, rest: () => T): T {
    this.consume(0, k(keyword));
    return rest();
  }
}

const parser = new RuleParser();

function prefixOf(address: Word, length: Word): AddressForm {
  return { kind: 'prefix', word: { text: `${address.text}/${length.text}`, span: cover(address.span, length.span) } };
}

function entryOf(action: 'permit' | 'deny', protocol: Word | undefined, parts: readonly Part[]): AccessEntry {
  const source = parts.flatMap((part) => (part.kind === 'source' ? [part.address] : []))[0];
  const destination = parts.flatMap((part) => (part.kind === 'destination' ? [part.address] : []))[0];
  const [sourcePort] = parts.flatMap((part) => (part.kind === 'source-port' ? [part.ports] : []));
  const [destinationPort] = parts.flatMap((part) => (part.kind === 'destination-port' ? [part.ports] : []));
  return {
    action,
    ...(protocol ? { protocol: { kind: 'word' as const, word: protocol } } : {}),
    source: source ?? { kind: 'any' },
    destination: destination ?? { kind: 'any' },
    ...(sourcePort ? { sourcePort } : {}),
    ...(destinationPort ? { destinationPort } : {}),
    options: parts.flatMap((part) => (part.kind === 'option' ? [part.option] : [])),
  };
}
