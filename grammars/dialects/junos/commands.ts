import { commandTree } from './command-tree.ts';
import { FIREWALL } from './commands/firewall.ts';
import { IGP } from './commands/igp.ts';
import { INTERFACES } from './commands/interfaces.ts';
import { ROUTING } from './commands/routing.ts';
import { SECURITY } from './commands/security.ts';
import { SYSTEM } from './commands/system.ts';

const HIERARCHIES =
  'interfaces firewall protocols routing-options policy-options routing-instances security applications system chassis snmp forwarding-options';

/** Everything this dialect knows, from the top of the configuration. */
export const COMMANDS = commandTree({
  root: `
  + version =
${HIERARCHIES.split(' ')
  .map((name) => `  + ${name} @${name}`)
  .join('\n')}
  + groups * @root
    groups * when ...
    logical-systems|tenants * @foreign
    dynamic-profiles * ...
    rcsid =
    @rest
`,
  foreign:
    '    interfaces|firewall|protocols|routing-options|policy-options|routing-instances|security|applications|system|forwarding-options|access|access-profile|bridge-domains|switch-options|vlans|services|profile|class-of-service|snmp|multicast-snooping-options ...',
  ...INTERFACES,
  ...FIREWALL,
  ...ROUTING,
  ...IGP,
  ...SECURITY,
  ...SYSTEM,
});
