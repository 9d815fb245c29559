/** `5m`, `1d`, `2h4m`: as an export writes it. */
export function durationOf(seconds: number): string {
  const parts: readonly (readonly [string, number])[] = [
    ['d', Math.floor(seconds / 86_400)],
    ['h', Math.floor((seconds % 86_400) / 3600)],
    ['m', Math.floor((seconds % 3600) / 60)],
    ['s', seconds % 60],
  ];
  const text = parts.flatMap(([unit, count]) => (count > 0 ? [`${count}${unit}`] : [])).join('');
  return text === '' ? '0s' : text;
}
