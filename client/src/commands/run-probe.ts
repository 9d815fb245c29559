import { l10n, ProgressLocation, window, workspace } from 'vscode';
import { askConsent, consentsOf } from '../consent.ts';
import { askCredentials } from '../credentials.ts';
import { askLogin } from '../device-login.ts';
import { diagnosisOf } from '../diagnosis/file-part.ts';
import { placeChain } from '../diagnosis/place-chain.ts';
import { placeUnanswered } from '../diagnosis/place-unanswered.ts';
import { inUserLanguage } from '../in-user-language.ts';
import type { ProbeResult } from '../probe-result.ts';
import { AT_ONCE, placesFor } from '../probes/at-once.ts';
import { coolDown } from '../probes/cool-down.ts';
import type { Observation, Probe, Seen } from '../probes/probe.ts';
import { recordRun } from '../probes/record-run.ts';
import { secretsOf } from '../probes/secrets-of.ts';
import { asAddress, readCount, type Target, targetText } from '../probes/target.ts';
import { isThisMachine } from '../probes/this-machine.ts';
import { maskSecrets } from '../results/mask-secrets.ts';
import type { Session } from '../session.ts';
import type { ProbeDiagnostics } from '../views/probe-diagnostics.ts';
import type { ResultsView } from '../views/probe-results.ts';
import { judgeFile } from './judge-file.ts';
import { anyErrand, type Errand, errandHere } from './pick-errand.ts';
import { placeParts } from './place-parts.ts';

export interface ProbeViews {
  readonly tree: ResultsView;
  readonly diagnostics: ProbeDiagnostics;
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
  const errand = await anyErrand(session);
  return errand && carryOut(session, errand, views);
}

/** *Probe This...*: what stands under the cursor, or what could confirm a finding there. */
export async function probeThis(session: Session, views: ProbeViews): Promise<ProbeResult | undefined> {
  const editor = window.activeTextEditor;
  const errand = editor && (await errandHere(session, editor, views.tree.history.all));
  return errand && carryOut(session, errand, views);
}

/** Takes every "Always for This Target" back. */
export async function forgetConsents({ context }: Pick<Session, 'context'>): Promise<void> {
  const count = await consentsOf(context).withdrawAll();
  void window.showInformationMessage(l10n.t('Permissions for probes that were withdrawn: {0}.', count));
}

/** How a run is done that is part of something larger, which shows its progress and may stop it. */
export interface Course {
  readonly signal: AbortSignal;
  /** Of a probe made of steps. */
  readonly known?: Observation;
  /** Each step as it ends. */
  readonly tell?: (seen: Seen) => void;
}

/** What the user's setting says, where the target does not. */
function withCount(probe: Probe, target: Target): Target {
  const set = workspace.getConfiguration('netreview').get<number>('probe.pings');
  const count = target.count ?? (set === undefined ? undefined : readCount(String(set), probe.counts));
  return count === undefined ? target : { ...target, count };
}

/** One run with everything around it: consent, cool-down, credentials, log, tree and line. @returns undefined where nothing was asked */
export async function carryOut(
  session: Session,
  { probe, target, origin }: Errand,
  views: ProbeViews,
  course?: Course,
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
    return await ask(session, { probe, target: withCount(probe, target), ...(origin && { origin }) }, views, course);
  } finally {
    leave();
  }
}

async function ask(
  session: Session,
  { probe, target, origin }: Errand,
  views: ProbeViews,
  course?: Course,
): Promise<ProbeResult | undefined> {
  const consent = await askConsent(session, probe, target);
  if (!consent) return undefined;
  const wait = restOf(probe.id, target);
  if (wait > 0) {
    void window.showInformationMessage(
      l10n.t('{0} was asked just now; ask again in {1} s.', targetText(target), Math.ceil(wait / 1000)),
    );
    return undefined;
  }
  const credentials =
    probe.login || (probe.readsHost && !isThisMachine(consent.permit))
      ? await askLogin(session, target)
      : probe.takesCredentials
        ? await askCredentials(session, probe, target)
        : undefined;
  const title = l10n.t('{0}: {1}', inUserLanguage(probe.title), targetText(target));
  const earlier = views.tree.history.all.map(({ observation }) => observation);
  const started = Date.now();
  const said = course
    ? await (course.tell
        ? probe.walk(consent.permit, course.signal, course.tell, course.known)
        : probe.run(consent.permit, course.signal, credentials, earlier))
    : await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => stop.abort());
        return probe.run(consent.permit, stop.signal, credentials, earlier);
      });
  const secrets = secretsOf(credentials);
  // Whatever a peer repeats of them: nobody behind this line sees a secret.
  const seen = maskSecrets(said, secrets);
  const { addresses } = consent.permit;
  const folder = origin ? workspace.getWorkspaceFolder(origin.uri) : workspace.workspaceFolders?.[0];
  if (folder?.uri.scheme === 'file' && workspace.isTrusted)
    recordRun(folder.uri.fsPath, { started, probe: probe.id, target, addresses, plan: consent.plan, ...seen });
  const asked = { probe, target, sent: consent.plan, ...(origin && { origin }) };
  const result = await keep(asked, seen, views, secrets);
  if (origin) await placeParts(session, views.diagnostics, result, origin.uri);
  const near = origin?.uri ?? window.activeTextEditor?.document.uri;
  const uri = near && session.client.code2ProtocolConverter.asUri(near);
  if (uri) await placeUnanswered(session, views.diagnostics, result, uri);
  if (probe.id === 'egress-chain' && !course && uri) {
    const named = asAddress(target.host) ? { target: targetText(target) } : {};
    const diagnosis = await diagnosisOf(session, { uri, ...named });
    if (typeof diagnosis !== 'string') placeChain(views.diagnostics, result, diagnosis);
  }
  return result;
}

/** Nobody is asked, so nothing needs a yes but the choice of the file. */
async function readFile(errand: Errand, views: ProbeViews): Promise<ProbeResult | undefined> {
  const { takesWindow = false, fromFile } = errand.probe;
  const seen = await judgeFile({ takesWindow, fromFile: fromFile! }, errand.target, Date.now());
  if (seen === 'nothing chosen') return undefined;
  if (seen) return keep(errand, maskSecrets(seen, []), views, []);
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
  const result: ProbeResult = {
    ...{ serial: nextSerial(), probe: probe.id, target, at, ...seen },
    ...(sent && { sent }),
    ...(origin && { origin }),
  };
  views.diagnostics.place(result);
  await views.tree.add(result, secrets);
  return result;
}
