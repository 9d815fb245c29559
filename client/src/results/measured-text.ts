import type { Bilingual } from '../../../grammars/outline.ts';
import { medianOf } from '../probes/median.ts';
import type { Measure } from '../probes/probe.ts';
import type { KeptRun } from './kept-run.ts';
import { sparkline } from './sparkline.ts';

/** `12.3 ms`, `7`: three digits that count. */
export const measuredText = (value: number, { unit }: Measure): string =>
  `${Number(value.toPrecision(value >= 1000 ? 6 : 3))}${unit === '' ? '' : ` ${unit}`}`;

/** The runs of one probe as bars, the oldest first. @param runs the latest first */
export const barsOf = (runs: readonly KeptRun[]): readonly string[] =>
  sparkline(runs.map(({ measured }) => measured).toReversed());

/** `Median connect: 1.2 ms at least, 1.3 ms half of the time, 4 ms at most`. @returns undefined when nothing was measured */
export function spanText(runs: readonly KeptRun[], measure: Measure): Bilingual | undefined {
  const known = runs.flatMap(({ measured }) => measured ?? []);
  if (known.length === 0) return undefined;
  const [lowest, median, highest] = [Math.min(...known), medianOf(known)!, Math.max(...known)].map((value) =>
    measuredText(value, measure),
  );
  return {
    en: `${measure.title.en}: lowest ${lowest}, median ${median}, highest ${highest}`,
    'zh-cn': `${measure.title['zh-cn']}:最低 ${lowest},中位 ${median},最高 ${highest}`,
  };
}
