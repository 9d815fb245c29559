import type { SnmpCommunity } from '../../../model/services.ts';
import { get, isYes, kids, type Node, spansOf, value } from '../tree.ts';

/**
 * The community of versions 1 and 2c, where a port answers: the management port with `disable-snmp no`, others by a profile with `snmp yes`.
 * It reads only (PAN-OS Administrator's Guide, Monitor Statistics Using SNMP).
 */
export const snmpCommunities = (devices: readonly Node[]): readonly SnmpCommunity[] =>
  devices.flatMap((device): SnmpCommunity[] => {
    const system = get(device, 'deviceconfig', 'system');
    const leaf = get(system, 'snmp-setting', 'access-setting', 'version', 'v2c', 'snmp-community-string');
    const name = value(leaf);
    if (!leaf || !name) return [];
    const open: boolean[] = [];
    if (value(system, 'service', 'disable-snmp')?.value === 'no') open.push(isOpen(get(system, 'permitted-ip')));
    for (const profile of kids(device, 'network', 'profiles', 'interface-management-profile'))
      if (isYes(profile, 'snmp')) open.push(isOpen(get(profile, 'permitted-ip')));
    if (open.length === 0) return [];
    for (const statement of leaf.statements) statement.coverage = 'modelled';
    return [{ name, access: 'read', restricted: !open.includes(true), spans: spansOf(leaf) }];
  });

/** Without a list everybody may ask. */
const isOpen = (permitted: Node | undefined): boolean =>
  kids(permitted).length === 0 || kids(permitted).some(({ name }) => /^(?:0\.0\.0\.0|::)\/0$/.test(name));
