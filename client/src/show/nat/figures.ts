import { wholeNumber } from '../known-facts.ts';

/** Finds whole numbers in a text: `find(/^Total : (\d+)/m)`. */
export const figuresIn =
  (text: string) =>
  (pattern: RegExp): number | undefined =>
    wholeNumber(pattern.exec(text)?.[1]);

/** The sum of what is told; undefined when nothing is. */
export function sumOf(...counts: readonly (number | undefined)[]): number | undefined {
  const told = counts.filter((count) => count !== undefined);
  return told.length > 0 ? told.reduce((sum, count) => sum + count, 0) : undefined;
}
