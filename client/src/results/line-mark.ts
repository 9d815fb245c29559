import { createHash } from 'node:crypto';

/** Stands for a line's text where the text itself must not be kept; blanks around it do not count. */
export const lineMark = (text: string): string => createHash('sha256').update(text.trim()).digest('hex').slice(0, 16);

/**
 * Where a marked line is now: there, or the nearest line with the same text.
 * @param line 0-based, where it was. @returns undefined when no line has that text any more
 */
export function findMarkedLine(lines: readonly string[], mark: string, line: number): number | undefined {
  for (let distance = 0; distance < Math.max(lines.length, line + 1); distance += 1) {
    for (const place of distance === 0 ? [line] : [line - distance, line + distance]) {
      const text = lines[place];
      if (text !== undefined && lineMark(text) === mark) return place;
    }
  }
  return undefined;
}
