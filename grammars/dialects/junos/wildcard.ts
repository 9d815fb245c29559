/** `<...>`, a pattern over names. */
export const isWild = (name: string): boolean => name.length > 2 && name.startsWith('<') && name.endsWith('>');

/** `<ge-*>`, `<*.0>`, `<[xg]e-?/*>` against a name. */
export function matchesWild(wild: string, name: string): boolean {
  const pattern = isWild(wild) ? wild.slice(1, -1) : wild;
  return pattern === '*' || glob(pattern, 0, name, 0, { steps: 2000 });
}

function glob(pattern: string, p: number, name: string, n: number, budget: { steps: number }): boolean {
  if ((budget.steps -= 1) < 0) return false;
  if (p === pattern.length) return n === name.length;
  const sign = pattern[p]!;
  if (sign === '*') {
    for (let skip = n; skip <= name.length; skip += 1) if (glob(pattern, p + 1, name, skip, budget)) return true;
    return false;
  }
  if (n === name.length) return false;
  if (sign === '?') return glob(pattern, p + 1, name, n + 1, budget);
  const close = sign === '[' ? pattern.indexOf(']', p + 1) : -1;
  if (close > 0) {
    return inSet(pattern.slice(p + 1, close), name[n]!) && glob(pattern, close + 1, name, n + 1, budget);
  }
  return sign === name[n] && glob(pattern, p + 1, name, n + 1, budget);
}

function inSet(set: string, sign: string): boolean {
  const negated = set.startsWith('!') || set.startsWith('^');
  let found = false;
  for (let i = negated ? 1 : 0; i < set.length; i += 1) {
    if (set[i + 1] === '-' && i + 2 < set.length) {
      if (set[i]! <= sign && sign <= set[i + 2]!) found = true;
      i += 2;
    } else if (set[i] === sign) found = true;
  }
  return found !== negated;
}
