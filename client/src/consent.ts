import { commands, type ExtensionContext, l10n, window, workspace } from 'vscode';
import type { Bilingual } from '../../grammars/outline.ts';
import { inUserLanguage } from './in-user-language.ts';
import { lookup } from './probes/lookup.ts';
import { askPermit, type Permit, type Refusal, UNTRUSTED } from './probes/permit.ts';
import type { Probe } from './probes/probe.ts';
import { type StandingConsents, standingConsents } from './probes/standing-consents.ts';
import { type Target, targetText } from './probes/target.ts';
import type { Session } from './session.ts';

/** A permit, and what the user was shown of what will be sent. */
export interface Consent {
  readonly permit: Permit;
  readonly plan: readonly Bilingual[];
}

/** Kept for this user of the editor, never in a folder. */
export function consentsOf({ globalState }: ExtensionContext): StandingConsents {
  const key = 'probe.always';
  return standingConsents({
    get: () => globalState.get<readonly string[]>(key, []),
    set: (texts) => globalState.update(key, texts),
  });
}

/** Trust, allow-list and the user's yes to exactly what will be sent; explains a no. */
export async function askConsent(
  { context }: Pick<Session, 'context'>,
  probe: Probe,
  target: Target,
): Promise<Consent | undefined> {
  const yes = l10n.t('Send');
  const always = l10n.t('Always for This Target');
  const standing = consentsOf(context);
  let shown: readonly Bilingual[] = [];
  const decision = await askPermit({
    probe,
    target,
    trusted: workspace.isTrusted,
    allowed: workspace.getConfiguration('netreview').get<string[]>('probe.allowedTargets', ['loopback', 'private']),
    lookup,
    confirm: async (plan, addresses) => {
      shown = plan;
      if (standing.holds(probe.id, target, addresses)) return true;
      const detail = [
        l10n.t('This will be sent:'),
        ...plan.map((entry) => `- ${inUserLanguage(entry)}`),
        '',
        l10n.t('From this machine, not from the device in the file.'),
      ].join('\n');
      const question = l10n.t('Probe {0}?', targetText(target));
      const answer = await window.showWarningMessage(question, { modal: true, detail }, yes, always);
      if (answer === always) await standing.give(probe.id, target, addresses);
      return answer !== undefined;
    },
  });
  if (decision.ok) return { permit: decision.permit, plan: shown };
  await explain(decision.refusal);
  return undefined;
}

/** What a command says that is not done in a folder nobody trusts. */
export const refuseUntrusted = (): Promise<void> => explain(UNTRUSTED);

async function explain({ code, text }: Refusal): Promise<void> {
  if (code === 'declined') return;
  const trust = l10n.t('Manage Trust');
  const setting = l10n.t('Open Setting');
  const offered = code === 'untrusted' ? [trust] : code === 'not-allowed' ? [setting] : [];
  const picked = await window.showErrorMessage(inUserLanguage(text), ...offered);
  if (picked === trust) await commands.executeCommand('workbench.trust.manage');
  if (picked === setting) {
    await commands.executeCommand('workbench.action.openSettings', 'netreview.probe.allowedTargets');
  }
}
