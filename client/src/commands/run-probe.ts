import { l10n, ProgressLocation, Range, type TextEditor, window, workspace } from 'vscode';
import { askConsent, consentsOf } from '../consent.ts';
import { askCredentials } from '../credentials.ts';
import { askLogin } from '../device-login.ts';
import { askDeviceTarget, askPlatform } from '../device-target.ts';
import { inUserLanguage } from '../in-user-language.ts';
import type { Origin, ProbeResult } from '../probe-result.ts';
import { checkedRoute, MOST_ROUTES } from '../probes/asked-route.ts';
import { AT_ONCE, placesFor } from '../probes/at-once.ts';
import { coolDown } from '../probes/cool-down.ts';
import { probes } from '../probes/index.ts';
import type { Credentials, Probe, Seen } from '../probes/probe.ts';
import { recordRun } from '../probes/record-run.ts';
import { parseTarget, readSettings, type Target, targetText } from '../probes/target.ts';
import { PROBE_TARGETS, type ProbeTarget, type ProbeTargetsParams, type ProbeTargetsResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import type { ProbeDiagnostics } from '../views/probe-diagnostics.ts';
import type { ResultsView } from '../views/probe-results.ts';
import { judgeFile } from './judge-file.ts';
import { placeParts } from './place-parts.ts';
import { targetPrompt } from './target-prompt.ts';

export interface ProbeViews {
  readonly tree: ResultsView;
  readonly diagnostics: ProbeDiagnostics;
}

/** A probe of a target, and where in a document the target stands. */
export interface Errand {
  readonly probe: Probe;
  readonly target: Target;
  readonly origin?: Origin;
}

let runs = 0;

/** Counts the results of this window. */
export function nextSerial(): number {
  runs += 1;
  return runs;
}

const restOf = coolDown(() => performance.now());
const places = placesFor(AT_ONCE);

/** *Run Probe...*: a target of the document, or one that is typed in. */
export async function runProbe(session: Session, views: ProbeViews): Promise<ProbeResult | undefined> {
  const editor = window.activeTextEditor;
  const targets = editor ? await targetsOf(session, { uri: editor.document.uri.toString() }) : [];
  const errand = await withDuration(await pickErrand(editor, targets, true));
  return errand && carryOut(session, errand, views);
}

/** *Probe This...*: what stands under the cursor. */
export async function probeThis(session: Session, views: ProbeViews): Promise<ProbeResult | undefined> {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  const uri = editor.document.uri.toString();
  const targets = await targetsOf(session, { uri, position: { line, character } });
  if (targets.length === 0) {
    void window.showInformationMessage(
      l10n.t('There is nothing to probe here. Put the cursor on a neighbour, a route, a server or a rule.'),
    );
    return undefined;
  }
  const errand = await withDuration(await pickErrand(editor, targets, false));
  return errand && carryOut(session, errand, views);
}

/** Takes every "Always for This Target" back. */
export async function forgetConsents({ context }: Pick<Session, 'context'>): Promise<void> {
  const count = await consentsOf(context).withdrawAll();
  void window.showInformationMessage(l10n.t('{0} standing permissions for probes were withdrawn.', count));
}

/** One run with everything around it: consent, cool-down, credentials, log, tree and line. */
export async function carryOut(
  session: Session,
  { probe, target, origin }: Errand,
  views: ProbeViews,
): Promise<ProbeResult | undefined> {
  if (probe.readsFilesOnly) return readFile({ probe, target, ...(origin && { origin }) }, views);
  const leave = places.take();
  if (!leave) {
    void window.showInformationMessage(
      l10n.t('{0} probes run already; wait until one of them ends, or cancel it.', AT_ONCE),
    );
    return undefined;
  }
  try {
    return await ask(session, { probe, target, ...(origin && { origin }) }, views);
  } finally {
    leave();
  }
}

async function ask(
  session: Session,
  { probe, target, origin }: Errand,
  views: ProbeViews,
): Promise<ProbeResult | undefined> {
  const consent = await askConsent(session, probe, target);
  if (!consent) return undefined;
  const wait = restOf(probe.id, target);
  if (wait > 0) {
    void window.showInformationMessage(
      l10n.t('{0} was asked just now; ask again in {1} seconds.', targetText(target), Math.ceil(wait / 1000)),
    );
    return undefined;
  }
  const credentials = probe.login
    ? await askLogin(session, target)
    : probe.takesCredentials
      ? await askCredentials(session, probe, target)
      : undefined;
  const title = l10n.t('{0}: {1}', inUserLanguage(probe.title), targetText(target));
  const started = Date.now();
  const seen = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return probe.run(consent.permit, stop.signal, credentials);
    },
  );
  const { addresses } = consent.permit;
  const folder = origin ? workspace.getWorkspaceFolder(origin.uri) : workspace.workspaceFolders?.[0];
  if (folder?.uri.scheme === 'file' && workspace.isTrusted)
    recordRun(folder.uri.fsPath, { started, probe: probe.id, target, addresses, plan: consent.plan, ...seen });
  const asked = { probe, target, sent: consent.plan, ...(origin && { origin }) };
  const result = await keep(asked, seen, views, secretsOf(credentials));
  if (origin) await placeParts(session, views.diagnostics, result, origin.uri);
  return result;
}

/** Nobody is asked, so nothing needs a yes but the choice of the file. */
async function readFile(errand: Errand, views: ProbeViews): Promise<ProbeResult | undefined> {
  const seen = await judgeFile(errand.probe.fromFile!, errand.target, Date.now());
  if (seen === 'nothing chosen') return undefined;
  if (seen) return keep(errand, seen, views, []);
  void window.showErrorMessage(l10n.t('There is nothing in it that this probe can read.'));
  return undefined;
}

async function keep(
  { probe, target, sent, origin }: Errand & Pick<ProbeResult, 'sent'>,
  seen: Seen,
  views: ProbeViews,
  secrets: readonly string[],
): Promise<ProbeResult> {
  const at = Date.now();
  const result = {
    ...{ serial: nextSerial(), probe: probe.id, target, at, ...seen },
    ...(sent && { sent }),
    ...(origin && { origin }),
  };
  views.diagnostics.place(result);
  await views.tree.add(result, secrets);
  return result;
}

const secretsOf = (credentials: Credentials | undefined): readonly string[] =>
  credentials
    ? [credentials.password, credentials.privacyPassword ?? '', credentials.privateKey ?? ''].filter(Boolean)
    : [];

const targetsOf = ({ client }: Session, params: ProbeTargetsParams): Promise<ProbeTargetsResult> =>
  client.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, params);

async function pickErrand(
  editor: TextEditor | undefined,
  targets: ProbeTargetsResult,
  mayType: boolean,
): Promise<Errand | undefined> {
  const known = targets.map((target) => {
    const { probe, role, range } = target;
    return {
      label: targetText(target),
      description: `${inUserLanguage(probes[probe].title)}, ${role}`,
      detail: l10n.t('line {0}', range.start.line + 1),
      target,
    };
  });
  const typed = { label: l10n.t('Another target...'), target: undefined };
  const items = mayType ? [...known, typed] : known;
  const picked =
    items.length === 1
      ? items[0]
      : await window.showQuickPick(items, { title: l10n.t('Run Probe'), matchOnDescription: true });
  if (!picked) return undefined;
  return picked.target && editor ? errandOf(editor, picked.target) : typeErrand(editor, targets);
}

/** How long a probe that waits may take: the usual time, or all that it can use. */
async function withDuration(errand: Errand | undefined): Promise<Errand | undefined> {
  if (!errand?.probe.lasts) return errand;
  const { usual, longest } = errand.probe.lasts;
  const items = [usual, longest].map((seconds) => ({
    label: l10n.t('At most {0} minutes', Math.ceil(seconds / 60)),
    seconds,
  }));
  const picked = await window.showQuickPick(items, { title: inUserLanguage(errand.probe.title) });
  return picked && { ...errand, target: { ...errand.target, longest: picked.seconds } };
}

/** A target from a document is checked like one that is typed: the document is not trusted to be well-formed. */
async function errandOf(editor: TextEditor, target: ProbeTarget): Promise<Errand | undefined> {
  const probe = probes[target.probe];
  if (probe.login) {
    const device = await askDeviceTarget(probe, target);
    return device && { probe, target: device, origin: originOf(editor, target) };
  }
  const { routes: named = [], settings: given = [], ...asked } = target;
  const parsed = parseTarget(targetText(asked), probe);
  const settings = readSettings(given);
  const routes = named.flatMap(({ prefix, asn }) => checkedRoute(prefix, asn) ?? []);
  if (parsed.ok) {
    const checked = {
      ...parsed.value,
      ...(settings.length > 0 && { settings }),
      ...(routes.length > 0 && { routes: routes.slice(0, MOST_ROUTES) }),
    };
    return { probe, target: checked, origin: originOf(editor, target) };
  }
  void window.showErrorMessage(inUserLanguage(parsed.problem));
  return undefined;
}

async function typeErrand(editor: TextEditor | undefined, targets: ProbeTargetsResult): Promise<Errand | undefined> {
  const kind = await window.showQuickPick(
    Object.values(probes).map((probe) => ({ label: inUserLanguage(probe.title), description: probe.id, probe })),
    { title: l10n.t('Run Probe'), placeHolder: l10n.t('What shall be sent?') },
  );
  if (!kind) return undefined;
  const { probe } = kind;
  const text = await window.showInputBox({
    title: inUserLanguage(probe.title),
    prompt: targetPrompt(probe),
    validateInput: (value) => {
      const parsed = parseTarget(value, probe);
      return parsed.ok ? undefined : inUserLanguage(parsed.problem);
    },
  });
  const parsed = text === undefined ? undefined : parseTarget(text, probe);
  if (!parsed?.ok) return undefined;
  const platform = probe.login ? await askPlatform() : undefined;
  if (probe.login && !platform) return undefined;
  const target = { ...parsed.value, ...(platform && { platform }) };
  const same = targets.find(({ host, port }) => host === target.host && (port ?? target.port) === target.port);
  return { probe, target, ...(same && editor && { origin: originOf(editor, same) }) };
}

function originOf(editor: TextEditor, { rule, range: { start, end } }: ProbeTarget): Origin {
  return {
    uri: editor.document.uri,
    ...(rule !== undefined && { rule }),
    line: start.line,
    range: new Range(start.line, start.character, end.line, end.character),
  };
}
