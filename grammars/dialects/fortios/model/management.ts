import { implicitRule, ownRules } from '../../../kit/own-rules.ts';
import type { AddressTerm, Family, Prefix } from '../../../model/address.ts';
import type { Field, Filter, FilterRule, Interval, Match } from '../../../model/filter.ts';
import { cover, type Located } from '../../../text/span.ts';
import { type Block, entriesOf, numberOf, table, values, word } from '../config-tree.ts';
import { maskedPrefix } from './interfaces.ts';
import type { Objects } from './objects.ts';
import { LOCAL_IN, LOCAL_IN6, rulesOf } from './policies.ts';
import { globalEntries, globalTables } from './scopes.ts';

/**
 * How the device itself is reached: `allowaccess` of its interfaces, behind the local-in policies (FortiOS Administration Guide).
 * `vdom`: of several, the one that is asked for.
 */
export function managementFilters(
  root: Block,
  scope: Block,
  objects: Objects,
  { suffix, vdom }: { readonly suffix: string; readonly vdom?: string },
): Filter[] {
  return (
    [
      ['ipv4', LOCAL_IN],
      ['ipv6', LOCAL_IN6],
    ] as const
  ).flatMap(([family, kind]): Filter[] => {
    const policies = table(scope, kind.path);
    const ports = accessOf(root, family, vdom);
    const written = policies ? rulesOf(policies, kind, objects) : [];
    const first = written[0] ?? ports[0];
    if (!first) return [];
    const six = family === 'ipv6' ? '6' : '';
    const frame = { family, purpose: 'packet', table: `${family} local-in${suffix}`, stateful: true } as const;
    const name: Located<string> = {
      value: `local-in-policy${six}${suffix}`,
      span: policies?.statements[0]?.header ?? first.span,
    };
    const start = { start: first.span.start, end: first.span.start };
    const policyList: Filter[] =
      policies && written.length > 0
        ? [
            {
              ...frame,
              name,
              rules: written,
              fallback: { action: 'return' },
              span: policies.statements.map((one) => one.span).reduce(cover),
              closed: !policies.unclear,
            },
          ]
        : [];
    return [
      {
        ...frame,
        name: { value: `allowaccess${six}${suffix}`, span: (ports[0] ?? first).span },
        rules: [
          ...policyList.map(() => implicitRule([{ family }], { kind: 'jump', target: name }, start)),
          ...ports,
          ...ownRules(family, (ports.at(-1) ?? first).span),
        ],
        fallback: { action: 'deny' },
        hook: 'input',
        span: ports.map(({ span }) => span).reduce(cover, (ports[0] ?? first).span),
        closed: !policies?.unclear,
      },
      ...policyList,
    ];
  });
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
function accessOf(root: Block, family: Family, vdom: string | undefined): FilterRule[] {
  const services = servicesOf(root);
  const trusted = trustedHosts(root, family);
  const own = globalEntries(root, 'system interface').filter(
    (block) => vdom === undefined || (word(block, 'vdom') ?? 'root') === vdom,
  );
  return own.flatMap((block) => {
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
