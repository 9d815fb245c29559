import { defineProbe } from '../probe.ts';
import { commandText } from '../this-machine.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, readSaved, socketsCommands } from './observe.ts';

export const sockets = defineProbe({
  id: 'sockets',
  title: { en: 'TCP sockets of this machine', 'zh-cn': '本机的 TCP 套接字' },
  plan: () => [
    {
      en: `nothing over the network; read here: ${socketsCommands().map(commandText).join('; ')}`,
      'zh-cn': `不发送网络报文;在本机读取:${socketsCommands().map(commandText).join('; ')}`,
    },
  ],
  confirms: {
    'acl/return-traffic-blocked': ['unanswered'],
    'host/accept-capacity': ['backlog-full'],
    'host/ephemeral-ports': ['ports-exhausted'],
  },
  risks: ['acl/return-traffic-blocked', 'host/accept-capacity', 'host/ephemeral-ports'],
  observe,
  grounds,
  cameBack,
  judge,
  readSaved,
});
