const BARS = '▁▂▃▄▅▆▇█';
/** Nothing was measured. */
const GAP = '·';

/** One character for each value, in the colour of the text around it: the lowest of all is the lowest bar. Equal ones are all in the middle. */
export function sparkline(values: readonly (number | undefined)[]): readonly string[] {
  const known = values.filter((value) => value !== undefined);
  const lowest = Math.min(...known);
  const span = Math.max(...known) - lowest;
  const top = BARS.length - 1;
  return values.map((value) => {
    if (value === undefined) return GAP;
    return BARS[span === 0 ? Math.floor(top / 2) : Math.round(((value - lowest) / span) * top)]!;
  });
}
