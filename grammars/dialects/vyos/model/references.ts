import type { Definition, Namespace, References, UndefinedEffect, Use } from '../../../model/reference.ts';
import { at, type Located } from '../../../text/span.ts';
import { get, kids, type Node, spansOf } from '../tree.ts';
import { bgpPlaces } from './bgp.ts';
import { bindingNodes } from './firewall.ts';

/** Where names are defined: path to their nodes, namespace, and the scope where they are known in a part only. */
const DEFINITIONS: readonly (readonly [path: string, Namespace, scope?: string])[] = [
  ['firewall name', 'chain', 'ipv4'],
  ['firewall ipv4 name', 'chain', 'ipv4'],
  ['firewall ipv6-name', 'chain', 'ipv6'],
  ['firewall ipv6 name', 'chain', 'ipv6'],
  ['firewall group address-group', 'object', 'address-group'],
  ['firewall group network-group', 'object', 'network-group'],
  ['firewall group ipv6-address-group', 'object', 'ipv6-address-group'],
  ['firewall group ipv6-network-group', 'object', 'ipv6-network-group'],
  ['firewall group port-group', 'service-object'],
  ['firewall group interface-group', 'object', 'interface-group'],
  ['policy route-map', 'route-policy'],
  ['policy prefix-list', 'prefix-list', 'ipv4'],
  ['policy prefix-list6', 'prefix-list', 'ipv6'],
  ['policy as-path-list', 'as-path-list'],
  ['policy community-list', 'community-list', 'plain'],
  ['policy large-community-list', 'community-list', 'large'],
];

const GROUPS: ReadonlySet<string> = new Set(
  'address-group network-group ipv6-address-group ipv6-network-group port-group interface-group'.split(' '),
);

/** The platform checks names when it commits: what is not there is refused. */
const EFFECT: UndefinedEffect = 'config-refused';

export function referencesOf(root: Node): References {
  const definitions: Definition[] = [];
  for (const [path, namespace, scope] of DEFINITIONS)
    for (const node of kids(get(root, ...path.split(' '))))
      definitions.push({
        namespace,
        ...(scope === undefined ? {} : { scope }),
        name: at(node.name, node.span),
        spans: spansOf(node),
      });
  const uses: Use[] = [];
  const use = (namespace: Namespace, name: Located<string>, by: string, scope?: string): void => {
    uses.push({ namespaces: [namespace], ...(scope === undefined ? {} : { scope }), name, by, effect: EFFECT });
  };
  firewallUses(root, use);
  routeUses(root, use);
  for (const { node } of bgpPlaces(root)) {
    for (const group of kids(get(node, 'peer-group')))
      definitions.push({ namespace: 'bgp-group', name: at(group.name, group.span), spans: spansOf(group) });
    for (const leaf of leaves(node, 'peer-group'))
      if (leaf.parent?.parent !== node) use('bgp-group', at(leaf.name, leaf.span), `peer-group ${leaf.name}`);
  }
  return { definitions, uses };
}

type UseName = (namespace: Namespace, name: Located<string>, by: string, scope?: string) => void;

/** Values of a leaf of this name anywhere below. */
function leaves(node: Node | undefined, word: string): Node[] {
  return kids(node).flatMap((child) =>
    child.name === word && kids(child).every((value) => value.children.size === 0) ? kids(child) : leaves(child, word),
  );
}

const unsigned = ({ name, span: where }: Node): Located<string> =>
  name.startsWith('!') ? at(name.slice(1), { start: where.start + 1, end: where.end }) : at(name, where);

function firewallUses(root: Node, use: UseName): void {
  const firewall = get(root, 'firewall');
  const lists = [
    ['ipv4', [get(firewall, 'name'), get(firewall, 'ipv4')]],
    ['ipv6', [get(firewall, 'ipv6-name'), get(firewall, 'ipv6')]],
  ] as const;
  for (const [family, places] of lists)
    for (const place of places) {
      for (const word of ['jump-target', 'default-jump-target'])
        for (const leaf of leaves(place, word)) use('chain', at(leaf.name, leaf.span), `${word} ${leaf.name}`, family);
      groupUses(place, family, use);
    }
  // NAT, policy routing, services: whatever names a group.
  for (const top of kids(root)) {
    if (top.name === 'firewall') continue;
    for (const part of kids(top)) groupUses(part, top.name === 'nat66' || /6$/.test(part.name) ? 'ipv6' : 'ipv4', use);
  }
  for (const kind of kids(get(firewall, 'group')))
    for (const group of kids(kind))
      for (const other of kids(get(group, 'include')))
        use(
          kind.name === 'port-group' ? 'service-object' : 'object',
          at(other.name, other.span),
          `include ${other.name}`,
          kind.name === 'port-group' ? undefined : kind.name,
        );
  const zones = [...kids(get(firewall, 'zone')), ...kids(get(root, 'zone-policy', 'zone'))];
  for (const place of [...zones, ...bindingNodes(root).map(({ node }) => node)]) {
    for (const [word, family] of [
      ['name', 'ipv4'],
      ['ipv6-name', 'ipv6'],
    ] as const)
      for (const leaf of leaves(place, word)) use('chain', at(leaf.name, leaf.span), `${word} ${leaf.name}`, family);
  }
}

/** In IPv6 rules `address-group` names a group of IPv6. */
function groupUses(place: Node | undefined, family: 'ipv4' | 'ipv6', use: UseName): void {
  for (const kind of GROUPS)
    for (const leaf of leaves(place, kind)) {
      const name = unsigned(leaf);
      const by = `${kind} ${name.value}`;
      if (kind === 'port-group') use('service-object', name, by);
      else if (kind === 'interface-group' || kind.startsWith('ipv6-') || family === 'ipv4')
        use('object', name, by, kind);
      else use('object', name, by, `ipv6-${kind}`);
    }
  // inbound-interface group LAN
  for (const side of ['inbound-interface', 'outbound-interface'])
    for (const rule of ruleNodes(place))
      for (const word of ['group', 'interface-group'])
        for (const leaf of kids(get(rule, side, word))) {
          const name = unsigned(leaf);
          use('object', name, `${side} group ${name.value}`, 'interface-group');
        }
}

function ruleNodes(node: Node | undefined): Node[] {
  return kids(node).flatMap((child) => (child.name === 'rule' ? kids(child) : ruleNodes(child)));
}

function routeUses(root: Node, use: UseName): void {
  for (const place of [get(root, 'protocols'), get(root, 'vrf'), get(root, 'policy', 'route-map')]) {
    for (const leaf of leaves(place, 'prefix-list'))
      use('prefix-list', at(leaf.name, leaf.span), `prefix-list ${leaf.name}`, familyAbove(leaf));
  }
  for (const place of [get(root, 'protocols'), get(root, 'vrf')]) {
    for (const word of ['prefix-list', 'route-map', 'filter-list'])
      for (const leaf of directed(place, word)) {
        const by = `${word} ${leaf.parent!.name} ${leaf.name}`;
        if (word === 'route-map') use('route-policy', at(leaf.name, leaf.span), by);
        else if (word === 'filter-list') use('as-path-list', at(leaf.name, leaf.span), by);
        else use('prefix-list', at(leaf.name, leaf.span), by, familyAbove(leaf));
      }
    for (const leaf of leaves(place, 'route-map'))
      use('route-policy', at(leaf.name, leaf.span), `route-map ${leaf.name}`);
  }
  for (const leaf of leaves(get(root, 'system'), 'route-map'))
    use('route-policy', at(leaf.name, leaf.span), `route-map ${leaf.name}`);
  for (const place of [get(root, 'protocols'), get(root, 'vrf')])
    for (const word of ['unsuppress-map', 'advertise-map', 'exist-map', 'non-exist-map', 'table-map'])
      for (const leaf of leaves(place, word)) use('route-policy', at(leaf.name, leaf.span), `${word} ${leaf.name}`);
  for (const rule of ruleNodes(get(root, 'policy', 'route-map'))) {
    for (const leaf of kids(get(rule, 'match', 'as-path')))
      use('as-path-list', at(leaf.name, leaf.span), `match as-path ${leaf.name}`);
    for (const leaf of kids(get(rule, 'match', 'community', 'community-list')))
      use('community-list', at(leaf.name, leaf.span), `match community ${leaf.name}`, 'plain');
    for (const leaf of kids(get(rule, 'match', 'large-community', 'large-community-list')))
      use('community-list', at(leaf.name, leaf.span), `match large-community ${leaf.name}`, 'large');
    for (const [word, scope] of [
      ['community', 'plain'],
      ['large-community', 'large'],
    ] as const)
      for (const leaf of kids(get(rule, 'set', word, 'delete')))
        use('community-list', at(leaf.name, leaf.span), `${word} delete ${leaf.name}`, scope);
    for (const leaf of kids(get(rule, 'call'))) use('route-policy', at(leaf.name, leaf.span), `call ${leaf.name}`);
  }
}

const WAYS = ['import', 'export', 'in', 'out'];

/** Values of `route-map export X` and `route-map import X`. */
function directed(node: Node | undefined, word: string): Node[] {
  return kids(node).flatMap((child) => [
    ...(child.name === word ? WAYS.flatMap((way) => [...kids(get(child, way)), ...kids(get(child, 'vpn', way))]) : []),
    ...directed(child, word),
  ]);
}

function familyAbove(leaf: Node): 'ipv4' | 'ipv6' {
  for (let node = leaf.parent; node; node = node.parent) {
    if (/^(?:ipv6|ripng|ospfv3)/.test(node.name)) return 'ipv6';
    if (/^(?:ipv4|ip$)/.test(node.name)) return 'ipv4';
  }
  return 'ipv4';
}
