import { canonical, elementsOf, numberOf, propertyOf, type Resource, textOf } from '../../../kit/cloud/value.ts';
import { parseAddress, parsePrefix } from '../../../model/address.ts';
import type { NextHop, StaticRoute } from '../../../model/routing.ts';
import type { Source } from '../source.ts';
import { networkName } from './firewalls.ts';

const HOPS = [
  ...['nextHopIp', 'next_hop_ip', 'nextHopIlb', 'next_hop_ilb', 'nextHopGateway', 'next_hop_gateway'],
  ...['nextHopInstance', 'next_hop_instance', 'nextHopVpnTunnel', 'next_hop_vpn_tunnel', 'nextHopNetwork'],
  ...['nextHopPeering', 'nextHopHub', 'nextHopInterconnectAttachment'],
];

/** Routes of a network with a literal prefix; those for machines with a tag only are in a table of their own. */
export const routes = ({ resources }: Source): readonly StaticRoute[] => resources.flatMap(routeOf);

function routeOf({ type, properties, statement, condition }: Resource): StaticRoute[] {
  if (type !== 'compute#route' && type !== 'google_compute_route') return [];
  const written = propertyOf(properties, 'destRange', 'dest_range');
  const destination = written && parsePrefix(textOf(written) ?? '');
  const hop = propertyOf(properties, ...HOPS);
  if (!destination || !hop || condition !== undefined) return [];
  const address = parseAddress(textOf(hop) ?? '');
  const nextHop: NextHop = address ? { address, span: hop.span } : { interface: canonical(hop), span: hop.span };
  const tags = elementsOf(propertyOf(properties, 'tags')).map(canonical);
  const distance = numberOf(propertyOf(properties, 'priority')) ?? 1000;
  return [
    {
      destination,
      destinationSpan: written.span,
      nextHops: [nextHop],
      table: [networkName(properties), ...tags].join(' '),
      recursive: false,
      distance,
      span: statement.span,
    },
  ];
}
