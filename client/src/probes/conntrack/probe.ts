import { defineProbe } from '../probe.ts';
import { commandText } from '../this-machine.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { COMMANDS, observe, readSaved } from './observe.ts';

export const conntrack = defineProbe({
  id: 'conntrack',
  title: { en: 'Connection tracking of this machine', 'zh-cn': '本机的连接跟踪' },
  plan: () =>
    COMMANDS.map((command) => ({
      en: `nothing over the network; read here: ${commandText(command)}`,
      'zh-cn': `不发送网络报文;在本机读取:${commandText(command)}`,
    })),
  confirms: { 'host/conntrack-undersized': ['full', 'filling', 'dropped'] },
  risks: ['host/conntrack-undersized'],
  observe,
  grounds,
  cameBack,
  judge,
  readSaved,
});
