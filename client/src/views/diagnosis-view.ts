import {
  commands,
  EventEmitter,
  l10n,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  workspace,
} from 'vscode';
import { fileOf, LABELS, STATE_NAMES } from '../diagnosis/report.ts';
import { UNTRUSTED } from '../diagnosis/skipped.ts';
import { failureOf, type StepLine, type Walk, type WalkPart, type WalkStep } from '../diagnosis/walk.ts';
import { inUserLanguage } from '../in-user-language.ts';
import type { Session } from '../session.ts';
import { verdictIcon } from './verdict-icon.ts';

/** `failed`: there are parts behind what fails; `ended`: there are none. */
export type WalkPhase = 'running' | 'stopped' | 'failed' | 'ended' | 'over';

export interface DiagnosisView {
  /** @param quietly nobody asked for it now: the view does not come to the front */
  show(title: string, walk: Walk, phase: WalkPhase, quietly?: 'quietly'): void;
}

/** A line of text below a step; with a place, a click goes there. */
interface Detail {
  readonly id: string;
  readonly text: string;
  readonly line?: StepLine;
}

type Node = WalkPart | WalkStep | Detail;

/** The tree *Netreview: Diagnosis*: parts, their steps, and what each sent, got and rests on. */
export function showDiagnosisView({ context }: Pick<Session, 'context'>): DiagnosisView {
  let walk: Walk | undefined;
  const changed = new EventEmitter<void>();
  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => {
      if (!node) return [...(walk?.parts ?? [])];
      if ('steps' in node) return [...node.steps];
      return 'state' in node ? detailsOf(node) : [];
    },
    getParent: (node) => parentOf(walk, node),
    getTreeItem: (node) => ('steps' in node ? partItem(node) : 'state' in node ? stepItem(node) : detailItem(node)),
  };
  const view = window.createTreeView('netreview.diagnosis', { treeDataProvider: provider });
  context.subscriptions.push(changed, view);
  /** Its line as well, which is the last below it. */
  const bringIntoView = async (step: WalkStep): Promise<void> => {
    const last = detailsOf(step).at(-1);
    if (last) await view.reveal(last, { select: false, focus: false });
    await view.reveal(step, { select: true, focus: false });
    // What the tree fetched for that may be from before the last change.
    changed.fire();
  };
  return {
    show(title, next, phase, quietly) {
      const first = walk === undefined;
      walk = next;
      view.title = title;
      view.message = workspace.isTrusted ? phaseText(phase) : `${phaseText(phase)} ${inUserLanguage(UNTRUSTED)}`;
      void commands.executeCommand('setContext', 'netreview.diagnosis', phase);
      changed.fire();
      const failing = phase === 'failed' || phase === 'ended' ? failureOf(next) : undefined;
      if (quietly) return;
      if (failing) void bringIntoView(failing);
      const asked = next.parts.flatMap(({ steps }) => steps).find(({ state }) => state === 'running');
      // A step that has ended by then is nowhere any more.
      if (asked) view.reveal(asked, { select: false, focus: false }).then(undefined, () => {});
      if (first || phase === 'running')
        void commands.executeCommand('netreview.diagnosis.focus', { preserveFocus: true });
    },
  };
}

function parentOf(walk: Walk | undefined, node: Node): Node | undefined {
  if ('steps' in node) return undefined;
  const steps = walk?.parts.flatMap((part) => part.steps) ?? [];
  if ('state' in node) return walk?.parts.find((part) => part.steps.some(({ id }) => id === node.id));
  return steps.find(({ id }) => node.id.startsWith(`${id} `));
}

function phaseText(phase: WalkPhase): string {
  if (phase === 'running') return l10n.t('The diagnosis runs.');
  if (phase === 'stopped') return l10n.t('Stopped. It can be resumed.');
  if (phase === 'failed') return l10n.t('A step fails. Resume behind it, or ask again from the failing step.');
  if (phase === 'ended') return l10n.t('A step fails. It can be asked again from there.');
  return l10n.t('All steps are taken.');
}

function partItem({ id, title, steps }: WalkPart): TreeItem {
  const item = new TreeItem(inUserLanguage(title), TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.description = steps.length === 0 ? l10n.t('not taken yet') : '';
  return item;
}

function stepItem(step: WalkStep): TreeItem {
  const { id, title, state, text } = step;
  const failing = state === 'error' || state === 'warning';
  const item = new TreeItem(
    inUserLanguage(title),
    detailsOf(step).length === 0
      ? TreeItemCollapsibleState.None
      : failing
        ? TreeItemCollapsibleState.Expanded
        : TreeItemCollapsibleState.Collapsed,
  );
  // An item that begins to fail opens by itself.
  item.id = `step ${id} ${failing}`;
  const said = inUserLanguage(STATE_NAMES[state]);
  item.description = state === 'skipped' && text ? `${said}: ${inUserLanguage(text)}` : said;
  item.iconPath =
    state === 'running'
      ? new ThemeIcon('loading~spin')
      : state === 'skipped'
        ? new ThemeIcon('circle-slash', new ThemeColor('disabledForeground'))
        : verdictIcon(state);
  item.tooltip = text ? inUserLanguage(text) : said;
  item.accessibilityInformation = { label: `${inUserLanguage(title)}, ${said}. ${text ? inUserLanguage(text) : ''}` };
  return item;
}

function detailsOf({ id, state, text, sent = [], came, threshold, source, line, lineText }: WalkStep): Detail[] {
  // Its reason stands beside its name.
  if (state === 'skipped') return [];
  const details: (Omit<Detail, 'id'> | undefined)[] = [
    text && { text: inUserLanguage(text) },
    ...sent.map((one) => ({ text: inUserLanguage(LABELS.sent) + inUserLanguage(one) })),
    came && { text: inUserLanguage(LABELS.came) + inUserLanguage(came) },
    threshold && { text: inUserLanguage(LABELS.threshold) + inUserLanguage(threshold) },
    source && { text: inUserLanguage(LABELS.source) + inUserLanguage(source) },
    lineText && { text: inUserLanguage(lineText) },
    line && {
      text: `${inUserLanguage(LABELS.line)}${fileOf(line.uri)}:${line.range.start.line + 1} ${line.text}`,
      line,
    },
  ];
  return details.flatMap((one, at) => (one ? [{ ...one, id: `${id} ${at}` }] : []));
}

function detailItem({ id, text, line }: Detail): TreeItem {
  const item = new TreeItem(text, TreeItemCollapsibleState.None);
  item.id = `detail ${id}`;
  item.tooltip = text;
  if (line) {
    item.iconPath = new ThemeIcon('go-to-file');
    item.command = { command: 'netreview.diagnosisLine', title: l10n.t('Show the Line'), arguments: [line] };
  }
  return item;
}
