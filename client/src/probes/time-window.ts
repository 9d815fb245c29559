/** Seconds since the epoch; an end that is absent is open. */
export interface TimeWindow {
  readonly from?: number;
  readonly until?: number;
}

/** ISO 8601, with the zone: a time without one would mean another moment elsewhere. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Reads `2026-01-02T03:00Z/2026-01-02T04:00Z`, either side of which may be empty. @returns undefined for anything else */
export function readTimeWindow(text: string): TimeWindow | undefined {
  const sides = text.trim().split('/');
  const moments = sides.map((side) =>
    MOMENT.test(side) ? Date.parse(side) / 1_000 : side === '' ? undefined : Number.NaN,
  );
  const [from, until] = moments;
  if (sides.length !== 2 || moments.some(Number.isNaN) || (from === undefined && until === undefined)) return undefined;
  if (from !== undefined && until !== undefined && from > until) return undefined;
  return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) };
}
