import { type Facts, located, lower, use } from '../../../kit/cisco-like/facts.ts';
import type { Statement } from '../../../outline.ts';

/** `access-class ingress ADMINS` of a line: who may reach the device, `egress` where its own users may go on to. */
export function readLine(statement: Statement, facts: Facts): void {
  for (const child of statement.children) {
    const { words } = child;
    const direction = lower(words, 1);
    if (lower(words, 0) !== 'access-class' || !words[2] || (direction !== 'ingress' && direction !== 'egress'))
      continue;
    use(facts, 'acl', words[2], child);
    facts.bindings.push({
      filter: located(words[2]),
      family: 'ipv4',
      place: { kind: 'management' },
      direction: direction === 'ingress' ? 'in' : 'out',
      span: child.header,
    });
  }
}
