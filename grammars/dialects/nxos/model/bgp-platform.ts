import { located, lower, numberAt, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { GroupName, NestedBgpPlatform } from '../../../kit/cisco-like/nested-bgp.ts';
import type { Word } from '../../../outline.ts';
import { cover } from '../../../text/span.ts';

/** BGP as NX-OS has it: routes of an external neighbour pass without policy; a family is active where its block stands. */
export const bgpPlatform: NestedBgpPlatform = {
  groupOf: (words) => (lower(words, 0) === 'template' ? named(words) : undefined),
  inheritOf: (words) => (lower(words, 0) === 'inherit' ? named(words) : undefined),
  withoutPolicy: 'exchanges-all',
  facts: { checksTtl: true, defaultHold: 180, announcesKnownOnly: true },
  readProcess: (words, negated, draft) => {
    const limit = numberAt(words[1]);
    const server = startsWith(words, 'rpki server *') ? words[2] : undefined;
    if (startsWith(words, 'maxas-limit *') && limit)
      draft.facts = negated ? draft.facts : { ...draft.facts, maxAsPath: limit };
    else if (startsWith(words, 'bestpath always-compare-med') && !negated)
      draft.facts = { ...draft.facts, alwaysCompareMed: { span: cover(words[0]!.span, words.at(-1)!.span) } };
    else if (server && !negated) draft.caches.push(located(server));
    else if (startsWith(words, 'bestpath origin-as use-validity')) draft.validates = !negated;
    else if (startsWith(words, 'bestpath origin-as allow invalid')) draft.allowsInvalid = !negated;
    else return false;
    return true;
  },
};

/** `template peer LEAF`, `inherit peer-policy CUSTOMERS 10` */
function named(words: readonly Word[]): GroupName | undefined {
  const kind = lower(words, 1);
  return words[2] && /^peer(?:-session|-policy)?$/.test(kind)
    ? { kind, name: words[2], ...(kind === 'peer-policy' ? { ofFamily: true } : {}) }
    : undefined;
}
