import { parse } from 'yaml';
import { type AddressTerm, parsePrefix } from '../../grammars/model/address.ts';
import type { Field, Filter, FilterRule, IcmpTest, Interval, Match } from '../../grammars/model/filter.ts';

type Families = 'ipv4' | 'ipv6' | 'both';

/** What names in a policy stand for: `def/*.yaml` of the generator. */
interface Definitions {
  readonly networks: Readonly<Record<string, { readonly values: readonly Entry[] }>>;
  readonly services: Readonly<Record<string, readonly Entry[]>>;
}

interface Entry {
  readonly name?: string;
  /** Of use where a platform takes names of the DNS, beside the addresses. */
  readonly fqdn?: string;
  readonly address?: string;
  readonly port?: number | string;
  readonly protocol?: string;
}

const NOWHERE = { start: 0, end: 0 };

/**
 * The terms of one header of a policy source (`term x { protocol:: tcp … }`), as flows that they let begin; a term that is for answers
 * only, or in the words of one platform, is left out. An application (`application ssl`) and a tag (`target tag webserver`) are conditions
 * that nothing decides.
 * @param header counted from 0
 * @param names the text of the definitions
 * @throws where the source has a word that this does not know
 */
export function policySource(
  source: string,
  header: number,
  names: string,
  family: Families,
  fallback: 'permit' | 'deny',
): Filter {
  const definitions = parse(names) as Definitions;
  const parts = source.replace(/^\s*#.*$/gm, '').split(/^header\b/m);
  const rules = [...parts[header + 1]!.matchAll(/^term\s+(\S+)\s*\{([^}]*)\}/gm)].flatMap(([, name, body]) =>
    ruleOf(name!, fieldsOf(body!), definitions, family),
  );
  return {
    name: { value: `header ${header}`, span: NOWHERE },
    family: 'both',
    purpose: 'packet',
    rules,
    fallback: { action: fallback },
    stateful: true,
    span: NOWHERE,
    closed: true,
  };
}

const KNOWN = new Set([
  ...['source-address', 'destination-address', 'source-port', 'destination-port', 'protocol', 'icmp-type', 'action'],
  ...['option', 'verbatim', 'comment', 'logging', 'counter', 'pan-application', 'source-tag', 'destination-tag'],
]);

function fieldsOf(body: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  for (const line of body.split('\n').filter((one) => one.trim() !== '')) {
    const [, key, values] = /^\s*([\w-]+)::\s*(.*)$/.exec(line) ?? [];
    if (key === undefined || !KNOWN.has(key)) throw new Error(`not read: ${line}`);
    fields.set(key, [...(fields.get(key) ?? []), ...values!.trim().split(/\s+/)]);
  }
  return fields;
}

function ruleOf(
  name: string,
  fields: ReadonlyMap<string, readonly string[]>,
  definitions: Definitions,
  families: Families,
): FilterRule[] {
  if (fields.has('option') || fields.has('verbatim')) return [];
  const kind = fields.get('action')![0] === 'accept' ? 'permit' : 'deny';
  const matches = (families === 'both' ? (['ipv4', 'ipv6'] as const) : [families]).flatMap((family) =>
    (fields.get('protocol') ?? [undefined]).flatMap((protocol) => matchesOf(fields, protocol, family, definitions)),
  );
  return [{ span: NOWHERE, key: { value: name, span: NOWHERE }, matches, action: { kind }, effects: [], active: true }];
}

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, igmp: 2, tcp: 6, udp: 17, icmpv6: 58 };

const ICMP_TYPES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  icmp: { 'echo-reply': 0, 'echo-request': 8 },
  icmpv6: { 'multicast-listener-done': 132, 'router-solicit': 133, 'router-advertisement': 134 },
};

/** A term of one protocol in one family: none, where its addresses or the protocol are of the other. */
function matchesOf(
  fields: ReadonlyMap<string, readonly string[]>,
  protocol: string | undefined,
  family: 'ipv4' | 'ipv6',
  definitions: Definitions,
): Match[] {
  if (protocol === (family === 'ipv4' ? 'icmpv6' : 'icmp')) return [];
  const addresses = (key: string): Field<AddressTerm> | undefined => {
    const names = fields.get(key);
    return (
      names && { anyOf: names.flatMap((one) => networkOf(one, definitions)).filter((one) => one.family === family) }
    );
  };
  const ports = (key: string): Field<Interval> | undefined => {
    const names = fields.get(key);
    return names && { anyOf: names.flatMap((one) => portsOf(one, protocol!, definitions)) };
  };
  const types = fields.get('icmp-type')?.map((type): IcmpTest => {
    const number = numberOf(ICMP_TYPES[protocol!]!, type);
    return { type: { first: number, last: number } };
  });
  const number = protocol === undefined ? undefined : numberOf(PROTOCOLS, protocol);
  const read = {
    source: addresses('source-address'),
    destination: addresses('destination-address'),
    sourcePort: ports('source-port'),
    destinationPort: ports('destination-port'),
    icmp: types && { anyOf: types },
    protocol: number === undefined ? undefined : { anyOf: [{ first: number, last: number }] },
  };
  const given = Object.entries(read).filter(([, field]) => field !== undefined);
  if (given.some(([, field]) => field!.anyOf.length === 0)) return [];
  const opaque = conditionsOf(fields).map((text) => ({ text, span: NOWHERE }));
  return [{ family, ...Object.fromEntries(given), ...(opaque.length > 0 ? { opaque } : {}) }];
}

const conditionsOf = (fields: ReadonlyMap<string, readonly string[]>): string[] => [
  ...(fields.get('pan-application') ?? []).map((name) => `application ${name}`),
  ...['source-tag', 'destination-tag'].flatMap((key) => (fields.get(key) ?? []).map((name) => `target tag ${name}`)),
];

function numberOf(table: Readonly<Record<string, number>>, name: string): number {
  const number = table[name];
  if (number === undefined) throw new Error(`not read: ${name}`);
  return number;
}

function networkOf(name: string, definitions: Definitions): Extract<AddressTerm, { kind: 'prefix' }>[] {
  return definitions.networks[name]!.values.flatMap((entry) => {
    if (entry.name !== undefined) return networkOf(entry.name, definitions);
    if (entry.fqdn !== undefined) return [];
    const prefix = parsePrefix(entry.address!.includes('/') ? entry.address! : `${entry.address}/32`);
    if (!prefix) throw new Error(`not read: ${entry.address}`);
    return [{ kind: 'prefix' as const, ...prefix }];
  });
}

function portsOf(name: string, protocol: string, definitions: Definitions): Interval[] {
  return definitions.services[name]!.flatMap((entry) => {
    if (entry.name !== undefined) return portsOf(entry.name, protocol, definitions);
    if (entry.protocol !== protocol) return [];
    const [first, last] = String(entry.port).split('-').map(Number);
    return [{ first: first!, last: last ?? first! }];
  });
}
