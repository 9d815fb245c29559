import { l10n, window } from 'vscode';
import type { Credentials, Probe } from './probes/probe.ts';
import { type Target, targetText } from './probes/target.ts';
import type { Session } from './session.ts';

/** A user's name and passwords for a target, from the editor's secret storage or typed in; undefined: go without. */
export async function askCredentials(
  { context: { secrets } }: Pick<Session, 'context'>,
  { signsIn }: Pick<Probe, 'signsIn'>,
  target: Target,
): Promise<Credentials | undefined> {
  const key = `probe ${targetText(target)}`;
  const title = l10n.t('Sign in to {0}', targetText(target));
  const kept = readCredentials(await secrets.get(key));
  const ask = signsIn === 'snmp' ? askSnmp : signsIn === 'turn' ? askTurn : askUser;
  const asked = await ask(title, kept);
  if (asked && asked !== kept) await secrets.store(key, JSON.stringify(asked));
  return asked;
}

async function askUser(title: string, kept: Credentials | undefined): Promise<Credentials | undefined> {
  const username = await window.showInputBox({
    title,
    prompt: l10n.t('A user name; empty: ask without one'),
    value: kept?.username ?? '',
    ignoreFocusOut: true,
  });
  if (!username) return undefined;
  if (kept?.username === username) return kept;
  const password = await askPassword(title, l10n.t('The password; it is kept in the secret storage of the editor'));
  return password === undefined ? undefined : { username, password };
}

/** A user with a password, or the secret with which a server and its applications make users that run out. */
async function askTurn(title: string, kept: Credentials | undefined): Promise<Credentials | undefined> {
  const ways = [
    ...(kept ? [{ label: l10n.t('As before'), way: 'kept' as const }] : []),
    { label: l10n.t('User name and password'), way: 'user' as const },
    { label: l10n.t('Shared secret (use-auth-secret)'), way: 'secret' as const },
    { label: l10n.t('As nobody'), way: 'nobody' as const },
  ];
  const picked = await window.showQuickPick(ways, { title, ignoreFocusOut: true });
  switch (picked?.way) {
    case 'kept':
      return kept;
    case 'user':
      return askUser(title, undefined);
    case 'secret': {
      const password = await askPassword(
        title,
        l10n.t('The secret that the server shares; it is kept in the secret storage of the editor'),
      );
      return password ? { username: 'netreview', password, sharedSecret: true } : undefined;
    }
    default:
      return undefined;
  }
}

/** A user of SNMPv3 with one or two passwords, or a community. */
async function askSnmp(title: string, kept: Credentials | undefined): Promise<Credentials | undefined> {
  const ways = [
    ...(kept ? [{ label: l10n.t('As before'), way: 'kept' as const }] : []),
    { label: l10n.t('SNMPv3 user'), way: 'user' as const },
    { label: l10n.t('Community (SNMPv2c)'), way: 'community' as const },
    { label: l10n.t('As nobody'), way: 'nobody' as const },
  ];
  const picked = await window.showQuickPick(ways, { title, ignoreFocusOut: true });
  switch (picked?.way) {
    case 'kept':
      return kept;
    case 'community': {
      const password = await askPassword(
        title,
        l10n.t('The community; it is kept in the secret storage of the editor'),
      );
      return password ? { username: '', password } : undefined;
    }
    case 'user': {
      const username = await window.showInputBox({ title, prompt: l10n.t('The user name'), ignoreFocusOut: true });
      if (!username) return undefined;
      const password = await askPassword(
        title,
        l10n.t('The password that signs; it is kept in the secret storage of the editor'),
      );
      if (!password) return undefined;
      const privacyPassword = await askPassword(
        title,
        l10n.t('The password that encrypts; empty: nothing is encrypted'),
      );
      return privacyPassword === undefined
        ? undefined
        : { username, password, ...(privacyPassword !== '' && { privacyPassword }) };
    }
    default:
      return undefined;
  }
}

const askPassword = (title: string, prompt: string): Thenable<string | undefined> =>
  window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });

function readCredentials(text: string | undefined): Credentials | undefined {
  if (text === undefined) return undefined;
  const { username, password, sharedSecret, privacyPassword } = JSON.parse(text) as Partial<Credentials>;
  if (typeof username !== 'string' || typeof password !== 'string') return undefined;
  return {
    username,
    password,
    ...(sharedSecret === true && { sharedSecret }),
    ...(typeof privacyPassword === 'string' && { privacyPassword }),
  };
}
