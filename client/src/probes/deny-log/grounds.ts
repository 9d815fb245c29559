import type { DeviceObservation } from '../../device/device-probe.ts';
import type { DenyLog } from '../../show/denied/denies.ts';
import { percent } from '../percent.ts';
import type { Grounds } from '../probe.ts';
import { ANSWERS, SCAN } from './judge.ts';

export const grounds: Grounds<DeviceObservation<DenyLog>> = {
  source: 'RFC 5424, the vendors’ message catalogues',
  thresholds: {
    'answers-denied': {
      en: `fewer than ${ANSWERS.packets} refused answers, or less than ${percent(ANSWERS.share)} of what was refused`,
      'zh-cn': `被拒绝的应答少于 ${ANSWERS.packets} 个,或低于被拒绝报文的 ${percent(ANSWERS.share)}`,
    },
    scan: {
      en: `no source that was refused at ${SCAN.targets} hosts and ports, ${percent(SCAN.share)} of all`,
      'zh-cn': `没有来源在 ${SCAN.targets} 个主机和端口被拒绝且占全部的 ${percent(SCAN.share)}`,
    },
  },
  measure: {
    title: { en: 'Refused packets in the log', 'zh-cn': '日志中被拒绝的报文' },
    unit: '',
    of: ({ state }) => state?.flows.reduce((sum, { packets }) => sum + packets, 0),
  },
};
