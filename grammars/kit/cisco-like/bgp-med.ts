import type { Word } from '../../outline.ts';
import { cover } from '../../text/span.ts';
import type { BgpDraft } from './bgp-draft.ts';
import { startsWith } from './facts.ts';

/** `bgp deterministic-med`, `bgp always-compare-med`. @returns whether it was one of them */
export function readMed(words: readonly Word[], negated: boolean, draft: BgpDraft): boolean {
  if (startsWith(words, 'bgp deterministic-med')) draft.facts = { ...draft.facts, deterministicMed: !negated };
  else if (startsWith(words, 'bgp always-compare-med') && !negated)
    draft.facts = { ...draft.facts, alwaysCompareMed: { span: cover(words[0]!.span, words.at(-1)!.span) } };
  else return false;
  return true;
}
