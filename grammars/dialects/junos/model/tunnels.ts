import type { Interface } from '../../../model/interface.ts';
import type { Located } from '../../../text/span.ts';
import { get, hasUnknown, kids, numberAt, value } from '../node.ts';
import type { Node } from '../tree.ts';

/** Of an interface by its name and places. */
export type TunnelsOf = (
  name: string,
  physical: Node,
  unit: Node | undefined,
) => Pick<Interface, 'encapsulation' | 'clampsMss' | 'ipMtu'>;

/** `security ipsec vpn BRANCH bind-interface st0.1`, and what limits TCP segments: for the device, in tunnels of IPsec, or on one interface. */
export function tunnelsOf(root: Node): TunnelsOf {
  const bound = new Map<string, Located<string>>();
  for (const vpn of kids(get(root, 'security', 'ipsec', 'vpn'))) {
    const tunnel = value(vpn, 'bind-interface');
    if (tunnel) bound.set(tunnel.value.includes('.') ? tunnel.value : `${tunnel.value}.0`, tunnel);
  }
  const flow = get(root, 'security', 'flow');
  const everywhere =
    get(flow, 'tcp-mss', 'all-tcp') !== undefined || get(root, 'system', 'internet-options', 'tcp-mss') !== undefined;
  const inTunnels = get(flow, 'tcp-mss', 'ipsec-vpn') !== undefined;
  const untold = hasUnknown(flow);
  return (name, physical, unit) => {
    const tunnel = bound.get(name);
    const clamps = everywhere || (tunnel && inTunnels) || get(unit, 'family', 'inet', 'tcp-mss') !== undefined;
    if (!tunnel || untold || get(unit, 'family', 'inet', 'address') === undefined)
      return clamps ? { clampsMss: true } : {};
    const mtu = numberAt(unit, 'family', 'inet', 'mtu') ?? numberAt(physical, 'mtu');
    return {
      ...(clamps ? { clampsMss: true } : {}),
      ...(mtu ? { ipMtu: mtu } : {}),
      encapsulation: { kind: 'ipsec', limit: { packet: 1400, segment: 1360 }, span: tunnel.span },
    };
  };
}
