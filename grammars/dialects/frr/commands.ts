import { commandTable } from '../../kit/command-table.ts';
import { GLOBAL } from './commands/global.ts';
import { INTERFACE, LEAVE, ROUTE_MAP, SERVICE, VRF } from './commands/modes.ts';
import { BGP_ONLY, FAMILY, NEIGHBOUR, ORIGINATION, ROUTER } from './commands/routing.ts';

/** What is modelled and what is recognised, by mode; all else is unknown. */
export const commands = commandTable({
  global: GLOBAL,
  leave: LEAVE,
  'interface : leave': INTERFACE,
  'vrf : leave': VRF,
  'bgp : leave': NEIGHBOUR + ORIGINATION + BGP_ONLY,
  'bgp-family : leave': NEIGHBOUR + ORIGINATION + FAMILY,
  'router : leave': ROUTER,
  'route-map : leave': ROUTE_MAP,
  'line : leave': SERVICE,
});
