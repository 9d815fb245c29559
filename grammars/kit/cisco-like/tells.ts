import type { Detection } from '../../dialect.ts';
import { type LineStart, lineStart } from '../line-starts.ts';
import { withoutPrompts } from '../prompt.ts';

/** Something that can be seen in a text, and how much it says. */
export interface Tell {
  readonly pattern: LineStart;
  /** Above 0 for the dialect, below 0 for a look-alike. */
  readonly weight: number;
  readonly reason: string;
}

export interface Tells {
  /** Lines that only another platform has; one is enough. */
  readonly elsewhere: readonly Tell[];
  readonly own: readonly Tell[];
  /** Seen on other platforms as well: each makes the dialect less likely, none excludes it. */
  readonly against: readonly Tell[];
  /** What in a path speaks for the dialect; breaks ties only. */
  readonly path: RegExp;
}

/** As much of a text as is looked at: headers and interfaces come early. */
const LOOKED_AT = 200_000;

/** By content: what only one platform writes, against what only its look-alikes write. */
export function judge({ elsewhere, own, against, path: hint }: Tells, text: string, path?: string): Detection {
  const looked = withoutPrompts(text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text);
  const other = elsewhere.find((one) => one.pattern.isIn(looked));
  if (other) return { score: 0, reasons: [other.reason] };
  const seen = [...own, ...against].filter((one) => one.pattern.isIn(looked));
  const sum = seen.reduce((total, one) => total + one.weight, 0);
  const reasons = seen
    .filter((one) => one.weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 4)
    .map((one) => one.reason);
  return {
    score: Math.max(0, Math.min(97, sum + (path !== undefined && hint.test(path) && sum > 0 ? 3 : 0))),
    reasons,
  };
}

/** @param piece characters that stand in every match */
export const foreign = (pattern: RegExp, reason: string, piece?: string): Tell => ({
  pattern: lineStart(pattern, piece),
  weight: -100,
  reason,
});

export const tell = (pattern: RegExp, weight: number, reason: string): Tell => ({
  pattern: lineStart(pattern),
  weight,
  reason,
});

/** What no look-alike writes, and all of them ask for: it is looked for once in a text. */
export const BLOCKS_IN_BRACES: Tell = {
  pattern: remembered(lineStart(/^\S[^\n{]*\{[ \t\r]*$/m, '{')),
  weight: -100,
  reason: 'blocks in braces',
};

function remembered({ isIn }: LineStart): LineStart {
  let last: { readonly text: string; readonly found: boolean } | undefined;
  return {
    isIn: (text) => {
      if (last?.text !== text) last = { text, found: isIn(text) };
      return last.found;
    },
  };
}
