import { located, lower, numberAt, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { GroupName, NestedBgpPlatform } from '../../../kit/cisco-like/nested-bgp.ts';
import type { ValidationCache } from '../../../model/routing.ts';
import type { Statement, Word } from '../../../outline.ts';
import { cover } from '../../../text/span.ts';

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
  facts: { checksTtl: true, defaultHold: 180, announcesKnownOnly: true },
  readProcess: (words, negated, draft, children) => {
    const limit = numberAt(words[2]);
    const server = startsWith(words, 'rpki server *') ? words[2] : undefined;
    if (startsWith(words, 'bgp maxas-limit *') && limit)
      draft.facts = negated ? draft.facts : { ...draft.facts, maxAsPath: limit };
    else if (startsWith(words, 'bgp bestpath med always') && !negated)
      draft.facts = { ...draft.facts, alwaysCompareMed: { span: cover(words[0]!.span, words.at(-1)!.span) } };
    else if (server && !negated) draft.caches.push(cacheAt(server, children));
    else if (startsWith(words, 'bgp bestpath origin-as use validity')) draft.validates = !negated;
    else if (startsWith(words, 'bgp bestpath origin-as allow invalid')) draft.allowsInvalid = !negated;
    else return false;
    return true;
  },
  defaultMaxPrefix: (family) => LIMITS.get(family),
};

/** `rpki server 192.0.2.50` with `transport tcp port 3323` or `transport ssh port 22` below it */
function cacheAt(server: Word, children: readonly Statement[]): ValidationCache {
  const plain = children.some(({ words }) => startsWith(words, 'transport tcp'));
  return { ...located(server), ...(plain && { plain }) };
}

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
