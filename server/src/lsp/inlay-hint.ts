import type { CancellationToken, InlayHint, InlayHintParams } from 'vscode-languageserver/node';
import type { LineAnalysis, RuleRef } from '../packets/analyses.ts';
import { type NamedFilter, namedFilters, placeOf } from '../review/named-filters.ts';
import type { Prepared } from '../review/prepare.ts';
import { linesOf } from './lines-of.ts';
import type { Locale } from './locale.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/inlayHint`: behind rules that match nothing new or change nothing, who decides in their place. */
export async function inlayHint(
  workspace: Workspace,
  { textDocument: { uri }, range }: InlayHintParams,
  token: CancellationToken,
): Promise<InlayHint[]> {
  const reading = await workspace.read(uri, token);
  const prepared = reading?.prepared;
  if (!prepared || !reading.scope.display.inlayHints) return [];
  const from = prepared.index.offsetAt(range.start);
  const to = prepared.index.offsetAt(range.end);
  const hints: InlayHint[] = [];
  for (const one of namedFilters(prepared)) {
    const whole = one.layer.toOutermost(one.filter.span);
    if (whole.end < from || whole.start > to) continue;
    for (const line of await linesOf(workspace, reading, one, token)) {
      const label = labelOf(line, one, prepared, workspace.locale);
      const { spans, span, implicit } = one.filter.rules[line.ref.rule]!;
      if (label === undefined || implicit) continue;
      const { start, end } = one.layer.toOutermost(spans?.[0] ?? span);
      if (end < from || start > to) continue;
      // Behind the first line: a rule of several lines ends with a brace.
      const shown = prepared.index.lineSpan(prepared.index.positionAt(start).line);
      hints.push({ position: prepared.index.positionAt(Math.min(end, shown.end)), label, paddingLeft: true });
    }
  }
  return hints;
}

function labelOf(line: LineAnalysis, { layer }: NamedFilter, prepared: Prepared, locale: Locale): string | undefined {
  const lines = (refs: readonly RuleRef[]): string =>
    [...new Set(refs.map((ref) => prepared.index.positionAt(placeOf(layer, ref).span.start).line + 1))]
      .slice(0, MOST_NAMED)
      .join(locale === 'zh-cn' ? '、' : ', ');
  if (line.status === 'never-matches') return TEXT.never[locale];
  if (line.status === 'dead') return TEXT.dead[locale](lines(line.deciders));
  if (!line.forwardRedundant) return undefined;
  const { by } = line.forwardRedundant;
  return by.length > 0 ? TEXT.idle[locale](lines(by)) : TEXT.idleEnd[locale];
}

const MOST_NAMED = 3;

const TEXT = {
  never: { en: 'matches nothing', 'zh-cn': '不匹配任何报文' },
  dead: {
    en: (lines: string) => `matches nothing new${lines === '' ? '' : `: line ${lines}`}`,
    'zh-cn': (lines: string) => `不再匹配任何报文${lines === '' ? '' : `:见第 ${lines} 行`}`,
  },
  idle: {
    en: (lines: string) => `changes nothing: line ${lines}`,
    'zh-cn': (lines: string) => `不影响任何报文:见第 ${lines} 行`,
  },
  idleEnd: { en: 'changes nothing: the end decides alike', 'zh-cn': '不影响任何报文:默认动作相同' },
} as const;
