/**
 * What was measured beside what a configuration reckons with. `open`: flows outlived the measurement, or its bounds lie too far apart.
 */
export type AgainstStated = 'agrees' | 'sooner' | 'later' | 'open';

/** Seconds of silence after which a flow was still remembered, and after which it was not. */
export interface Bounds {
  readonly aliveAfter: number;
  readonly goneAfter?: number | undefined;
}

/** Timers of devices run in steps: so many seconds are no difference. */
const slackOf = (stated: number): number => Math.max(2, Math.round(stated / 10));

/** The silences before and behind a stated one that tell whether it is kept. @param stated seconds */
export const silencesAround = (stated: number): readonly number[] =>
  [stated - slackOf(stated), stated + slackOf(stated)].filter((seconds) => seconds > 0);

/** Fixed silences, and those around a stated one; in order, none longer than `longest`. */
export const withStated = (silences: readonly number[], stated: number | undefined, longest: number): number[] =>
  [...new Set([...silences, ...(stated === undefined ? [] : silencesAround(stated))])]
    .filter((silence) => silence <= longest)
    .sort((a, b) => a - b);

export function againstStated({ aliveAfter, goneAfter }: Bounds, stated: number): AgainstStated {
  const slack = slackOf(stated);
  if (goneAfter !== undefined && goneAfter <= stated - slack) return 'sooner';
  if (aliveAfter >= stated + slack) return 'later';
  return goneAfter !== undefined && goneAfter <= stated + slack ? 'agrees' : 'open';
}
