import { l10n, window } from 'vscode';
import type { Credentials } from './probes/probe.ts';
import { type Target, targetText } from './probes/target.ts';
import type { Session } from './session.ts';

/** A user's name and password for a target, from the editor's secret storage or typed in; undefined: go without. */
export async function askCredentials(
  { context: { secrets } }: Pick<Session, 'context'>,
  target: Target,
): Promise<Credentials | undefined> {
  const key = `probe ${targetText(target)}`;
  const title = l10n.t('Sign in to {0}', targetText(target));
  const kept = readCredentials(await secrets.get(key));
  const username = await window.showInputBox({
    title,
    prompt: l10n.t('A user name; empty: ask without one'),
    value: kept?.username ?? '',
    ignoreFocusOut: true,
  });
  if (!username) return undefined;
  if (kept?.username === username) return kept;
  const password = await window.showInputBox({
    title,
    prompt: l10n.t('The password; it is kept in the secret storage of the editor'),
    password: true,
    ignoreFocusOut: true,
  });
  if (password === undefined) return undefined;
  await secrets.store(key, JSON.stringify({ username, password }));
  return { username, password };
}

function readCredentials(text: string | undefined): Credentials | undefined {
  if (text === undefined) return undefined;
  const { username, password } = JSON.parse(text) as Partial<Credentials>;
  return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
}
