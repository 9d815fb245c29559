/**
 * The name that was probably meant: the only one within two edits (insert, delete, replace, swap neighbours). None where names differ
 * in digits only: `ACL-10` is not a slip of `ACL-11`.
 */
export function nearestName(written: string, known: Iterable<string>): string | undefined {
  const limit = Math.min(2, Math.floor(written.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  let tied = false;
  for (const name of known) {
    if (name === written || withoutDigits(name) === withoutDigits(written)) continue;
    const sameLetters = name.toLowerCase() === written.toLowerCase();
    const edits = sameLetters ? 0.5 : editsBetween(written, name, least);
    if (edits > least || edits > limit) continue;
    tied = edits === least && best !== name;
    best = name;
    least = edits;
  }
  return tied ? undefined : best;
}

const withoutDigits = (name: string): string => name.replace(/\d+/g, '#');

/** Letter case and the choice of separator weigh nothing but a half, so that WEB_IN is nearer to WEB-IN than WEB1IN is. */
function editsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit || a.length > 200) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + substitution(a[i - 1]!, b[j - 1]!));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      current.push(cost);
    }
    if (Math.min(...current) > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}

const SEPARATORS = '-_.';

function substitution(a: string, b: string): number {
  if (a === b) return 0;
  return a.toLowerCase() === b.toLowerCase() || (SEPARATORS.includes(a) && SEPARATORS.includes(b)) ? 0.5 : 1;
}
