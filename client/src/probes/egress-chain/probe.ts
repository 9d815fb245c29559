import { defineProbe, type Probe } from '../probe.ts';
import { grounds } from './grounds.ts';
import { judge, judgeSteps } from './judge.ts';
import { observe } from './observe.ts';
import { stepsOf } from './steps.ts';

export const egressChain: Probe = defineProbe({
  id: 'egress-chain',
  title: {
    en: 'Server cannot reach the Internet: the way out, step by step',
    'zh-cn': '服务器无法访问互联网:逐步检查出口路径',
  },
  defaultPort: 443,
  takesName: true,
  lasts: { usual: 60, longest: 480 },
  plan: (target, addresses, mayAlsoAsk) =>
    stepsOf(target, addresses)
      .filter((step) => step.addresses === addresses || step.addresses.every(mayAlsoAsk))
      .flatMap((step) => step.probe.plan(step.target, step.addresses, mayAlsoAsk)),
  observe: (permit, signal, _, walk) => observe(permit, signal, walk?.known, walk?.tell),
  grounds,
  judge,
  judgeEach: (observation) => judgeSteps(observation).map(({ step, verdict }) => ({ subject: step, verdict })),
});
