import { hostPlan } from '../../device/ask-host.ts';
import { defineProbe } from '../probe.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, readSaved, sysctlCommand } from './observe.ts';

export const sysctl = defineProbe({
  id: 'sysctl',
  title: { en: 'Kernel settings of a machine', 'zh-cn': '机器的内核设置' },
  readsHost: true,
  optionalPort: true,
  plan: (target, addresses) => hostPlan(target, addresses, [sysctlCommand(target.settings ?? [])]),
  observe,
  grounds,
  cameBack,
  judge,
  readSaved,
});
