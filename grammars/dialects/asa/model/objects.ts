import type { PortForm } from '../../../kit/cisco-like/access-entry.ts';
import { icmpTest, portField, protocolNumber, type ServiceTerm } from '../../../kit/cisco-like/access-match.ts';
import { type Facts, lower, use } from '../../../kit/cisco-like/facts.ts';
import { type Group, resolveGroup } from '../../../kit/cisco-like/object-groups.ts';
import { type AddressTerm, lengthOfMask, parseAddress, parsePrefix, widthOf } from '../../../model/address.ts';
import type { Namespace } from '../../../model/reference.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { ASA_NAMES } from '../grammar/names.ts';

/** Objects and object groups; ask when all are read, because a use may come before the definition. */
export interface Objects {
  /** `name 192.0.2.10 WEB` */
  alias(words: readonly Word[]): void;
  /** `object network WEB`, `object-group service PORTS tcp` with their lines. */
  read(statement: Statement, facts: Facts): void;
  addresses(name: string): readonly AddressTerm[] | undefined;
  services(name: string): readonly ServiceTerm[] | undefined;
  isService(name: string): boolean;
  isNetwork(name: string): boolean;
  /** An address as it is written, or its alias. */
  address(text: string): ReturnType<typeof parseAddress>;
}

export function objectsReader(): Objects {
  const networks = new Map<string, Group<AddressTerm>>();
  const services = new Map<string, Group<ServiceTerm>>();
  const aliases = new Map<string, string>();
  const knownAddresses = new Map<string, readonly AddressTerm[] | undefined>();
  const knownServices = new Map<string, readonly ServiceTerm[] | undefined>();
  const groupIn = <T>(groups: Map<string, Group<T>>, name: string): Group<T> => {
    const group = groups.get(name) ?? { terms: [], members: [], open: false };
    groups.set(name, group);
    return group;
  };
  const address = (text: string) => parseAddress(aliases.get(text) ?? text);
  return {
    alias: (words) => {
      if (words[1] && words[2] && parseAddress(words[1].text)) aliases.set(words[2].text, words[1].text);
    },
    read: (statement, facts) => {
      const { words } = statement;
      const name = words[2]?.text;
      const namespace = namespaceOf(words);
      if (name === undefined || !namespace) return;
      const within = { namespace, name };
      if (namespace === 'object') {
        const group = groupIn(networks, name);
        for (const child of statement.children) readNetwork(child, group, facts, within, address);
      } else {
        const group = groupIn(services, name);
        const protocol = lower(words, 1) === 'service' ? words[3]?.text.toLowerCase() : lower(words, 1);
        for (const child of statement.children) readService(child, group, protocol, facts, within);
      }
    },
    addresses: (name) => remembered(name, networks, knownAddresses),
    services: (name) => remembered(name, services, knownServices),
    isService: (name) => services.has(name),
    isNetwork: (name) => networks.has(name),
    address,
  };
}

/** Long lists name the same groups line after line. */
function remembered<T>(
  name: string,
  groups: ReadonlyMap<string, Group<T>>,
  known: Map<string, readonly T[] | undefined>,
): readonly T[] | undefined {
  if (!known.has(name)) known.set(name, resolveGroup(name, groups));
  return known.get(name);
}

/** Of `object network A`, `object-group service B`; other kinds (users, security groups) are not followed. */
export function namespaceOf(words: readonly Word[]): 'object' | 'service-object' | undefined {
  const kind = lower(words, 1);
  if (kind === 'network') return 'object';
  return /^(?:service|icmp-type|protocol)$/.test(kind) ? 'service-object' : undefined;
}

type Within = { readonly namespace: Namespace; readonly name: string };

function readNetwork(
  statement: Statement,
  group: Group<AddressTerm>,
  facts: Facts,
  within: Within,
  address: Objects['address'],
): void {
  const { words } = statement;
  const first = lower(words, 0);
  if (/^(?:description|exit|nat|no)$/.test(first)) {
    if (first === 'no') group.open = true;
    return;
  }
  // network-object object WEB; group-object SERVERS
  const member = first === 'group-object' ? words[1] : lower(words, 1) === 'object' ? words[2] : undefined;
  if (member) {
    statement.coverage = 'modelled';
    use(facts, 'object', member, statement, undefined, within);
    group.members.push(member.text);
    return;
  }
  const terms = addressTerms(first === 'network-object' || first === 'subnet' ? words.slice(1) : words, facts, address);
  statement.coverage = terms ? 'modelled' : first === 'fqdn' ? 'recognised' : 'unknown';
  if (terms) group.terms.push(...terms);
  else group.open = true;
}

/** `host 192.0.2.1`, `range A B`, `192.0.2.0 255.255.255.0`, `2001:db8::/32` */
function addressTerms(words: readonly Word[], facts: Facts, address: Objects['address']): AddressTerm[] | undefined {
  const [first, second, third] = words;
  if (!first) return undefined;
  const keyword = first.text.toLowerCase();
  if (keyword === 'host' && second) {
    const one = address(second.text);
    return one && [{ kind: 'prefix', ...one, length: widthOf(one.family) }];
  }
  if (keyword === 'range' && second && third) {
    const [from, to] = [address(second.text), address(third.text)];
    return from && to && from.family === to.family && from.address <= to.address
      ? [{ kind: 'range', family: from.family, first: from.address, last: to.address }]
      : undefined;
  }
  const prefix = parsePrefix(first.text);
  if (prefix) return [{ kind: 'prefix', ...prefix }];
  const term = second && maskedTerm(first, second, facts, address);
  return term && [term];
}

/** `192.0.2.0 255.255.255.0`: a netmask, which may have holes in an access list. */
export function maskedTerm(
  written: Word,
  mask: Word,
  facts: Facts,
  address: Objects['address'],
): AddressTerm | undefined {
  const network = address(abbreviated(written.text));
  const bits = parseAddress(abbreviated(mask.text));
  if (network?.family !== 'ipv4' || bits?.family !== 'ipv4') return undefined;
  facts.masks.push({ slot: 'netmask', address: at(network.address, written.span), mask: at(bits.address, mask.span) });
  const length = lengthOfMask(bits.address);
  if (length !== undefined) return { kind: 'prefix', ...network, length };
  const wildcard = ~bits.address & 0xffffffffn;
  return { kind: 'wildcard', family: 'ipv4', address: network.address & bits.address, wildcard };
}

/** `0` is `0.0.0.0`. */
export const abbreviated = (text: string): string => (text === '0' ? '0.0.0.0' : text);

function readService(
  statement: Statement,
  group: Group<ServiceTerm>,
  protocol: string | undefined,
  facts: Facts,
  within: Within,
): void {
  const { words } = statement;
  const first = lower(words, 0);
  if (/^(?:description|exit|no)$/.test(first)) {
    if (first === 'no') group.open = true;
    return;
  }
  const member = first === 'group-object' ? words[1] : lower(words, 1) === 'object' ? words[2] : undefined;
  if (member) {
    statement.coverage = 'modelled';
    const builtIn = first !== 'group-object' ? builtInService(member.text) : undefined;
    if (builtIn) {
      group.terms.push(...builtIn);
      return;
    }
    use(facts, 'service-object', member, statement, undefined, within);
    group.members.push(member.text);
    return;
  }
  const terms = serviceMember(words, first, protocol);
  statement.coverage = terms ? 'modelled' : 'unknown';
  if (terms) group.terms.push(...terms);
  else group.open = true;
}

/** Services that every ASA has: a protocol by its name. Of others with names of their own the ports are not known here. */
export function builtInService(name: string): readonly ServiceTerm[] | undefined {
  const number = ASA_NAMES.protocols.get(name.toLowerCase());
  return number === undefined ? undefined : [{ protocol: number }];
}

function serviceMember(words: readonly Word[], first: string, protocol: string | undefined): ServiceTerm[] | undefined {
  if (first === 'port-object') {
    const ports = portForm(words, 1);
    return ports && portTerms(protocolsOf(protocol), undefined, ports);
  }
  if (first === 'protocol-object') return portTerms(protocolsOf(lower(words, 1)), undefined, undefined);
  if (first === 'icmp-object') {
    const icmp = icmpTest(words.slice(1), 'ipv4', ASA_NAMES);
    return icmp && [{ protocol: 1, icmp }];
  }
  if (first !== 'service' && first !== 'service-object') return undefined;
  // service tcp source gt 1023 destination eq https
  const of = lower(words, 1);
  if (of === 'icmp' || of === 'icmp6') {
    const protocolOf = { protocol: of === 'icmp' ? 1 : 58 };
    if (words.length === 2) return [protocolOf];
    const icmp = icmpTest(words.slice(2), of === 'icmp' ? 'ipv4' : 'ipv6', ASA_NAMES);
    return icmp && [{ ...protocolOf, icmp }];
  }
  let index = 2;
  let source: { form: PortForm; next: number } | undefined;
  if (lower(words, index) === 'source') {
    source = portForm(words, index + 1);
    if (!source) return undefined;
    index = source.next;
  }
  if (lower(words, index) === 'destination') index += 1;
  const destination = index < words.length ? portForm(words, index) : undefined;
  if (index < words.length && destination?.next !== words.length) return undefined;
  return portTerms(protocolsOf(of), source, destination);
}

/** `ip` is every protocol; `tcp-udp` both. */
function protocolsOf(name: string | undefined): (number | 'all')[] | undefined {
  if (name === undefined) return undefined;
  if (name === 'tcp-udp') return [6, 17];
  const number = protocolNumber(name, 'ipv4', ASA_NAMES);
  return number === undefined ? undefined : [number];
}

interface TakenPorts {
  readonly form: PortForm;
  readonly next: number;
}

function portTerms(
  protocols: readonly (number | 'all')[] | undefined,
  source: TakenPorts | undefined,
  destination: TakenPorts | undefined,
): ServiceTerm[] | undefined {
  if (!protocols) return undefined;
  const terms: ServiceTerm[] = [];
  for (const protocol of protocols) {
    const number = protocol === 'all' ? undefined : protocol;
    const from = source && portField(source.form, number, ASA_NAMES);
    const to = destination && portField(destination.form, number, ASA_NAMES);
    if (from === null || to === null || ((from || to) && ![6, 17, 132].includes(number ?? -1))) return undefined;
    terms.push({
      ...(number === undefined ? {} : { protocol: number }),
      ...(from ? { sourcePort: from } : {}),
      ...(to ? { destinationPort: to } : {}),
    });
  }
  return terms;
}

function portForm(words: readonly Word[], index: number): TakenPorts | undefined {
  const operator = lower(words, index);
  if (!/^(?:eq|neq|lt|gt|range)$/.test(operator)) return undefined;
  const next = index + (operator === 'range' ? 3 : 2);
  const values = words.slice(index + 1, next);
  return values.length === next - index - 1
    ? { form: { operator: operator as PortForm['operator'], words: values }, next }
    : undefined;
}
