import { lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { GroupName, NestedBgpPlatform } from '../../../kit/cisco-like/nested-bgp.ts';
import type { Word } from '../../../outline.ts';

/**
 * BGP as IOS XR has it: nothing passes to or from an external neighbour without policy, unless `bgp unsafe-ebgp-policy`; a session
 * ends beyond the default limits (Cisco IOS XR Routing Command Reference, `maximum-prefix (BGP)`).
 */
export const bgpPlatform: NestedBgpPlatform = {
  groupOf: (words) => named(words, 0),
  inheritOf: (words) => (lower(words, 0) === 'use' ? named(words, 1) : undefined),
  undefinedGroup: 'config-refused',
  withoutPolicy: 'exchanges-nothing',
  withoutPolicyOf: (words, negated) =>
    startsWith(words, 'bgp unsafe-ebgp-policy') ? (negated ? 'exchanges-nothing' : 'exchanges-all') : undefined,
  defaultMaxPrefix: (family) => LIMITS.get(family),
};

const LIMITS = new Map([
  ['ipv4-unicast', 1_048_576],
  ['ipv6-unicast', 524_288],
]);

/** `neighbor-group SPINES`, `use session-group BASE`, `af-group CUSTOMERS address-family ipv4 unicast` */
function named(words: readonly Word[], index: number): GroupName | undefined {
  const kind = lower(words, index);
  const name = words[index + 1];
  return name && /^(?:neighbor|session|af)-group$/.test(kind)
    ? { kind, name, ...(kind === 'af-group' ? { ofFamily: true } : {}) }
    : undefined;
}
