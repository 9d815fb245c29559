const UNITS: Readonly<Record<string, number>> = {
  y: 31_536_000,
  w: 604_800,
  d: 86_400,
  h: 3_600,
  m: 60,
  s: 1,
  ms: 0.001,
};
const DURATION = /^(?:(?:\d{1,9}y)?(?:\d{1,9}w)?(?:\d{1,9}d)?(?:\d{1,9}h)?(?:\d{1,9}m)?(?:\d{1,9}s)?(?:\d{1,9}ms)?)$/;

/** `1m30s`: seconds; units from the longest to the shortest, each once (Prometheus: Configuration, `<duration>`). */
export function seconds(text: string): number | undefined {
  if (text === '' || !DURATION.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)(ms|[ywdhms])/g)) sum += Number(number) * UNITS[unit!]!;
  return sum;
}
