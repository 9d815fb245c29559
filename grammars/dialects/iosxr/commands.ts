import { commandTable } from '../../kit/command-table.ts';
import { CLASS_MAP, GLOBAL, POLICY_CLASS, POLICY_EVENT, POLICY_MAP } from './commands/global.ts';
import { INTERFACE } from './commands/interface.ts';
import {
  ACL,
  BRANCH,
  LEAVE,
  LINE,
  NETWORKS,
  POLICY,
  PORTS,
  SET,
  STATIC,
  STATIC_FAMILY,
  VRF,
  VRF_FAMILY,
} from './commands/modes.ts';
import { BGP, BGP_FAMILY, FAMILY_SETTINGS, ROUTER, SESSION } from './commands/routing.ts';

/** What is modelled and what is recognised, by mode; all else is unknown. */
export const commands = commandTable({
  global: GLOBAL,
  leave: LEAVE,
  'acl : leave': ACL,
  'networks : leave': NETWORKS,
  'ports : leave': PORTS,
  policy: POLICY,
  branch: BRANCH,
  set: SET,
  'interface : leave': INTERFACE,
  'vrf : leave': VRF,
  'vrf-family : leave': VRF_FAMILY,
  'line : leave': LINE,
  'static : leave': STATIC,
  'static-family : leave': STATIC_FAMILY,
  'bgp : leave': BGP,
  'bgp-family : leave': BGP_FAMILY,
  'bgp-neighbour : leave': SESSION,
  'bgp-neighbour-family : leave': FAMILY_SETTINGS,
  'router : leave': ROUTER,
  'class-map : leave': CLASS_MAP,
  'policy-map : leave': POLICY_MAP,
  'policy-event : leave': POLICY_EVENT,
  'policy-class : leave': POLICY_CLASS,
});
