import type { Verdict, VerdictLevel } from './probe.ts';

/** @param en ends in a full stop. @param zh ends in one too. */
export const verdict = (level: VerdictLevel, code: string, en: string, zh: string): Verdict => ({
  level,
  code,
  text: { en, 'zh-cn': zh },
});

const ORDER: readonly VerdictLevel[] = ['error', 'warning', 'info', 'ok', 'unknown'];

/** What the user must hear first: an error before all, what could not be asked only when nothing else was. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  const [first] = [...verdicts].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  return first ?? verdict('unknown', 'not-made', 'Nothing was asked.', '未发出任何请求。');
}

/** The gravest of levels; what could not be asked only when nothing else was. */
export const worstLevel = (levels: readonly VerdictLevel[]): VerdictLevel =>
  ORDER.find((level) => levels.includes(level)) ?? 'unknown';
