import { located, lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { SnmpCommunity } from '../../../model/services.ts';
import type { Statement } from '../../../outline.ts';

/**
 * `snmp-agent community read|write [cipher|simple] NAME [mib-view VIEW] [acl ACL]`: cipher is encrypted, and an ACL may stand in a line of its
 * own for all (`snmp-agent acl ACL`).
 */
export function snmpCommunities(statements: readonly Statement[]): readonly SnmpCommunity[] {
  const all = statements.some(({ words }) => startsWith(words, 'snmp-agent acl *'));
  return statements.flatMap(({ words, span }): readonly SnmpCommunity[] => {
    if (!startsWith(words, 'snmp-agent community * *')) return [];
    const access = lower(words, 2);
    if ((access !== 'read' && access !== 'write') || lower(words, 3) === 'cipher') return [];
    const name = words[lower(words, 3) === 'simple' ? 4 : 3];
    if (!name) return [];
    const restricted = all || words.some((_, at) => at > 3 && lower(words, at) === 'acl');
    return [{ name: located(name), access, restricted, spans: [span] }];
  });
}
