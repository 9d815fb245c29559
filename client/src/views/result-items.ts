import { l10n, MarkdownString, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { inUserLanguage } from '../in-user-language.ts';
import { probes } from '../probes/index.ts';
import type { VerdictLevel } from '../probes/probe.ts';
import { groupedValues, type ValueGroup } from '../results/grouped-values.ts';
import type { KeptRun } from '../results/kept-run.ts';
import { barsOf, measuredText, spanText } from '../results/measured-text.ts';
import { runDetails, runText } from '../results/run-details.ts';
import type { ProbeNode, RunNode, TargetNode } from '../results/run-tree.ts';
import { placeText } from './place-text.ts';
import { verdictIcon } from './verdict-icon.ts';

/** One row below a run: what was sent, what came back, what the verdict is held to, the line. */
export interface DetailNode {
  readonly kind: 'detail';
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly children?: readonly DetailNode[];
  readonly of: RunNode;
  /** A click leads to the run's line. */
  readonly leadsToLine?: true;
}

export type ResultNode = TargetNode | ProbeNode | RunNode | DetailNode;

export function itemOf(node: ResultNode): TreeItem {
  switch (node.kind) {
    case 'target':
      return targetItem(node);
    case 'probe':
      return probeItem(node);
    case 'run':
      return runItem(node);
    case 'detail':
      return detailItem(node);
  }
}

export function detailsOf(node: RunNode): readonly DetailNode[] {
  const { run } = node;
  const { sent, cameBack, seen, threshold, source, parts, vantage } = runDetails(run);
  const row = (name: string, label: string, text: string, more: Partial<DetailNode> = {}): DetailNode => ({
    kind: 'detail',
    id: `${run.id} ${name}`,
    label,
    text,
    of: node,
    ...more,
  });
  const rows = (name: string, entries: readonly (readonly [string, string])[]): Partial<DetailNode> => ({
    children: entries.map(([label, text], at) => row(`${name} ${at}`, label, text)),
  });
  const groups = (name: string, values: readonly ValueGroup[]): Partial<DetailNode> => ({
    children: values.map((group, at) =>
      row(
        `${name} ${at}`,
        group.name,
        group.value,
        group.children.length > 0 ? groups(`${name} ${at}`, group.children) : {},
      ),
    ),
  });
  const place = placeText(run);
  return [
    sent.length === 0
      ? row('sent', l10n.t('Sent'), l10n.t('nothing: a saved answer was read'))
      : row(
          'sent',
          l10n.t('Sent'),
          '',
          rows(
            'sent',
            sent.map((entry) => [inUserLanguage(entry), ''] as const),
          ),
        ),
    seen
      ? row('seen', l10n.t('Came back'), cameBack ? inUserLanguage(cameBack) : '', groups('seen', groupedValues(seen)))
      : row('seen', l10n.t('Came back'), l10n.t('more than is kept here')),
    ...(parts.length === 0
      ? []
      : [
          row(
            'parts',
            l10n.t('One by one'),
            '',
            rows(
              'parts',
              parts.map((part) => [inUserLanguage(part), ''] as const),
            ),
          ),
        ]),
    ...(threshold ? [row('threshold', l10n.t('Held to'), inUserLanguage(threshold))] : []),
    row('source', l10n.t('Source'), inUserLanguage(source)),
    ...(place === undefined ? [] : [row('line', l10n.t('Line'), place, { leadsToLine: true })]),
    row('vantage', inUserLanguage(vantage), ''),
  ];
}

function targetItem(node: TargetNode): TreeItem {
  const item = new TreeItem(node.name, TreeItemCollapsibleState.Expanded);
  const count = node.probes.reduce((sum, { runs }) => sum + runs.length, 0);
  item.id = `target ${node.id}`;
  item.contextValue = 'target';
  item.iconPath = verdictIcon(node.level);
  item.description = l10n.t('runs: {0}', count);
  item.accessibilityInformation = { label: `${levelText(node.level)}: ${node.name}, ${item.description}` };
  return item;
}

function probeItem({ id, probe, runs }: ProbeNode): TreeItem {
  const { title, grounds } = probes[probe];
  const all = runs.map(({ run }) => run);
  const [latest] = all;
  const { measure } = grounds;
  const value = measure && latest!.measured !== undefined ? measuredText(latest!.measured, measure) : '';
  const span = measure && spanText(all, measure);
  const item = new TreeItem(inUserLanguage(title), TreeItemCollapsibleState.Expanded);
  item.id = `probe ${id}`;
  item.contextValue = 'probe';
  item.iconPath = verdictIcon(latest!.verdict.level);
  item.description = span ? `${barsOf(all).join('')} ${value}`.trimEnd() : '';
  item.tooltip = probeTooltip(inUserLanguage(title), all, span && inUserLanguage(span));
  // Bars are read out as what they show.
  item.accessibilityInformation = {
    label: [`${levelText(latest!.verdict.level)}: ${inUserLanguage(title)}`, span && inUserLanguage(span), value]
      .filter(Boolean)
      .join(', '),
  };
  return item;
}

/** Bars in the colours that the theme has for verdicts, the oldest first. @param runs the latest first */
function probeTooltip(title: string, runs: readonly KeptRun[], span: string | undefined): MarkdownString {
  const tooltip = new MarkdownString();
  tooltip.supportHtml = true;
  tooltip.appendText(title);
  if (span !== undefined) {
    const levels = runs.map(({ verdict }) => verdict.level).toReversed();
    const bars = barsOf(runs).map((bar, at) => `<span style="color:var(${COLOURS[levels[at]!]});">${bar}</span>`);
    tooltip.appendMarkdown(`\n\n${bars.join('')}\n\n`).appendText(span);
  }
  for (const run of runs.slice(0, 5))
    tooltip.appendMarkdown('\n\n').appendText(`${timeText(run)}: ${levelText(run.verdict.level)}`);
  return tooltip;
}

function runItem({ id, run }: RunNode): TreeItem {
  const text = inUserLanguage(runText(run));
  // The time stands in front: what is behind a long sentence is cut off.
  const item = new TreeItem(`${timeText(run)} ${text}`, TreeItemCollapsibleState.Collapsed);
  item.id = `run ${id}`;
  item.contextValue = run.origin ? 'runOnLine' : 'run';
  item.iconPath = verdictIcon(run.verdict.level);
  const { threshold, source, vantage } = runDetails(run);
  item.tooltip = new MarkdownString().appendText(text);
  for (const line of [
    ...(threshold ? [`${l10n.t('Held to')}: ${inUserLanguage(threshold)}`] : []),
    `${l10n.t('Source')}: ${inUserLanguage(source)}`,
    inUserLanguage(vantage),
  ])
    item.tooltip.appendMarkdown('\n\n').appendText(line);
  item.accessibilityInformation = { label: `${levelText(run.verdict.level)}: ${text}, ${timeText(run)}` };
  return item;
}

function detailItem({ id, label, text, children, of, leadsToLine }: DetailNode): TreeItem {
  const item = new TreeItem(label, children ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = `detail ${id}`;
  item.contextValue = 'detail';
  item.description = text;
  item.tooltip = text === '' ? label : `${label}: ${text}`;
  if (leadsToLine) {
    item.command = { command: 'netreview.showProbeLine', title: l10n.t('Show the Line'), arguments: [of] };
  }
  return item;
}

/** Of today the time alone. */
function timeText({ at }: KeptRun): string {
  const then = new Date(at);
  return then.toDateString() === new Date().toDateString() ? then.toLocaleTimeString() : then.toLocaleString();
}

const COLOURS: Readonly<Record<VerdictLevel, string>> = {
  ok: '--vscode-testing-iconPassed',
  info: '--vscode-notificationsInfoIcon-foreground',
  warning: '--vscode-notificationsWarningIcon-foreground',
  error: '--vscode-notificationsErrorIcon-foreground',
  unknown: '--vscode-descriptionForeground',
};

function levelText(level: VerdictLevel): string {
  switch (level) {
    case 'ok':
      return l10n.t('OK');
    case 'info':
      return l10n.t('Information');
    case 'warning':
      return l10n.t('Warning');
    case 'error':
      return l10n.t('Error');
    case 'unknown':
      return l10n.t('Unknown');
  }
}
