import type { Span } from '../../../grammars/text/span.ts';
import { includeCycle, type JoinedFiles, joinedFiles } from '../network/joined-files.ts';
import type { JoinedPiece } from '../network/joined-piece.ts';
import type { Network } from '../network/network.ts';
import { brokenIntents } from './broken-intents.ts';
import { type Review, type ReviewHost, review } from './engine.ts';
import type { Finding, Related } from './finding.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { Surroundings } from './rule.ts';
import type { Settings } from './settings.ts';
import { suppress } from './suppressions.ts';

/**
 * Reviews a document among those around it. Files that include each other in each other's text are reviewed as the one text that they
 * are, where all of it is known, and what is said of this one is told; a circle of them has one note.
 */
export async function reviewAmong(prepared: Prepared, settings: Settings, host: ReviewHost = {}): Promise<Review> {
  const surroundings = host.surroundingsOf?.(prepared);
  if (!surroundings || !(prepared.device.includes || prepared.device.folderText))
    return review(prepared, settings, host);
  const joined = joinedFiles(surroundings);
  const whole = joined && wholeOf(joined, prepared, surroundings.network);
  if (whole) return reviewWhole(whole, joined, surroundings, prepared, settings, host);
  const alone = await review(prepared, settings, host);
  const include = includeCycle(surroundings);
  return include ? { ...alone, findings: [...alone.findings, circle(include.file)] } : alone;
}

const circle = ({ value, span }: { readonly value: string; readonly span: Span }): Finding => ({
  rule: 'netreview/include-cycle',
  severity: 'warning',
  span,
  text: {
    en: `This file includes itself by way of ${value}: the program refuses that, and nothing here is read twice. Take one of the includes out.`,
    'zh-cn': `此文件经由 ${value} 包含了自身:程序会拒绝加载,此处也不会重复读取。请去掉其中一处 include。`,
  },
  related: [],
  fixes: [],
});

interface Kept {
  readonly text: string;
  readonly whole: Prepared;
  reviewed?: {
    readonly settings: Settings;
    readonly today: string | undefined;
    /** Of the network: other devices may mean something to it. */
    readonly version: number;
    readonly review: Review;
  };
}

/** By the file that includes the others: each of them asks for the same text. */
const kept = new WeakMap<Network, Map<string, Kept>>();

/** @returns undefined where the text has faults of syntax: those are told of file by file. */
function wholeOf({ text, top }: JoinedFiles, { dialect }: Prepared, network: Network): Kept | undefined {
  const byTop = kept.get(network) ?? new Map<string, Kept>();
  kept.set(network, byTop);
  const before = byTop.get(top.path);
  if (before?.text === text) return before;
  const whole = prepare({ text, path: top.path, dialect: dialect.id });
  if (!whole || whole.template || whole.outline.problems.length > 0) return undefined;
  const known: Kept = { text, whole };
  byTop.set(top.path, known);
  return known;
}

async function reviewWhole(
  known: Kept,
  joined: JoinedFiles,
  { network, self, broken }: Surroundings,
  prepared: Prepared,
  settings: Settings,
  { packetsOf: _, surroundingsOf: __, ...host }: ReviewHost,
): Promise<Review> {
  const { whole, reviewed } = known;
  const { version } = network;
  const same =
    reviewed?.settings === settings && reviewed.today === host.today && reviewed.version === version && !host.rules;
  const result = same
    ? reviewed.review
    : await review(whole, settings, {
        ...host,
        unsuppressed: true,
        surroundingsOf: (document) =>
          document === whole
            ? { network, self: { path: joined.top.path, device: whole.device, index: whole.index } }
            : undefined,
        lineOf: (offset) => {
          const { member, start, from } = pieceAt(joined, offset);
          return member.index.positionAt(from + offset - start).line;
        },
      });
  if (!host.rules) known.reviewed = { settings, today: host.today, version, review: result };
  const found = new Map<string, Finding>();
  for (const finding of result.findings) {
    const own = toFile(finding, joined, self.path);
    // A file that is included twice says everything twice.
    if (own) found.set(`${own.rule} ${own.span.start} ${own.span.end} ${own.text.en}`, own);
  }
  const intents = broken ? brokenIntents(broken(), self.path, prepared.index, settings) : [];
  const findings = suppress(prepared, [...found.values(), ...intents], host.today).sort(
    (one, other) => one.span.start - other.span.start,
  );
  return { findings, ruleMs: same ? {} : result.ruleMs };
}

/** The last piece that begins at the offset or before it. */
function pieceAt({ pieces }: JoinedFiles, offset: number): JoinedPiece {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low]!;
}

/** What a span covers of the file that it begins in. */
function placeOf(joined: JoinedFiles, { start, end }: Span): { readonly piece: JoinedPiece; readonly span: Span } {
  const piece = pieceAt(joined, start);
  const last = end > start ? pieceAt(joined, end - 1) : piece;
  const own = (offset: number, of: JoinedPiece): number => of.from + offset - of.start;
  const ending = last.member.path === piece.member.path ? own(end, last) : own(Math.min(end, piece.end), piece);
  return { piece, span: { start: own(start, piece), end: Math.max(own(start, piece), ending) } };
}

/** The finding as the file has it; undefined: it is about another one. Edits of several files are not offered. */
function toFile(finding: Finding, joined: JoinedFiles, path: string): Finding | undefined {
  const { piece, span } = placeOf(joined, finding.span);
  if (piece.member.path !== path) return undefined;
  const related = finding.related.map((one): Related => {
    if (one.elsewhere) return one;
    const place = placeOf(joined, one.span);
    const { member } = place.piece;
    if (member.path === path) return { ...one, span: place.span };
    return { ...one, span: place.span, elsewhere: { path: member.path, range: member.index.rangeOf(place.span) } };
  });
  const fixes = finding.fixes.flatMap((fix) => {
    const edits = fix.edits.map((edit) => {
      const place = placeOf(joined, edit.span);
      const inside = place.piece.member.path === path && edit.span.end <= place.piece.end;
      return inside ? { ...edit, span: place.span } : undefined;
    });
    return edits.every((edit) => edit !== undefined) ? [{ ...fix, edits }] : [];
  });
  return { ...finding, span, text: withFiles(finding, related, joined), related, fixes };
}

/** Lines in the message are those of their own files: which of them are others is said. */
function withFiles({ text }: Finding, related: readonly Related[], { pieces }: JoinedFiles): Finding['text'] {
  const places = related.flatMap(({ elsewhere }) => {
    const member = elsewhere && pieces.find((one) => one.member.path === elsewhere.path)?.member;
    return member ? [{ line: elsewhere.range.start.line + 1, name: fileOf(member.path) }] : [];
  });
  if (places.length === 0) return text;
  const unique = [...new Map(places.map((place) => [`${place.name} ${place.line}`, place])).values()].slice(0, MOST);
  return {
    en: `${text.en} ${unique.map(({ line, name }) => `Line ${line} meant here is in ${name}.`).join(' ')}`,
    'zh-cn': `${text['zh-cn']}${unique.map(({ line, name }) => `此处所指第 ${line} 行位于 ${name}。`).join('')}`,
  };
}

/** So many places are named. */
const MOST = 3;

/** Hosts name documents by path, or by URI. */
const fileOf = (path: string): string => {
  const name = path.split(/[/\\]/).at(-1) ?? path;
  return /^[a-z-]+:\/\//.test(path) ? decodeURIComponent(name) : name;
};
