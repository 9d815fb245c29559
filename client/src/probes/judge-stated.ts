import type { Bilingual } from '../../../grammars/outline.ts';
import type { Threshold, Verdict } from './probe.ts';
import { type AgainstStated, againstStated, type Bounds } from './stated-idle.ts';
import { verdict } from './verdict.ts';

/**
 * A measured lifetime beside the one that a configuration reckons with: the verdict of the measure alone, where both agree.
 * @param own of the measure alone. @param stated seconds; absent: nothing is stated
 * @param found what was measured, as the beginning of a sentence: `The way to 192.0.2.1 forgets a flow after 25 to 30 s of silence`
 */
export function judgeStated(own: Verdict, bounds: Bounds, stated: number | undefined, found: Bilingual): Verdict {
  const against: AgainstStated = stated === undefined ? 'open' : againstStated(bounds, stated);
  switch (against) {
    case 'open':
      return own;
    case 'agrees':
      return {
        ...own,
        text: {
          en: `${own.text.en} The configuration states ${stated} s, and so it is.`,
          'zh-cn': `${own.text['zh-cn']}与配置中的 ${stated} 秒一致。`,
        },
      };
    case 'sooner':
      return verdict(
        own.level === 'error' ? 'error' : 'warning',
        'config-mismatch',
        `${found.en}, sooner than the ${stated} s that the configuration reckons with: another translation or firewall on the way forgets first, or the device runs another configuration. Find that timer and raise it, or send keepalives sooner.`,
        `${found['zh-cn']},早于配置所依据的 ${stated} 秒:途中另有地址转换或防火墙先行遗忘,或设备运行的是另一份配置。请找到该定时器并调高它,或更早发送保活。`,
      );
    case 'later':
      return verdict(
        own.level === 'ok' ? 'info' : own.level,
        'outlives-config',
        `${found.en}, later than the ${stated} s that the configuration reckons with: the device is not on the way from here, or runs another configuration. Compare what it runs, or measure from behind it.`,
        `${found['zh-cn']},晚于配置所依据的 ${stated} 秒:从此处出发的路径不经过该设备,或设备运行的是另一份配置。请核对其运行配置,或从其后方测量。`,
      );
  }
}

const AS_STATED: Threshold = {
  en: 'remembered for as long as the configuration states, give or take a tenth',
  'zh-cn': '保持时间与配置所述相符,误差不超过十分之一',
};
export const STATED_THRESHOLDS = { 'config-mismatch': AS_STATED, 'outlives-config': AS_STATED };
