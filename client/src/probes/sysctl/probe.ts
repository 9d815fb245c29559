import { defineProbe } from '../probe.ts';
import { commandText } from '../this-machine.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, readSaved, sysctlCommand } from './observe.ts';

export const sysctl = defineProbe({
  id: 'sysctl',
  title: { en: 'Kernel settings of this machine', 'zh-cn': '本机的内核设置' },
  plan: ({ settings = [] }) => [
    {
      en: `nothing over the network; read here: ${commandText(sysctlCommand(settings))}`,
      'zh-cn': `不发送网络报文;在本机读取:${commandText(sysctlCommand(settings))}`,
    },
  ],
  observe,
  grounds,
  cameBack,
  judge,
  readSaved,
});
