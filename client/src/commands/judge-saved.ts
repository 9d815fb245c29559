import { env, l10n, Uri, window, workspace } from 'vscode';
import { inUserLanguage } from '../in-user-language.ts';
import type { ProbeResult } from '../probe-result.ts';
import { probes } from '../probes/index.ts';
import type { Probe } from '../probes/probe.ts';
import { parseTarget, type Target } from '../probes/target.ts';
import type { KeptRun } from '../results/kept-run.ts';
import { maskSecrets } from '../results/mask-secrets.ts';
import type { Session } from '../session.ts';
import { judgeFile } from './judge-file.ts';
import { placeParts } from './place-parts.ts';
import { nextSerial, type ProbeViews } from './run-probe.ts';
import { targetPrompt } from './target-prompt.ts';

/** *Judge Saved Output...*: what a program said on another machine, read and judged as if it had run here. Sends nothing. */
export async function judgeSaved(session: Session, views: ProbeViews): Promise<ProbeResult | undefined> {
  const document = window.activeTextEditor?.document.uri;
  const kind = await window.showQuickPick(
    Object.values(probes)
      .filter(({ fromSaved, fromFile }) => fromSaved || fromFile)
      .map((probe) => ({ label: inUserLanguage(probe.title), description: probe.id, probe })),
    { title: l10n.t('Judge Saved Output'), placeHolder: l10n.t('What was asked?') },
  );
  if (!kind) return undefined;
  const { probe } = kind;
  const text = await window.showInputBox({
    title: inUserLanguage(probe.title),
    prompt: probe.takesRoutes ? targetPrompt(probe) : l10n.t('Who was asked'),
    validateInput: (value) => {
      const parsed = parseTarget(value, probe);
      return parsed.ok ? undefined : inUserLanguage(parsed.problem);
    },
  });
  const target = text === undefined ? undefined : parseTarget(text, probe);
  if (!target?.ok) return undefined;
  const at = Date.now();
  const seen = await (probe.fromFile
    ? judgeFile({ takesWindow: probe.takesWindow ?? false, fromFile: probe.fromFile }, target.value, at)
    : judgeText(probe.fromSaved!, target.value, at, views.tree.history.all));
  if (seen === 'nothing chosen') return undefined;
  if (!seen) {
    void window.showErrorMessage(l10n.t('There is nothing in it that this probe can read.'));
    return undefined;
  }
  const result: ProbeResult = {
    serial: nextSerial(),
    probe: probe.id,
    target: target.value,
    at,
    ...maskSecrets(seen, []),
  };
  await views.tree.add(result, []);
  if (document) await placeParts(session, views.diagnostics, result, document, target.value.host);
  return result;
}

async function judgeText(
  fromSaved: NonNullable<Probe['fromSaved']>,
  target: Target,
  at: number,
  history: readonly KeptRun[],
) {
  const output = await readOutput();
  return output === undefined
    ? 'nothing chosen'
    : fromSaved(
        output,
        target,
        at,
        history.map(({ observation }) => observation),
      );
}

async function readOutput(): Promise<string | undefined> {
  const clipboard = { label: l10n.t('From the clipboard'), clipboard: true };
  const file = { label: l10n.t('From a file...'), clipboard: false };
  const picked = await window.showQuickPick([clipboard, file], { title: l10n.t('Judge Saved Output') });
  if (!picked) return undefined;
  if (picked.clipboard) return env.clipboard.readText();
  const [uri] = (await window.showOpenDialog({ canSelectMany: false })) ?? [];
  return uri instanceof Uri ? Buffer.from(await workspace.fs.readFile(uri)).toString('utf8') : undefined;
}
