/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed (mulberry32). */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

const pick = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]!;

type Mutation = (text: string, random: Random, other: string) => string;

/** One to four accidents: of transfer, of editing, of pasting. `other` is another file of the same kind. */
export function mutate(text: string, random: Random, other: string): string {
  let changed = text;
  for (let left = 1 + below(random, 4); left > 0; left -= 1) {
    changed = pick(random, MUTATIONS)(changed, random, other);
    if (changed.length > LARGEST) changed = changed.slice(0, LARGEST);
  }
  return changed;
}

/** What typing does to one line, mostly: it goes, stands twice, changes places with the next, or has another number in it. */
export function editLine(text: string, random: Random): string {
  const lines = linesOf(text);
  const at = below(random, lines.length);
  const line = lines[at]!;
  const edits: readonly (() => void)[] = [
    () => void lines.splice(at, 1),
    () => void lines.splice(at, 0, line),
    () => void lines.splice(at, 2, ...lines.slice(at, at + 2).reverse()),
    () => void lines.splice(at, 1, line.replace(/\d(?=\D*$)/, String(below(random, 10)))),
  ];
  pick(random, edits)();
  return lines.join('\n');
}

/** Long lines that are doubled and nested would grow without bound. */
const LARGEST = 300_000;

const PIECES = [
  ...['{', '}', '[', ']', '(', ')', '"', "'", '`', ';', '/*', '*/', '#', '!', '^C', '\\', '|', '&', '*', '<<EOF'],
  ...['- ', ': ', '? ', '\t', '\r', '\r\n', '\u0000', '\u202e', '\ufeff', '\ud800', '\u00a0', '{{ x }}', '{% if x %}'],
  ...['no ', 'exit', 'end', '0', '-1', '4294967296', '999.1.1.1', '10.0.0.0/99', '::/129', '1-', '/0', '$x', '$(x)'],
];

const linesOf = (text: string): string[] => text.split('\n');

const flipBytes: Mutation = (text, random) => {
  if (text.length === 0) return text;
  const at = below(random, text.length);
  const code = (text.charCodeAt(at) ^ (1 << below(random, 8))) & 0xffff;
  return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
};

const dropLines: Mutation = (text, random) => {
  const lines = linesOf(text);
  lines.splice(below(random, lines.length), 1 + below(random, 5));
  return lines.join('\n');
};

const truncate: Mutation = (text, random) => text.slice(0, below(random, text.length + 1));

const loseTheBeginning: Mutation = (text, random) => text.slice(below(random, text.length + 1));

const joinLines: Mutation = (text, random) => {
  const lines = linesOf(text);
  const at = below(random, lines.length);
  const joined = lines.splice(at, 2 + below(random, 4)).join(pick(random, ['', ' ']));
  lines.splice(at, 0, joined);
  return lines.join('\n');
};

const duplicateLines: Mutation = (text, random) => {
  const lines = linesOf(text);
  const at = below(random, lines.length);
  const block = lines.slice(at, at + 1 + below(random, 12));
  const times = pick(random, [1, 1, 2, 50]);
  lines.splice(below(random, lines.length), 0, ...Array.from({ length: times }, () => block).flat());
  return lines.join('\n');
};

const moveLine: Mutation = (text, random) => {
  const lines = linesOf(text);
  const [line = ''] = lines.splice(below(random, lines.length), 1);
  lines.splice(below(random, lines.length + 1), 0, line);
  return lines.join('\n');
};

const insertPiece: Mutation = (text, random) => {
  const at = below(random, text.length + 1);
  return text.slice(0, at) + pick(random, PIECES) + text.slice(at);
};

/** A quote or brace that is never closed, or closed once too often. */
const loseDelimiter: Mutation = (text, random) => {
  const places = [...text.matchAll(/["'{}[\]();]/g)];
  const place = places[below(random, places.length)];
  return place ? text.slice(0, place.index) + text.slice(place.index + 1) : insertPiece(text, random, '');
};

const longLine: Mutation = (text, random) => {
  const lines = linesOf(text);
  const at = below(random, lines.length);
  const line = lines[at]!;
  lines[at] = pick(random, [
    () => `${line} `.repeat(1 + Math.floor(20_000 / (line.length + 1))),
    () => line + 'x'.repeat(20_000),
    () => line + ' '.repeat(20_000),
    () => `${line} ${pick(random, PIECES).repeat(4_000)}`,
  ])();
  return lines.join('\n');
};

const nestDeeply: Mutation = (text, random) => {
  const lines = linesOf(text);
  const at = below(random, lines.length);
  const depth = 500 + below(random, 1500);
  const nested = pick(random, [
    () => `${lines[at]} ${'{ '.repeat(depth)}`,
    () => '['.repeat(depth),
    () => '('.repeat(depth) + ')'.repeat(depth),
    () => Array.from({ length: Math.min(depth, 700) }, (_, i) => ' '.repeat(i) + (lines[at]?.trim() ?? 'x')).join('\n'),
    () => 'a: {'.repeat(depth),
  ])();
  lines.splice(at, 0, nested);
  return lines.join('\n');
};

const splice: Mutation = (text, random, other) => {
  const own = linesOf(text);
  const foreign = linesOf(other);
  const from = below(random, foreign.length);
  own.splice(below(random, own.length + 1), below(random, 3), ...foreign.slice(from, from + 1 + below(random, 40)));
  return own.join('\n');
};

const reindent: Mutation = (text, random) => {
  const lines = linesOf(text);
  const at = below(random, lines.length);
  const margin = ' '.repeat(below(random, 9));
  return lines.map((line, i) => (i >= at && i < at + 5 ? margin + line.trimStart() : line)).join('\n');
};

const otherLineEnds: Mutation = (text, random) => text.replaceAll('\n', pick(random, ['\r\n', '\r', '\n\n']));

const MUTATIONS: readonly Mutation[] = [
  ...[flipBytes, flipBytes, dropLines, dropLines, truncate, loseTheBeginning, joinLines, joinLines],
  ...[duplicateLines, moveLine, moveLine, insertPiece, insertPiece, insertPiece, loseDelimiter, loseDelimiter],
  ...[longLine, nestDeeply, splice, splice, reindent, otherLineEnds],
];
