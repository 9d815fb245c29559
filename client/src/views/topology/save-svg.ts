import { randomBytes } from 'node:crypto';
import { l10n, Uri, window, workspace } from 'vscode';

/** Asks where to. Written beside its place first: a file that was there before is replaced by the whole drawing or not at all. */
export async function saveSvg(text: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    filters: { SVG: ['svg'] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, 'topology.svg') } : {}),
  });
  if (!target) return;
  const draft = target.with({ path: `${target.path}.${randomBytes(4).toString('hex')}.tmp` });
  try {
    await workspace.fs.writeFile(draft, new TextEncoder().encode(text));
    await workspace.fs.rename(draft, target, { overwrite: true });
  } catch (error) {
    await Promise.resolve(workspace.fs.delete(draft)).catch(() => undefined);
    void window.showErrorMessage(
      l10n.t('The drawing was not saved: {0}', error instanceof Error ? error.message : String(error)),
    );
  }
}
