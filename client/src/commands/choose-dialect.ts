import {
  ConfigurationTarget,
  l10n,
  Position,
  Range,
  type TextDocument,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { DIALECTS, type DialectsResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import { markerEdit } from './dialect-marker.ts';

interface Choice {
  readonly label: string;
  readonly description: string;
  /** `off`: not reviewed; undefined: what the content says. */
  readonly id: string | undefined;
  readonly lineComment: string;
}

/** Asks for a dialect and where to keep the choice: a comment in the file, or `netreview.dialects`. */
export async function chooseDialect({ client, statuses }: Session): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document) return void window.showInformationMessage(l10n.t('Open a configuration file first.'));
  const dialects = await client.sendRequest<DialectsResult>(DIALECTS);
  const status = statuses.of(document.uri.toString());
  const choice = await window.showQuickPick(choices(dialects), {
    title: l10n.t('Dialect of {0}', workspace.asRelativePath(document.uri)),
    placeHolder: status?.dialect
      ? l10n.t('Now {0}: {1}', status.dialect.name, status.dialect.reasons.join('; '))
      : l10n.t('Nothing recognised this text'),
  });
  if (!choice) return;
  if (choice.id === undefined) return forget(document);
  const inFile = { label: l10n.t('A comment in the file'), detail: l10n.t('Travels with the file.') };
  const inSettings = {
    label: l10n.t('The setting netreview.dialects'),
    detail: l10n.t('For this path, in the settings of this folder.'),
  };
  const places = workspace.getWorkspaceFolder(document.uri) ? [inFile, inSettings] : [inFile];
  const place = await window.showQuickPick(places, { title: l10n.t('Keep the choice in') });
  if (place === inFile) await writeMarker(document, choice.id, choice.lineComment);
  if (place === inSettings) await writeSetting(document, choice.id);
}

function choices(dialects: DialectsResult): Choice[] {
  return [
    ...dialects.map(({ id, name, lineComment }) => ({
      id,
      label: name,
      description: id,
      lineComment: lineComment ?? '#',
    })),
    { id: 'off', label: l10n.t('Do not review this file'), description: 'off', lineComment: '#' },
    { id: undefined, label: l10n.t('Decide by content'), description: '', lineComment: '#' },
  ];
}

async function writeMarker(document: TextDocument, id: string, lineComment: string): Promise<void> {
  const { line, endLine, text } = markerEdit(document.getText(), id, lineComment);
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(new Position(line, 0), new Position(endLine, 0)), text);
  await workspace.applyEdit(edit);
}

async function writeSetting(document: TextDocument, id: string): Promise<void> {
  const settings = workspace.getConfiguration('netreview', document);
  const path = workspace.asRelativePath(document.uri, false);
  const { [path]: _, ...others } = settings.get<Record<string, string>>('dialects', {});
  // First match wins: one file's own entry stands before the globs.
  await settings.update('dialects', { [path]: id, ...others }, targetOf());
}

/** Takes back what this command wrote: the comment and the file's own entry. */
async function forget(document: TextDocument): Promise<void> {
  const { line, endLine } = markerEdit(document.getText(), 'off', '#');
  if (endLine > line) {
    const edit = new WorkspaceEdit();
    edit.delete(document.uri, new Range(new Position(line, 0), new Position(endLine, 0)));
    await workspace.applyEdit(edit);
  }
  const settings = workspace.getConfiguration('netreview', document);
  const path = workspace.asRelativePath(document.uri, false);
  const { [path]: own, ...others } = settings.get<Record<string, string>>('dialects', {});
  if (own !== undefined) await settings.update('dialects', others, targetOf());
}

const targetOf = (): ConfigurationTarget =>
  (workspace.workspaceFolders?.length ?? 0) > 1 ? ConfigurationTarget.WorkspaceFolder : ConfigurationTarget.Workspace;
