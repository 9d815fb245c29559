import type { SnmpCommunity } from '../../../model/services.ts';
import { type Block, entriesOf, spansOf, value, values, word } from '../config-tree.ts';
import { globalEntries, globalTables } from './scopes.ts';

/**
 * Communities that queries are answered for: they and their queries are on unless switched off, the agent is off unless switched on
 * (FortiOS CLI Reference, `config system snmp`). None of them can write.
 * @param part the text does not show whether the agent runs
 */
export function snmpCommunities(root: Block, part: boolean): readonly SnmpCommunity[] {
  const [agent] = globalTables(root, 'system snmp sysinfo').map((block) => word(block, 'status') === 'enable');
  if (agent === false || (agent === undefined && !part)) return [];
  return globalEntries(root, 'system snmp community').flatMap((entry): SnmpCommunity[] => {
    const name = value(entry, 'name');
    const silent = ['query-v1-status', 'query-v2c-status'].every((one) => word(entry, one) === 'disable');
    if (!name || silent || word(entry, 'status') === 'disable') return [];
    entry.settings.get('name')!.statement.coverage = 'modelled';
    const hosts = [...entriesOf(entry, 'hosts'), ...entriesOf(entry, 'hosts6')];
    const restricted = hosts.length > 0 && !hosts.some(isAny);
    return [{ name, access: 'read', restricted, spans: spansOf(entry) }];
  });
}

/** `set ip 0.0.0.0 0.0.0.0`, `set ipv6 ::/0`; an entry without an address is that. */
function isAny(host: Block): boolean {
  const written = [...values(host, 'ip'), ...values(host, 'ipv6')].map((one) => one.value).join(' ');
  return /^(?:0\.0\.0\.0[ /](?:0\.0\.0\.0|0)|::\/0|)$/.test(written);
}
