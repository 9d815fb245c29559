import { type Facts, located, lower } from '../../../kit/cisco-like/facts.ts';
import type { Statement } from '../../../outline.ts';

/** `ip access-group ADMINS in` under `management ssh` or `system control-plane`, also in their VRFs: who may reach the device. */
export function readManagement(statement: Statement, facts: Facts): void {
  for (const child of statement.children) {
    const { words } = child;
    if (child.children.length > 0) readManagement(child, facts);
    const family = lower(words, 0);
    if ((family !== 'ip' && family !== 'ipv6') || lower(words, 1) !== 'access-group' || !words[2]) continue;
    facts.bindings.push({
      filter: located(words[2]),
      family: family === 'ipv6' ? 'ipv6' : 'ipv4',
      place: { kind: 'management' },
      direction: 'in',
      span: child.header,
    });
  }
}
