import { commandTable } from '../../kit/command-table.ts';
import { GLOBAL, NAT_POOL, NAT_PROFILE } from './commands/global.ts';
import { INTERFACE } from './commands/interface.ts';
import {
  ACL,
  CLASS_MAP,
  CONTROL_PLANE,
  LEAVE,
  MAC_ACL,
  MANAGEMENT,
  POLICY_CLASS,
  POLICY_MAP,
  PREFIX_LIST,
  ROUTE_MAP,
  VRF,
} from './commands/modes.ts';
import { BGP_ONLY, FAMILY, NEIGHBOUR, ORIGINATION, ROUTER, VRF_ONLY } from './commands/routing.ts';

/** What is modelled and what is recognised, by mode; all else is unknown. */
export const commands = commandTable({
  global: GLOBAL,
  leave: LEAVE,
  'acl : leave': ACL,
  'mac-acl : leave': MAC_ACL,
  'prefix-list : leave': PREFIX_LIST,
  'interface : leave': INTERFACE,
  'nat-pool : leave': NAT_POOL,
  'nat-profile : leave': NAT_PROFILE,
  'vrf : leave': VRF,
  'bgp : leave': NEIGHBOUR + ORIGINATION + BGP_ONLY,
  'bgp-vrf : leave': NEIGHBOUR + ORIGINATION + VRF_ONLY,
  'bgp-family : leave': NEIGHBOUR + ORIGINATION + FAMILY,
  'router : leave': ROUTER,
  'route-map : leave': ROUTE_MAP,
  'class-map : leave': CLASS_MAP,
  'policy-map : leave': POLICY_MAP,
  'policy-class : leave': POLICY_CLASS,
  'management : leave': MANAGEMENT,
  'control-plane : leave': CONTROL_PLANE,
});
