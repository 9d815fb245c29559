import { l10n, Uri, window, workspace } from 'vscode';
import type { Credentials } from './probes/probe.ts';
import { type Target, targetText } from './probes/target.ts';
import type { Session } from './session.ts';

/** Larger is no key. */
const LARGEST_KEY = 64 * 1024;

/**
 * Who logs in to a device, and with what: a key of the SSH agent, or a password or private key that the editor's secret
 * storage keeps. undefined: nobody; the device's own program on this machine is asked.
 */
export async function askLogin(
  { context: { secrets } }: Pick<Session, 'context'>,
  { host, port }: Target,
): Promise<Credentials | undefined> {
  // One login for all that a device is asked about.
  const device = targetText({ host, ...(port !== undefined && { port }) });
  const key = `login ${device}`;
  const title = l10n.t('Sign in to {0}', device);
  const kept = readLogin(await secrets.get(key));
  const username = await window.showInputBox({
    title,
    prompt: l10n.t('A user name; empty: ask a program of this machine'),
    value: kept?.username ?? '',
    ignoreFocusOut: true,
  });
  if (!username) return undefined;
  const before = { label: l10n.t('As last time'), way: 'before' as const };
  const ways = [
    ...(kept?.username === username ? [before] : []),
    { label: l10n.t('A key of the SSH agent'), way: 'agent' as const },
    { label: l10n.t('A password...'), way: 'password' as const },
    { label: l10n.t('A private key from a file...'), way: 'key' as const },
  ];
  const picked = await window.showQuickPick(ways, { title, ignoreFocusOut: true });
  if (!picked) return undefined;
  const login = picked.way === 'before' ? kept : await secretOf(picked.way, username, title);
  if (login) await secrets.store(key, JSON.stringify(login));
  return login;
}

async function secretOf(
  way: 'agent' | 'password' | 'key',
  username: string,
  title: string,
): Promise<Credentials | undefined> {
  if (way === 'agent') return { username, password: '' };
  const privateKey = way === 'key' ? await readKey() : undefined;
  if (way === 'key' && privateKey === undefined) return undefined;
  const prompt = privateKey
    ? l10n.t('The passphrase of the key; empty: it has none')
    : l10n.t('The password; it is kept in the secret storage of the editor');
  const password = await window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
  if (password === undefined) return undefined;
  return { username, password, ...(privateKey !== undefined && { privateKey }) };
}

async function readKey(): Promise<string | undefined> {
  const [uri] = (await window.showOpenDialog({ canSelectMany: false })) ?? [];
  if (!(uri instanceof Uri)) return undefined;
  const bytes = await workspace.fs.readFile(uri);
  return bytes.length > LARGEST_KEY ? undefined : Buffer.from(bytes).toString('utf8');
}

function readLogin(text: string | undefined): Credentials | undefined {
  if (text === undefined) return undefined;
  const { username, password, privateKey } = JSON.parse(text) as Partial<Credentials>;
  if (typeof username !== 'string' || typeof password !== 'string') return undefined;
  return { username, password, ...(typeof privateKey === 'string' && { privateKey }) };
}
