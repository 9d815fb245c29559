import type { Multipath } from '../../model/bgp.ts';
import type { Word } from '../../outline.ts';
import type { ProcessFacts } from './bgp-draft.ts';
import { located, lower, numberAt } from './facts.ts';
import { dampingOf } from './route-damping.ts';

/**
 * What decides between paths: `bgp router-id 192.0.2.1` or without the first word, `cluster-id`, `bgp default local-preference 200`,
 * `maximum-paths ibgp 4`, `bgp dampening`.
 * @param vrf whose they are
 * @param plain what `maximum-paths 4` is about
 * @returns whether it was one of these
 */
export function readChoice(
  words: readonly Word[],
  negated: boolean,
  family: string,
  draft: { facts: ProcessFacts; readonly vrfFacts: Map<string, ProcessFacts> },
  vrf: string,
  plain: Multipath['of'] = 'external',
): boolean {
  const own = lower(words, 0) === 'bgp' ? words.slice(1) : words;
  const first = lower(own, 0);
  const put = (facts: ProcessFacts): true => {
    if (!negated && vrf === '') draft.facts = { ...draft.facts, ...facts };
    else if (!negated) draft.vrfFacts.set(vrf, { ...draft.vrfFacts.get(vrf), ...facts });
    return true;
  };
  if (first === 'router-id' && own[1]) return put({ routerId: located(own[1]) });
  if (first === 'cluster-id' && own[1]) return put({ clusterId: located(own[1]) });
  if (first === 'default' && lower(own, 1) === 'local-preference') {
    const value = numberAt(own[2]);
    return value ? put({ defaultLocalPreference: value.value }) : false;
  }
  const damping = dampingOf(own, 'minutes');
  const before = vrf === '' ? draft.facts : draft.vrfFacts.get(vrf);
  if (damping) return put({ damping: [...(before?.damping ?? []), damping] });
  if (first !== 'maximum-paths') return false;
  const paths = numberAt(own[1]) ?? numberAt(own[2]);
  const of = numberAt(own[1]) ? plain : OF[lower(own, 1)];
  if (!paths || !of) return false;
  return put({ multipath: [...(before?.multipath ?? []), { family, of, paths: paths.value }] });
}

const OF: Readonly<Record<string, Multipath['of']>> = {
  ibgp: 'internal',
  ebgp: 'external',
  eibgp: 'both',
  mixed: 'both',
};

/** What holds of the process of a VRF: how many paths are used at once, and what is held back, it says itself. */
export function factsOf(
  { facts, vrfFacts }: { readonly facts: ProcessFacts; readonly vrfFacts: ReadonlyMap<string, ProcessFacts> },
  vrf: string,
): ProcessFacts {
  if (vrf === '') return facts;
  const { multipath: _, damping: __, ...shared } = facts;
  return { ...shared, ...vrfFacts.get(vrf) };
}
