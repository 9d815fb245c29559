import { commands, EventEmitter, type TreeDataProvider, window, workspace } from 'vscode';
import type { ProbeResult } from '../probe-result.ts';
import { type KeptRun, keptRun } from '../results/kept-run.ts';
import { lineMark } from '../results/line-mark.ts';
import { type RunHistory, runHistory } from '../results/run-history.ts';
import { type RunNode, runTree } from '../results/run-tree.ts';
import type { Session } from '../session.ts';
import { detailsOf, itemOf, type ResultNode } from './result-items.ts';

export interface ResultsView {
  /** @param secrets that the run signed in with: they are kept nowhere. */
  add(result: ProbeResult, secrets: readonly string[]): Promise<void>;
  readonly history: RunHistory;
  /** What the user has selected in the tree, for commands that are given nothing. */
  readonly selected: ResultNode | undefined;
}

const STORED = 'probe.runs';
/** Menus and the palette ask for it. */
const HAS_RESULTS = 'netreview.hasProbeResults';

/** The tree *Netreview: Probe Results*: by target and probe, the latest first; kept with the workspace. */
export function showResultsView({ context: { subscriptions, workspaceState } }: Pick<Session, 'context'>): ResultsView {
  const changed = new EventEmitter<undefined>();
  let tree = runTree([]);
  let parents: ReadonlyMap<string, ResultNode> = new Map();
  const rebuild = (): void => {
    tree = runTree(history.all);
    parents = new Map(
      tree.flatMap((target) =>
        target.probes.flatMap((probe): [string, ResultNode][] => [
          [probe.id, target],
          ...probe.runs.map((run): [string, ResultNode] => [run.id, probe]),
        ]),
      ),
    );
    void commands.executeCommand('setContext', HAS_RESULTS, history.all.length > 0);
    changed.fire(undefined);
  };
  const history = runHistory(
    { get: () => workspaceState.get(STORED), set: (runs) => workspaceState.update(STORED, runs) },
    rebuild,
  );
  const provider: TreeDataProvider<ResultNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node ? [...childrenOf(node)] : [...tree]),
    getTreeItem: itemOf,
    getParent: (node) => (node.kind === 'detail' ? undefined : parents.get(node.id)),
  };
  const view = window.createTreeView('netreview.probeResults', { treeDataProvider: provider, showCollapseAll: true });
  subscriptions.push(changed, view);
  rebuild();
  return {
    history,
    get selected() {
      return view.selection[0];
    },
    async add(result, secrets) {
      const run = keptRun(result, await markOf(result), secrets);
      history.add(run);
      const node = nodeOf(run);
      if (node) await view.reveal(node, { select: true, focus: false });
    },
  };

  function nodeOf({ id }: KeptRun): RunNode | undefined {
    const parent = parents.get(id);
    return parent?.kind === 'probe' ? parent.runs.find((run) => run.id === id) : undefined;
  }
}

function childrenOf(node: ResultNode): readonly ResultNode[] {
  switch (node.kind) {
    case 'target':
      return node.probes;
    case 'probe':
      return node.runs;
    case 'run':
      return detailsOf(node);
    case 'detail':
      return node.children ?? [];
  }
}

/** Of the line as it is now; a document that is gone has none. */
async function markOf({ origin }: ProbeResult): Promise<string | undefined> {
  if (!origin) return undefined;
  try {
    const document = await workspace.openTextDocument(origin.uri);
    return lineMark(document.lineAt(origin.line).text);
  } catch {
    return undefined;
  }
}
