import { commandTable } from '../../kit/command-table.ts';
import { GLOBAL } from './commands/global.ts';
import { CLASS_MAP, GROUP_POLICY, INTERFACE, LEAVE, OBJECTS, POLICY_MAP, ROUTE_MAP } from './commands/modes.ts';

/** What is modelled and what is recognised, by mode; all else is unknown. */
export const commands = commandTable({
  global: GLOBAL,
  leave: LEAVE,
  'interface : leave': INTERFACE,
  'object-network : leave': OBJECTS.network,
  'object-service : leave': OBJECTS.service,
  'group-network : leave': OBJECTS.networkGroup,
  'group-service : leave': OBJECTS.serviceGroup,
  'class-map : leave': CLASS_MAP,
  'policy-map : leave': POLICY_MAP,
  'group-policy : leave': GROUP_POLICY,
  'route-map : leave': ROUTE_MAP,
});
