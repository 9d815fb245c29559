/** No longer beginnings than this are told apart, and no more of them. */
const LONGEST = 14;
const MOST = 200;

/** What has been read so far; closed: anything may follow, even in its middle. */
interface Head {
  readonly text: string;
  readonly closed: boolean;
}

const NOTHING: readonly Head[] = [{ text: '', closed: false }];

/**
 * What every match of a pattern begins with on its line, behind blanks, in lower case; a blank within stands for any number of them.
 * Undefined where that is not known: a match may begin within a line, or with anything, or only with the text. Never too few: what is
 * not understood closes a beginning.
 */
export function lineHeads(pattern: RegExp): readonly string[] | undefined {
  if (!pattern.multiline) return undefined;
  const reader = { source: pattern.source, at: 0 };
  const heads = alternatives(reader, true);
  if (!heads || reader.at < pattern.source.length) return undefined;
  const texts = [...new Set(heads.flatMap(({ text }) => known(text)))];
  return texts.length > MOST || texts.includes('') ? undefined : texts;
}

/** Blanks of any number and kind. */
const BLANK = '\uE000';
/** One digit. */
const DIGIT = '\uE001';

/** Lines are looked at behind their blanks; digits behind something else end what is known. */
function known(head: string): readonly string[] {
  const text = head.replace(/^[ \t\uE000]+/, '').toLowerCase();
  return text.startsWith(DIGIT) ? [...'0123456789'] : [text.replace(/\uE001.*/, '').replace(/[ \t\uE000]+/g, ' ')];
}

interface Reader {
  readonly source: string;
  at: number;
}

/** @param anchored each alternative must begin with `^`. @returns undefined where one does not, or the pattern is not understood */
function alternatives(reader: Reader, anchored: boolean): readonly Head[] | undefined {
  const all: Head[] = [];
  for (;;) {
    if (anchored) {
      if (reader.source[reader.at] !== '^') return undefined;
      reader.at += 1;
    }
    const heads = sequence(reader, anchored);
    if (!heads) return undefined;
    all.push(...heads);
    if (all.length > MOST || reader.source[reader.at] !== '|') return all.length > MOST ? undefined : all;
    reader.at += 1;
  }
}

/** @param first blanks that it begins with are those of the line */
function sequence(reader: Reader, first: boolean): readonly Head[] | undefined {
  let heads = NOTHING;
  for (;;) {
    const next = reader.source[reader.at];
    if (next === undefined || next === '|' || next === ')') return heads;
    const atom = atomHeads(reader);
    if (!atom) return undefined;
    const longer = joined(heads, repeated(reader, atom, first && heads === NOTHING), first);
    heads = longer.length > MOST ? heads.map(({ text }) => ({ text, closed: true })) : longer;
  }
}

function joined(heads: readonly Head[], atom: readonly Head[], first: boolean): readonly Head[] {
  const all = new Map<string, Head>();
  const add = (head: Head): void => void all.set(`${head.closed} ${head.text}`, head);
  for (const head of heads) {
    if (head.closed || head.text.length >= LONGEST) add({ ...head, closed: true });
    else
      for (const { text, closed } of atom)
        add({ text: first && head.text === '' ? text.replace(/^[ \t\uE000]+/, '') : head.text + text, closed });
  }
  return [...all.values()];
}

const CLOSED: readonly Head[] = [{ text: '', closed: true }];
const BLANKS: readonly Head[] = [{ text: BLANK, closed: false }];
const DIGITS: readonly Head[] = [{ text: DIGIT, closed: false }];
/** As `\s`: also the end of a line. */
const SPACES: readonly Head[] = [{ text: '', closed: true }];

function atomHeads(reader: Reader): readonly Head[] | undefined {
  const { source } = reader;
  const character = source[reader.at]!;
  if (character === '(') return group(reader);
  if (character === '[') return characterClass(reader);
  reader.at += 1;
  if (character === '\\') {
    const escaped = source[reader.at]!;
    reader.at += 1;
    if (escaped === 'b' || escaped === 'B') return NOTHING;
    if (escaped === 't') return [{ text: '\t', closed: false }];
    if (escaped === 's') return SPACES;
    if (escaped === 'd') return DIGITS;
    if (reader.source.startsWith('uFEFF', reader.at - 1)) {
      reader.at += 4;
      return BLANKS;
    }
    return /[A-Za-z0-9]/.test(escaped) ? CLOSED : [{ text: escaped, closed: false }];
  }
  // A line may end, and the next begin, within a match.
  if (character === '.' || character === '$' || character === '^') return CLOSED;
  return /[*+?{}\]]/.test(character) ? undefined : [{ text: character, closed: false }];
}

function group(reader: Reader): readonly Head[] | undefined {
  const opening = /^\((?:\?(?::|[=!]|<[=!]|<\w+>))?/.exec(reader.source.slice(reader.at, reader.at + 40))![0];
  reader.at += opening.length;
  const inner = alternatives(reader, false);
  if (!inner || reader.source[reader.at] !== ')') return undefined;
  reader.at += 1;
  return /[=!]$/.test(opening) ? NOTHING : inner;
}

/** Few characters are told apart. */
const MOST_OF_CLASS = 4;

function characterClass(reader: Reader): readonly Head[] | undefined {
  const found = /^\[((?:\\.|[^\]\\])*)\]/.exec(reader.source.slice(reader.at));
  if (!found) return undefined;
  reader.at += found[0].length;
  const content = found[1]!;
  if (/^(?: |\\t|\\r|\\uFEFF)+$/.test(content)) return BLANKS;
  if (/^\^|\\|.-./.test(content) || content.length > MOST_OF_CLASS) return CLOSED;
  return [...content].map((text) => ({ text, closed: false }));
}

/** @param atStart nothing stands before it, not even blanks that must be there */
function repeated(reader: Reader, atom: readonly Head[], atStart: boolean): readonly Head[] {
  const quantifier = /^(?:[?*+]|\{\d+(?:,\d*)?\})\??/.exec(reader.source.slice(reader.at, reader.at + 12))?.[0];
  if (quantifier === undefined) return atom;
  reader.at += quantifier.length;
  const optional = /^(?:[?*]|\{0)/.test(quantifier);
  // A match that begins on a blank line before may as well begin on its own; behind anything, the next line may follow.
  const blank =
    atom === SPACES ? atStart && quantifier.startsWith('*') : atom.every(({ text }) => /^[ \t\uE000]+$/.test(text));
  if (blank) return optional ? [...BLANKS, ...NOTHING] : BLANKS;
  const some = atom.map((head) => (quantifier.startsWith('?') ? head : { ...head, closed: true }));
  return optional ? [...some, ...NOTHING] : some;
}
