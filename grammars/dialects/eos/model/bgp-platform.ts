import type { BgpPlatform } from '../../../kit/cisco-like/bgp.ts';
import type { BgpDraft } from '../../../kit/cisco-like/bgp-draft.ts';
import { readMed } from '../../../kit/cisco-like/bgp-med.ts';
import { after, located, startsWith } from '../../../kit/cisco-like/facts.ts';
import { cover } from '../../../text/span.ts';

/** Directions in which routes without policy are denied. */
const denied = new WeakMap<BgpDraft, Set<string>>();

/**
 * BGP as EOS has it: routes pass without policy unless `bgp missing-policy` denies them; more than 12,000 routes of a
 * neighbour end its session unless `maximum-routes` says otherwise (EOS User Manual, "BGP", `neighbor maximum-routes`).
 */
export const bgpPlatform: BgpPlatform = {
  implicitIpv4: true,
  sendsCommunities: false,
  vrfsAsGlobal: true,
  processForAll: true,
  withoutPolicy: 'exchanges-all',
  refusesUndeclared: false,
  defaultMaxPrefix: () => 12_000,
  facts: { checksTtl: true, defaultHold: 180, announcesKnownOnly: true },
  usesInvalid: true,
  readProcess: (words, negated, draft) => {
    if (startsWith(words, 'rpki cache *') && !negated) {
      draft.caches.push({ name: located(words[2]!), span: cover(words[0]!.span, words[2]!.span) });
      return true;
    }
    if (!startsWith(words, 'bgp missing-policy')) return readMed(words, negated, draft);
    const direction = after(words, 'direction')?.text.toLowerCase();
    const action = after(words, 'action')?.text.toLowerCase();
    if (direction === undefined || action === undefined) return true;
    const directions = denied.get(draft) ?? new Set();
    denied.set(draft, directions);
    if (!negated && action.startsWith('deny')) directions.add(direction);
    else directions.delete(direction);
    if (directions.size === 0) draft.withoutPolicy = 'exchanges-all';
    else if (directions.size === 2) draft.withoutPolicy = 'exchanges-nothing';
    // In one direction only: neither word says it.
    else draft.withoutPolicy = undefined;
    return true;
  },
};
