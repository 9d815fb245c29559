import { lower } from '../../../kit/cisco-like/facts.ts';
import type { GroupName, NestedBgpPlatform } from '../../../kit/cisco-like/nested-bgp.ts';
import type { Word } from '../../../outline.ts';

/** BGP as NX-OS has it: routes of an external neighbour pass without policy; a family is active where its block stands. */
export const bgpPlatform: NestedBgpPlatform = {
  groupOf: (words) => (lower(words, 0) === 'template' ? named(words) : undefined),
  inheritOf: (words) => (lower(words, 0) === 'inherit' ? named(words) : undefined),
  withoutPolicy: 'exchanges-all',
};

/** `template peer LEAF`, `inherit peer-policy CUSTOMERS 10` */
function named(words: readonly Word[]): GroupName | undefined {
  const kind = lower(words, 1);
  return words[2] && /^peer(?:-session|-policy)?$/.test(kind)
    ? { kind, name: words[2], ...(kind === 'peer-policy' ? { ofFamily: true } : {}) }
    : undefined;
}
