import { l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import { filePart } from '../diagnosis/file-part.ts';
import { fiveSteps } from '../diagnosis/five-steps.ts';
import { keptWalk, readKeptWalk, restored, type WalkQuestion } from '../diagnosis/kept-walk.ts';
import { type ChainMemory, livePart } from '../diagnosis/live-part.ts';
import { walkJson, walkMarkdown } from '../diagnosis/report.ts';
import {
  beforeFailure,
  failureOf,
  goOn,
  isOver,
  type PartPlan,
  type StepLine,
  startOf,
  type Walk,
} from '../diagnosis/walk.ts';
import { inUserLanguage, userLanguage } from '../in-user-language.ts';
import { egressChain } from '../probes/egress-chain/probe.ts';
import { asAddress, parseTarget, targetText } from '../probes/target.ts';
import { DIAGNOSE, type DiagnoseParams, type DiagnoseResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import type { DiagnosisView, WalkPhase } from '../views/diagnosis-view.ts';
import type { Reports } from '../views/reports.ts';
import { saveWhole } from '../views/save-whole.ts';
import { showLine } from '../views/show-line.ts';
import type { ProbeViews } from './run-probe.ts';

export interface DiagnosisQuestion {
  /** A host of the folder; absent: that of the open file, or one that is chosen. */
  readonly host?: string;
  /** `www.example.net@192.0.2.10:443`; empty: anywhere, and nothing is sent. */
  readonly target?: string;
}

export interface Diagnoses {
  /** *Diagnose: Server Cannot Reach the Internet...* */
  chain(question?: DiagnosisQuestion): Promise<Walk | undefined>;
  /** *Run Five-Step Diagnosis...* */
  fiveSteps(question?: DiagnosisQuestion): Promise<Walk | undefined>;
  /** Where it stopped, or behind what failed. */
  resume(): Promise<Walk | undefined>;
  /** From the failing step: what held is not asked again. */
  again(): Promise<Walk | undefined>;
  stop(): void;
  exportReport(): Promise<void>;
  goToLine(line: StepLine): Promise<void>;
}

const LAST_TARGET = 'netreview.lastDiagnosisTarget';
const LAST_WALK = 'netreview.lastWalk';

interface Current {
  readonly question: WalkQuestion;
  readonly plans: readonly PartPlan[];
  readonly memory: ChainMemory;
  walk: Walk;
  running?: AbortController;
}

/** The diagnosis of this window: one at a time, which can be stopped and taken up again, after a reload of the window as well. */
export function diagnoses(session: Session, views: ProbeViews, view: DiagnosisView, reports: Reports): Diagnoses {
  const { workspaceState } = session.context;
  let current: Current | undefined;
  void takeUp();

  function planned(question: WalkQuestion, walk?: Walk, memory: ChainMemory = {}): Current {
    const { kind, params } = question;
    const parsed = question.target === undefined ? undefined : parseTarget(question.target, egressChain);
    const target = parsed?.ok ? parsed.value : undefined;
    const plans =
      kind === 'chain'
        ? [filePart(session, params), livePart(session, views, params, target, memory)]
        : fiveSteps(session, views, params, target);
    return { question, plans, memory, walk: walk ?? startOf(plans) };
  }

  /** What an earlier window left. */
  async function takeUp(): Promise<void> {
    const kept = readKeptWalk(workspaceState.get(LAST_WALK));
    if (!kept) return;
    const walk = await restored(kept, lineText);
    const { kind, title, params, target, chain } = kept;
    const own = planned(
      { kind, title, params, ...(target !== undefined && { target }) },
      walk,
      chain && { last: chain },
    );
    const sameParts = own.plans.map(({ id }) => id).join() === walk.parts.map(({ id }) => id).join();
    if (current || !sameParts) return;
    current = own;
    view.show(title, walk, phaseOf(walk, false), 'quietly');
  }

  function keep({ question, walk, memory }: Current): void {
    void workspaceState.update(LAST_WALK, keptWalk(question, walk, memory.last));
  }

  async function walkOn(own: Current): Promise<Walk | undefined> {
    if (own.running) return undefined;
    const stop = new AbortController();
    own.running = stop;
    const show = (walk: Walk, phase: WalkPhase): void => {
      own.walk = walk;
      if (current !== own) return;
      keep(own);
      view.show(own.question.title, walk, phase);
    };
    show(own.walk, 'running');
    try {
      await window.withProgress(
        { location: ProgressLocation.Notification, title: own.question.title, cancellable: true },
        async (_, token) => {
          token.onCancellationRequested(() => stop.abort());
          own.walk = await goOn(own.walk, own.plans, (walk) => show(walk, 'running'), stop.signal);
        },
      );
    } finally {
      delete own.running;
      show(own.walk, phaseOf(own.walk, stop.signal.aborted));
    }
    // Who stopped it knows.
    if (!stop.signal.aborted) void tellEnd(own.walk);
    return own.walk;
  }

  async function begin(
    question: DiagnosisQuestion | undefined,
    kind: WalkQuestion['kind'],
    titleOf: (host: string, target: string) => string,
  ): Promise<Walk | undefined> {
    const editor = window.activeTextEditor;
    if (!editor) {
      void window.showInformationMessage(l10n.t('Open a file of the host first, or of its network.'));
      return undefined;
    }
    const text = question?.target ?? (await askTarget(session));
    if (text === undefined) return undefined;
    const parsed = text === '' ? undefined : parseTarget(text, egressChain);
    if (parsed && !parsed.ok) {
      void window.showErrorMessage(inUserLanguage(parsed.problem));
      return undefined;
    }
    const target = parsed?.value;
    const asked = await withHost(session, {
      uri: session.client.code2ProtocolConverter.asUri(editor.document.uri),
      ...(question?.host !== undefined && { host: question.host }),
      // The configurations know addresses; a name is not looked up for them.
      ...(target && asAddress(target.host) && { target: targetText(target) }),
    });
    if (!asked) return undefined;
    const { params, name } = asked;
    current?.running?.abort();
    const title = titleOf(name, target ? targetText(target) : l10n.t('the Internet'));
    current = planned({ kind, title, params, ...(target && { target: text }) });
    return walkOn(current);
  }

  return {
    chain: (question) => begin(question, 'chain', (host, target) => l10n.t('Way out of {0} to {1}', host, target)),
    fiveSteps: (question) =>
      begin(question, 'five-steps', (host, target) => l10n.t('Five steps: {0} to {1}', host, target)),
    resume: async () => (current ? walkOn(current) : undefined),
    again: async () => {
      if (!current || current.running) return undefined;
      current.walk = beforeFailure(current.walk, current.plans);
      return walkOn(current);
    },
    stop: () => current?.running?.abort(),
    exportReport: async () => {
      if (!current) {
        void window.showInformationMessage(l10n.t('There is no diagnosis yet.'));
        return;
      }
      const { question, walk } = current;
      const { title } = question;
      const picked = await window.showQuickPick(
        [
          { label: l10n.t('Page'), description: l10n.t('shown in the editor'), write: undefined },
          { label: 'Markdown', description: l10n.t('for people'), name: 'diagnosis.md', write: walkMarkdown },
          { label: 'JSON', description: l10n.t('for programs'), name: 'diagnosis.json', write: walkJson },
        ],
        { title: l10n.t('Export Diagnosis') },
      );
      if (!picked) return;
      if (picked.write) await saveWhole(picked.name, picked.label, picked.write(title, walk, userLanguage()));
      else await reports.show(title, walkMarkdown(title, walk, userLanguage()));
    },
    goToLine: ({ uri, range }) => showLine(Uri.parse(uri), range),
  };
}

function phaseOf(walk: Walk, aborted: boolean): WalkPhase {
  if (aborted) return 'stopped';
  if (failureOf(walk)) return isOver(walk) ? 'ended' : 'failed';
  return isOver(walk) ? 'over' : 'stopped';
}

async function lineText(uri: string, line: number): Promise<string | undefined> {
  try {
    const document = await workspace.openTextDocument(Uri.parse(uri));
    return line < document.lineCount ? document.lineAt(line).text : undefined;
  } catch {
    return undefined;
  }
}

async function askTarget({ context }: Session): Promise<string | undefined> {
  const text = await window.showInputBox({
    title: l10n.t('Diagnose'),
    prompt: workspace.isTrusted
      ? l10n.t('A host outside, as in {0}; empty: only what the configurations tell', 'www.example.net@ADDRESS:443')
      : l10n.t('A host outside; nothing is sent until you trust this workspace'),
    value: context.workspaceState.get(LAST_TARGET, ''),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const parsed = value.trim() === '' ? undefined : parseTarget(value.trim(), egressChain);
      return parsed && !parsed.ok ? inUserLanguage(parsed.problem) : undefined;
    },
  });
  if (text !== undefined) await context.workspaceState.update(LAST_TARGET, text.trim());
  return text?.trim();
}

/** The host of the open file, else one of its network that is chosen. */
async function withHost(
  { client }: Session,
  params: DiagnoseParams,
): Promise<{ readonly params: DiagnoseParams; readonly name: string } | undefined> {
  const result = await client.sendRequest<DiagnoseResult>(DIAGNOSE, params);
  if (result.ok) return { params, name: result.diagnosis.device };
  if (!result.hosts || result.hosts.length === 0) {
    void window.showErrorMessage(result.problem);
    return undefined;
  }
  const host = await window.showQuickPick([...result.hosts], { title: l10n.t('Which host cannot get out?') });
  return host === undefined ? undefined : { params: { ...params, host }, name: host };
}

async function tellEnd(walk: Walk): Promise<void> {
  const failed = failureOf(walk);
  if (!failed?.text) return;
  const open = l10n.t('Go to the Line');
  const { line } = failed;
  const chosen = await window.showWarningMessage(inUserLanguage(failed.text), ...(line ? [open] : []));
  if (chosen === open && line) await showLine(Uri.parse(line.uri), line.range);
}
