import type { Bilingual } from '../../../grammars/outline.ts';
import type { Bearing } from '../protocol.ts';
import type { Probe, Verdict } from './probe.ts';

/** What a verdict says about the finding that asked for the probe; undefined: nothing. */
export function bearing(
  { confirms, risks = [] }: Pick<Probe, 'confirms' | 'risks'>,
  rule: string | undefined,
  verdict: Verdict,
): Bearing | undefined {
  const codes = rule === undefined || !confirms || !Object.hasOwn(confirms, rule) ? undefined : confirms[rule];
  if (!codes) return undefined;
  if (codes.includes(verdict.code)) return 'confirmed';
  if (rule !== undefined && risks.includes(rule)) return undefined;
  return verdict.level === 'ok' || verdict.level === 'info' ? 'contradicted' : undefined;
}

/** @returns the sentence that goes with the verdict. */
export function bearingText(rule: string, said: Bearing): Bilingual {
  return said === 'confirmed'
    ? { en: `This confirms ${rule}.`, 'zh-cn': `这证实了 ${rule}。` }
    : { en: `${rule} is not reproduced from here.`, 'zh-cn': `从此处未能重现 ${rule}。` };
}
