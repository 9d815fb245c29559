import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Probe, Seen } from '../probes/probe.ts';
import type { Target } from '../probes/target.ts';
import { askWindow } from './ask-window.ts';

/** Has the user pick a file, and judges it as it is read. @returns undefined when nothing in it can be read */
export async function judgeFile(
  { fromFile, takesWindow }: Pick<Required<Probe>, 'fromFile'> & Pick<Probe, 'takesWindow'>,
  target: Target,
  at: number,
): Promise<Seen | 'nothing chosen' | undefined> {
  const part = takesWindow ? await askWindow(l10n.t('Judge Saved Output')) : {};
  if (!part) return 'nothing chosen';
  const asked = Object.keys(part).length > 0 ? { ...target, window: part } : target;
  const [uri] = (await window.showOpenDialog({ canSelectMany: false })) ?? [];
  if (!(uri instanceof Uri)) return 'nothing chosen';
  const chunks =
    uri.scheme === 'file' ? createReadStream(uri.fsPath) : Readable.from([await workspace.fs.readFile(uri)]);
  return window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Judge Saved Output'), cancellable: true },
    (_, token) => {
      token.onCancellationRequested(() => chunks.destroy());
      return fromFile(chunks, asked, at).catch(() => (token.isCancellationRequested ? 'nothing chosen' : undefined));
    },
  );
}
