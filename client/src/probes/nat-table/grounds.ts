import type { DeviceObservation } from '../../device/device-probe.ts';
import type { NatState } from '../../show/nat/nat-state.ts';
import type { Grounds } from '../probe.ts';
import { FILLING, FULL, SHORTEST } from './judge.ts';

export const grounds: Grounds<DeviceObservation<NatState>> = {
  source: 'RFC 4787, RFC 5382',
  thresholds: {
    'pool-filling': { en: `less than ${FILLING * 100} % in use`, 'zh-cn': `使用率低于 ${FILLING * 100} %` },
    'pool-empty': { en: `less than ${FULL * 100} % in use`, 'zh-cn': `使用率低于 ${FULL * 100} %` },
    'table-filling': { en: `less than ${FILLING * 100} % in use`, 'zh-cn': `使用率低于 ${FILLING * 100} %` },
    'table-full': { en: `less than ${FULL * 100} % in use`, 'zh-cn': `使用率低于 ${FULL * 100} %` },
    'timeout-differs': { en: 'the timeout of the configuration', 'zh-cn': '配置中的超时' },
    'udp-timeout-short': {
      en: `remembered for ${SHORTEST.udp} s`,
      'zh-cn': `保持 ${SHORTEST.udp} 秒`,
      source: 'RFC 4787 REQ-5',
    },
    'tcp-timeout-short': {
      en: `remembered for ${SHORTEST.tcp} s`,
      'zh-cn': `保持 ${SHORTEST.tcp} 秒`,
      source: 'RFC 5382 REQ-5',
    },
  },
  measure: { title: { en: 'Translations', 'zh-cn': '转换数' }, unit: '', of: ({ state }) => state?.active },
};
