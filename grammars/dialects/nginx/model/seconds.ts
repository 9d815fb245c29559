/** `1h30m`, `90s`, `1m30`, `500ms`, `90` (nginx, "Configuration file measurement units"). */
export function secondsOf(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:ms|[dhms]))*\d{0,9}$/.test(text) || text === '') return undefined;
  return [...text.matchAll(/(\d+)(ms|[dhms])?/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * UNITS[unit]!,
    0,
  );
}

const UNITS: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };
