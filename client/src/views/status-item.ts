import { type Disposable, LanguageStatusSeverity, l10n, languages, window } from 'vscode';
import { DOCUMENTS } from '../documents.ts';
import type { StatusParams } from '../protocol.ts';
import type { Session } from '../session.ts';

/** Language status item of the active editor: dialect, how much was understood, preset; a click chooses the dialect. */
export function showStatusItem(session: Session): Disposable[] {
  const item = languages.createLanguageStatusItem('netreview.status', DOCUMENTS as never);
  item.name = 'Netreview';
  item.command = { command: 'netreview.chooseDialect', title: l10n.t('Choose Dialect') };
  const refresh = (): void => {
    const document = window.activeTextEditor?.document;
    const status = document && session.statuses.of(document.uri.toString());
    item.busy = false;
    item.text = status?.dialect?.name ?? l10n.t('Netreview: no dialect');
    item.detail = status ? detailOf(status) : l10n.t('not reviewed yet');
    item.severity = LanguageStatusSeverity.Information;
    item.accessibilityInformation = { label: `Netreview, ${item.text}, ${item.detail}` };
  };
  refresh();
  return [item, window.onDidChangeActiveTextEditor(refresh), session.statuses.onDidChange(refresh)];
}

function detailOf(status: StatusParams): string {
  if (!status.dialect) {
    const { nearest } = status;
    return nearest
      ? l10n.t(
          'no dialect recognises this text; the nearest is {0}, which understands {1} of {2} lines',
          nearest.name,
          nearest.known,
          nearest.lines,
        )
      : l10n.t('no dialect recognises this text');
  }
  const preset = l10n.t('preset {0}', status.preset);
  const { coverage } = status;
  if (!coverage) return preset;
  const statements = coverage.modelled + coverage.recognised + coverage.unknown;
  if (statements === 0) return preset;
  // Rounded down: "100 %" is said only where nothing is unknown.
  const understood = Math.floor((100 * (statements - coverage.unknown)) / statements);
  return coverage.unknown === 0
    ? l10n.t('every line understood ({0}), {1}', statements, preset)
    : l10n.t('{0} % understood, unknown lines: {1}, {2}', understood, coverage.unknown, preset);
}
