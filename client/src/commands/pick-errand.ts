import { type Diagnostic, l10n, languages, Range, type TextEditor, type Uri, window } from 'vscode';
import { askDeviceTarget, askPlatform } from '../device-target.ts';
import { inUserLanguage } from '../in-user-language.ts';
import type { Origin } from '../probe-result.ts';
import { checkedRoute, MOST_ROUTES } from '../probes/asked-route.ts';
import { probes } from '../probes/index.ts';
import { readInput } from '../probes/inputs.ts';
import type { Probe } from '../probes/probe.ts';
import { parseTarget, readSettings, type Target, targetText } from '../probes/target.ts';
import {
  PROBE_TARGETS,
  type ProbeTarget,
  type ProbeTargetsParams,
  type ProbeTargetsResult,
  STATED_IDLE,
  type StatedIdleParams,
  type StatedIdleResult,
} from '../protocol.ts';
import type { KeptRun } from '../results/kept-run.ts';
import type { Session } from '../session.ts';
import { askInputs } from './ask-inputs.ts';
import { targetPrompt } from './target-prompt.ts';

/** A probe of a target, and where in a document the target stands. */
export interface Errand {
  readonly probe: Probe;
  readonly target: Target;
  readonly origin?: Origin;
}

/** A probe that can confirm a finding, of a target that the finding does not name. */
interface Doubted {
  readonly probe: Probe;
  readonly origin: Origin;
}

/** What the document names, or what is typed in. */
export async function anyErrand(session: Session): Promise<Errand | undefined> {
  const editor = window.activeTextEditor;
  const targets = editor ? await targetsOf(session, { uri: editor.document.uri.toString() }) : [];
  const items = [...targets.map(targetItem), { label: l10n.t('Another target...'), target: undefined }];
  const picked = await pickOne(items);
  if (!picked) return undefined;
  return asChosen(
    session,
    picked.target && editor ? await errandOf(editor.document.uri, picked.target) : await typeErrand(editor, targets),
  );
}

/**
 * What stands under the cursor, or what could confirm a finding there.
 * @param earlier runs, the latest first: whom a probe asked last is proposed
 */
export async function errandHere(
  session: Session,
  editor: TextEditor,
  earlier: readonly KeptRun[],
): Promise<Errand | undefined> {
  const { line, character } = editor.selection.active;
  const targets = await targetsOf(session, { uri: editor.document.uri.toString(), position: { line, character } });
  const doubted = doubtedHere(editor).filter(
    ({ probe, origin }) => !targets.some((target) => target.probe === probe.id && target.rule === origin.rule),
  );
  if (targets.length === 0 && doubted.length === 0) {
    void window.showInformationMessage(
      l10n.t('There is nothing to probe here. Put the cursor on a neighbour, a route, a server or a rule.'),
    );
    return undefined;
  }
  const picked = await pickOne([...targets.map(targetItem), ...doubted.map(doubtedItem)]);
  if (!picked) return undefined;
  if ('target' in picked) return asChosen(session, await errandOf(editor.document.uri, picked.target));
  const { probe, origin } = picked.doubted;
  const target = await askTarget(probe, earlier.find((run) => run.probe === probe.id)?.target);
  return asChosen(session, target && { probe, target, origin });
}

const targetsOf = ({ client }: Session, params: ProbeTargetsParams): Promise<ProbeTargetsResult> =>
  client.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, params);

/** The silence that the finding is about, for a probe that can be told of one. */
async function statedBy({ client }: Session, { takes }: Probe, origin: Origin): Promise<number | undefined> {
  const { rule, line } = origin;
  if (rule === undefined || !takes?.includes('idle')) return undefined;
  const uri = client.code2ProtocolConverter.asUri(origin.uri);
  const params: StatedIdleParams = { uri, line, rule };
  const stated = await client.sendRequest<StatedIdleResult>(STATED_IDLE, params);
  return stated === null ? undefined : readInput.idle([String(stated)]);
}

const targetItem = (target: ProbeTarget) => ({
  label: targetText(target),
  description: `${inUserLanguage(probes[target.probe].title)}, ${target.role}`,
  detail: l10n.t('line {0}', target.range.start.line + 1),
  target,
});

const doubtedItem = (doubted: Doubted) => ({
  label: inUserLanguage(doubted.probe.title),
  description: l10n.t('does {0} show from here?', doubted.origin.rule!),
  detail: l10n.t('line {0}', doubted.origin.line + 1),
  doubted,
});

/** Each finding on the cursor's line, with each probe that has verdicts which confirm it. */
function doubtedHere({ document, selection }: TextEditor): readonly Doubted[] {
  const { line } = selection.active;
  return languages.getDiagnostics(document.uri).flatMap((diagnostic) => {
    const rule = ruleOf(diagnostic);
    const { range } = diagnostic;
    if (rule === undefined || line < range.start.line || line > range.end.line) return [];
    return Object.values(probes)
      .filter(({ confirms }) => confirms && Object.hasOwn(confirms, rule))
      .map((probe) => ({ probe, origin: { uri: document.uri, line: range.start.line, range, rule } }));
  });
}

/** Of the review's own findings; verdicts of probes have none. */
export function ruleOf({ source, code }: Diagnostic): string | undefined {
  const value = typeof code === 'object' ? code.value : code;
  return source === 'netreview' && typeof value === 'string' ? value : undefined;
}

/** What is the only one needs no choice. */
async function pickOne<T extends { readonly label: string }>(items: readonly T[]): Promise<T | undefined> {
  if (items.length === 1) return items[0];
  return window.showQuickPick(items, {
    title: l10n.t('Run Probe'),
    placeHolder: l10n.t('Whom to ask, and how; nothing is sent before you have seen what'),
    matchOnDescription: true,
  });
}

/** The errand, asked as the finding that it is for and the user want it. */
async function asChosen(session: Session, errand: Errand | undefined): Promise<Errand | undefined> {
  if (!errand) return undefined;
  const { probe, origin } = errand;
  const idle = origin && (await statedBy(session, probe, origin));
  const target = await askInputs(probe, { ...errand.target, ...(idle !== undefined && { idle }) });
  return target && { ...errand, target };
}

/** A target from a document is checked like one that is typed: the document is not trusted to be well-formed. */
export async function errandOf(uri: Uri, target: ProbeTarget): Promise<Errand | undefined> {
  const probe = probes[target.probe];
  if (probe.login) {
    const device = await askDeviceTarget(probe, target);
    return device && { probe, target: device, origin: originOf(uri, target) };
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
    return { probe, target: checked, origin: originOf(uri, target) };
  }
  void window.showErrorMessage(inUserLanguage(parsed.problem));
  return undefined;
}

async function typeErrand(editor: TextEditor | undefined, targets: ProbeTargetsResult): Promise<Errand | undefined> {
  const kind = await window.showQuickPick(
    Object.values(probes).map((probe) => ({ label: inUserLanguage(probe.title), description: probe.id, probe })),
    { title: l10n.t('Run Probe'), placeHolder: l10n.t('What shall be sent?') },
  );
  const target = kind && (await askTarget(kind.probe));
  if (!target) return undefined;
  const same = targets.find(({ host, port }) => host === target.host && (port ?? target.port) === target.port);
  return { probe: kind.probe, target, ...(same && editor && { origin: originOf(editor.document.uri, same) }) };
}

/** @param proposed stands in the input already */
async function askTarget(probe: Probe, proposed?: Target): Promise<Target | undefined> {
  const text = await window.showInputBox({
    title: inUserLanguage(probe.title),
    prompt: targetPrompt(probe),
    ...(proposed && { value: targetText(proposed) }),
    validateInput: (value) => {
      const parsed = parseTarget(value, probe);
      return parsed.ok ? undefined : inUserLanguage(parsed.problem);
    },
  });
  const parsed = text === undefined ? undefined : parseTarget(text, probe);
  if (!parsed?.ok) return undefined;
  const platform = probe.login ? await askPlatform() : undefined;
  if (probe.login && !platform) return undefined;
  return { ...parsed.value, ...(platform && { platform }) };
}

function originOf(uri: Uri, { rule, range: { start, end } }: ProbeTarget): Origin {
  return {
    uri,
    ...(rule !== undefined && { rule }),
    line: start.line,
    range: new Range(start.line, start.character, end.line, end.character),
  };
}
