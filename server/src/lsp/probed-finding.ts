import type { Bearing } from '../../../client/src/protocol.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { type Finding, SEVERITIES, type Severity } from '../review/finding.ts';

/**
 * A finding with what a probe said of it. One that was met in the wild is one step more severe, unless it is the most severe already or
 * its severity was chosen; one that was not met stays as severe as it is: another place may see it.
 * @param chosen somebody configured the severity of its rule
 */
export function probedFinding(finding: Finding, said: Bearing, chosen: boolean): Finding {
  const { severity, text } = finding;
  const raised = said === 'confirmed' && !chosen ? stepAbove(severity) : severity;
  const word = said === 'contradicted' ? CONTRADICTED : raised === severity ? CONFIRMED : RAISED[raised];
  return {
    ...finding,
    severity: raised,
    text: { en: `${text.en} ${word.en}`, 'zh-cn': text['zh-cn'] + word['zh-cn'] },
  };
}

const stepAbove = (severity: Severity): Severity => SEVERITIES[Math.max(0, SEVERITIES.indexOf(severity) - 1)]!;

const CONTRADICTED: Bilingual = {
  en: 'A probe did not reproduce it from here; from elsewhere it may still be so.',
  'zh-cn': '探测从此处未能重现;从其他位置仍可能出现。',
};
const CONFIRMED: Bilingual = { en: 'A probe confirmed it from here.', 'zh-cn': '探测已从此处证实。' };
const RAISED: Readonly<Record<Severity, Bilingual>> = {
  error: {
    en: 'A probe confirmed it from here, so it is an error instead of a warning.',
    'zh-cn': '探测已从此处证实,因此由警告升为错误。',
  },
  warning: {
    en: 'A probe confirmed it from here, so it is a warning instead of a remark.',
    'zh-cn': '探测已从此处证实,因此由提示信息升为警告。',
  },
  info: {
    en: 'A probe confirmed it from here, so it is a remark instead of a hint.',
    'zh-cn': '探测已从此处证实,因此由提示升为提示信息。',
  },
  // Nothing is below a hint.
  hint: CONFIRMED,
};
