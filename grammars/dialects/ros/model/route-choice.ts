import type { RouteChoice, Unfollowed } from '../../../model/route-choice.ts';
import { addedTo, allOf, type Entry, isDisabled, type Menus, said } from '../entries.ts';

/**
 * How RouterOS chooses (MikroTik documentation: "IP Routing", "BGP", table of distances): the lowest distance wins; next hops of static
 * routes are on a connected network unless their scopes say otherwise, those of BGP may be found over them.
 */
export const routeChoiceOf = (menus: Menus): RouteChoice => ({
  distances: {
    connected: 0,
    static: 1,
    'external-bgp': 20,
    ospf: 110,
    'external-ospf': 110,
    isis: 115,
    'isis-2': 115,
    'external-isis': 115,
    'external-isis-2': 115,
    aggregate: 200,
    'internal-bgp': 200,
    'local-bgp': 200,
  },
  keepsNextHop: 'nothing',
  sparesPeerAs: false,
  announcesInactive: false,
  aggregatesAnything: false,
  externalBeyond: 'no-session',
  redistributesInternalBgp: true,
  redistributesExternalOspf: true,
  resolvesOverDefault: true,
  staticNeedsLink: true,
  prefersOldest: false,
  multipath: { external: 1, internal: 1 },
  multipathAcrossAs: false,
  unfollowed: [...protocolsOf(menus), ...bgpOf(menus), ...chainsOf(menus), ...elsewhere(menus)],
});

/** Menus in which an entry that is on makes another protocol speak, or adds to how routes are chosen. */
const OTHERS = /^routing (rip|ripng|isis|mme) (?:interface|interface-template|network|neighbor)$/;

function* protocolsOf(menus: Menus): Generator<Unfollowed> {
  const told = new Set<string>();
  for (const [menu, entries] of menus) {
    const protocol = OTHERS.exec(menu)?.[1];
    if (protocol === undefined || told.has(protocol)) continue;
    const first = entries.find((entry) => entry.command.verb === 'add' && !isDisabled(entry));
    if (!first) continue;
    told.add(protocol);
    yield { about: { kind: 'protocol', protocol }, vrf: '*', span: first.statement.span };
  }
}

/** Of a session in the model, or without a say in which routes there are. */
const FOLLOWED = new Set(
  (
    'name comment disabled as instance template templates remote.address remote.as remote.port remote.allowed-as local.address local.port ' +
    'local.role local.ttl remote.ttl router-id vrf afi address-families input.filter input.limit-process-routes-ipv4 ' +
    'input.limit-process-routes-ipv6 input.affinity output.affinity output.filter-chain output.network output.redistribute ' +
    'output.keep-sent-attributes output.no-early-cut keepalive-time hold-time multihop tcp-md5-key connect listen use-bfd nexthop-choice ' +
    'save-to routing-table remote-address remote-as update-source in-filter out-filter ttl max-prefix-limit max-prefix-restart-time ' +
    'output.default-originate default-originate'
  ).split(' '),
);

/** What sessions send is told for all of them together, and so is followed only where they agree. */
function* bgpOf(menus: Menus): Generator<Unfollowed> {
  const bgp = (entry: Entry): Unfollowed => ({
    about: { kind: 'protocol', protocol: 'bgp' },
    vrf: '*',
    span: entry.statement.span,
  });
  const sessions = ['routing bgp connection', 'routing bgp peer'].flatMap((menu) => addedTo(menus, menu));
  const sources = ['routing bgp template', 'routing bgp instance'].flatMap((menu) => [...allOf(menus, menu)]);
  for (const entry of [...sessions, ...sources])
    if ([...entry.parameters.keys()].some((name) => !FOLLOWED.has(name) && !REDISTRIBUTES.has(name))) yield bgp(entry);
  for (const name of ['output.network', 'output.redistribute']) {
    const values = new Set(sessions.map((entry) => said(entry, name) ?? ''));
    if (values.size > 1) yield bgp(sessions.find((entry) => said(entry, name) !== undefined)!);
  }
  // Version 6 says it of the instance, by protocol.
  for (const entry of sources) for (const name of REDISTRIBUTES) if (said(entry, name) === 'yes') yield bgp(entry);
  for (const menu of ['routing bgp aggregate', 'routing bgp vpls', 'routing bgp vpn'])
    for (const entry of addedTo(menus, menu)) yield bgp(entry);
}

const REDISTRIBUTES = new Set(
  'redistribute-connected redistribute-static redistribute-rip redistribute-ospf redistribute-other-bgp client-to-client-reflection ignore-as-path-len out-filter'.split(
    ' ',
  ),
);

/** Chains of filters that set what is not in the model: weights, paths, distances, gateways. */
function* chainsOf(menus: Menus): Generator<Unfollowed> {
  for (const menu of ['routing filter rule', 'routing filter'])
    for (const entry of addedTo(menus, menu)) {
      const chain = said(entry, 'chain');
      if (chain === undefined) continue;
      const verbs = [...(said(entry, 'rule') ?? '').matchAll(/\b(?:set|append|prepend|unset|filter)\s+([\w.-]+)/g)];
      const set = [
        ...verbs.map(([, name]) => name!),
        ...[...entry.parameters.keys()].filter((name) => /^(?:set|append)-/.test(name)),
      ];
      if (set.some((name) => !/^(?:set-|append-)?(?:bgp-(?:local-pref|med|out-med|communities)|comment)$/.test(name)))
        yield { about: { kind: 'policy', name: chain }, vrf: '*', span: entry.statement.span };
    }
}

/** Rules that look packets up in another table. */
function* elsewhere(menus: Menus): Generator<Unfollowed> {
  for (const menu of ['routing rule', 'ip route rule'])
    for (const entry of addedTo(menus, menu))
      yield { about: { kind: 'protocol', protocol: '*' }, vrf: '*', span: entry.statement.span };
  for (const menu of ['ip firewall mangle', 'ipv6 firewall mangle'])
    for (const entry of addedTo(menus, menu)) {
      if (!/^(?:mark-routing|route)$/.test(said(entry, 'action') ?? '')) continue;
      const port = said(entry, 'in-interface');
      if (port !== undefined && !port.startsWith('!'))
        yield { about: { kind: 'interface', name: port }, vrf: '*', span: entry.statement.span };
      else yield { about: { kind: 'protocol', protocol: '*' }, vrf: '*', span: entry.statement.span };
    }
}
