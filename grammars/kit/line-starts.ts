import { lineHeads } from './line-heads.ts';

/** A pattern that is looked for in texts, at the starts of their lines. */
export interface LineStart {
  /** As `pattern.test(text)`. */
  isIn(text: string): boolean;
}

/**
 * A pattern whose matches all begin with `^` and some known characters is tried only on lines that begin so: all such patterns of all
 * dialects share one walk over the text. Any other is tried as it is.
 * @param piece characters that stand in every match, where nothing is known of how one begins: most texts do not have them
 */
export function lineStart(pattern: RegExp, piece = ''): LineStart {
  const heads = lineHeads(pattern);
  if (!heads?.every((head) => PLAIN.test(head))) return { isIn: (text) => text.includes(piece) && pattern.test(text) };
  const id = patterns;
  patterns += 1;
  for (const head of heads) addHead(head, id);
  const here = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}y`);
  return {
    isIn: (text) => {
      const found = candidates(text);
      if (!found) return pattern.test(text);
      const lines = found[id];
      if (!lines) return false;
      for (const line of lines) {
        here.lastIndex = line;
        if (here.test(text)) return true;
      }
      return lines.length >= MOST_LINES && pattern.test(text);
    },
  };
}

const PLAIN = /^[\x20-\x7e]*$/;

/** With more lines than this that begin as a pattern does, the pattern is tried on the whole text instead. */
const MOST_LINES = 48;

/** By id of a pattern: offsets of the first lines that begin as it does. */
type Candidates = (number[] | undefined)[];

interface Head {
  readonly next: Map<number, Head>;
  /** Patterns that ask for no more than led here. */
  readonly ids: number[];
}

const newHead = (): Head => ({ next: new Map(), ids: [] });

let patterns = 0;
const root = newHead();

function addHead(head: string, id: number): void {
  let at = root;
  for (let i = 0; i < head.length; i += 1) {
    const code = head.charCodeAt(i);
    const next = at.next.get(code) ?? newHead();
    at.next.set(code, next);
    at = next;
  }
  at.ids.push(id);
}

/** All heads for walking over a text: place `node * WIDTH + code` holds the next node, 0 where there is none. */
interface Table {
  readonly patterns: number;
  readonly next: Uint16Array;
  readonly ids: readonly (readonly number[])[];
}

/** Codes of characters that heads are made of. */
const WIDTH = 128;

let table: Table = { patterns: 0, next: new Uint16Array(WIDTH), ids: [[]] };

function tableNow(): Table {
  if (table.patterns === patterns) return table;
  const heads = [root];
  const links: [from: number, code: number][] = [[0, 0]];
  for (let node = 0; node < heads.length; node += 1)
    for (const [code, head] of heads[node]!.next) {
      heads.push(head);
      links.push([node, code]);
    }
  if (heads.length > 0xffff) throw new Error('line starts: more beginnings than the table can number');
  const next = new Uint16Array(heads.length * WIDTH);
  for (let node = 1; node < heads.length; node += 1) next[links[node]![0] * WIDTH + links[node]![1]] = node;
  table = { patterns, next, ids: heads.map(({ ids }) => ids) };
  return table;
}

/** The last texts that were asked about: each dialect asks about the same, or about its beginning. */
const recent: { readonly text: string; readonly patterns: number; readonly found: Candidates | undefined }[] = [];
const MOST_RECENT = 4;

function candidates(text: string): Candidates | undefined {
  // Asked some hundred times for each text.
  const latest = recent[0];
  if (latest?.text === text && latest.patterns === patterns) return latest.found;
  const known = recent.findIndex((one) => one.text === text && one.patterns === patterns);
  if (known > 0) {
    const [one] = recent.splice(known, 1);
    recent.unshift(one!);
    return one!.found;
  }
  const found = walked(text);
  recent.unshift({ text, patterns, found });
  if (recent.length > MOST_RECENT) recent.pop();
  return found;
}

/** Line ends that `^` knows of and this walk does not look for. */
const hasOtherEnds = (text: string): boolean =>
  (text.includes('\r') && /\r(?!\n)/.test(text)) || text.includes('\u2028') || text.includes('\u2029');

function walked(text: string): Candidates | undefined {
  if (hasOtherEnds(text)) return undefined;
  const found: Candidates = [];
  const { next, ids } = tableNow();
  /** Lines that led to a node: after so many of them, each of its patterns has enough. */
  const visits = new Uint8Array(ids.length);
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    let at = start;
    while (at < stop && isBlank(text.charCodeAt(at))) at += 1;
    for (let node = 0; at < stop; at += 1) {
      let code = lowerCase(text.charCodeAt(at));
      if (isBlank(code)) {
        code = 32;
        while (at + 1 < stop && isBlank(text.charCodeAt(at + 1))) at += 1;
      }
      node = code < WIDTH ? next[node * WIDTH + code]! : 0;
      if (node === 0) break;
      if (visits[node] === MOST_LINES) continue;
      visits[node]! += 1;
      for (const id of ids[node]!) {
        const lines = found[id];
        if (!lines) found[id] = [start];
        else if (lines.length < MOST_LINES && lines[lines.length - 1] !== start) lines.push(start);
      }
    }
    start = stop + 1;
  }
  return found;
}

const lowerCase = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);

/** As `\s`. */
const isBlank = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || (code >= 0xa0 && /\s/.test(String.fromCharCode(code)));
