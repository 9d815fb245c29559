import type { Grounds } from '../probe.ts';
import type { SysctlObservation } from './observe.ts';

export const grounds: Grounds<SysctlObservation> = {
  source: 'sysctl(8)',
  thresholds: { drift: { en: 'the value that the file gives', 'zh-cn': '文件给出的值' } },
};
