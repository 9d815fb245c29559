import {
  type CancellationToken,
  type FoldingRange,
  FoldingRangeKind,
  type FoldingRangeParams,
} from 'vscode-languageserver/node';
import { walk } from '../../../grammars/outline.ts';
import { cover, type Span } from '../../../grammars/text/span.ts';
import { type Layer, layersOf } from '../review/layers.ts';
import type { Prepared } from '../review/prepare.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/foldingRange`: blocks, runs of comments, banners, and the tables of flat files. */
export async function foldingRange(
  workspace: Workspace,
  { textDocument: { uri } }: FoldingRangeParams,
  token: CancellationToken,
): Promise<FoldingRange[]> {
  const prepared = (await workspace.read(uri, token))?.prepared;
  if (!prepared) return [];
  const folds = layersOf(prepared).flatMap((layer) => [
    ...blocks(layer, prepared),
    ...tables(layer, prepared),
    ...comments(layer, prepared),
  ]);
  const seen = new Set<number>();
  return folds.filter(({ startLine, endLine }) => endLine > startLine && !seen.has(startLine) && seen.add(startLine));
}

function blocks(layer: Layer, prepared: Prepared): FoldingRange[] {
  const spans: Span[] = layer.prepared.outline.trivia.flatMap(({ kind, span }) => (kind === 'blob' ? [span] : []));
  for (const { span } of walk(layer.prepared.outline.statements)) spans.push(span);
  return spans.map((span) => foldOf(span, layer, prepared));
}

/** Chains of one table, with the lines of one word that open and close it (`*filter`, `COMMIT`). */
function tables(layer: Layer, prepared: Prepared): FoldingRange[] {
  const { outline, device } = layer.prepared;
  const byTable = new Map<string, Span>();
  for (const { table, span } of device.filters) {
    if (table === undefined) continue;
    const known = byTable.get(table);
    byTable.set(table, known ? cover(known, span) : span);
  }
  return [...byTable.values()].map((span) => {
    const before = outline.statements.findLast((statement) => statement.span.end <= span.start);
    const after = outline.statements.find((statement) => statement.span.start >= span.end);
    const ends = [before, after].flatMap((one) => (one?.words.length === 1 ? [one.span] : []));
    return foldOf(ends.reduce(cover, span), layer, prepared);
  });
}

/** Comments of their own on lines that follow each other. */
function comments(layer: Layer, prepared: Prepared): FoldingRange[] {
  const folds: FoldingRange[] = [];
  for (const { kind, span } of layer.prepared.outline.trivia) {
    if (kind !== 'comment') continue;
    const { startLine, endLine } = foldOf(span, layer, prepared);
    const last = folds.at(-1);
    if (last && startLine === last.endLine + 1) folds[folds.length - 1] = { ...last, endLine };
    else folds.push({ startLine, endLine, kind: FoldingRangeKind.Comment });
  }
  return folds;
}

function foldOf(span: Span, layer: Layer, prepared: Prepared): FoldingRange {
  const outer = layer.toOutermost(span);
  const startLine = prepared.index.positionAt(outer.start).line;
  return { startLine, endLine: prepared.index.positionAt(Math.max(outer.start, outer.end - 1)).line };
}
