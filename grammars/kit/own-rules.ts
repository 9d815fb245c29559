import type { FilterRule, Match } from '../model/filter.ts';
import type { Span } from '../text/span.ts';

/** A rule that nobody wrote: it decides, and is never reported. */
export const implicitRule = (matches: readonly Match[], action: FilterRule['action'], span: Span): FilterRule => ({
  span,
  matches,
  action,
  effects: [],
  active: true,
  implicit: true,
});

/**
 * What a firewall lets in to itself besides the services of its administration: its traffic with itself, answers, and, undecided, what its
 * routing protocols and VPNs have to hear.
 */
export function ownRules(family: Match['family'], { end }: Span): FilterRule[] {
  const span = { start: end, end };
  const matches: Match[] = [
    { family, inInterface: { anyOf: [{ name: 'lo' }] } },
    { family, state: { anyOf: ['established', 'related'] } },
    { family, opaque: [{ text: 'a service of the device itself', span }] },
  ];
  return matches.map((match) => implicitRule([match], { kind: 'permit' }, span));
}
