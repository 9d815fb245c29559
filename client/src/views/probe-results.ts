import {
  EventEmitter,
  l10n,
  MarkdownString,
  Range,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from 'vscode';
import { inUserLanguage } from '../in-user-language.ts';
import { type ProbeResult, resultText } from '../probe-result.ts';
import { probes } from '../probes/index.ts';
import { vantageOf } from '../probes/probe.ts';
import type { Session } from '../session.ts';
import { verdictIcon } from './verdict-icon.ts';

const KEPT = 100;

export interface ResultsView {
  add(result: ProbeResult): void;
  clear(): void;
  readonly results: readonly ProbeResult[];
}

/** The tree *Netreview: Probe Results*, the latest first. */
export function showResultsView({ context }: Pick<Session, 'context'>): ResultsView {
  let results: readonly ProbeResult[] = [];
  const changed = new EventEmitter<void>();
  const provider: TreeDataProvider<ProbeResult> = {
    onDidChangeTreeData: changed.event,
    getChildren: (parent) => (parent ? [] : [...results]),
    getTreeItem: itemOf,
    getParent: () => undefined,
  };
  const view = window.createTreeView('netreview.probeResults', { treeDataProvider: provider });
  context.subscriptions.push(changed, view);
  const replace = (next: readonly ProbeResult[]): void => {
    results = next;
    changed.fire();
  };
  return {
    add: (result) => {
      replace([result, ...results].slice(0, KEPT));
      void view.reveal(result, { select: true, focus: false });
    },
    clear: () => replace([]),
    get results() {
      return results;
    },
  };
}

function itemOf(result: ProbeResult): TreeItem {
  const { verdict, at } = result;
  const item = new TreeItem(resultText(result), TreeItemCollapsibleState.None);
  // Two answers may read the same.
  item.id = String(result.serial);
  item.contextValue = 'result';
  item.description = new Date(at).toLocaleTimeString();
  item.iconPath = verdictIcon(verdict.level);
  item.tooltip = new MarkdownString()
    .appendText(resultText(result))
    .appendMarkdown('\n\n')
    .appendText(inUserLanguage(vantageOf(probes[result.probe])));
  item.accessibilityInformation = { label: `${verdict.level}: ${resultText(result)}` };
  if (result.origin) {
    const { uri, line } = result.origin;
    item.command = {
      command: 'vscode.open',
      title: l10n.t('Show the Line'),
      arguments: [uri, { selection: new Range(line, 0, line, 0) }],
    };
  }
  return item;
}
