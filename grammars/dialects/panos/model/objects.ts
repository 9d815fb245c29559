import { type AddressTerm, parseAddress, parseIpv4, parsePrefix, widthOf } from '../../../model/address.ts';
import type { Field, Interval, Match, MatchProblem } from '../../../model/filter.ts';
import { readPorts } from '../grammar/ports.ts';
import { get, kids, type Node, value, word } from '../tree.ts';

export interface Resolved<T> {
  readonly terms: readonly T[];
  /** Something of it is not told by the text. */
  readonly open: boolean;
}

export type ServiceTerm = Pick<Match, 'protocol' | 'sourcePort' | 'destinationPort'>;

/** What the names of one virtual system stand for. */
export interface Objects {
  address(name: string): Resolved<AddressTerm>;
  service(name: string): Resolved<ServiceTerm>;
  /** One field for all rules that name the same addresses: packet sets build it once. */
  field(key: string, make: () => Field<AddressTerm>): Field<AddressTerm>;
}

const DEEPEST = 32;

export function objectsIn(places: readonly Node[]): Objects {
  const table = (name: string): ReadonlyMap<string, Node> => {
    const found = new Map<string, Node>();
    for (const place of places)
      for (const node of kids(place, name)) if (!found.has(node.name)) found.set(node.name, node);
    return found;
  };
  const [addresses, addressGroups] = [table('address'), table('address-group')];
  const [services, serviceGroups] = [table('service'), table('service-group')];
  const knownAddresses = new Map<string, Resolved<AddressTerm>>();
  const knownServices = new Map<string, Resolved<ServiceTerm>>();
  const address = (name: string, depth: number): Resolved<AddressTerm> =>
    remembered(knownAddresses, name, () => {
      const own = addresses.get(name);
      const group = addressGroups.get(name);
      if (own) return addressOf(own);
      if (!group) return literal(name);
      if (get(group, 'dynamic') || depth >= DEEPEST) return OPEN;
      return together(kids(group, 'static').map((member) => address(member.name, depth + 1)));
    });
  const service = (name: string, depth: number): Resolved<ServiceTerm> =>
    remembered(knownServices, name, () => {
      const own = services.get(name);
      const group = serviceGroups.get(name);
      if (own) return serviceOf(own);
      if (group && depth < DEEPEST)
        return together(kids(group, 'members').map((member) => service(member.name, depth + 1)));
      return Object.hasOwn(PREDEFINED, name) ? { terms: [PREDEFINED[name]!], open: false } : OPEN;
    });
  const fields = new Map<string, Field<AddressTerm>>();
  return {
    address: (name) => address(name, 0),
    service: (name) => service(name, 0),
    field: (key, make) => remembered(fields, key, make),
  };
}

const OPEN = { terms: [], open: true } as const;

function remembered<T>(known: Map<string, T>, name: string, make: () => T): T {
  const before = known.get(name);
  if (before !== undefined) return before;
  const made = make();
  known.set(name, made);
  return made;
}

const together = <T>(members: readonly Resolved<T>[]): Resolved<T> => ({
  terms: members.flatMap(({ terms }) => terms),
  open: members.some(({ open }) => open),
});

function addressOf(node: Node): Resolved<AddressTerm> {
  const written = value(node, 'ip-netmask') ?? value(node, 'ip-range');
  if (written) return literal(written.value);
  const wildcard = word(node, 'ip-wildcard');
  const term = wildcard === undefined ? undefined : wildcardOf(wildcard);
  return term ? { terms: [term], open: false } : OPEN;
}

/** `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1-192.0.2.9`; anything else is a name that nothing here defines: a region, a list from outside. */
function literal(text: string): Resolved<AddressTerm> {
  if (text === 'any') return { terms: [{ kind: 'any' }], open: false };
  const prefix = parsePrefix(text);
  if (prefix) return { terms: [{ kind: 'prefix', ...prefix }], open: false };
  const one = parseAddress(text);
  if (one) return { terms: [{ kind: 'prefix', ...one, length: widthOf(one.family) }], open: false };
  const [from, to] = text.split('-').map((part) => parseAddress(part.trim()));
  if (!from || !to || from.family !== to.family || from.address > to.address) return OPEN;
  return { terms: [{ kind: 'range', family: from.family, first: from.address, last: to.address }], open: false };
}

/** `10.0.0.1/0.255.255.0`: bits that are set may be anything. */
function wildcardOf(text: string): AddressTerm | undefined {
  const [address, wildcard] = text.split('/').map((part) => parseIpv4(part));
  return address === undefined || wildcard === undefined
    ? undefined
    : { kind: 'wildcard', family: 'ipv4', address: address & ~wildcard & 0xffffffffn, wildcard };
}

const only = (number: number): { anyOf: Interval[] } => ({ anyOf: [{ first: number, last: number }] });

/** PAN-OS Administrator's Guide, Objects > Services. */
const PREDEFINED: Readonly<Record<string, ServiceTerm>> = {
  any: {},
  'service-http': {
    protocol: only(6),
    destinationPort: {
      anyOf: [
        { first: 80, last: 80 },
        { first: 8080, last: 8080 },
      ],
    },
  },
  'service-https': { protocol: only(6), destinationPort: only(443) },
};

export const isPredefinedService = (name: string): boolean =>
  Object.hasOwn(PREDEFINED, name) || name === 'application-default';

function serviceOf(node: Node): Resolved<ServiceTerm> {
  const terms: ServiceTerm[] = [];
  for (const [name, number] of [
    ['tcp', 6],
    ['udp', 17],
    ['sctp', 132],
  ] as const) {
    const protocol = get(node, 'protocol', name);
    if (!protocol) continue;
    const destination = portsAt(protocol, 'port');
    const source = portsAt(protocol, 'source-port');
    if (!destination || source === undefined) return OPEN;
    terms.push({
      protocol: only(number),
      ...(destination.length > 0 ? { destinationPort: { anyOf: destination } } : {}),
      ...(source.length > 0 ? { sourcePort: { anyOf: source } } : {}),
    });
  }
  return terms.length > 0 ? { terms, open: false } : OPEN;
}

/** Empty: not said, or all. Undefined: not understood. */
function portsAt(protocol: Node, name: string): Interval[] | undefined {
  const written = kids(protocol, name);
  const ports = written.flatMap((one) => readPorts(one.name) ?? [undefined]);
  const known = ports.filter((one) => one !== undefined);
  if (known.length < ports.length || known.some(({ first, last }) => first > last || last > 65_535)) return undefined;
  return known.some(({ first, last }) => first <= 1 && last === 65_535) ? [] : known;
}

/** Ranges with their ends turned round, and ports that are none: the platform refuses them. */
export const portProblemsIn = (places: readonly Node[]): MatchProblem[] =>
  places
    .flatMap((place) => kids(place, 'service'))
    .flatMap((service) => ['tcp', 'udp', 'sctp'].flatMap((name) => [get(service, 'protocol', name)]))
    .flatMap((protocol) => [...kids(protocol, 'port'), ...kids(protocol, 'source-port')])
    .flatMap(problemsOf);

function problemsOf({ name, span }: Node): MatchProblem[] {
  return (readPorts(name) ?? []).flatMap(({ first, last }): MatchProblem[] => {
    if (Math.max(first, last) > 65_535) return [{ kind: 'port-too-high', span, written: name, effect: 'refused' }];
    if (first <= last) return [];
    const text = name.replace(`${first}-${last}`, `${last}-${first}`);
    const repair = { text, edits: [{ span, newText: text }] };
    return [{ kind: 'range-reversed', span, written: name, effect: 'refused', repair }];
  });
}
