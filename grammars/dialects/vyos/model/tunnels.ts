import type { Encapsulation, Interface } from '../../../model/interface.ts';
import type { Outline } from '../../../outline.ts';
import { get, kids, type Node, numberAt, value } from '../tree.ts';
import { addPaths } from '../write/places.ts';
import { type Port, portsOf } from './firewall.ts';

/** The interfaces with what their packets are put into, and to what they and TCP segments are limited there. */
export function withTunnels(interfaces: readonly Interface[], outline: Outline, root: Node): readonly Interface[] {
  const ports = new Map(portsOf(root).map((port) => [port.name, port]));
  const bound = new Set(
    kids(get(root, 'vpn', 'ipsec', 'site-to-site', 'peer')).flatMap((peer) => value(peer, 'vti', 'bind')?.value ?? []),
  );
  // Of whatever its rules match, wherever that leaves.
  const byPolicy = kids(get(root, 'policy', 'route')).some((policy) =>
    kids(get(policy, 'rule')).some((rule) => get(rule, 'set', 'tcp-mss')),
  );
  const older = isOlder(outline, root);
  return interfaces.map((one) => {
    const port = ports.get(one.name.value)!;
    const limit = ['firewall', 'options', 'interface', port.name, 'adjust-mss'];
    const clamps = byPolicy || get(root, ...limit) !== undefined || get(port.node, 'ip', 'adjust-mss') !== undefined;
    const segmentLimit = numberAt(port.node, 'ip', 'adjust-mss') ?? numberAt(root, ...limit);
    const mtu = numberAt(port.node, 'mtu');
    const found = kindOf(port, bound);
    const fit = found?.kind === 'pppoe' ? 1492 : 1400;
    const edits =
      found &&
      addPaths(outline, root, [
        ['interfaces', `${port.type} ${port.name}`, `mtu ${fit}`],
        older
          ? [...limit.slice(0, 2), `interface ${port.name}`, `adjust-mss ${fit - 40}`]
          : ['interfaces', `${port.type} ${port.name}`, 'ip', `adjust-mss ${fit - 40}`],
      ]);
    return {
      ...one,
      ...(clamps ? { clampsMss: true } : {}),
      ...(segmentLimit ? { segmentLimit } : {}),
      ...(mtu ? { ipMtu: mtu } : {}),
      ...(found
        ? { encapsulation: { ...found, limit: { packet: fit, segment: fit - 40, ...(edits ? { edits } : {}) } } }
        : {}),
    };
  });
}

/** PPPoE; a tunnel of GRE or IPIP that leads somewhere; one of IPsec that a peer is bound to. */
function kindOf({ name, node, type }: Port, bound: ReadonlySet<string>): Omit<Encapsulation, 'limit'> | undefined {
  if (type === 'pppoe') return { kind: 'pppoe', span: node.span };
  if (!kids(get(node, 'address')).some((address) => address.name.includes('.'))) return undefined;
  if (type === 'vti') return bound.has(name) ? { kind: 'ipsec', span: node.span } : undefined;
  if (type !== 'tunnel') return undefined;
  const kind = value(node, 'encapsulation');
  if (!kind || (kind.value !== 'gre' && kind.value !== 'ipip')) return undefined;
  if (!get(node, 'remote') && !get(node, 'remote-ip')) return undefined;
  // The kernel finds the MTU of the path out unless it is told not to.
  const adapts = get(node, 'parameters', 'ip', 'no-pmtu-discovery') === undefined;
  return { kind: kind.value, span: kind.span, ...(adapts ? { adapts } : {}) };
}

/** Until 1.3 `firewall options interface` limits segments; since 1.4 the interface itself does. */
const isOlder = ({ text }: Outline, root: Node): boolean =>
  /^\/\/ Release version: (?:VyOS )?1\.[0-3]|vyatta-config-version/m.test(text) ||
  get(root, 'zone-policy') !== undefined ||
  ['options', 'name', 'ipv6-name'].some((leaf) => get(root, 'firewall', leaf) !== undefined) ||
  portsOf(root).some(({ node }) => get(node, 'firewall') !== undefined);
