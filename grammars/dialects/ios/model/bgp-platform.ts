import type { BgpPlatform } from '../../../kit/cisco-like/bgp.ts';
import type { BgpDraft } from '../../../kit/cisco-like/bgp-draft.ts';
import { readMed } from '../../../kit/cisco-like/bgp-med.ts';
import { located, numberAt, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { Word } from '../../../outline.ts';
import { cover } from '../../../text/span.ts';

/** BGP as IOS has it: routes pass without policy unless `bgp safe-ebgp-policy` (17.2.1) says otherwise. */
export const bgpPlatform: BgpPlatform = {
  implicitIpv4: true,
  vrfsAsGlobal: false,
  processForAll: false,
  withoutPolicy: 'exchanges-all',
  refusesUndeclared: true,
  sendsCommunities: false,
  facts: { checksTtl: true, defaultHold: 180, announcesKnownOnly: true, deterministicMed: false },
  readProcess: (words, negated, draft) => {
    if (startsWith(words, 'bgp safe-ebgp-policy'))
      draft.withoutPolicy = negated ? 'exchanges-all' : 'exchanges-nothing';
    else return readKnob(words, negated, draft);
    return true;
  },
};

/** `bgp maxas-limit 50`, `bgp rpki server tcp 192.0.2.50 port 3323 refresh 600` */
function readKnob(words: readonly Word[], negated: boolean, draft: BgpDraft): boolean {
  const span = cover(words[0]!.span, words.at(-1)!.span);
  const limit = numberAt(words[2]);
  if (startsWith(words, 'bgp maxas-limit *') && limit && !negated) draft.facts = { ...draft.facts, maxAsPath: limit };
  else if (startsWith(words, 'bgp rpki server tcp *') && !negated) {
    const port = startsWith(words.slice(5), 'port *') ? numberAt(words[6])?.value : undefined;
    draft.caches.push({ name: { ...located(words[4]!), ...(port !== undefined && { port }), plain: true }, span });
  } else if (startsWith(words, 'bgp bestpath prefix-validate *') && !negated) draft.keepsInvalid = true;
  else return readMed(words, negated, draft);
  return true;
}
