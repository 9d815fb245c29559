import type { Filter, MatchProblem } from '../../../model/filter.ts';
import type { Span } from '../../../text/span.ts';
import { get, kids } from '../node.ts';
import type { Node } from '../tree.ts';
import { filterPlaces, termsOf } from './filters.ts';
import { intervalOf, PORTS, PROTOCOLS } from './names.ts';

const PORTED = [6, 17, 33, 132, 136];
const PROTOCOL_CONDITIONS = ['protocol', 'next-header', 'payload-protocol', 'ip-protocol'];
const PORT_CONDITIONS = ['destination-port', 'source-port', 'port'];

/**
 * Junos takes a port condition without a protocol and then looks at those bytes of every packet (Junos OS routing policies user
 * guide, "firewall filter match conditions": the protocol is not implied); ranges and names that are none it refuses.
 */
export function matchProblemsOf(root: Node, text: string): MatchProblem[] {
  const found = new Map<number, MatchProblem>();
  for (const { node, family } of filterPlaces(root)) {
    if (node.inactive) continue;
    for (const term of termsOf(node)) {
      if (term.inactive) continue;
      for (const problem of problemsOf(get(term, 'from'), family, text))
        if (!found.has(problem.span.start)) found.set(problem.span.start, problem);
    }
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

function problemsOf(from: Node | undefined, family: Filter['family'], text: string): MatchProblem[] {
  const ports = PORT_CONDITIONS.flatMap((name) => get(from, name) ?? []);
  const problems = ports.flatMap((node) => kids(node).flatMap(valueProblem));
  const [port] = ports;
  const protocols = PROTOCOL_CONDITIONS.flatMap((name) => kids(get(from, name)).map((node) => node.name));
  const excepted = PROTOCOL_CONDITIONS.some((name) => get(from, `${name}-except`));
  if (port && !excepted && protocols.length === 0) problems.push(portless(port, family, text));
  else if (port && protocols.length > 0 && protocols.every(hasNoPorts))
    problems.push({
      kind: 'ports-without-protocol',
      span: port.span,
      written: writtenOf(port),
      effect: 'any-protocol',
      protocol: protocols.join(' '),
    });
  const type = get(from, 'icmp-type');
  if (
    type &&
    protocols.length > 0 &&
    protocols.every((name) => !/^(?:icmp6?|icmpv6|1|58)$/.test(name) && numberOf(name) !== undefined)
  )
    problems.push({
      kind: 'icmp-without-icmp',
      span: type.span,
      written: writtenOf(type),
      effect: 'any-protocol',
      protocol: protocols.join(' '),
    });
  return problems;
}

const numberOf = (name: string): number | undefined => {
  const found = intervalOf(name, PROTOCOLS, 255);
  return found && found.first === found.last ? found.first : undefined;
};

const hasNoPorts = (name: string): boolean => {
  const number = numberOf(name);
  return number !== undefined && !PORTED.includes(number);
};

const writtenOf = (node: Node): string => [node.name, ...kids(node).map(({ name }) => name)].join(' ');

function portless(port: Node, family: Filter['family'], text: string): MatchProblem {
  const protocols = meant(port);
  const list = protocols.length === 1 ? protocols[0]! : `[ ${protocols.join(' ')} ]`;
  const added = `${family === 'ipv6' ? 'next-header' : 'protocol'} ${list}`;
  const edit = family === 'both' || port.group !== undefined ? undefined : insertion(port.span, added, text);
  return {
    kind: 'ports-without-protocol',
    span: port.span,
    written: writtenOf(port),
    effect: 'any-protocol',
    ...(edit ? { repair: { text: added, edits: [edit] } } : {}),
  };
}

/** Services of one transport protocol; DNS is one of both. */
function meant(port: Node): readonly string[] {
  const ports = kids(port).map(({ name }) => intervalOf(name, PORTS, 65_535));
  const single = ports.map((one) => (one && one.first === one.last ? one.first : undefined));
  if (single.every((one) => one !== undefined && UDP_ONLY.includes(one))) return ['udp'];
  return single.some((one) => one === undefined || one === 53 || UDP_ONLY.includes(one)) ? ['tcp', 'udp'] : ['tcp'];
}

/** BOOTP, TFTP, NTP, SNMP, IKE, syslog, RIP, BFD, RADIUS and IPsec NAT-T. */
const UDP_ONLY = [67, 68, 69, 123, 161, 162, 500, 514, 520, 1812, 1813, 3784, 3785, 4500, 4784];

/** Before the port condition, in a line of its own like it. */
function insertion(at: Span, added: string, text: string): { span: Span; newText: string } | undefined {
  const start = text.lastIndexOf('\n', at.start - 1) + 1;
  const before = text.slice(start, at.start);
  const ending = text.slice(0, start).endsWith('\r\n') ? '\r\n' : '\n';
  if (/^\s*set\s/.test(before)) return { span: { start, end: start }, newText: `${before}${added}${ending}` };
  if (/^\s*$/.test(before)) return { span: { start, end: start }, newText: `${before}${added};${ending}` };
  return /[{;]\s*$/.test(before) ? { span: { start: at.start, end: at.start }, newText: `${added}; ` } : undefined;
}

/** `5000-4000`, `70000`, `telent` */
function valueProblem({ name, span }: Node): MatchProblem[] {
  if (intervalOf(name, PORTS, 65_535)) return [];
  const range = /^(\d{1,9})-(\d{1,9})$/.exec(name);
  const ends = (range ? [range[1]!, range[2]!] : [name]).filter((end) => /^\d{1,9}$/.test(end));
  if (ends.some((end) => Number(end) > 65_535))
    return [{ kind: 'port-too-high', span, written: name, effect: 'refused' }];
  if (range) {
    const turned = `${range[2]}-${range[1]}`;
    return [
      {
        kind: 'range-reversed',
        span,
        written: name,
        effect: 'refused',
        repair: { text: turned, edits: [{ span, newText: turned }] },
      },
    ];
  }
  return /^[a-z][a-z\d-]{2,}$/i.test(name)
    ? [{ kind: 'unknown-port', span, written: name, effect: 'refused', known: [...PORTS.keys()] }]
    : [];
}
