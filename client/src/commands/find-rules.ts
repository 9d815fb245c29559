import { l10n, ProgressLocation, Range, Selection, TextEditorRevealType, Uri, window, workspace } from 'vscode';
import { FIND_RULES, type FindRulesResult, type WireFoundRule } from '../protocol.ts';
import type { Session } from '../session.ts';

export interface SetQuestion {
  /** `tcp any > 192.0.2.0/24:443` */
  readonly packets: string;
  readonly scope: 'document' | 'workspace';
}

const LAST_SET = 'netreview.lastPacketSet';
const EXAMPLE = 'tcp any > 192.0.2.0/24:443';

/** The rules of the open document, or of the workspace, that match some of a set of packets; those that decide are marked. */
export async function findRules(session: Session, question?: SetQuestion): Promise<FindRulesResult | undefined> {
  const asked = question ?? (await ask(session));
  if (!asked) return undefined;
  const uri = asked.scope === 'document' ? window.activeTextEditor?.document.uri : undefined;
  if (asked.scope === 'document' && !uri) return undefined;
  const params = {
    packets: asked.packets,
    ...(uri ? { uri: session.client.code2ProtocolConverter.asUri(uri) } : {}),
  };
  const result = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Looking for rules'), cancellable: true },
    (_, token) =>
      session.client.sendRequest<FindRulesResult>(FIND_RULES, params, token).catch((problem: unknown) => {
        if (token.isCancellationRequested) return undefined;
        throw problem;
      }),
  );
  if (!result) return undefined;
  if (!result.ok) void window.showErrorMessage(result.problem);
  else if (result.rules.length === 0) void window.showInformationMessage(l10n.t('No rule matches {0}.', asked.packets));
  else void choose(result, asked.packets);
  return result;
}

async function ask({ context }: Session): Promise<SetQuestion | undefined> {
  const packets = await window.showInputBox({
    title: l10n.t('Find Rules Matching'),
    prompt: l10n.t('Protocol, source and destination; any, prefixes and lists of ports are fine: {0}', EXAMPLE),
    value: context.workspaceState.get(LAST_SET, EXAMPLE),
  });
  if (packets === undefined) return undefined;
  await context.workspaceState.update(LAST_SET, packets);
  if (!window.activeTextEditor) return { packets, scope: 'workspace' };
  const here = { label: l10n.t('This file'), scope: 'document' as const };
  const everywhere = { label: l10n.t('All files of the workspace'), scope: 'workspace' as const };
  const picked = await window.showQuickPick([here, everywhere], { title: l10n.t('Find Rules Matching') });
  return picked && { packets, scope: picked.scope };
}

async function choose({ rules, more }: Extract<FindRulesResult, { ok: true }>, packets: string): Promise<void> {
  const title = more ? l10n.t('The first rules matching {0}', packets) : l10n.t('Rules matching {0}', packets);
  const picked = await window.showQuickPick(rules.map(itemOf), {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) return;
  const { range, uri } = picked.found;
  const start = new Range(range.start.line, range.start.character, range.end.line, range.end.character).start;
  const editor = await window.showTextDocument(await workspace.openTextDocument(Uri.parse(uri)));
  editor.selection = new Selection(start, start);
  editor.revealRange(new Range(start, start), TextEditorRevealType.InCenterIfOutsideViewport);
}

function itemOf(found: WireFoundRule) {
  const { uri, range, filter, text, action, decides, packets, sure } = found;
  const place = `${workspace.asRelativePath(Uri.parse(uri))}:${range.start.line + 1}`;
  const detail =
    decides === 'none'
      ? l10n.t('matches; others decide')
      : action === 'continue'
        ? sure
          ? l10n.t('sees {0}', packets)
          : l10n.t('may see {0}', packets)
        : sure
          ? l10n.t('decides {0}', packets)
          : l10n.t('may decide {0}', packets);
  const icon = decides === 'none' || action === 'continue' ? 'circle-outline' : 'pass-filled';
  return { label: `$(${icon}) ${text.replace(/\s+/g, ' ')}`, description: `${filter}, ${place}`, detail, found };
}
