/**
 * Whether a path (forward slashes, no leading one) matches a glob: `*` and `?` within a name, `**` over folders, `[a-z]`,
 * `{a,b}`. A glob comes from whoever wrote the folder's settings, so that no glob may cost more than its length times the path's.
 */
export function matchesGlob(path: string, glob: string): boolean {
  if (glob.length > LONGEST) return false;
  const names = path.split('/');
  return alternatives(glob).some((one) => matchesNames(names, one.split('/')));
}

/** Characters; no path is named by a longer glob. */
const LONGEST = 1000;

/** More than this many spellings of one glob's braces are not tried. */
const MOST_ALTERNATIVES = 64;

/** `{a,b}c` is `ac` and `bc`; a brace that does not close is a character. */
function alternatives(glob: string): string[] {
  let done: string[] = [''];
  let at = 0;
  while (at < glob.length) {
    const close = glob[at] === '{' ? closing(glob, at) : -1;
    if (close < 0) {
      const next = glob.indexOf('{', at + 1);
      const end = next < 0 ? glob.length : next;
      done = done.map((head) => head + glob.slice(at, end));
      at = end;
      continue;
    }
    const choices = choicesOf(glob.slice(at + 1, close))
      .flatMap(alternatives)
      .slice(0, MOST_ALTERNATIVES);
    done = done.flatMap((head) => choices.map((choice) => head + choice)).slice(0, MOST_ALTERNATIVES);
    at = close + 1;
  }
  return done;
}

function closing(glob: string, open: number): number {
  let depth = 0;
  for (let at = open; at < glob.length; at += 1) {
    if (glob[at] === '{') depth += 1;
    if (glob[at] === '}' && (depth -= 1) === 0) return at;
  }
  return -1;
}

function choicesOf(inside: string): string[] {
  const choices = [''];
  let depth = 0;
  for (const letter of inside) {
    if (letter === '{') depth += 1;
    if (letter === '}') depth -= 1;
    if (letter === ',' && depth === 0) choices.push('');
    else choices[choices.length - 1] += letter;
  }
  return choices;
}

/** `**` stands for any number of names, also none. */
const matchesNames = (names: readonly string[], globs: readonly string[]): boolean =>
  matchesSequence(
    names.length,
    globs.length,
    (at) => globs[at] === '**',
    (name, at) => matchesName(names[name]!, globs[at]!),
  );

function matchesName(name: string, glob: string): boolean {
  const pieces = glob.match(/\[[!^]?\]?[^\]]*\]|[\s\S]/g) ?? [];
  return matchesSequence(
    name.length,
    pieces.length,
    (at) => pieces[at] === '*',
    (letter, at) => matchesLetter(name[letter]!, pieces[at]!),
  );
}

/** Matches from left to right; after a mismatch only the last wildcard takes one more. */
function matchesSequence(
  length: number,
  globLength: number,
  isAny: (glob: number) => boolean,
  isOne: (item: number, glob: number) => boolean,
): boolean {
  let item = 0;
  let glob = 0;
  let anyAt = -1;
  let anyFrom = 0;
  while (item < length) {
    if (glob < globLength && isAny(glob)) {
      anyAt = glob;
      anyFrom = item;
      glob += 1;
    } else if (glob < globLength && isOne(item, glob)) {
      item += 1;
      glob += 1;
    } else if (anyAt >= 0) {
      anyFrom += 1;
      item = anyFrom;
      glob = anyAt + 1;
    } else {
      return false;
    }
  }
  while (glob < globLength && isAny(glob)) glob += 1;
  return glob === globLength;
}

function matchesLetter(letter: string, piece: string): boolean {
  if (piece === '?') return true;
  if (piece.length === 1) return letter === piece;
  const negated = /^\[[!^]/.test(piece);
  const set = piece.slice(negated ? 2 : 1, -1);
  let found = false;
  for (let at = 0; at < set.length; at += 1) {
    if (set[at + 1] === '-' && at + 2 < set.length) {
      if (set[at]! <= letter && letter <= set[at + 2]!) found = true;
      at += 2;
    } else if (set[at] === letter) found = true;
  }
  return found !== negated;
}
