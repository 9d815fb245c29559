import { portNumber, protocolNumber, serviceNames } from '../../../kit/protocol-names.ts';
import type { MatchProblem } from '../../../model/filter.ts';
import type { Word } from '../../../outline.ts';
import { argumentOf, type RulePart } from '../grammar/rule-line.ts';
import type { RuleParts } from './rule-parts.ts';

const PORTED = [6, 17, 33, 132, 136];

/**
 * What iptables refuses of a rule's conditions, and with it the whole text (libxtables: "invalid portrange (min > max)", "invalid
 * port/service specified", "unknown option"). A port without any protocol is a problem of syntax already.
 */
export function matchProblemsOf(parts: RuleParts): MatchProblem[] {
  if (!parts.understood) return [];
  const written = parts.matches.map(({ part }) => part);
  const problems = written.filter(isPort).flatMap(({ values: [word] }) => (word ? portProblems(word) : []));
  const named = written.find(({ name }) => name === 'protocol');
  const protocol = named && !named.negated ? protocolNumber(argumentOf(named)) : undefined;
  const first = (names: RegExp): RulePart | undefined => written.find(({ name }) => names.test(name));
  const lists = first(/^(?:source-ports|destination-ports|ports)$/);
  if (!named) return lists ? [...problems, without('ports-without-protocol', lists)] : problems;
  if (protocol === undefined) return problems;
  const wrong = (allowed: readonly number[]): boolean => protocol === 'all' || !allowed.includes(protocol);
  const said = argumentOf(named);
  const ports = written.find(isPort);
  if (ports && wrong(PORTED)) problems.push(without('ports-without-protocol', ports, said));
  const flags = first(/^(?:tcp-flags|syn)$/);
  if (flags && wrong([6])) problems.push(without('flags-without-tcp', flags, said));
  const types = first(/^icmp(?:v6)?-type$/);
  if (types && wrong([1, 58])) problems.push(without('icmp-without-icmp', types, said));
  return problems;
}

const isPort = ({ name }: RulePart): boolean => /^(?:(?:source|destination)-ports?|ports)$/.test(name);

const without = (kind: MatchProblem['kind'], part: RulePart, protocol?: string): MatchProblem => ({
  kind,
  span: part.span,
  written: [`--${part.name}`, ...part.values.map(({ text }) => text)].join(' '),
  effect: 'refused',
  ...(protocol === undefined ? {} : { protocol }),
});

/** `22:20`, `70000`, `htpps,ssh` */
function portProblems({ text, span }: Word): MatchProblem[] {
  let start = span.start;
  return text.split(',').flatMap((item): MatchProblem[] => {
    const own = { start, end: start + item.length };
    start = own.end + 1;
    const base = { span: own, written: item, effect: 'refused' as const };
    const ends = item.split(':');
    const [first, last] = ends;
    if (ends.length > 2) return [];
    if (ends.some((end) => /^\d+$/.test(end) && Number(end) > 65_535)) return [{ ...base, kind: 'port-too-high' }];
    const numbers = ends.map(portNumber);
    if (first && last && numbers[0] !== undefined && numbers[1] !== undefined && numbers[0] > numbers[1]) {
      const turned = `${last}:${first}`;
      const edits = [{ span: own, newText: turned }];
      return [{ ...base, kind: 'range-reversed', repair: { text: turned, edits } }];
    }
    const unknown = ends.length === 1 && /^[a-z][a-z\d-]{2,}$/.test(item) && numbers[0] === undefined;
    return unknown ? [{ ...base, kind: 'unknown-port', known: serviceNames() }] : [];
  });
}
