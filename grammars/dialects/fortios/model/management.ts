import { implicitRule, ownRules } from '../../../kit/own-rules.ts';
import type { AddressTerm, Family, Prefix } from '../../../model/address.ts';
import type { Field, Filter, FilterRule, InterfacePattern, Interval, Match } from '../../../model/filter.ts';
import { cover, type Located } from '../../../text/span.ts';
import { type Block, entriesOf, numberOf, table, values, word } from '../config-tree.ts';
import { maskedPrefix } from './interfaces.ts';
import type { Objects } from './objects.ts';
import { LOCAL_IN, LOCAL_IN6, rulesOf } from './policies.ts';
import { globalEntries, globalTables } from './scopes.ts';

/** Local-in policies of one virtual domain, and the interfaces that are its; absent: all. */
export interface LocalPart {
  readonly block: Block;
  readonly objects: Objects;
  readonly suffix: string;
  readonly interfaces?: readonly InterfacePattern[];
}

const KINDS = [
  ['ipv4', LOCAL_IN, ''],
  ['ipv6', LOCAL_IN6, '6'],
] as const;

/** How the device itself is reached: `allowaccess` of its interfaces, behind the local-in policies (FortiOS Administration Guide). */
export const managementFilters = (root: Block, parts: readonly LocalPart[]): Filter[] =>
  KINDS.flatMap(([family, kind, six]): Filter[] => {
    const lists = parts.flatMap((part) => localIn(part, family, kind, six));
    const ports = accessOf(root, family);
    const first = ports[0] ?? lists[0]?.filter.rules[0];
    if (!first) return [];
    const start = { start: first.span.start, end: first.span.start };
    return [
      {
        name: { value: `allowaccess${six}`, span: first.span },
        ...frameOf(family),
        rules: [
          ...lists.map(({ filter, match }) => implicitRule([match], { kind: 'jump', target: filter.name }, start)),
          ...ports,
          ...ownRules(family, (ports.at(-1) ?? first).span),
        ],
        fallback: { action: 'deny' },
        hook: 'input',
        span: ports.map(({ span }) => span).reduce(cover, first.span),
        closed: lists.every(({ filter }) => filter.closed),
      },
      ...lists.map(({ filter }) => filter),
    ];
  });

const frameOf = (family: Family): Pick<Filter, 'family' | 'purpose' | 'table' | 'stateful'> => ({
  family,
  purpose: 'packet',
  table: `${family} local-in`,
  stateful: true,
});

/** The list of one domain, and which packets are sent to it. */
function localIn(
  { block, objects, suffix, interfaces }: LocalPart,
  family: Family,
  kind: typeof LOCAL_IN,
  six: string,
): { readonly filter: Filter; readonly match: Match }[] {
  const policies = table(block, kind.path);
  const rules = policies ? rulesOf(policies, kind, objects) : [];
  if (!policies || rules.length === 0) return [];
  const filter: Filter = {
    name: { value: `local-in-policy${six}${suffix}`, span: policies.statements[0]!.header },
    ...frameOf(family),
    rules,
    fallback: { action: 'return' },
    span: policies.statements.map((one) => one.span).reduce(cover),
    closed: !policies.unclear,
  };
  return [{ filter, match: { family, ...(interfaces ? { inInterface: { anyOf: interfaces } } : {}) } }];
}

const TCP = 6;
const UDP = 17;

/** FortiOS Ports, "incoming ports": what each word opens; ports of the administration can be others. */
function servicesOf(root: Block): Readonly<Record<string, readonly [protocol: number, port: Interval] | undefined>> {
  const port = (setting: string, otherwise: number): Interval => {
    const [found] = globalTables(root, 'system global').flatMap((block) => numberOf(block, setting)?.value ?? []);
    return { first: found ?? otherwise, last: found ?? otherwise };
  };
  return {
    https: [TCP, port('admin-sport', 443)],
    http: [TCP, port('admin-port', 80)],
    ssh: [TCP, port('admin-ssh-port', 22)],
    telnet: [TCP, port('admin-telnet-port', 23)],
    snmp: [UDP, { first: 161, last: 161 }],
    fgfm: [TCP, { first: 541, last: 541 }],
    'radius-acct': [UDP, { first: 1813, last: 1813 }],
  };
}

/** One rule for each word of `set allowaccess`, on the word. */
function accessOf(root: Block, family: Family): FilterRule[] {
  const services = servicesOf(root);
  const trusted = trustedHosts(root, family);
  return globalEntries(root, 'system interface').flatMap((block) => {
    const down = word(block, 'status') === 'down';
    const places =
      family === 'ipv4'
        ? [block, ...entriesOf(block, 'secondaryip')].map((one) => ({
            words: values(one, 'allowaccess'),
            address: maskedPrefix(values(one, 'ip'))?.prefix,
          }))
        : [{ words: values(table(block, 'ipv6'), 'ip6-allowaccess'), address: undefined }];
    return places.flatMap(({ words, address }) =>
      words.flatMap((one): FilterRule[] => {
        const match = matchOf(one, block, family, services, trusted, address);
        return match
          ? [{ span: one.span, matches: [match], action: { kind: 'permit' }, effects: [], active: !down }]
          : [];
      }),
    );
  });
}

function matchOf(
  { value }: Located<string>,
  block: Block,
  family: Family,
  services: ReturnType<typeof servicesOf>,
  trusted: Field<AddressTerm> | undefined,
  address: Prefix | undefined,
): Match | undefined {
  const own = address && address.address !== 0n ? address : undefined;
  const on: Match = {
    family,
    inInterface: { anyOf: [{ name: block.name.value }] },
    ...(own ? { destination: { anyOf: [{ kind: 'prefix', ...own, length: 32 }] } } : {}),
  };
  if (value === 'ping')
    return family === 'ipv4'
      ? { ...on, protocol: { anyOf: [{ first: 1, last: 1 }] }, icmp: { anyOf: [{ type: { first: 8, last: 8 } }] } }
      : {
          ...on,
          protocol: { anyOf: [{ first: 58, last: 58 }] },
          icmp: { anyOf: [{ type: { first: 128, last: 128 } }] },
        };
  const service = Object.hasOwn(services, value) ? services[value] : undefined;
  if (!service) return undefined;
  const [protocol, port] = service;
  const login = /^(?:https?|ssh|telnet)$/.test(value);
  return {
    ...on,
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    destinationPort: { anyOf: [port] },
    ...(login && trusted ? { source: trusted } : {}),
  };
}

/** Where every administrator is bound to hosts, nobody else gets an answer; undefined: one of them is not. */
function trustedHosts(root: Block, family: Family): Field<AddressTerm> | undefined {
  const admins = globalEntries(root, 'system admin');
  if (admins.length === 0) return undefined;
  const terms: AddressTerm[] = [];
  for (const admin of admins) {
    const own = Array.from({ length: 10 }, (_, i) =>
      values(admin, `${family === 'ipv6' ? 'ip6-' : ''}trusthost${i + 1}`),
    )
      .flatMap((written) => maskedPrefix(written)?.prefix ?? [])
      .filter(({ length }) => length > 0);
    if (own.length === 0) return undefined;
    terms.push(...own.map((prefix): AddressTerm => ({ kind: 'prefix', ...prefix })));
  }
  return { anyOf: terms };
}
