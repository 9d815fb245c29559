import type { RouteChoice, Unfollowed } from '../../../model/route-choice.ts';
import type { Span } from '../../../text/span.ts';
import { get, kids, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { takesEqualPaths } from './bgp.ts';
import { changeIn } from './policies.ts';

/**
 * How Junos chooses (Juniper: "Route Preferences Overview", "Understanding BGP Path Selection"): protocols by preference, the lowest wins; BGP
 * sends what export policies let of all active routes; of equal external paths the one that is active stays.
 */
export function routeChoiceOf(root: Node): RouteChoice {
  const everywhere = [root, ...kids(get(root, 'routing-instances'))].flatMap((instance) =>
    levelsOf(get(instance, 'protocols', 'bgp')),
  );
  return {
    distances: {
      connected: 0,
      static: 5,
      ospf: 10,
      isis: 15,
      'isis-2': 18,
      aggregate: 130,
      'external-ospf': 150,
      'external-isis': 160,
      'external-isis-2': 165,
      'external-bgp': 170,
      'internal-bgp': 170,
      'local-bgp': 170,
    },
    exportsTable: true,
    keepsNextHop: 'nothing',
    sparesPeerAs: true,
    privateAs: 'leading',
    announcesInactive: false,
    aggregatesAnything: true,
    externalBeyond: 'no-session',
    redistributesInternalBgp: true,
    redistributesExternalOspf: true,
    resolvesOverDefault: true,
    staticNeedsLink: true,
    discardsHiddenRanges: true,
    prefersOldest: !get(root, 'protocols', 'bgp', 'path-selection', 'external-router-id'),
    multipath: { external: 1, internal: 1 },
    multipathAcrossAs: everywhere.some((level) => get(level, 'multipath', 'multiple-as')),
    unfollowed: unfollowedOf(root),
  };
}

/** A process, its groups and their neighbours. */
export const levelsOf = (process: Node | undefined): Node[] =>
  process ? [process, ...kids(get(process, 'group')).flatMap((group) => [group, ...kids(get(group, 'neighbor'))])] : [];

/** Statements that may change what is routed where, and that no model here holds. */
function unfollowedOf(root: Node): Unfollowed[] {
  const found: Unfollowed[] = [];
  const protocol = (name: string, span: Span, vrf: string | undefined): void => {
    found.push({ about: { kind: 'protocol', protocol: name }, ...(vrf === undefined ? {} : { vrf }), span });
  };
  for (const instance of [root, ...kids(get(root, 'routing-instances'))]) {
    const vrf = instance === root ? undefined : instance.name;
    const kind = kids(get(instance, 'instance-type'))[0]?.name;
    if (kind !== undefined && !/^(?:virtual-router|vrf|forwarding|no-forwarding)$/.test(kind)) continue;
    for (const level of levelsOf(get(instance, 'protocols', 'bgp')))
      for (const child of kids(level)) for (const span of bgpLines(child)) protocol('bgp', span, vrf);
    const bgp = get(instance, 'protocols', 'bgp');
    const some = levelsOf(bgp).flatMap((level) => get(level, 'multipath') ?? [])[0];
    if (bgp && some && !takesEqualPaths(bgp)) protocol('bgp', spanOf(some), vrf);
    for (const child of kids(get(instance, 'protocols')))
      if (OTHER_PROTOCOLS.has(child.name)) protocol(child.name, spanOf(child), vrf);
    for (const child of kids(get(instance, 'routing-options')))
      for (const span of optionLines(child)) protocol('*', span, vrf);
    const target = get(instance, 'vrf-target');
    const imported =
      get(instance, 'vrf-import') ?? (kids(target).every(({ name }) => name === 'export') ? undefined : target);
    if (imported && vrf !== undefined) protocol('*', spanOf(imported), vrf);
  }
  for (const policy of kids(get(root, 'policy-options', 'policy-statement')))
    for (const place of [policy, ...kids(get(policy, 'term'))])
      for (const action of kids(get(place, 'then')))
        if (!isFollowed(action))
          found.push({ about: { kind: 'policy', name: policy.name }, vrf: '*', span: spanOf(action) });
  found.push(...sentElsewhere(root));
  return found;
}

/** Protocols with routes of their own, and those by which next hops are found another way. */
const OTHER_PROTOCOLS = new Set(['rip', 'ripng', 'babel', 'rift', 'rsvp', 'source-packet-routing', 'evpn']);

/** In the model, or without effect on a network at rest. */
const BGP_FOLLOWED = new Set(
  (
    'group neighbor type peer-as local-as description import export local-address hold-time authentication-key authentication-key-chain ' +
    'authentication-algorithm ipsec-sa tcp-ao log-updown bfd-liveness-detection traceoptions graceful-restart long-lived-graceful-restart ' +
    'passive out-delay damping mtu-discovery tcp-mss tcp-aggressive-transmission precision-timers no-precision-timers shutdown disable ' +
    'allow cluster multihop multipath advertise-peer-as no-advertise-peer-as remove-private defaults path-selection hold-down hold-down-all ' +
    'idle-after-switch-over minimum-hold-time keep output-queue-priority snmp-options statistics update-threading rib-sharding ' +
    'bgp-error-tolerance disable-4byte-as no-aggregator-id enforce-first-as bmp apply-macro dynamic-neighbor'
  ).split(' '),
);

function* bgpLines(node: Node): Generator<Span> {
  if (node.name === 'family') {
    for (const family of kids(node)) {
      if (family.name !== 'inet' && family.name !== 'inet6') continue;
      for (const kind of kids(family)) {
        if (!/^(?:unicast|any)$/.test(kind.name)) continue;
        for (const child of kids(kind))
          if (
            !/^(?:prefix-limit|accepted-prefix-limit|loops|damping|graceful-restart|withdraw-priority)$/.test(
              child.name,
            )
          )
            yield spanOf(child);
      }
    }
  } else if (node.name === 'path-selection') {
    for (const child of kids(node))
      if (!/^(?:always-compare-med|external-router-id|cisco-non-deterministic)$/.test(child.name)) yield spanOf(child);
  } else if (node.name === 'remove-private') {
    const nearest = get(node, 'all', 'replace', 'nearest') ?? get(node, 'no-peer-loop-check');
    if (nearest) yield spanOf(nearest);
  } else if (node.name === 'multihop') {
    const kept = get(node, 'no-nexthop-change');
    if (kept) yield spanOf(kept);
  } else if (node.name === 'local-as') {
    for (const child of kids(node))
      for (const option of kids(child))
        if (/^(?:private|alias|no-prepend-global-as)$/.test(option.name)) yield spanOf(option);
    for (const child of kids(node))
      if (/^(?:private|alias|no-prepend-global-as)$/.test(child.name)) yield spanOf(child);
  } else if (!BGP_FOLLOWED.has(node.name)) yield spanOf(node);
}

const OPTIONS_FOLLOWED = new Set(
  (
    'static router-id route-distinguisher-id autonomous-system aggregate validation nonstop-routing graceful-restart confederation rib fate-sharing ' +
    'srlg options traceoptions ppm route-record multicast protect no-advertise-router-id bmp warm-standby backup-selection ' +
    'bgp-orf-cisco-mode med-igp-update-interval transport-class source-routing'
  ).split(' '),
);

function* optionLines(node: Node): Generator<Span> {
  if (node.name === 'forwarding-table') {
    for (const child of kids(node))
      if (
        !/^(?:export|traceoptions|chained-composite-next-hop|ecmp-fast-reroute|indirect-next-hop|unicast-reverse-path)$/.test(
          child.name,
        )
      )
        yield spanOf(child);
  } else if (node.name === 'rib') {
    for (const table of kids(node))
      for (const child of kids(table)) if (!/^(?:static|aggregate)$/.test(child.name)) yield spanOf(child);
  } else if (!OPTIONS_FOLLOWED.has(node.name)) yield spanOf(node);
}

/** Actions of policies that are in the model, or that no route depends on. */
function isFollowed(action: Node): boolean {
  const [value] = kids(action);
  switch (action.name) {
    case 'accept':
    case 'reject':
    case 'next':
    case 'community':
    case 'as-path-prepend':
    case 'load-balance':
    case 'trace':
    case 'damping':
    case 'tag':
    case 'validation-state':
    case 'destination-class':
    case 'source-class':
    case 'forwarding-class':
    case 'default-action':
      return true;
    case 'local-preference':
    case 'metric':
      return /^\d+$/.test(value?.name ?? '') || changeIn(action) !== undefined;
    case 'origin':
      return /^(?:igp|egp|incomplete)$/.test(value?.name ?? '');
    case 'next-hop':
      return /^(?:self|[\d.]+|[\da-f:]+)$/i.test(value?.name ?? '');
    default:
      return false;
  }
}

/** Filters that look a packet up in another table, where they are bound. */
function* sentElsewhere(root: Node): Generator<Unfollowed> {
  const sending = new Map<string, Span>();
  for (const family of [root, ...['inet', 'inet6'].flatMap((name) => get(root, 'firewall', 'family', name) ?? [])])
    for (const filter of kids(family === root ? get(root, 'firewall', 'filter') : get(family, 'filter')))
      for (const term of kids(get(filter, 'term'))) {
        const then = get(term, 'then');
        const other = ['routing-instance', 'next-ip', 'next-ip6', 'next-interface', 'next-interface6', 'logical-system']
          .map((name) => get(then, name))
          .find((one) => one);
        if (other) sending.set(filter.name, spanOf(other));
      }
  if (sending.size === 0) return;
  for (const physical of kids(get(root, 'interfaces')))
    for (const unit of kids(get(physical, 'unit')))
      for (const family of kids(get(unit, 'family')))
        for (const word of ['input', 'input-list'])
          for (const { name } of kids(get(family, 'filter', word))) {
            const span = sending.get(name);
            if (span) yield { about: { kind: 'interface', name: `${physical.name}.${unit.name}` }, vrf: '*', span };
          }
}
