import type { Bilingual } from '../../../grammars/outline.ts';
import { describeIntent, type IntentResult } from './check-intents.ts';
import { OUTCOMES } from './outcomes.ts';
import { traceText } from './trace-text.ts';

/** An answer about an intent, for programs. */
export const intentJson = ({ intent, status, why, at, witness }: IntentResult) => ({
  intent: describeIntent(intent),
  kind: intent.kind,
  status,
  why,
  at: at ?? null,
  witness: witness ?? null,
});

/** The same for people, with the packet and its way where it does not hold. */
export function intentText({ intent, status, why, at, witness }: IntentResult, locale: keyof Bilingual): string {
  const head = `${OUTCOMES[status][locale]}: ${describeIntent(intent)}: ${why[locale]}\n`;
  if (status === 'holds') return head;
  return [
    head,
    ...(at ? [`  ${at.path}:${at.line}: ${at.text}\n`] : []),
    ...(witness ? [traceText(witness, locale).replace(/^(?=.)/gm, '  ')] : []),
  ].join('');
}
