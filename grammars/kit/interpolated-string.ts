import type { CustomPatternMatcherFunc } from 'chevrotain';

/** Longer expressions inside a string are nobody's; the bound keeps an open one from being read over and over. */
const LONGEST_INSIDE = 20_000;

/**
 * `"text ${expression} text"`: quotes inside an expression do not end it. One that its line does not end is broken.
 * @param marks characters that open an expression before `{`; doubled they open none
 */
export const interpolatedString =
  (quote: string, marks: string): CustomPatternMatcherFunc =>
  (text, offset) => {
    if (text[offset] !== quote) return null;
    /** Where each open `${` leads back to: text of a string, or a brace of an expression. */
    const open: ('string' | 'brace')[] = ['string'];
    const limit = Math.min(text.length, offset + LONGEST_INSIDE);
    for (let at = offset + 1; at < limit; at += 1) {
      const char = text[at]!;
      if (open.at(-1) === 'string') {
        if (char === '\\') at += 1;
        else if (char === quote) {
          open.pop();
          if (open.length === 0) return [text.slice(offset, at + 1)];
        } else if (char === '\n') break;
        else if (marks.includes(char) && text[at + 1] === '{') {
          if (text[at - 1] !== char) open.push('brace');
          at += 1;
        }
      } else if (char === quote) open.push('string');
      else if (char === '{') open.push('brace');
      else if (char === '}') open.pop();
    }
    return null;
  };
