/** `1h30m`, `90s`, `90` */
export function secondsOf(text: string): number | undefined {
  if (!/^(?:\d{1,6}[dhms])*\d{0,6}$/.test(text) || text === '') return undefined;
  return [...text.matchAll(/(\d+)([dhms]?)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
