const BACK = String.fromCharCode(8);
const ESCAPE = String.fromCharCode(27);

/**
 * ` --More-- `, `<--- More --->`, `---(more 50%)---`, `---- More ----`, and how it was wiped out: backspaces and blanks, moves of the cursor, or the
 * blanks alone that are left of those.
 */
const MARK = `[ \\t]*(?:<?-{2,4} ?[Mm]ore(?: \\d{1,3}%)? ?-{2,4}>?|---\\(more(?: \\d{1,3}%)?\\)---)(?: ?${BACK}+ *${BACK}+|${ESCAPE}?\\[\\d+D *${ESCAPE}?\\[\\d+D| {0,9})`;

const HERE = new RegExp(MARK, 'y');
const EACH = new RegExp(`^${MARK}`, 'gm');

/** @returns where a line begins behind what a pager left in front of it when the text was taken from a terminal; `from` where there is nothing. */
export function behindPager(text: string, from: number): number {
  HERE.lastIndex = from;
  return from + (HERE.exec(text)?.[0].length ?? 0);
}

/** The text as it would be without a pager, for looking at how lines begin; offsets are not kept. */
export const withoutPager = (text: string): string =>
  text.includes('--') && /-[( ]?[Mm]ore/.test(text) ? text.replace(EACH, '') : text;
