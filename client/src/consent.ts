import { commands, l10n, window, workspace } from 'vscode';
import { inUserLanguage } from './in-user-language.ts';
import { lookup } from './probes/lookup.ts';
import { askPermit, type Permit } from './probes/permit.ts';
import type { Probe } from './probes/probe.ts';
import { type Target, targetText } from './probes/target.ts';

/** Trust, allow-list and the user's yes to exactly what will be sent; explains a no. */
export async function askConsent(probe: Probe, target: Target): Promise<Permit | undefined> {
  const yes = l10n.t('Send');
  const decision = await askPermit({
    probe,
    target,
    trusted: workspace.isTrusted,
    allowed: workspace.getConfiguration('netreview').get<string[]>('probe.allowedTargets', ['loopback', 'private']),
    lookup,
    confirm: async (plan) => {
      const detail = [
        l10n.t('This will be sent:'),
        ...plan.map((entry) => `- ${inUserLanguage(entry)}`),
        '',
        l10n.t('From this machine, not from the device in the file.'),
      ].join('\n');
      const question = l10n.t('Probe {0}?', targetText(target));
      return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
    },
  });
  if (decision.ok) return decision.permit;
  await explain(decision.refusal.code, inUserLanguage(decision.refusal.text));
  return undefined;
}

async function explain(code: string, text: string): Promise<void> {
  if (code === 'declined') return;
  const trust = l10n.t('Manage Trust');
  const setting = l10n.t('Open Setting');
  const offered = code === 'untrusted' ? [trust] : code === 'not-allowed' ? [setting] : [];
  const picked = await window.showErrorMessage(text, ...offered);
  if (picked === trust) await commands.executeCommand('workbench.trust.manage');
  if (picked === setting) {
    await commands.executeCommand('workbench.action.openSettings', 'netreview.probe.allowedTargets');
  }
}
