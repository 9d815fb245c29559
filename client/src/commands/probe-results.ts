import { env, l10n, languages, Range, Uri, window, workspace } from 'vscode';
import { inUserLanguage, userLanguage } from '../in-user-language.ts';
import type { Origin, ProbeResult } from '../probe-result.ts';
import { probes } from '../probes/index.ts';
import { targetText } from '../probes/target.ts';
import type { KeptRun } from '../results/kept-run.ts';
import { findMarkedLine } from '../results/line-mark.ts';
import { runsOf, runTree } from '../results/run-tree.ts';
import { runRecord, runsJson } from '../results/runs-json.ts';
import { runMarkdown, runsMarkdown } from '../results/runs-markdown.ts';
import type { Session } from '../session.ts';
import { placeText } from '../views/place-text.ts';
import type { ResultsView } from '../views/probe-results.ts';
import type { Reports } from '../views/reports.ts';
import type { ResultNode } from '../views/result-items.ts';
import { saveWhole } from '../views/save-whole.ts';
import { showLine } from '../views/show-line.ts';
import { ruleOf } from './pick-errand.ts';
import { carryOut, type ProbeViews } from './run-probe.ts';

/** Asks the same again, consent included; of several runs the latest is meant. */
export async function probeAgain(
  session: Session,
  views: ProbeViews,
  node: ResultNode | undefined,
): Promise<ProbeResult | undefined> {
  const run = meantRun(views.tree, node);
  if (!run) return undefined;
  const origin = await originOf(run);
  return carryOut(session, { probe: probes[run.probe], target: run.target, ...(origin && { origin }) }, views);
}

/** The line that a run came from, wherever it stands now. */
export async function showProbeLine({ tree }: ProbeViews, node: ResultNode | undefined): Promise<void> {
  const run = meantRun(tree, node);
  const origin = run && (await originOf(run));
  if (origin) await showLine(origin.uri, origin.range);
  else if (run) void window.showInformationMessage(l10n.t('The line that this came from has changed since.'));
}

/** What was sent, what came back, what it is held to and all runs before, as a page. */
export async function showProbeResult(
  { tree }: ProbeViews,
  reports: Reports,
  node: ResultNode | undefined,
): Promise<void> {
  const run = meantRun(tree, node);
  if (!run) return;
  const history = runTree(tree.history.all)
    .flatMap((target) => target.probes)
    .find(({ runs }) => runs.some(({ id }) => id === run.id));
  if (!history) return;
  const name = l10n.t('{0}: {1}', inUserLanguage(probes[run.probe].title), targetText(run.target));
  await reports.show(name, runMarkdown(run, history, placeText, userLanguage()));
}

/** The run as JSON: target, times and answers; nothing else of the configuration. */
export async function copyProbeRecord({ tree }: ProbeViews, node: ResultNode | undefined): Promise<void> {
  const run = meantRun(tree, node);
  if (!run) return;
  await env.clipboard.writeText(`${JSON.stringify(runRecord(run, placeText(run), userLanguage()), null, 2)}\n`);
}

/** All results, or those below a node, as a file; written whole or not at all. */
export async function exportProbeResults({ tree }: ProbeViews, node: ResultNode | undefined): Promise<void> {
  const runs = node ? below(node) : tree.history.all;
  if (runs.length === 0) {
    void window.showInformationMessage(l10n.t('There are no probe results yet.'));
    return;
  }
  const picked = await window.showQuickPick(
    [
      { label: 'Markdown', description: l10n.t('for people'), name: 'probe-results.md', write: runsMarkdown },
      { label: 'JSON', description: l10n.t('for programs'), name: 'probe-results.json', write: runsJson },
    ],
    { title: l10n.t('Export Probe Results') },
  );
  if (picked) await saveWhole(picked.name, picked.label, picked.write(runs, placeText, userLanguage()));
}

export async function removeProbeResult({ tree }: ProbeViews, node: ResultNode | undefined): Promise<void> {
  const chosen = node ?? tree.selected;
  if (chosen) tree.history.remove(new Set(below(chosen).map(({ id }) => id)));
}

/** Takes all away, after a yes: the history cannot be had back. */
export async function clearProbeResults({ tree, diagnostics }: ProbeViews): Promise<void> {
  const { all } = tree.history;
  if (all.length > 0) {
    const yes = l10n.t('Clear');
    const asked = l10n.t('Clear all results of probes in this workspace ({0})?', all.length);
    if ((await window.showWarningMessage(asked, { modal: true }, yes)) !== yes) return;
  }
  tree.history.remove(new Set(all.map(({ id }) => id)));
  diagnostics.clear();
}

/** The latest of what is meant: of the node that a menu names, of what is selected, of all. */
function meantRun({ selected, history }: ResultsView, node: ResultNode | undefined): KeptRun | undefined {
  const chosen = node ?? selected;
  return chosen ? below(chosen)[0] : history.all[0];
}

const below = (node: ResultNode): readonly KeptRun[] => runsOf(node.kind === 'detail' ? node.of : node);

/** Where the line is now; undefined: it came from none, or nobody finds it any more. */
async function originOf({ origin }: KeptRun): Promise<Origin | undefined> {
  if (!origin) return undefined;
  const uri = Uri.parse(origin.uri);
  try {
    const document = await workspace.openTextDocument(uri);
    const lines = document.getText().split(/\r?\n/);
    const line = findMarkedLine(lines, origin.mark, origin.range.start.line);
    if (line === undefined) return undefined;
    const { start, end } = origin.range;
    const range = new Range(line, start.character, line + end.line - start.line, end.character);
    const { rule } = origin;
    return { uri, line, range, ...(rule !== undefined && !isMended(uri, rule, line) && { rule }) };
  } catch {
    return undefined;
  }
}

/** The finding that asked is not there any more; of a file that nobody looks at, that is not known. */
function isMended(uri: Uri, rule: string, line: number): boolean {
  const shown = window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri.toString());
  const stands = languages
    .getDiagnostics(uri)
    .some((diagnostic) => ruleOf(diagnostic) === rule && diagnostic.range.start.line === line);
  return shown && !stands;
}
