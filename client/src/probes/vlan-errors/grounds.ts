import type { DeviceObservation } from '../../device/device-probe.ts';
import { damageOf, ENOUGH_PACKETS, ERROR_SHARE } from '../interface/judge.ts';
import { percent } from '../percent.ts';
import type { Grounds } from '../probe.ts';
import { FLAPS } from './judge.ts';
import type { Growth } from './observe.ts';

export const grounds: Grounds<DeviceObservation<readonly Growth[]>> = {
  source: 'IEEE 802.3',
  thresholds: {
    flapping: {
      en: `fewer than ${FLAPS} changes of the link between the readings`,
      'zh-cn': `两次读取之间链路变化少于 ${FLAPS} 次`,
    },
    'errors-grow': {
      en: `damaged frames: less than ${percent(ERROR_SHARE.warning)} of at least ${ENOUGH_PACKETS}, an error from ${percent(ERROR_SHARE.error)}`,
      'zh-cn': `损坏的帧低于 ${percent(ERROR_SHARE.warning)}(至少 ${ENOUGH_PACKETS} 个帧),达到 ${percent(ERROR_SHARE.error)} 为错误`,
    },
    'optical-errors': { en: 'no damaged frame on fibre', 'zh-cn': '光纤上没有损坏的帧' },
    'unknown-frames': {
      en: `less than ${percent(ERROR_SHARE.error)} of the frames`,
      'zh-cn': `低于帧数的 ${percent(ERROR_SHARE.error)}`,
    },
    'dropped-frames': {
      en: `less than ${percent(ERROR_SHARE.error)} of the frames`,
      'zh-cn': `低于帧数的 ${percent(ERROR_SHARE.error)}`,
    },
  },
  measure: { title: { en: 'Damaged frames', 'zh-cn': '损坏的帧' }, unit: '', of: ({ state }) => damaged(state) },
};

const damaged = (growths: readonly Growth[] | undefined): number | undefined =>
  growths?.reduce((sum, { grown }) => sum + (damageOf({ counters: grown })?.errors ?? 0), 0);
