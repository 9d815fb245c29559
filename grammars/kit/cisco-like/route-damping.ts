import { LEAST_SUPPRESS, type RouteDamping } from '../../model/route-damping.ts';
import type { Word } from '../../outline.ts';
import { lower, numberAt } from './facts.ts';
import { spanOf } from './ospf-lines.ts';

/** What the fourth number is: `minutes` for which a route is held back at most, or the `penalty` that none goes beyond (VRP). */
export type DampingLimit = 'minutes' | 'penalty';

/** Half-life in minutes, penalty for reuse, penalty for suppression; the longest time is four half-lives (RFC 7196 section 3). */
const USUAL = [15, 750, 2000] as const;
const USUAL_LIMIT = { minutes: 60, penalty: 16_000 } as const;

/** `dampening 15 750 2000 60`, or alone, with the values that the platforms share. Policies that set other values are not followed. */
export function dampingOf(words: readonly Word[], limit: DampingLimit): RouteDamping | undefined {
  if (lower(words, 0) !== 'dampening') return undefined;
  const span = spanOf(words);
  const [half, reuse, suppress, last] = words.slice(1).map(numberAt);
  const alone = words.length === 1;
  if (!alone && (words.length !== 5 || !half?.value || !reuse?.value || !suppress || !last)) return undefined;
  const [halfLife, again, most] = alone
    ? [USUAL[0], USUAL[1], USUAL_LIMIT[limit]]
    : [half!.value, reuse!.value, last!.value];
  // A penalty falls by half in each half-life.
  const minutes = limit === 'minutes' ? most : halfLife * Math.max(Math.log2(most / again), 0);
  const ceiling = limit === 'penalty' ? most : again * 2 ** (most / halfLife);
  const newText = alone ? ` ${USUAL[0]} ${USUAL[1]} ${LEAST_SUPPRESS} ${USUAL_LIMIT[limit]}` : `${LEAST_SUPPRESS}`;
  return {
    suppress: suppress ?? { value: USUAL[2] },
    longest: Math.round(minutes * 60),
    ...(ceiling > LEAST_SUPPRESS
      ? { raised: [{ span: suppress?.span ?? { start: span.end, end: span.end }, newText }] }
      : {}),
    span,
  };
}
