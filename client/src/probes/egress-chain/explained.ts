import type { Bilingual } from '../../../../grammars/outline.ts';
import type { WireDiagnosedStep, WireDiagnosis } from '../../protocol.ts';
import type { Verdict } from '../probe.ts';

/** What the configurations say to a live verdict of the chain. */
export interface Explained {
  /** `explains`: they show the same; `may`: they do not tell, and this line is why; `silent`: they show nothing of it. */
  readonly fit: 'explains' | 'may' | 'silent';
  /** Absent: no step of theirs is about it. */
  readonly step?: WireDiagnosedStep;
  readonly text: Bilingual;
}

/** Answers to nothing look alike from outside: a translation that is missing, a route, a filter for everything. */
const EVERYTHING: ReadonlySet<string> = new Set(['private-source-unanswered', 'nothing-returns']);

/** Nothing came back, or a router's complaint. */
const SILENCE = /^no-|-(?:no-answer|dropped|unreachable|udp-blocked|unanswered)$|^nothing-returns$/;

/**
 * The line of the configurations that makes what the live chain met; undefined where nothing is wrong.
 * @param verdict of the probe `egress-chain`
 */
export function explained({ steps, cause }: WireDiagnosis, verdict: Verdict): Explained | undefined {
  const { level, code } = verdict;
  if (level !== 'error' && level !== 'warning') return undefined;
  const own = EVERYTHING.has(code)
    ? (steps.find(({ status }) => status === 'broken') ?? steps.find(({ step }) => step === 'nat'))
    : steps.find(({ step }) => step === stepOf(code));
  // The step hangs on an earlier one, and so does what was met, unless something came back.
  const step = own?.status === 'not-reached' && SILENCE.test(code) ? cause : own;
  // Who drops packets refuses nothing.
  if (code === 'tcp-refused' && !step?.rejects) return { fit: 'silent', ...(step && { step }), text: SILENT };
  if (step?.status === 'broken' || step?.status === 'risk') return { fit: 'explains', step, text: EXPLAINS };
  if (step?.status === 'unknown' && step.at) return { fit: 'may', step, text: MAY };
  return { fit: 'silent', ...(step && { step }), text: SILENT };
}

/** `nat-udp-lifetime-under-30s` is about `nat-udp-lifetime`; routes alone have codes of their own. */
const stepOf = (code: string): string | undefined =>
  code === 'no-default-route' || code === 'no-route-further'
    ? 'route'
    : STEPS.find((step) => code.startsWith(`${step}-`));

const STEPS = ['dns', 'tcp', 'pmtu', 'tls', 'stun', 'nat-udp-lifetime'] as const;

const EXPLAINS: Bilingual = {
  en: 'The configuration shows the same:',
  'zh-cn': '配置显示相同的原因:',
};
const MAY: Bilingual = {
  en: 'The configuration does not tell; this line is why:',
  'zh-cn': '配置无法判断,原因在此行:',
};
const SILENT: Bilingual = {
  en: 'The configurations here show nothing that does this: another device, a state that no file has, or files that are not what runs.',
  'zh-cn': '此处的配置未显示造成该现象的原因:可能是其他设备、文件中没有的状态,或文件与运行配置不一致。',
};
