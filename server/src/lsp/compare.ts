import type { CancellationToken } from 'vscode-languageserver/node';
import type { CompareParams, CompareResult } from '../../../client/src/protocol.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { comparePair, type FilterPair, hasChanged, pairFilters } from '../review/compare-documents.ts';
import { compareRoutes } from '../review/compare-routes.ts';
import { comparisonJson, comparisonMarkdown } from '../review/comparison-report.ts';
import { dialectFor } from '../review/settings.ts';
import { pauses } from './cancellation.ts';
import { NO_CONFIGURATION } from './no-configuration.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/compare`: what packets fare otherwise in an open document than in another text. */
export async function compare(
  workspace: Workspace,
  { uri, before, filters = [] }: CompareParams,
  token: CancellationToken,
): Promise<CompareResult> {
  const { locale } = workspace;
  const reading = await workspace.read(uri, token);
  const after = reading?.prepared;
  if (!reading || !after) return { ok: false, problem: NO_CONFIGURATION[locale] };
  const { scope } = reading;
  // An earlier version of the same file is of the same dialect, though it may be too short to be recognised.
  const dialect = before.path === scope.path ? after.dialect.id : dialectFor(before.path, scope.settings);
  const old = workspace.prepareText(before.text, { ...scope, path: before.path }, dialect);
  if (!old) return { ok: false, problem: noConfiguration(before.label)[locale] };
  const paired = pairFilters(old, after, filters);
  if ('problem' in paired) return { ok: false, problem: paired.problem[locale] };
  const pause = pauses(token, () => true);
  const pairs: FilterPair[] = [];
  for (const [one, other] of paired.pairs) {
    await pause('now');
    pairs.push(comparePair(one, other, workspace.packetsOf));
  }
  await pause('now');
  const routes = filters.length > 0 ? [] : compareRoutes(old, after);
  const comparison = { ...paired, before: old, after, pairs, routes };
  const labels = { before: before.label, after: scope.path };
  return {
    ok: true,
    changed: hasChanged(comparison),
    markdown: comparisonMarkdown(comparison, labels, locale),
    json: `${JSON.stringify(comparisonJson(comparison, labels), undefined, 2)}\n`,
    compared: pairs.length + routes.length,
    onlyBefore: comparison.onlyBefore.map(({ name }) => name),
    onlyAfter: comparison.onlyAfter.map(({ name }) => name),
  };
}

const noConfiguration = (label: string): Bilingual => ({
  en: `${label} is no configuration that Netreview knows.`,
  'zh-cn': `${label} 不是 Netreview 能识别的配置。`,
});
