import { deviceProbe } from '../../device/device-probe.ts';
import { grounds } from './grounds.ts';
import { judge, judgeEach } from './judge.ts';
import { interfaceCommands, interfacesAsked } from './observe.ts';

export const interfaces = deviceProbe({
  id: 'interface',
  title: { en: 'Interfaces of a device', 'zh-cn': '设备的接口' },
  subjects: ['interface'],
  commands: interfaceCommands,
  read: interfacesAsked,
  grounds,
  judge,
  judgeEach,
});
