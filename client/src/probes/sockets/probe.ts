import { hostPlan } from '../../device/ask-host.ts';
import { defineProbe } from '../probe.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, readSaved, socketsCommands } from './observe.ts';

export const sockets = defineProbe({
  id: 'sockets',
  title: { en: 'TCP sockets of a machine', 'zh-cn': '机器的 TCP 套接字' },
  readsHost: true,
  optionalPort: true,
  plan: (target, addresses) => hostPlan(target, addresses, socketsCommands(), socketsCommands('linux')),
  confirms: {
    'acl/return-traffic-blocked': ['unanswered'],
    'host/accept-capacity': ['backlog-full'],
  },
  risks: ['acl/return-traffic-blocked', 'host/accept-capacity'],
  observe,
  grounds,
  cameBack,
  judge,
  readSaved,
});
