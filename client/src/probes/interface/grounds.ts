import type { DeviceObservation } from '../../device/device-probe.ts';
import type { InterfaceState } from '../../show/interface-state.ts';
import { percent } from '../percent.ts';
import type { Grounds, Threshold } from '../probe.ts';
import { BUSY, DROPS, ENOUGH_PACKETS, ERROR_SHARE } from './judge.ts';
import { HOT } from './judge-optics.ts';

const OF_THE_MODULE: Threshold = {
  en: 'within the limits that the module itself tells',
  'zh-cn': '在模块自身给出的限值之内',
  source: 'SFF-8472, SFF-8636',
};

export const grounds: Grounds<DeviceObservation<readonly InterfaceState[]>> = {
  source: 'IEEE 802.3, SFF-8472, SFF-8636',
  thresholds: {
    errors: {
      en: `damaged frames: less than ${percent(ERROR_SHARE.warning)} of at least ${ENOUGH_PACKETS}, an error from ${percent(ERROR_SHARE.error)}`,
      'zh-cn': `损坏的帧低于 ${percent(ERROR_SHARE.warning)}(至少 ${ENOUGH_PACKETS} 个帧),达到 ${percent(ERROR_SHARE.error)} 为错误`,
    },
    'low-speed': { en: 'the speed that the port can negotiate', 'zh-cn': '端口可协商的速率', source: 'IEEE 802.3 28' },
    busy: {
      en: `an average of less than ${percent(BUSY)} of the bandwidth`,
      'zh-cn': `平均低于带宽的 ${percent(BUSY)}`,
    },
    hot: {
      en: `what the module is made for; where it does not tell, less than ${HOT.warning} degrees Celsius, an error from ${HOT.error}`,
      'zh-cn': `模块自身的适用范围;未给出时低于 ${HOT.warning} 摄氏度,达到 ${HOT.error} 为错误`,
      source: 'SFF-8472',
    },
    'receive-power': OF_THE_MODULE,
    'transmit-power': OF_THE_MODULE,
    'module-limits': OF_THE_MODULE,
    'output-drops': { en: `the queue drops less than ${percent(DROPS)}`, 'zh-cn': `队列丢弃低于 ${percent(DROPS)}` },
  },
  measure: {
    title: { en: 'Busiest direction', 'zh-cn': '最繁忙方向' },
    unit: 'Mbit/s',
    of: ({ state }) => busiest(state),
  },
};

function busiest(interfaces: readonly InterfaceState[] | undefined): number | undefined {
  const rates = interfaces?.flatMap(({ inputRate, outputRate }) => [inputRate ?? [], outputRate ?? []].flat()) ?? [];
  return rates.length > 0 ? Math.max(...rates) / 1e6 : undefined;
}
