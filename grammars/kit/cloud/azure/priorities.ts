import type { Filter } from '../../../model/filter.ts';

const FIRST = 100;
const LAST = 4096;

/**
 * Free priorities between rule `before` and the one ahead of it; at the end, the next tens.
 * @param except a rule that leaves its own place
 */
export function freePriorities(
  { rules }: Filter,
  before: number,
  count: number,
  except?: number,
): readonly number[] | undefined {
  const written = rules.filter(({ implicit }, at) => !implicit && at !== except).map(({ key }) => Number(key?.value));
  const at = rules[before];
  const next = at && !at.implicit ? Number(at.key?.value) : undefined;
  const previous = Math.max(FIRST - 1, ...written.filter((key) => next === undefined || key < next));
  if (next === undefined) {
    const from = Math.max(FIRST - 10, Math.floor(previous / 10) * 10);
    return from + 10 * count <= LAST ? Array.from({ length: count }, (_, one) => from + 10 * (one + 1)) : undefined;
  }
  const step = Math.floor((next - previous) / (count + 1));
  if (step < 1) return undefined;
  const round = step >= 10 && previous % 10 === 0 ? Math.floor(step / 10) * 10 : step;
  return Array.from({ length: count }, (_, one) => previous + round * (one + 1));
}
