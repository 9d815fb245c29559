import { type Family, parseAddress } from '../../../model/address.ts';
import type {
  BgpAddressFamily,
  BgpNeighbour,
  BgpProcess,
  BgpTimers,
  MaxPrefix,
  PolicyUse,
} from '../../../model/bgp.ts';
import type { Origination, Redistribution } from '../../../model/routing.ts';
import { cover, type Located } from '../../../text/span.ts';
import { type Block, entriesOf, isOn, numberOf, spanOf, spansOf, table, value, word } from '../config-tree.ts';
import { prefixAt } from './route-lists.ts';
import type { Scope } from './scopes.ts';

export function bgpOf({ block, vdom }: Scope): BgpProcess[] {
  const bgp = table(block, 'router bgp');
  const asn = bgp && asNumber(bgp, 'as');
  // Full configurations print a process that nobody started.
  if (!bgp || !asn) return [];
  const timers = timersOf(bgp, 'keepalive-timer', 'holdtime-timer');
  const requires = word(bgp, 'ebgp-requires-policy');
  const apart = bgp.settings.get('confederation-identifier') ?? bgp.settings.get('cluster-id');
  const reflects = entriesOf(bgp, 'neighbor').find((one) => isOn(one, 'route-reflector-client'));
  const med = bgp.settings.get('always-compare-med');
  return [
    {
      asn,
      ...(vdom === undefined ? {} : { vrf: vdom }),
      neighbours: entriesOf(bgp, 'neighbor').map((entry) => neighbourOf(entry, asn.value)),
      ...(timers ? { timers } : {}),
      ...(requires === undefined
        ? {}
        : { withoutPolicy: requires === 'enable' ? 'exchanges-nothing' : 'exchanges-all' }),
      policyChain: 'all-must-permit',
      checksTtl: true,
      defaultHold: 180,
      ...(bgp.settings.has('deterministic-med') ? { deterministicMed: isOn(bgp, 'deterministic-med') } : {}),
      ...(med && isOn(bgp, 'always-compare-med') ? { alwaysCompareMed: { span: med.statement.header } } : {}),
      ...(apart ? { reflectsOrConfederates: { span: apart.statement.header } } : {}),
      ...(!apart && reflects ? { reflectsOrConfederates: { span: spanOf(reflects) } } : {}),
      span: spanOf(bgp),
      closed: !bgp.unclear,
    },
  ];
}

function asNumber(block: Block, name: string): Located<number> | undefined {
  const found = value(block, name);
  const dotted = /^(\d{1,5})\.(\d{1,5})$/.exec(found?.value ?? '');
  const number = dotted ? Number(dotted[1]) * 65_536 + Number(dotted[2]) : Number(found?.value);
  return found && Number.isInteger(number) && number > 0 ? { value: number, span: found.span } : undefined;
}

function neighbourOf(entry: Block, asn: number): BgpNeighbour {
  const address = parseAddress(entry.name.value);
  const remoteAs = asNumber(entry, 'remote-as');
  const localAs = asNumber(entry, 'local-as');
  const description = word(entry, 'description');
  const timers = timersOf(entry, 'keep-alive-timer', 'holdtime-timer');
  const interval = numberOf(entry, 'advertisement-interval');
  const hops = numberOf(entry, 'ebgp-ttl-security-hops');
  const key = entry.settings.get('password') ?? entry.settings.get('auth-options');
  const source = value(entry, 'update-source');
  const multihop = entry.settings.get('ebgp-enforce-multihop');
  const ttl = numberOf(entry, 'ebgp-multihop-ttl');
  return {
    address: entry.name,
    ...(address ? { family: address.family } : {}),
    ...(remoteAs ? { remoteAs, external: remoteAs.value !== (localAs?.value ?? asn) } : {}),
    ...(localAs ? { localAs: localAs.value } : {}),
    ...(description ? { description } : {}),
    shutdown: isOn(entry, 'shutdown'),
    families: familiesOf(entry, address?.family),
    ...(timers ? { timers } : {}),
    ...(interval ? { advertisementInterval: interval } : {}),
    ...(multihop && isOn(entry, 'ebgp-enforce-multihop')
      ? { multihop: ttl ?? { value: 255, span: multihop.statement.header } }
      : {}),
    ...(hops && hops.value > 0 ? { ttlSecurity: hops } : {}),
    ...(key ? { authentication: { span: key.statement.header } } : {}),
    ...(source?.value ? { updateSource: source } : {}),
    bfd: isOn(entry, 'bfd'),
    spans: spansOf(entry),
    closed: !entry.unclear,
  };
}

/** Both are on where nothing is said; a neighbour of one family that says nothing of the other seldom speaks it. */
function familiesOf(entry: Block, family: Family | undefined): BgpAddressFamily[] {
  const says6 = [...entry.settings.keys()].some((name) =>
    /^(?:activate6|(?:route-map|prefix-list|distribute-list|filter-list)-(?:in|out)6|maximum-prefix6)$/.test(name),
  );
  const says4 = [...entry.settings.keys()].some((name) =>
    /^(?:activate|(?:route-map|prefix-list|distribute-list|filter-list)-(?:in|out)|maximum-prefix)$/.test(name),
  );
  return [
    ...(family !== 'ipv6' || says4 ? [familyOf(entry, 'ipv4-unicast', '')] : []),
    ...(family === 'ipv6' || says6 ? [familyOf(entry, 'ipv6-unicast', '6')] : []),
  ];
}

function familyOf(entry: Block, name: string, suffix: '' | '6'): BgpAddressFamily {
  const limit = numberOf(entry, `maximum-prefix${suffix}`);
  const origin = entry.settings.get(`capability-default-originate${suffix}`);
  const originPolicy = value(entry, `default-originate-routemap${suffix}`);
  return {
    name,
    active: word(entry, `activate${suffix}`) !== 'disable',
    imports: policiesOf(entry, 'in', suffix),
    exports: policiesOf(entry, 'out', suffix),
    ...(limit && limit.value > 0 ? { maxPrefix: maxPrefixOf(entry, limit, suffix) } : {}),
    sendsCommunities: word(entry, `send-community${suffix}`) !== 'disable',
    removesPrivateAs: isOn(entry, `remove-private-as${suffix}`),
    nextHopSelf: isOn(entry, `next-hop-self${suffix}`),
    ...(origin && isOn(entry, `capability-default-originate${suffix}`)
      ? {
          defaultOriginate: {
            ...(originPolicy?.value ? { policy: originPolicy } : {}),
            span: origin.statement.header,
          },
        }
      : {}),
  };
}

function maxPrefixOf(entry: Block, limit: Located<number>, suffix: string): MaxPrefix {
  const threshold = numberOf(entry, `maximum-prefix-threshold${suffix}`)?.value;
  return {
    limit,
    ...(threshold === undefined ? {} : { threshold }),
    warningOnly: isOn(entry, `maximum-prefix-warning-only${suffix}`),
    span: entry.settings.get(`maximum-prefix${suffix}`)!.statement.header,
  };
}

const KINDS = [
  ['route-map', 'route-policy'],
  ['prefix-list', 'prefix-list'],
  ['filter-list', 'as-path-list'],
  ['distribute-list', 'access-list'],
] as const;

const policiesOf = (entry: Block, direction: 'in' | 'out', suffix: string): PolicyUse[] =>
  KINDS.flatMap(([setting, kind]) => {
    const name = value(entry, `${setting}-${direction}${suffix}`);
    return name?.value ? [{ kind, name }] : [];
  });

/** Of a neighbour, a number that no timer can have stands for none. */
function timersOf(block: Block, keepaliveName: string, holdName: string): BgpTimers | undefined {
  const usable = (found: Located<number> | undefined): Located<number> | undefined =>
    found && found.value <= 65_535 ? found : undefined;
  const keepalive = usable(numberOf(block, keepaliveName));
  const hold = usable(numberOf(block, holdName));
  if (!keepalive && !hold) return undefined;
  const spans = [keepaliveName, holdName].flatMap((name) => block.settings.get(name)?.statement.header ?? []);
  return { ...(keepalive ? { keepalive } : {}), ...(hold ? { hold } : {}), span: spans.reduce(cover) };
}

const INTO = { bgp: 'bgp', ospf: 'ospf', ospf6: 'ospf', rip: 'rip', isis: 'isis' } as const;

export const redistributionsOf = ({ block, vdom }: Scope): Redistribution[] =>
  Object.entries(INTO).flatMap(([protocol, into]) => {
    const router = table(block, `router ${protocol}`);
    if (protocol === 'bgp' && !(router && asNumber(router, 'as'))) return [];
    return [...(router?.tables ?? [])].flatMap(([path, own]): Redistribution[] => {
      const [, from] = /^redistribute6? (\S+)$/.exec(path) ?? [];
      if (from === undefined || !isOn(own, 'status')) return [];
      const policy = value(own, protocol === 'bgp' ? 'route-map' : 'routemap');
      const span = own.statements[0]!.header;
      return [
        {
          into,
          from: { value: from, span },
          ...(vdom === undefined ? {} : { vrf: vdom }),
          ...(policy?.value ? { policy } : {}),
          span,
        },
      ];
    });
  });

export function originationsOf({ block, vdom }: Scope): Origination[] {
  const bgp = table(block, 'router bgp');
  return (
    [
      ['network', 'network', 'prefix'],
      ['network', 'network6', 'prefix6'],
      ['aggregate', 'aggregate-address', 'prefix'],
      ['aggregate', 'aggregate-address6', 'prefix6'],
    ] as const
  ).flatMap(([kind, path, setting]) =>
    entriesOf(bgp, path).flatMap((entry): Origination[] => {
      const prefix = prefixAt(entry, setting);
      return prefix ? [{ kind, prefix, ...(vdom === undefined ? {} : { vrf: vdom }), span: spanOf(entry) }] : [];
    }),
  );
}
