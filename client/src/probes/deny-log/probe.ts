import { deviceProbe } from '../../device/device-probe.ts';
import { grounds } from './grounds.ts';
import { judge, judgeEach } from './judge.ts';
import { commands, read } from './observe.ts';

export const denyLog = deviceProbe({
  id: 'deny-log',
  title: { en: 'Refused packets in the log of a device', 'zh-cn': '设备日志中被拒绝的报文' },
  subjects: ['filter'],
  // Its first part tells of packets that were refused, whatever follows.
  partial: true,
  commands,
  read,
  grounds,
  judge,
  judgeEach,
});
