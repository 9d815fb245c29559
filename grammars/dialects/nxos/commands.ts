import { commandTable } from '../../kit/command-table.ts';
import { GLOBAL, NAT_POOL } from './commands/global.ts';
import { INTERFACE } from './commands/interface.ts';
import {
  ACCESS_MAP,
  ACL,
  CLASS_MAP,
  CONTROL_PLANE,
  LEAVE,
  LINE,
  MAC_ACL,
  OBJECTS,
  POLICY_CLASS,
  POLICY_MAP,
  ROUTE_MAP,
  VRF,
  VRF_FAMILY,
} from './commands/modes.ts';
import { BGP, BGP_FAMILY, POLICY, ROUTER, SESSION } from './commands/routing.ts';

/** What is modelled and what is recognised, by mode; all else is unknown. */
export const commands = commandTable({
  global: GLOBAL,
  leave: LEAVE,
  'acl : leave': ACL,
  'mac-acl : leave': MAC_ACL,
  'objects : leave': OBJECTS,
  'interface : leave': INTERFACE,
  'nat-pool : leave': NAT_POOL,
  'vrf : leave': VRF,
  'vrf-family : leave': VRF_FAMILY,
  'line : leave': LINE,
  'bgp : leave': BGP,
  'bgp-family : leave': BGP_FAMILY,
  'bgp-neighbour : leave': SESSION,
  'bgp-neighbour-family : leave': POLICY,
  'router : leave': ROUTER,
  'route-map : leave': ROUTE_MAP,
  'class-map : leave': CLASS_MAP,
  'policy-map : leave': POLICY_MAP,
  'policy-class : leave': POLICY_CLASS,
  'control-plane : leave': CONTROL_PLANE,
  'access-map : leave': ACCESS_MAP,
});
