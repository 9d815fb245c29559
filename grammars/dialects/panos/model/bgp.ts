import { parseAddress } from '../../../model/address.ts';
import type { BgpNeighbour, BgpProcess, BgpTimers, PolicyUse } from '../../../model/bgp.ts';
import type { RoutePolicy } from '../../../model/routing.ts';
import { cover, type Located } from '../../../text/span.ts';
import { get, hasUnknown, isYes, kids, located, type Node, numberAt, spanOf, spansOf, value, word } from '../tree.ts';
import { routersOf } from './routes.ts';

export function bgpOf(devices: readonly Node[]): BgpProcess[] {
  return routersOf(devices).flatMap(({ router, vrf }): BgpProcess[] => {
    const bgp = get(router, 'protocol', 'bgp');
    const asn = bgp && asNumber(bgp, 'local-as');
    if (!bgp || word(bgp, 'enable') === 'no') return [];
    const peers = kids(bgp, 'peer-group').flatMap((group) => kids(group, 'peer').map((peer) => ({ group, peer })));
    if (!asn && peers.length === 0) return [];
    const med = get(bgp, 'routing-options', 'med');
    const apart =
      get(bgp, 'routing-options', 'reflector-cluster-id') ?? get(bgp, 'routing-options', 'confederation-member-as');
    return [
      {
        ...(asn ? { asn } : {}),
        ...vrf,
        neighbours: peers.map(({ group, peer }) => neighbourOf(bgp, group, peer, asn?.value)),
        policyChain: 'first-decides',
        ...(get(med, 'deterministic-med-comparison')
          ? { deterministicMed: isYes(med, 'deterministic-med-comparison') }
          : {}),
        ...(isYes(med, 'always-compare-med')
          ? { alwaysCompareMed: { span: get(med, 'always-compare-med')!.span } }
          : {}),
        ...(apart ? { reflectsOrConfederates: { span: apart.span } } : {}),
        span: spanOf(bgp),
        closed: !hasUnknown(bgp),
      },
    ];
  });
}

function asNumber(node: Node, name: string): Located<number> | undefined {
  const found = value(node, name);
  const dotted = /^(\d{1,5})\.(\d{1,5})$/.exec(found?.value ?? '');
  const number = dotted ? Number(dotted[1]) * 65_536 + Number(dotted[2]) : Number(found?.value);
  return found && Number.isInteger(number) && number > 0 ? { value: number, span: found.span } : undefined;
}

/** A peer takes so many prefixes where nothing is said (PAN-OS Web Interface Reference, BGP peers). */
const MOST_PREFIXES = 5000;

function neighbourOf(bgp: Node, group: Node, peer: Node, asn: number | undefined): BgpNeighbour {
  const written = value(peer, 'peer-address', 'ip');
  const address: Located<string> = written ? { ...written, value: written.value.replace(/\/\d+$/, '') } : located(peer);
  const parsed = parseAddress(address.value);
  const remoteAs = asNumber(peer, 'peer-as');
  const external = get(group, 'type', 'ebgp') ? true : get(group, 'type', 'ibgp') ? false : undefined;
  const options = get(peer, 'connection-options');
  const multihop = numberAt(options, 'multihop');
  const timers = timersOf(options);
  const key = get(options, 'authentication');
  const source = value(peer, 'local-address', 'interface');
  const limit = numberAt(peer, 'max-prefixes');
  const unlimited = word(peer, 'max-prefixes') === 'unlimited';
  const six = word(peer, 'address-family-identifier') === 'ipv6' || parsed?.family === 'ipv6';
  return {
    address,
    ...(parsed ? { family: parsed.family } : {}),
    ...(remoteAs ? { remoteAs } : {}),
    ...((external ?? (remoteAs && asn !== undefined)) ? { external: external ?? remoteAs!.value !== asn } : {}),
    group: located(group),
    shutdown: word(peer, 'enable') === 'no' || word(group, 'enable') === 'no',
    families: [
      {
        name: six ? 'ipv6-unicast' : 'ipv4-unicast',
        active: true,
        imports: policiesOf(bgp, 'import', group),
        exports: policiesOf(bgp, 'export', group),
        ...(unlimited
          ? {}
          : {
              maxPrefix: {
                limit: limit ?? { value: MOST_PREFIXES, span: peer.span },
                warningOnly: false,
                span: (limit ?? located(peer)).span,
              },
            }),
        removesPrivateAs: isYes(group, 'type', 'ebgp', 'remove-private-as'),
      },
    ],
    ...(timers ? { timers } : {}),
    ...(multihop && multihop.value > 0 ? { multihop } : {}),
    ...(key ? { authentication: { span: key.span } } : {}),
    ...(source ? { updateSource: source } : {}),
    bfd: get(peer, 'bfd', 'profile') !== undefined && word(peer, 'bfd', 'profile') !== 'None',
    spans: spansOf(peer),
    closed: !hasUnknown(peer) && !hasUnknown(get(group, 'type')),
  };
}

function timersOf(options: Node | undefined): BgpTimers | undefined {
  const keepalive = numberAt(options, 'keep-alive-interval');
  const hold = numberAt(options, 'hold-time');
  const spans = [keepalive, hold].flatMap((one) => (one ? [one.span] : []));
  if (spans.length === 0) return undefined;
  return { ...(keepalive ? { keepalive } : {}), ...(hold ? { hold } : {}), span: spans.reduce(cover) };
}

/** Rules that name the peer group, or none and so all of them. */
function policiesOf(bgp: Node, direction: 'import' | 'export', group: Node): PolicyUse[] {
  return kids(bgp, 'policy', direction, 'rules')
    .filter((rule) => word(rule, 'enable') !== 'no')
    .filter((rule) => !get(rule, 'used-by') || get(rule, 'used-by', group.name))
    .map((rule) => ({ kind: 'route-policy', name: located(rule) }));
}

/** Rules for routes are named, not run: what becomes of a route that none of them matches depends on the release. */
export const policyNames = (devices: readonly Node[]): RoutePolicy[] =>
  routersOf(devices).flatMap(({ router }) =>
    (['import', 'export'] as const).flatMap((direction) =>
      kids(router, 'protocol', 'bgp', 'policy', direction, 'rules').map((rule) => ({
        name: located(rule),
        span: spanOf(rule),
        closed: false,
      })),
    ),
  );
