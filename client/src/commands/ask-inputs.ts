import { l10n, window } from 'vscode';
import { inUserLanguage } from '../in-user-language.ts';
import { type InputId, LONGEST_IDLE, MOST_PATHS, RECORD_TYPES, readInput } from '../probes/inputs.ts';
import type { Probe } from '../probes/probe.ts';
import { silencesAround } from '../probes/stated-idle.ts';
import type { Target } from '../probes/target.ts';

/** How a target is asked, where that can be chosen. @returns undefined where the user left the question */
export async function askInputs(probe: Probe, target: Target): Promise<Target | undefined> {
  if (probe.lasts) return askDuration(probe, probe.lasts, target);
  const takes = (probe.takes ?? []).filter((id) => target[id] === undefined);
  if (takes.length === 0) return target;
  const usual = { label: l10n.t('As usual'), id: undefined };
  const picked = await window.showQuickPick([usual, ...takes.map((id) => ({ label: QUESTIONS[id].choice(), id }))], {
    title: inUserLanguage(probe.title),
    placeHolder: l10n.t('How shall it be asked?'),
  });
  if (!picked?.id) return picked && target;
  const { id } = picked;
  const words = await QUESTIONS[id].ask();
  const value = words && readInput[id](words);
  return value === undefined ? undefined : { ...target, [id]: value };
}

/** How long a probe that waits may take: the usual time, or all that it can use. */
async function askDuration(
  probe: Probe,
  { usual, longest }: NonNullable<Probe['lasts']>,
  target: Target,
): Promise<Target | undefined> {
  // Long enough for what the document states, where that is not among the usual ones.
  const stated = target.idle === undefined ? [] : silencesAround(target.idle);
  const enough = stated.filter((seconds) => seconds > usual && seconds < longest).slice(-1);
  const items = [usual, ...enough, longest].map((seconds) => ({
    label: l10n.t('At most {0} min', Math.ceil(seconds / 60)),
    seconds,
  }));
  const picked = await window.showQuickPick(items, { title: inUserLanguage(probe.title) });
  return picked && { ...target, longest: picked.seconds };
}

interface Question {
  choice(): string;
  /** @returns the words of the answer; undefined where the user left it */
  ask(): Promise<readonly string[] | undefined>;
}

const QUESTIONS: Readonly<Record<InputId, Question>> = {
  idle: {
    choice: () => l10n.t('With a silence of...'),
    ask: () => askWords('idle', l10n.t('Seconds of silence, at most {0}', LONGEST_IDLE)),
  },
  method: { choice: () => l10n.t('With HEAD instead of GET'), ask: async () => ['HEAD'] },
  paths: {
    choice: () => l10n.t('For several paths in turn...'),
    ask: () => askWords('paths', l10n.t('Paths with spaces between them, at most {0}: /login /cart', MOST_PATHS)),
  },
  types: {
    choice: () => l10n.t('For records of other types...'),
    ask: async () =>
      (
        await window.showQuickPick(
          RECORD_TYPES.map((label) => ({ label })),
          { canPickMany: true, title: l10n.t('For records of other types...') },
        )
      )?.map(({ label }) => label),
  },
};

async function askWords(id: InputId, prompt: string): Promise<readonly string[] | undefined> {
  const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);
  const text = await window.showInputBox({
    prompt,
    validateInput: (value) => (readInput[id](wordsOf(value)) === undefined ? prompt : undefined),
  });
  return text === undefined ? undefined : wordsOf(text);
}
