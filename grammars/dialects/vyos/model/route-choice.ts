import { FRR_CHOICE } from '../../../kit/cisco-like/route-choice.ts';
import type { RouteChoice, Unfollowed } from '../../../model/route-choice.ts';
import { get, kids, type Node, spanOf } from '../tree.ts';
import { bgpPlaces } from './bgp.ts';

/** FRR chooses underneath (VyOS documentation: "Routing protocols"). */
export const routeChoiceOf = (root: Node): RouteChoice => ({ ...FRR_CHOICE, unfollowed: unfollowedOf(root) });

function unfollowedOf(root: Node): Unfollowed[] {
  const found: Unfollowed[] = [];
  const add = (about: Unfollowed['about'], node: Node, vrf?: string): void => {
    found.push({ about, ...(vrf === undefined ? {} : { vrf }), span: spanOf(node) });
  };
  for (const instance of [root, ...kids(get(root, 'vrf', 'name'))]) {
    const vrf = instance === root ? undefined : instance.name;
    for (const child of kids(get(instance, 'protocols')))
      if (!/^(?:static|bgp|ospf|ospfv3|rpki|bfd|igmp|igmp-proxy|pim|pim6|failover)$/.test(child.name))
        add({ kind: 'protocol', protocol: child.name }, child, vrf ?? '*');
    for (const wide of [
      get(instance, 'protocols', 'failover'),
      get(instance, 'ip', 'nht'),
      get(instance, 'ip', 'protocol'),
    ])
      if (wide) add({ kind: 'protocol', protocol: '*' }, wide, vrf ?? '*');
  }
  for (const { node, vrf } of bgpPlaces(root))
    for (const line of bgpLines(node)) add({ kind: 'protocol', protocol: 'bgp' }, line, vrf);
  for (const map of kids(get(root, 'policy', 'route-map')))
    for (const rule of kids(get(map, 'rule')))
      for (const setting of kids(get(rule, 'set')))
        if (!SETTINGS.has(setting.name) || isKept(setting)) add({ kind: 'policy', name: map.name }, setting, '*');
  const local = get(root, 'policy', 'local-route') ?? get(root, 'policy', 'local-route6');
  if (local) add({ kind: 'protocol', protocol: '*' }, local, '*');
  for (const policy of [...kids(get(root, 'policy', 'route')), ...kids(get(root, 'policy', 'route6'))])
    for (const port of kids(get(policy, 'interface'))) add({ kind: 'interface', name: port.name }, policy, '*');
  return found;
}

/** `ip-next-hop peer-address`, `ip-next-hop unchanged`: what becomes of it depends on the neighbour. */
const isKept = (setting: Node): boolean =>
  /^ip(?:v6)?-next-hop$/.test(setting.name) &&
  kids(setting).some(({ name }) => /^(?:peer-address|unchanged|prefer-global|local)$/.test(name));

const SETTINGS = new Set(
  'local-preference metric weight origin community large-community extcommunity as-path as-path-prepend ip-next-hop ipv6-next-hop tag comm-list'.split(
    ' ',
  ),
);

const PROCESS = new Set(
  'system-as local-as parameters neighbor peer-group address-family timers maximum-paths listen bmp sid srv6'.split(
    ' ',
  ),
);

const PARAMETERS = new Set(
  (
    'router-id cluster-id confederation always-compare-med deterministic-med log-neighbor-changes graceful-restart graceful-shutdown ' +
    'ebgp-requires-policy no-fast-external-failover no-suppress-duplicates minimum-holdtime tcp-keepalive distance dampening default ' +
    'suppress-fib-pending labeled-unicast reject-as-sets shutdown network-import-check conditional-advertisement no-hard-administrative-reset'
  ).split(' '),
);

const SESSION = new Set(
  (
    'remote-as description password update-source ebgp-multihop ttl-security timers bfd shutdown peer-group interface v6only local-role ' +
    'disable-connected-check local-as address-family capability disable-capability-negotiation override-capability passive path-attribute ' +
    'advertisement-interval graceful-restart strict-capability-match solo port'
  ).split(' '),
);

const FAMILY = new Set(
  (
    'route-map prefix-list filter-list distribute-list maximum-prefix maximum-prefix-out nexthop-self default-originate ' +
    'soft-reconfiguration route-reflector-client allowas-in weight remove-private-as disable-send-community'
  ).split(' '),
);

function* bgpLines(process: Node): Generator<Node> {
  for (const child of kids(process)) {
    if (child.name === 'parameters') {
      for (const parameter of kids(child)) {
        if (!PARAMETERS.has(parameter.name)) yield parameter;
        if (/^(?:distance|conditional-advertisement)$/.test(parameter.name)) yield parameter;
        if (parameter.name === 'default')
          for (const one of kids(parameter)) if (!/^(?:local-pref|no-ipv4-unicast)$/.test(one.name)) yield one;
      }
    } else if (child.name === 'address-family') {
      for (const family of kids(child))
        if (/^ipv[46]-unicast$/.test(family.name))
          for (const line of kids(family))
            if (!/^(?:network|redistribute|aggregate-address|maximum-paths)$/.test(line.name)) yield line;
            else if (line.name !== 'maximum-paths') yield* originLines(line);
    } else if (/^(?:network|redistribute|aggregate-address)$/.test(child.name)) {
      yield* originLines(child);
    } else if (child.name === 'neighbor' || child.name === 'peer-group') {
      for (const party of kids(child)) yield* partyLines(party);
    } else if (!PROCESS.has(child.name) && !/^\d+$/.test(child.name)) yield child;
  }
}

/** `network 192.0.2.0/24 backdoor`, `redistribute static metric 5`, `aggregate-address 192.0.2.0/24 as-set` */
function* originLines(line: Node): Generator<Node> {
  for (const one of kids(line))
    for (const option of kids(one)) if (!/^(?:route-map|summary-only|metric)$/.test(option.name)) yield option;
}

function* partyLines(party: Node): Generator<Node> {
  for (const child of kids(party)) {
    if (child.name === 'address-family') {
      for (const family of kids(child))
        if (/^ipv[46]-unicast$/.test(family.name))
          for (const line of kids(family)) if (!FAMILY.has(line.name)) yield line;
    } else if (child.name === 'interface' || child.name === 'v6only') yield* partyLines(child);
    else if (!SESSION.has(child.name)) yield child;
    else if (child.name === 'local-as') for (const one of kids(child)) for (const option of kids(one)) yield option;
  }
}
