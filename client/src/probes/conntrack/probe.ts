import { hostPlan } from '../../device/ask-host.ts';
import { defineProbe } from '../probe.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { COMMANDS, FILES, observe, readSaved } from './observe.ts';

export const conntrack = defineProbe({
  id: 'conntrack',
  title: { en: 'Connection tracking of a machine', 'zh-cn': '机器的连接跟踪' },
  readsHost: true,
  optionalPort: true,
  plan: (target, addresses) => hostPlan(target, addresses, [...COMMANDS, ...FILES]),
  confirms: { 'host/conntrack-undersized': ['full', 'filling', 'dropped'] },
  risks: ['host/conntrack-undersized'],
  observe,
  grounds,
  cameBack,
  judge,
  readSaved,
});
