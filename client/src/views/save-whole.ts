import { randomBytes } from 'node:crypto';
import { l10n, Uri, window, workspace } from 'vscode';

/**
 * Asks where to, and writes beside the place first: a file that was there before is replaced by the whole text or not at all.
 * @param name proposed, with its extension. @param kind what files of that extension are called
 */
export async function saveWhole(name: string, kind: string, text: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    filters: { [kind]: [name.split('.').at(-1)!] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
  });
  if (!target) return;
  const draft = target.with({ path: `${target.path}.${randomBytes(4).toString('hex')}.tmp` });
  try {
    await workspace.fs.writeFile(draft, new TextEncoder().encode(text));
    await workspace.fs.rename(draft, target, { overwrite: true });
  } catch (error) {
    await Promise.resolve(workspace.fs.delete(draft)).catch(() => undefined);
    void window.showErrorMessage(
      l10n.t('{0} was not saved: {1}', name, error instanceof Error ? error.message : String(error)),
    );
  }
}
