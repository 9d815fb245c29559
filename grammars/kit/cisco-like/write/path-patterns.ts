import type { PathRefusal } from '../../../change.ts';

/** Patterns of `ip as-path access-list` that match these paths. */
export function pathPatterns(refusal: PathRefusal): string[] {
  switch (refusal.kind) {
    case 'from':
      return [`^${refusal.asn}_`];
    case 'through':
      return decimalRange(refusal.first, refusal.last).map((digits) => `_${digits}_`);
    case 'longer':
      return [`^([0-9]+_){${refusal.than + 1},}`];
  }
}

/** 64512..65534 as patterns of decimal digits: `6451[2-9]`, `645[2-9][0-9]`, ... */
export function decimalRange(first: number, last: number): string[] {
  const out: string[] = [];
  for (let from = first; from <= last; ) {
    // The largest block of tens that starts here and ends inside; its last free digit may be a range.
    let free = 0;
    while (from % 10 ** (free + 1) === 0 && from + 10 ** (free + 1) - 1 <= last && from > 0) free += 1;
    const step = 10 ** free;
    const digit = Math.floor(from / step) % 10;
    let top = digit;
    while (top < 9 && from + (top - digit + 2) * step - 1 <= last) top += 1;
    const head = Math.floor(from / step / 10);
    const lead = head > 0 ? `${head}` : '';
    const range = top > digit ? `[${digit}-${top}]` : `${digit}`;
    out.push(`${lead}${range}${'[0-9]'.repeat(free)}`);
    from += (top - digit + 1) * step;
  }
  return out;
}
