import { deviceProbe } from '../../device/device-probe.ts';
import { linkCommands } from '../interface/observe.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { INTERVAL_MS, read } from './observe.ts';

export const vlanErrorsParts = {
  id: 'vlan-errors',
  title: { en: 'Errors on links of a device, now', 'zh-cn': '设备链路当前的错误' },
  subjects: ['interface'],
  commands: linkCommands,
  again: INTERVAL_MS,
  read,
  grounds,
  judge,
} as const;

export const vlanErrors = deviceProbe(vlanErrorsParts);
