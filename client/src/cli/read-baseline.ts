/**
 * The observations in what `netreview probe --format json` printed: of one run, of several with a line for each, or in an export of the
 * editor's results.
 * @returns the latest first (lines are written in order, exports are not), whatever they hold; empty for an empty file; undefined where
 * it is nothing of that
 */
export function readBaseline(text: string): readonly unknown[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const whole = parsed(text);
  const records = whole === undefined ? lines.map(parsed).toReversed() : [whole];
  const found = records.map(observationsIn);
  return found.includes(undefined) ? undefined : found.flatMap((one) => one ?? []);
}

function observationsIn(record: unknown): readonly unknown[] | undefined {
  const { observation, results } = (record ?? {}) as { readonly observation?: unknown; readonly results?: unknown };
  if (Array.isArray(results)) return results.flatMap((result) => observationsIn(result) ?? []);
  return observation === undefined ? undefined : [observation];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
