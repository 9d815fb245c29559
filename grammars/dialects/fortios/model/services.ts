import type { IcmpTest, Interval, Match, MatchProblem } from '../../../model/filter.ts';
import type { Located } from '../../../text/span.ts';
import { type Block, entriesOf, numberOf, value, values, word } from '../config-tree.ts';
import { readPortRange } from '../grammar/port-range.ts';
import { PREDEFINED_GROUPS, predefinedService } from './predefined-services.ts';

/** One way in which a packet can be of a service. */
export type ServiceTerm = Pick<Match, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'>;

export interface ResolvedService {
  /** A term without conditions is every packet. */
  readonly terms: readonly ServiceTerm[];
  readonly open: boolean;
}

export interface Services {
  resolve(name: string): ResolvedService;
}

const DEEPEST = 32;
const OPEN: ResolvedService = { terms: [], open: true };
const PORTS: Interval = { first: 0, last: 65_535 };

export function servicesIn(block: Block): Services {
  const custom = new Map(entriesOf(block, 'firewall service custom').map((entry) => [entry.name.value, entry]));
  const groups = new Map(entriesOf(block, 'firewall service group').map((entry) => [entry.name.value, entry]));
  const known = new Map<string, ResolvedService>();
  const together = (names: readonly string[], depth: number): ResolvedService => {
    const members = names.map((name) => resolve(name, depth));
    return { terms: members.flatMap(({ terms }) => terms), open: members.some(({ open }) => open) };
  };
  const resolve = (name: string, depth: number): ResolvedService => {
    const before = known.get(name);
    if (before) return before;
    const own = custom.get(name);
    const group = groups.get(name);
    const members = group
      ? values(group, 'member').map((member) => member.value)
      : Object.hasOwn(PREDEFINED_GROUPS, name)
        ? PREDEFINED_GROUPS[name]
        : undefined;
    const found = own ? customOf(own) : members && depth < DEEPEST ? together(members, depth + 1) : predefinedOf(name);
    known.set(name, found);
    return found;
  };
  return { resolve: (name) => resolve(name, 0) };
}

const only = (number: number): Match['protocol'] => ({ anyOf: [{ first: number, last: number }] });

function predefinedOf(name: string): ResolvedService {
  const text = predefinedService(name);
  if (text === undefined || text === 'proxy') return OPEN;
  const [kind, number] = text.split(' ');
  if (kind === 'ip') return { terms: [number === '0' ? {} : { protocol: only(Number(number))! }], open: false };
  if (kind === 'icmp' || kind === 'icmp6')
    return { terms: [icmpTerm(kind === 'icmp' ? 1 : 58, number, undefined)], open: false };
  const [tcp = '', udp = ''] = text.split('/');
  return { terms: [...portTerms(6, tcp.trim().split(/\s+/)), ...portTerms(17, udp.trim().split(/\s+/))], open: false };
}

function icmpTerm(protocol: 1 | 58, type: string | undefined, code: string | undefined): ServiceTerm {
  if (type === undefined || !/^\d{1,3}$/.test(type)) return { protocol: only(protocol)! };
  const test: IcmpTest = {
    type: { first: Number(type), last: Number(type) },
    ...(code !== undefined && /^\d{1,3}$/.test(code) ? { code: { first: Number(code), last: Number(code) } } : {}),
  };
  return { protocol: only(protocol)!, icmp: { anyOf: [test] } };
}

/** Ports without a client's side are one condition, whatever their number. */
function portTerms(protocol: number, words: readonly string[]): ServiceTerm[] {
  const plain: Interval[] = [];
  const terms: ServiceTerm[] = [];
  for (const text of words) {
    const range = readPortRange(text);
    if (!range || !fits(range.destination) || (range.source && !fits(range.source))) continue;
    // Aliases of all: 0 and 1-65535.
    const source = range.source && range.source.first <= 1 && range.source.last >= 65_535 ? undefined : range.source;
    if (!source) plain.push(range.destination);
    else
      terms.push({
        protocol: only(protocol)!,
        destinationPort: { anyOf: [range.destination] },
        sourcePort: { anyOf: [source] },
      });
  }
  if (plain.length === 0) return terms;
  const all = plain.some(({ first, last }) => first <= 1 && last >= 65_535);
  return [{ protocol: only(protocol)!, ...(all ? {} : { destinationPort: { anyOf: plain } }) }, ...terms];
}

const fits = ({ first, last }: Interval): boolean => first <= last && last <= PORTS.last;

const PORT_SETTINGS = [
  ['tcp-portrange', 6],
  ['udp-portrange', 17],
  ['sctp-portrange', 132],
] as const;

function customOf(block: Block): ResolvedService {
  // To named hosts, or of an application: who that is, the text does not tell.
  const address = word(block, 'iprange');
  const elsewhere =
    (address !== undefined && address !== '0.0.0.0') ||
    (value(block, 'fqdn')?.value ?? '') !== '' ||
    /^app-/.test(word(block, 'app-service-type') ?? '') ||
    word(block, 'proxy') === 'enable';
  if (elsewhere || block.unclear) return OPEN;
  const protocol = word(block, 'protocol') ?? 'TCP/UDP/SCTP';
  if (protocol === 'IP' || protocol === 'ALL') {
    const number = numberOf(block, 'protocol-number')?.value ?? 0;
    return { terms: [number === 0 ? {} : { protocol: only(number)! }], open: false };
  }
  if (protocol === 'ICMP' || protocol === 'ICMP6')
    return {
      terms: [icmpTerm(protocol === 'ICMP' ? 1 : 58, word(block, 'icmptype'), word(block, 'icmpcode'))],
      open: false,
    };
  if (!/^(?:TCP\/UDP\/SCTP|TCP\/UDP\/UDP-Lite\/SCTP|TCP|UDP|SCTP)$/.test(protocol)) return OPEN;
  const terms = PORT_SETTINGS.flatMap(([name, number]) => {
    const own = values(block, name);
    return own.length > 0
      ? portTerms(
          number,
          own.map((one) => one.value),
        )
      : [];
  });
  return terms.length > 0 ? { terms, open: false } : OPEN;
}

/** Ranges with their ends turned round, and ports that are none: the platform refuses them. */
export function portProblemsIn(block: Block): MatchProblem[] {
  return entriesOf(block, 'firewall service custom').flatMap((entry) =>
    PORT_SETTINGS.flatMap(([name]) => values(entry, name).flatMap(problemOf)),
  );
}

function problemOf(written: Located<string>): MatchProblem[] {
  const range = readPortRange(written.value);
  if (!range) return [];
  return [range.destination, ...(range.source ? [range.source] : [])].flatMap(({ first, last }): MatchProblem[] => {
    if (Math.max(first, last) > PORTS.last)
      return [{ kind: 'port-too-high', span: written.span, written: written.value, effect: 'refused' }];
    if (first <= last) return [];
    const turned = `${last}-${first}`;
    const fixed = written.value.replace(`${first}-${last}`, turned);
    return [
      {
        kind: 'range-reversed',
        span: written.span,
        written: written.value,
        effect: 'refused',
        repair: { text: fixed, edits: [{ span: written.span, newText: fixed }] },
      },
    ];
  });
}
