import { type AddressTerm, lengthOfMask, parseAddress, parsePrefix, widthOf } from '../../model/address.ts';
import type { Interval } from '../../model/filter.ts';
import type { Statement, Word } from '../../outline.ts';
import { at } from '../../text/span.ts';
import type { PortForm } from './access-entry.ts';
import { ALL_PORTS, type Groups, icmpTest, portField, protocolNumber, type ServiceTerm } from './access-match.ts';
import { type Facts, located, lower, use } from './facts.ts';
import type { Names } from './names.ts';

/** Members as they are written, and the names of nested groups. */
export interface Group<T> {
  readonly terms: T[];
  readonly members: string[];
  /** A line was not understood: the group is wider than its terms. */
  open: boolean;
}

/** Collects object groups; ask for their members when all are read, because a group may come after its use. */
export interface ObjectGroups extends Groups {
  read(statement: Statement, facts: Facts): void;
}

export function objectGroups(names: Names): ObjectGroups {
  const networks = new Map<string, Group<AddressTerm>>();
  const services = new Map<string, Group<ServiceTerm>>();
  return {
    read: (statement, facts) => {
      const name = statement.words[2];
      if (!name) return;
      const service = objectNamespace(statement) === 'service-object';
      const groups: Map<string, Group<AddressTerm | ServiceTerm>> = service ? services : networks;
      const group = groups.get(name.text) ?? { terms: [], members: [], open: false };
      groups.set(name.text, group);
      for (const child of statement.children) readMember(child, service, group, name.text, facts, names);
    },
    addresses: (name) => resolveGroup(name, networks),
    services: (name) => resolveGroup(name, services),
  };
}

function readMember(
  statement: Statement,
  service: boolean,
  group: Group<AddressTerm | ServiceTerm>,
  name: string,
  facts: Facts,
  names: Names,
): void {
  const { words } = statement;
  const first = lower(words, 0);
  if (first === 'description' || first === 'exit') return;
  statement.coverage = 'modelled';
  if (first === 'group-object' && words[1]) {
    const namespace = service ? 'service-object' : 'object';
    use(facts, namespace, words[1], statement, undefined, { namespace, name });
    group.members.push(words[1].text);
    return;
  }
  const terms = service
    ? serviceMember(first === 'protocol-object' ? words.slice(1) : words, names)
    : networkMember(words, facts);
  if (terms) group.terms.push(...terms);
  else {
    group.open = true;
    statement.coverage = 'unknown';
  }
}

function networkMember(words: readonly Word[], facts: Facts): AddressTerm[] | undefined {
  const first = lower(words, 0);
  if (first === 'any') return [{ kind: 'any' }];
  if (first === 'host') return hostTerm(words[1]?.text);
  if (first === 'range') {
    const from = parseAddress(words[1]?.text ?? '');
    const to = parseAddress(words[2]?.text ?? '');
    return from && to && from.family === to.family
      ? [{ kind: 'range', family: from.family, first: from.address, last: to.address }]
      : undefined;
  }
  const prefix = parsePrefix(words[0]?.text ?? '');
  if (prefix) return [{ kind: 'prefix', ...prefix }];
  const address = parseAddress(words[0]?.text ?? '');
  if (address?.family !== 'ipv4') return undefined;
  if (words.length === 1) return hostTerm(words[0]!.text);
  const mask = parseAddress(words[1]?.text.replace(/^\//, '') ?? '');
  const length = /^\/\d+$/.test(words[1]!.text)
    ? Number(words[1]!.text.slice(1))
    : mask?.family === 'ipv4'
      ? lengthOfMask(mask.address)
      : undefined;
  if (mask?.family === 'ipv4')
    facts.masks.push({
      slot: 'netmask',
      address: at(address.address, words[0]!.span),
      mask: at(mask.address, words[1]!.span),
    });
  return length === undefined || length > 32
    ? undefined
    : [{ kind: 'prefix', family: 'ipv4', address: address.address, length }];
}

function hostTerm(text: string | undefined): AddressTerm[] | undefined {
  const parsed = text === undefined ? undefined : parseAddress(text);
  return parsed && [{ kind: 'prefix', ...parsed, length: widthOf(parsed.family) }];
}

const OPERATORS = ['eq', 'neq', 'lt', 'gt', 'range'];

/** `tcp source gt 1023 eq www`, `udp range 16384 32767`, `icmp echo`, `tcp-udp domain`, `89` */
function serviceMember(words: readonly Word[], names: Names): ServiceTerm[] | undefined {
  const first = lower(words, 0);
  const protocols = first === 'tcp-udp' ? [6, 17] : [protocolNumber(first, 'ipv4', names)];
  if (protocols.some((protocol) => protocol === undefined)) return undefined;
  if (words.length === 1) return protocols.map((protocol) => (protocol === 'all' ? {} : { protocol: protocol! }));
  if (first === 'icmp') {
    const icmp = icmpTest(words.slice(1), 'ipv4', names);
    return icmp && [{ protocol: 1, icmp }];
  }
  let rest = words.slice(1);
  let source: PortForm | undefined;
  if (lower(rest, 0) === 'source') {
    const taken = portForm(rest.slice(1));
    if (!taken) return undefined;
    source = taken.form;
    rest = rest.slice(1 + taken.count);
  }
  if (lower(rest, 0) === 'destination') rest = rest.slice(1);
  const taken = rest.length > 0 ? portForm(rest) : undefined;
  if (rest.length > 0 && taken?.count !== rest.length) return undefined;
  const terms = protocols.map((protocol) => {
    const number = protocol === 'all' ? undefined : protocol;
    const sourcePort = source && portField(source, number, names);
    const destinationPort = taken && portField(taken.form, number, names);
    return sourcePort === null || destinationPort === null
      ? undefined
      : {
          ...(number === undefined ? {} : { protocol: number }),
          ...(sourcePort ? { sourcePort } : {}),
          ...(destinationPort ? { destinationPort } : {}),
        };
  });
  return terms.includes(undefined) ? undefined : (terms as ServiceTerm[]);
}

function portForm(words: readonly Word[]): { form: PortForm; count: number } | undefined {
  const operator = lower(words, 0);
  if (!OPERATORS.includes(operator)) return words[0] && { form: { operator: 'eq', words: [words[0]] }, count: 1 };
  const count = operator === 'range' ? 2 : 1;
  const values = words.slice(1, 1 + count);
  return values.length < count
    ? undefined
    : { form: { operator: operator as PortForm['operator'], words: values }, count: 1 + count };
}

/** A member of a group of ports alone: `eq 443`, `range 1024 2048`, `neq 22`. */
export function portTerms(words: readonly Word[], names: Names): Interval[] | undefined {
  const operator = lower(words, 0);
  if (operator !== 'eq' && operator !== 'neq' && operator !== 'lt' && operator !== 'gt' && operator !== 'range')
    return undefined;
  const field = portField({ operator, words: words.slice(1) }, 6, names);
  if (!field || words.length !== (operator === 'range' ? 3 : 2)) return undefined;
  const gap = field.except?.[0];
  if (!gap) return [...field.anyOf];
  return [
    { first: 0, last: gap.first - 1 },
    { first: gap.last + 1, last: ALL_PORTS.last },
  ].filter(({ first, last }) => first <= last);
}

/** All terms, nested groups in their place; undefined where one is not defined or not understood, or they go in a circle. */
export function resolveGroup<T>(name: string, groups: ReadonlyMap<string, Group<T>>): readonly T[] | undefined {
  const terms: T[] = [];
  const visiting = new Set<string>();
  const done = new Set<string>();
  const visit = (current: string): boolean => {
    if (done.has(current)) return true;
    const group = groups.get(current);
    if (!group || group.open || visiting.has(current)) return false;
    visiting.add(current);
    terms.push(...group.terms);
    const whole = group.members.every(visit);
    visiting.delete(current);
    done.add(current);
    return whole;
  };
  return visit(name) ? terms : undefined;
}

/** Names of groups are `object` (network) and `service-object` definitions. */
export const objectNamespace = (statement: Statement): 'object' | 'service-object' =>
  lower(statement.words, 1) === 'network' ? 'object' : 'service-object';

export const objectName = (statement: Statement) => statement.words[2] && located(statement.words[2]);
