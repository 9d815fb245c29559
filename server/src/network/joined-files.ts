import type { Include } from '../../../grammars/model/include.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { Surroundings } from '../review/rule.ts';
import { folderText } from './folder-text.ts';
import { type Edge, type IncludeGraph, includeGraph } from './included-files.ts';
import type { JoinedPiece } from './joined-piece.ts';
import type { Member } from './network.ts';

/** A file with the text of every file that it includes in its place, as the program reads it. */
export interface JoinedFiles {
  readonly text: string;
  /** What includes the others, directly or not. */
  readonly top: Member;
  /** In the order of the text, without gaps. */
  readonly pieces: readonly JoinedPiece[];
}

/** Longer than this they are read one by one, in characters. */
const LONGEST = 2_000_000;

/** No program reads includes within includes deeper than this. */
const DEEPEST = 32;

/**
 * The files that this one is put together with; undefined: it stands alone, or what it is put together with is not surely all there (a file
 * is not in the workspace, a pattern may match more on the host, several files include it, or files include each other).
 */
export function joinedFiles(surroundings: Surroundings): JoinedFiles | undefined {
  const { device } = surroundings.self;
  if (device.folderText) return inARow(folderText(surroundings) ?? []);
  return device.includes ? included(surroundings) : undefined;
}

/** One behind the other. */
function inARow(members: readonly Member[]): JoinedFiles | undefined {
  const [top] = members;
  if (!top) return undefined;
  const pieces: JoinedPiece[] = [];
  let text = '';
  for (const member of members) {
    const own = textOf(member);
    const ended = own === '' || own.endsWith('\n') ? own : `${own}\n`;
    pieces.push({ start: text.length, end: text.length + ended.length, member, from: 0 });
    text += ended;
    if (text.length > LONGEST) return undefined;
  }
  return { text, top, pieces };
}

function included(surroundings: Surroundings): JoinedFiles | undefined {
  const graph = includeGraph(surroundings);
  const top = onlyTop(graph, surroundings.self.path);
  if (top === undefined || !textualEdges(graph, top)) return undefined;
  const pieces: JoinedPiece[] = [];
  const parts: string[] = [];
  let length = 0;
  const add = (member: Member, text: string, from: number): void => {
    if (text === '') return;
    parts.push(text);
    pieces.push({ start: length, end: length + text.length, member, from });
    length += text.length;
  };
  /** @returns false where it does not end, or something is missing. */
  const read = (path: string, open: readonly string[]): boolean => {
    const member = graph.byPath.get(path)!;
    const edges = textualEdges(graph, path);
    if (open.includes(path) || open.length > DEEPEST || !edges || length > LONGEST) return false;
    const text = textOf(member);
    let at = 0;
    for (const { replaces, to } of edges) {
      add(member, text.slice(at, replaces.start), at);
      if (!read(to, [...open, path])) return false;
      at = replaces.end;
    }
    add(member, text.slice(at), at);
    // The next file does not begin in the last line of this one.
    if (open.length > 0 && !text.endsWith('\n')) add(member, '\n', text.length);
    return true;
  };
  if (!read(top, []) || pieces.every(({ member }) => member.path === top)) return undefined;
  return { text: parts.join(''), top: graph.byPath.get(top)!, pieces };
}

/** The include by which the file includes itself, directly or not; of all files that go round so, the first one has it. */
export function includeCycle(surroundings: Surroundings): Include | undefined {
  const { down, up } = includeGraph(surroundings);
  const { path } = surroundings.self;
  const own = down.get(path) ?? [];
  const below = reached(
    own.flatMap(({ to }) => to),
    (one) => down.get(one)?.flatMap(({ to }) => to),
  );
  if (!below.has(path)) return undefined;
  const above = reached([path], (one) => up.get(one)?.map(({ from }) => from));
  for (const one of below) if (one < path && above.has(one)) return undefined;
  return own.find(({ to }) => to.some((one) => above.has(one)))?.include;
}

function reached(from: readonly string[], next: (path: string) => readonly string[] | undefined): ReadonlySet<string> {
  const met = new Set(from);
  for (const one of met) for (const other of next(one) ?? []) met.add(other);
  return met;
}

/** Where includes that are replaced by text lead up from here; undefined: to several files, or in a circle. */
function onlyTop({ up }: IncludeGraph, path: string): string | undefined {
  const met = new Set([path]);
  for (let at = path; ; ) {
    const above = new Set(up.get(at)?.flatMap(({ include, from }) => (include.replaces ? [from] : [])));
    if (above.size === 0) return at;
    const [next] = above;
    if (above.size > 1 || next === undefined || met.has(next)) return undefined;
    met.add(next);
    at = next;
  }
}

interface TextualEdge {
  readonly replaces: Span;
  readonly to: string;
}

/** In text order; undefined: one of them does not lead to one file. Others than these say what is read apart. */
function textualEdges({ down, byPath }: IncludeGraph, path: string): TextualEdge[] | undefined {
  const found: TextualEdge[] = [];
  for (const edge of down.get(path) ?? []) {
    const { replaces } = edge.include;
    if (!replaces) continue;
    const [to] = edge.to;
    if (to === undefined || edge.to.length > 1 || isPattern(edge) || !byPath.has(to)) return undefined;
    found.push({ replaces, to });
  }
  return found.sort((one, other) => one.replaces.start - other.replaces.start);
}

const isPattern = ({ include }: Edge): boolean => /[*?]/.test(include.file.value);

const textOf = ({ index }: Member): string =>
  index.textOf({ start: 0, end: index.fullLineSpan(index.lineCount - 1).end });
