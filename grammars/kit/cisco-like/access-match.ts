import { type AddressTerm, hostMask, parseAddress, parsePrefix, widthOf } from '../../model/address.ts';
import type { WrittenMask } from '../../model/device.ts';
import type { Field, FlagTest, IcmpTest, Interval, Match, Opaque } from '../../model/filter.ts';
import { at } from '../../text/span.ts';
import type { AccessEntry, AddressForm, OptionForm, PortForm } from './access-entry.ts';
import { type Names, TCP_FLAGS } from './names.ts';

/** A protocol with what it carries; absent protocol: every one. */
export interface ServiceTerm {
  readonly protocol?: number;
  readonly sourcePort?: Field<Interval>;
  readonly destinationPort?: Field<Interval>;
  readonly icmp?: IcmpTest;
}

/** What object groups stand for; undefined: not defined, or not understood to the last line. */
export interface Groups {
  addresses(name: string): readonly AddressTerm[] | undefined;
  services(name: string): readonly ServiceTerm[] | undefined;
  /** Groups of ports, where the platform has such; absent: none is known. */
  ports?(name: string): Field<Interval> | undefined;
}

export interface EntryMeaning {
  readonly matches: readonly Match[];
  readonly effects: readonly string[];
  readonly masks: readonly WrittenMask[];
}

export const ALL_PORTS: Interval = { first: 0, last: 65_535 };

/**
 * The packets of an entry. Non-first fragments carry no ports: a permit that names them lets all fragments of its addresses
 * pass, a deny lets them through to the next entry (Cisco, "Access Control Lists and IP Fragments").
 * @returns undefined where a name or number means nothing to the platform
 */
export function meaningOf(
  entry: AccessEntry,
  family: 'ipv4' | 'ipv6',
  groups: Groups,
  names: Names,
): EntryMeaning | undefined {
  const masks: WrittenMask[] = [];
  const opaque: Opaque[] = [];
  const source = addressField(entry.source, family, groups, masks, opaque);
  const destination = entry.destination ? addressField(entry.destination, family, groups, masks, opaque) : 'all';
  if (source === undefined || destination === undefined) return undefined;
  const options = optionsOf(entry.options, isIgmp(entry), family, names, opaque);
  if (!options) return undefined;
  const terms = serviceTerms(entry, family, groups, names, opaque);
  if (!terms || !fits(entry, options, terms)) return undefined;

  const layer3 = (term: ServiceTerm): Match => ({
    family,
    ...(source === 'all' ? {} : { source }),
    ...(destination === 'all' ? {} : { destination }),
    ...(term.protocol === undefined ? {} : { protocol: only(term.protocol) }),
    ...(options.dscp ? { dscp: options.dscp } : {}),
    ...(opaque.length > 0 ? { opaque } : {}),
  });
  const matches = terms.flatMap((term): Match[] => {
    const base = layer3(term);
    if (options.fragments) return [{ ...base, fragment: 'rest' }];
    const icmp = options.icmp ?? term.icmp;
    const upper = {
      ...(term.sourcePort ? { sourcePort: term.sourcePort } : {}),
      ...(term.destinationPort ? { destinationPort: term.destinationPort } : {}),
      ...(icmp ? { icmp: { anyOf: [icmp] } } : {}),
      ...(options.tcpFlags ? { tcpFlags: options.tcpFlags } : {}),
    };
    if (Object.keys(upper).length === 0) return [base];
    const whole: Match = { ...base, ...upper, fragment: 'whole' };
    return entry.action === 'permit' ? [whole, { ...base, fragment: 'rest' }] : [whole];
  });
  return { matches, effects: options.effects, masks };
}

/** Ports need TCP, UDP or SCTP, flags TCP, types ICMP: the platforms refuse the rest. */
function fits(entry: AccessEntry, options: OptionsMeaning, terms: readonly ServiceTerm[]): boolean {
  if (entry.protocol?.kind === 'group') return true;
  const protocol = terms[0]?.protocol;
  if ((entry.sourcePort || entry.destinationPort) && ![6, 17, 132].includes(protocol ?? -1)) return false;
  if (options.tcpFlags && protocol !== 6) return false;
  return !options.icmp || protocol === 1 || protocol === 58;
}

const only = (value: number): Field<Interval> => ({ anyOf: [{ first: value, last: value }] });

/** @returns `all` for any address; undefined where the text is no address of the family. */
function addressField(
  form: AddressForm,
  family: 'ipv4' | 'ipv6',
  groups: Groups,
  masks: WrittenMask[],
  opaque: Opaque[],
): Field<AddressTerm> | 'all' | undefined {
  if (form.kind === 'any') return 'all';
  if (form.kind === 'group') {
    const terms = groups.addresses(form.word.text);
    if (terms) return { anyOf: terms };
    opaque.push({ text: `object-group ${form.word.text}`, span: form.word.span });
    return 'all';
  }
  if (form.kind === 'prefix') {
    const prefix = parsePrefix(form.word.text);
    return prefix?.family === family ? { anyOf: [{ kind: 'prefix', ...prefix }] } : undefined;
  }
  if (form.kind === 'host') {
    const parsed = parseAddress(form.word.text);
    return parsed?.family === family ? { anyOf: [{ kind: 'prefix', ...parsed, length: widthOf(family) }] } : undefined;
  }
  const address = parseAddress(form.address.text);
  const mask = parseAddress(form.mask.text);
  if (!address || !mask || address.family !== 'ipv4' || family !== 'ipv4') return undefined;
  masks.push({
    slot: 'wildcard',
    address: at(address.address, form.address.span),
    mask: at(mask.address, form.mask.span),
  });
  if (mask.address === 0xffffffffn) return 'all';
  return { anyOf: [wildcardTerm(address.address, mask.address)] };
}

const LENGTH_BY_WILDCARD = new Map(Array.from({ length: 33 }, (_, length) => [hostMask('ipv4', length), length]));

/** A prefix where the wildcard is one; host bits do not count. */
function wildcardTerm(address: bigint, wildcard: bigint): AddressTerm {
  const network = address & ~wildcard & 0xffffffffn;
  const length = LENGTH_BY_WILDCARD.get(wildcard);
  return length === undefined
    ? { kind: 'wildcard', family: 'ipv4', address: network, wildcard }
    : { kind: 'prefix', family: 'ipv4', address: network, length };
}

const isIgmp = ({ protocol }: AccessEntry): boolean => /^(?:igmp|2)$/i.test(protocol?.word.text ?? '');

interface OptionsMeaning {
  readonly fragments: boolean;
  readonly icmp: IcmpTest | undefined;
  readonly tcpFlags: Field<FlagTest> | undefined;
  readonly dscp: Field<Interval> | undefined;
  readonly effects: readonly string[];
}

function optionsOf(
  options: readonly OptionForm[],
  igmp: boolean,
  family: 'ipv4' | 'ipv6',
  names: Names,
  opaque: Opaque[],
): OptionsMeaning | undefined {
  let fragments = false;
  let icmp: IcmpTest | undefined;
  let dscp: Field<Interval> | undefined;
  const flags: FlagTest[] = [];
  const effects = new Set<string>();
  for (const option of options) {
    if (option.kind === 'established') flags.push({ mask: 16, value: 16 }, { mask: 4, value: 4 });
    else if (option.kind === 'fragments') fragments = true;
    else if (option.kind === 'log') effects.add(option.word.text.toLowerCase());
    else if (option.kind === 'effect') effects.add(option.words.map((word) => word.text.toLowerCase()).join(':'));
    else if (option.kind === 'reflect') effects.add(`reflect:${option.word.text}`);
    else if (option.kind === 'time-range')
      opaque.push({ text: `time-range ${option.word.text}`, span: option.word.span });
    else if (option.kind === 'opaque')
      opaque.push({
        text: option.words.map((word) => word.text.toLowerCase()).join(' '),
        span: { start: option.words[0]!.span.start, end: option.words.at(-1)!.span.end },
      });
    else if (option.kind === 'flags') flags.push(...flagTests(option));
    else if (option.kind === 'icmp') {
      icmp = icmpTest(option.words, family, names);
      const [type] = option.words;
      if (igmp) opaque.push({ text: `igmp ${type!.text.toLowerCase()}`, span: type!.span });
      else if (!icmp) return undefined;
    } else {
      const value = number(option.word.text, option.kind === 'dscp' ? names.dscp : names.precedence);
      const limit = option.kind === 'dscp' ? 63 : 7;
      if (value === undefined || value > limit) return undefined;
      dscp = option.kind === 'dscp' ? only(value) : { anyOf: [{ first: value * 8, last: value * 8 + 7 }] };
    }
  }
  return {
    fragments,
    icmp: igmp ? undefined : icmp,
    tcpFlags: flags.length > 0 ? { anyOf: flags } : undefined,
    dscp,
    effects: [...effects].sort(),
  };
}

function flagTests(option: Extract<OptionForm, { kind: 'flags' }>): FlagTest[] {
  const tests = option.words.map(({ text }) => {
    const lower = text.toLowerCase();
    const mask = TCP_FLAGS.get(lower.replace(/^[+-]/, ''))!;
    return { mask, value: lower.startsWith('-') ? 0 : mask };
  });
  if (!option.all) return tests;
  return [tests.reduce((all, test) => ({ mask: all.mask | test.mask, value: all.value | test.value }))];
}

export function icmpTest(
  words: readonly { readonly text: string }[],
  family: 'ipv4' | 'ipv6',
  names: Names,
): IcmpTest | undefined {
  const [type, code] = words.map((word) => word.text.toLowerCase());
  if (type === undefined) return undefined;
  const named = (family === 'ipv4' ? names.icmpTypes : names.icmpv6Types).get(type);
  const value = named?.type ?? (/^\d+$/.test(type) ? Number(type) : undefined);
  const codeValue = named?.code ?? (code === undefined ? undefined : Number(code));
  if (value === undefined || value > 255 || (codeValue ?? 0) > 255) return undefined;
  const one = (n: number): Interval => ({ first: n, last: n });
  return codeValue === undefined ? { type: one(value) } : { type: one(value), code: one(codeValue) };
}

/** One term a protocol and its ports, or the members of a service group. */
function serviceTerms(
  entry: AccessEntry,
  family: 'ipv4' | 'ipv6',
  groups: Groups,
  names: Names,
  opaque: Opaque[],
): readonly ServiceTerm[] | undefined {
  const { protocol } = entry;
  if (!protocol) return [{}];
  if (protocol.kind === 'group') {
    const services = groups.services(protocol.word.text);
    if (services) return services;
    opaque.push({ text: `object-group ${protocol.word.text}`, span: protocol.word.span });
    return [{}];
  }
  const number = protocolNumber(protocol.word.text, family, names);
  if (number === undefined) return undefined;
  const value = number === 'all' ? undefined : number;
  const ports = (form: PortForm | undefined): Field<Interval> | undefined | null => {
    if (form?.operator !== 'group') return form && portField(form, value, names);
    const [name] = form.words;
    const known = groups.ports?.(name!.text);
    if (!known) opaque.push({ text: `portgroup ${name!.text}`, span: name!.span });
    return known;
  };
  const sourcePort = ports(entry.sourcePort);
  const destinationPort = ports(entry.destinationPort);
  if (sourcePort === null || destinationPort === null) return undefined;
  return [
    {
      ...(value === undefined ? {} : { protocol: value }),
      ...(sourcePort ? { sourcePort } : {}),
      ...(destinationPort ? { destinationPort } : {}),
    },
  ];
}

export function protocolNumber(text: string, family: 'ipv4' | 'ipv6', names: Names): number | 'all' | undefined {
  const name = text.toLowerCase();
  if (name === 'ip' || name === 'ipv6' || name === 'ipv4') return 'all';
  if (name === 'icmp' && family === 'ipv6') return 58;
  const value = names.protocols.get(name) ?? (/^\d+$/.test(name) ? Number(name) : undefined);
  return value !== undefined && value <= 255 ? value : undefined;
}

/** @returns null where a name is no port of the protocol. */
export function portField(form: PortForm, protocol: number | undefined, names: Names): Field<Interval> | null {
  const ports: number[] = [];
  for (const { text } of form.words) {
    const value = portNumber(text, protocol, names);
    if (value === undefined) return null;
    ports.push(value);
  }
  const [first = 0, second = 0] = ports;
  const one = (port: number): Interval => ({ first: port, last: port });
  if (form.operator === 'eq') return { anyOf: ports.map(one) };
  if (form.operator === 'neq') return { anyOf: [ALL_PORTS], except: ports.map(one) };
  if (form.operator === 'lt') return { anyOf: first === 0 ? [] : [{ first: 0, last: first - 1 }] };
  if (form.operator === 'gt') return { anyOf: first === 65_535 ? [] : [{ first: first + 1, last: 65_535 }] };
  return { anyOf: [{ first: Math.min(first, second), last: Math.max(first, second) }] };
}

function portNumber(text: string, protocol: number | undefined, names: Names): number | undefined {
  const name = text.toLowerCase();
  if (/^\d+$/.test(name)) return Number(name) <= 65_535 ? Number(name) : undefined;
  if (protocol === 17) return names.udpPorts.get(name) ?? names.tcpPorts.get(name);
  return names.tcpPorts.get(name) ?? names.udpPorts.get(name);
}

const number = (text: string, names: ReadonlyMap<string, number>): number | undefined =>
  names.get(text.toLowerCase()) ?? (/^\d+$/.test(text) ? Number(text) : undefined);
