const UNITS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** `3600`, `1h30m`, `2W`: seconds as BIND and its relatives read them; a number behind the last unit counts as seconds. */
export function seconds(text: string): number | undefined {
  if (!/^\d{1,10}(?:[wdhms]\d{0,10})*$/i.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)([wdhms]?)/gi))
    sum += Number(number) * (UNITS[unit!.toLowerCase()] ?? 1);
  return sum;
}
