import {
  booleanOf,
  canonical,
  elementsOf,
  fieldOf,
  fieldsOf,
  type MapValue,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import type { Match, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { Located, Span } from '../../../text/span.ts';
import { type Cidr, type End, type EndKeys, endsOf } from './ends.ts';
import { type Service, servicesOf } from './services.ts';

export type Direction = 'ingress' | 'egress';

/** A rule of a network, or of a policy that comes before the rules of networks. */
export interface FirewallRule {
  readonly statement: Statement;
  readonly name: Located<string>;
  /** The network or the policy that has it, and where the rule says so. */
  readonly owner: Located<string>;
  readonly policy: boolean;
  /** Absent: it may be about either. */
  readonly direction?: Direction;
  /** Absent: not known, so neither is the order. `written`: it stands there and can be changed. */
  readonly priority?: Located<string>;
  /** `return`: the rules of the next level decide. */
  readonly action?: 'permit' | 'deny' | 'return';
  /** The words that say so, where they can be replaced. */
  readonly verdict: readonly Span[];
  readonly matches: readonly Match[];
  /** Which machines it is for, sorted: `tag web`; none: all. */
  readonly targets: readonly string[];
  readonly logs: boolean;
  readonly disabled: boolean;
  readonly problems: readonly MatchProblem[];
  readonly cidrs: readonly Cidr[];
}

const PEERS: Readonly<Record<string, string>> = {
  sourceTags: 'tag',
  source_tags: 'tag',
  sourceServiceAccounts: 'service account',
  source_service_accounts: 'service account',
};
const TARGETS: Readonly<Record<string, string>> = {
  targetTags: 'tag',
  target_tags: 'tag',
  targetServiceAccounts: 'service account',
  target_service_accounts: 'service account',
  targetSecureTags: 'secure tag',
  target_secure_tags: 'secure tag',
  targetResources: 'network',
  target_resources: 'network',
};
/** A rule without one has this, in the API and in Terraform. */
const DEFAULT_PRIORITY = '1000';
/** Policies end with 2147483647. */
const PRIORITY = /^\d{1,10}$/;

/** A VPC firewall rule; one whose source or destination is not written means all of IPv4. */
export function vpcRule(
  { properties: map, statement, name, condition }: Resource,
  owner: Located<string>,
): FirewallRule {
  const permits = propertyOf(map, 'allowed', 'allow') !== undefined;
  const denies = propertyOf(map, 'denied', 'deny') !== undefined;
  const services = servicesOf(map, permits ? ['allowed', 'allow'] : ['denied', 'deny']);
  const source: EndKeys = { ranges: ['sourceRanges', 'source_ranges'], others: PEERS, absent: 'ipv4' };
  const destination: EndKeys = { ranges: ['destinationRanges', 'destination_ranges'], others: {}, absent: 'ipv4' };
  const ingress = directionOf(map) !== 'egress';
  const from = endsOf(map, 'source', ingress ? source : { ...source, absent: 'any' });
  const to = endsOf(map, 'destination', ingress ? { ...destination, absent: 'any' } : destination);
  const conditions = condition === undefined ? [] : [{ text: condition, span: statement.header }];
  return {
    ...commonOf(map, statement, name),
    owner,
    policy: false,
    ...(permits === denies ? {} : { action: permits ? ('permit' as const) : ('deny' as const) }),
    verdict: fieldsOf(map, 'allow', 'deny').flatMap(({ keySpan, block }) => (block ? [keySpan] : [])),
    ...matchesOf({
      from: from.ends,
      to: to.ends,
      services: services.services,
      conditions: [...conditions, ...disabling(map)],
    }),
    problems: services.problems,
    cidrs: [...from.cidrs, ...to.cidrs],
  };
}

const SOURCES: EndKeys = {
  ranges: ['srcIpRanges', 'src_ip_ranges'],
  others: peersOf('src', 'Src'),
  absent: 'any',
};
const DESTINATIONS: EndKeys = {
  ranges: ['destIpRanges', 'dest_ip_ranges'],
  others: peersOf('dest', 'Dest'),
  absent: 'any',
};

function peersOf(tf: string, json: string): Record<string, string> {
  const camel = json.toLowerCase();
  return {
    [`${camel}Fqdns`]: 'name',
    [`${tf}_fqdns`]: 'name',
    [`${camel}RegionCodes`]: 'region',
    [`${tf}_region_codes`]: 'region',
    [`${camel}ThreatIntelligences`]: 'threat list',
    [`${tf}_threat_intelligences`]: 'threat list',
    [`${camel}AddressGroups`]: 'address group',
    [`${tf}_address_groups`]: 'address group',
    [`${camel}SecureTags`]: 'secure tag',
    [`${tf}_secure_tags`]: 'secure tag',
  };
}

/** Conditions that hold beside all others. */
const SCOPES = [
  ...['srcNetworkScope', 'destNetworkScope', 'srcNetworks', 'srcNetworkType', 'destNetworkType'],
  ...['src_network_scope', 'dest_network_scope', 'src_networks', 'src_network_type', 'dest_network_type'],
];

const VERDICTS: Readonly<Record<string, FirewallRule['action']>> = {
  allow: 'permit',
  deny: 'deny',
  goto_next: 'return',
};

/** A rule of a hierarchical or network firewall policy. */
export function policyRule(
  { properties: map, statement, name, condition }: Pick<Resource, 'properties' | 'statement' | 'name' | 'condition'>,
  owner: Located<string>,
): FirewallRule {
  const outer = propertyOf(map, 'match');
  const inner = outer?.kind === 'map' ? (propertyOf(outer, 'config') ?? outer) : undefined;
  const match: MapValue = inner?.kind === 'map' ? inner : { kind: 'map', fields: [], span: map.span };
  const services = servicesOf(match, ['layer4Configs', 'layer4_configs']);
  const from = endsOf(match, 'source', SOURCES);
  const to = endsOf(match, 'destination', DESTINATIONS);
  const conditions: Opaque[] = [
    ...SCOPES.flatMap((key) => elementsOf(propertyOf(match, key)).map((value) => condense(key, value))),
    ...(condition === undefined ? [] : [{ text: condition, span: statement.header }]),
    // A match that is not written out.
    ...(inner?.kind === 'map' ? [] : [{ text: `match at ${statement.span.start}`, span: statement.header }]),
  ];
  const action = VERDICTS[textOf(propertyOf(map, 'action'))?.toLowerCase() ?? ''];
  return {
    ...commonOf(map, statement, name),
    owner,
    policy: true,
    ...(action ? { action } : {}),
    verdict: [],
    ...matchesOf({
      from: from.ends,
      to: to.ends,
      services: services.services,
      conditions: [...conditions, ...disabling(map)],
    }),
    problems: services.problems,
    cidrs: [...from.cidrs, ...to.cidrs],
  };
}

const condense = (key: string, value: Value): Opaque => ({ text: `${key} ${canonical(value)}`, span: value.span });

function directionOf(map: MapValue): Direction | undefined {
  const value = propertyOf(map, 'direction');
  const text = value === undefined ? 'ingress' : textOf(value)?.toLowerCase();
  return text === 'ingress' || text === 'egress' ? text : undefined;
}

type Common = 'statement' | 'name' | 'direction' | 'priority' | 'targets' | 'logs' | 'disabled';

function commonOf(map: MapValue, statement: Statement, name: Located<string>): Pick<FirewallRule, Common> {
  const direction = directionOf(map);
  const written = propertyOf(map, 'priority');
  const text = textOf(written)?.trim() ?? '';
  const priority = !written
    ? { value: DEFAULT_PRIORITY, span: statement.header }
    : PRIORITY.test(text)
      ? { value: text, span: written.span }
      : undefined;
  const targets = Object.entries(TARGETS).flatMap(([key, word]) =>
    elementsOf(propertyOf(map, key)).map((value) => {
      const named = value.kind === 'map' ? (propertyOf(value, 'name') ?? value) : value;
      return `${word} ${canonical(named)}`;
    }),
  );
  return {
    statement,
    name,
    ...(direction ? { direction } : {}),
    ...(priority ? { priority } : {}),
    targets: [...new Set(targets)].sort(),
    logs: isLogged(map),
    disabled: booleanOf(propertyOf(map, 'disabled')) === true,
  };
}

/** Terraform's block switches it on; the API's object says whether. */
function isLogged(map: MapValue): boolean {
  if (fieldOf(map, 'log_config')) return true;
  const config = propertyOf(map, 'logConfig');
  const enabled =
    config?.kind === 'map' ? propertyOf(config, 'enable') : propertyOf(map, 'enableLogging', 'enable_logging');
  return booleanOf(enabled) === true;
}

/** Whether it works is only known when it is deployed. */
function disabling(map: MapValue): Opaque[] {
  const value = propertyOf(map, 'disabled');
  return value && booleanOf(value) === undefined ? [{ text: `disabled ${canonical(value)}`, span: value.span }] : [];
}

interface Parts {
  readonly from: readonly End[];
  readonly to: readonly End[];
  readonly services: readonly Service[];
  readonly conditions: readonly Opaque[];
}

const matchesOf = ({ from, to, services, conditions }: Parts): { readonly matches: readonly Match[] } => ({
  matches: from.flatMap((source) =>
    to.flatMap((destination) => services.flatMap((service) => matchOf(source, destination, service, conditions))),
  ),
});

function matchOf(from: End, to: End, service: Service, conditions: readonly Opaque[]): Match[] {
  const families = new Set([from.family, to.family, service.family].filter((one) => one === 'ipv4' || one === 'ipv6'));
  if (families.size > 1) return [];
  const [family = 'both' as const] = families;
  const opaque = [from.opaque, to.opaque, service.opaque, ...conditions].filter((one) => one !== undefined);
  const { protocol, ports } = service;
  return [
    {
      family,
      ...(from.addresses ? { source: from.addresses } : {}),
      ...(to.addresses ? { destination: to.addresses } : {}),
      ...(protocol === undefined ? {} : { protocol: { anyOf: [{ first: protocol, last: protocol }] } }),
      ...(ports ? { destinationPort: { anyOf: ports } } : {}),
      ...(opaque.length > 0 ? { opaque } : {}),
    },
  ];
}
