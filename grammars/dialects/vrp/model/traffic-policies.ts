import { type definitions, type Facts, located, lower, startsWith, use } from '../../../kit/cisco-like/facts.ts';
import type { Statement } from '../../../outline.ts';

/**
 * `traffic classifier`, `traffic behavior`, `traffic policy`: names only. What a deny of an access list does in a policy differs between
 * switches and routers, so the lists are conditions here and no filters.
 */
export function readTrafficPolicy(statement: Statement, facts: Facts, defined: ReturnType<typeof definitions>): void {
  const { words } = statement;
  const name = words[2];
  if (!name) return;
  if (startsWith(words, 'traffic classifier *')) defined.add('class-map', located(name), statement.span);
  else if (startsWith(words, 'traffic policy *')) defined.add('policy-map', located(name), statement.span);
  for (const child of statement.children) {
    if (startsWith(child.words, 'classifier * behavior *')) use(facts, 'class-map', child.words[1]!, child);
    if (startsWith(child.words, 'if-match classifier *')) use(facts, 'class-map', child.words[2]!, child);
  }
}

/** `traffic-policy WEB inbound` of VLANs, of the whole device. */
export function policyUse(statement: Statement, facts: Facts): void {
  const { words } = statement;
  if (lower(words, 0) === 'traffic-policy' && words[1]) use(facts, 'policy-map', words[1], statement);
}
