import { l10n, window } from 'vscode';
import { readTimeWindow, type TimeWindow } from '../probes/time-window.ts';

/** @returns undefined where the user goes no further; an empty window: all of the file */
export async function askWindow(title: string): Promise<TimeWindow | undefined> {
  const text = await window.showInputBox({
    title,
    prompt: l10n.t('From and until, as in {0}; empty: all of the file', '2026-01-02T03:00Z/2026-01-02T04:00Z'),
    validateInput: (value) =>
      value.trim() === '' || readTimeWindow(value)
        ? undefined
        : l10n.t('Two moments with their zone and a slash between them; either may be left out.'),
  });
  if (text === undefined) return undefined;
  return text.trim() === '' ? {} : readTimeWindow(text);
}
