import { commandTable } from '../../kit/command-table.ts';
import { GLOBAL } from './commands/global.ts';
import { INTERFACE } from './commands/interface.ts';
import {
  AAA,
  ACL,
  ANY,
  BEHAVIOR,
  BGP,
  BGP_FAMILY,
  CLASSIFIER,
  LEAVE,
  POLICY,
  ROUTE_POLICY,
  ROUTER,
  TERMINAL,
  VPN,
} from './commands/modes.ts';

/** What is modelled and what is recognised, by view; all else is unknown. */
export const commands = commandTable({
  global: GLOBAL,
  leave: LEAVE,
  'acl : leave': ACL,
  'interface : leave': INTERFACE,
  'terminal : leave': TERMINAL,
  'bgp : leave': BGP,
  'bgp-family : leave': BGP_FAMILY,
  'route-policy : leave': ROUTE_POLICY,
  'classifier : leave': CLASSIFIER,
  'behavior : leave': BEHAVIOR,
  'traffic-policy : leave': POLICY,
  'router : leave': ROUTER,
  'vpn : leave': VPN,
  'aaa : leave': AAA,
  'any : leave': ANY,
});
