import { defineProbe } from '../probe.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { MOST_HOPS, observe, PROBES, readSaved, traceCommand } from './observe.ts';

export const path = defineProbe({
  id: 'path',
  title: { en: 'The way there, hop by hop (traceroute)', 'zh-cn': '逐跳跟踪路径(traceroute)' },
  plan: (_, addresses) =>
    addresses.map((address) => {
      const { file, args } = traceCommand(address);
      const command = [file, ...args].join(' ');
      return {
        en: `up to ${MOST_HOPS * PROBES} packets with small hop counts to ${address.text}; routers on the way answer: ${command}`,
        'zh-cn': `向 ${address.text} 发送最多 ${MOST_HOPS * PROBES} 个跳数有限的报文,由途中的路由器应答:${command}`,
      };
    }),
  confirms: { 'routing/route-source-conflict': ['loop'], 'routing/default-route-missing': ['no-route'] },
  risks: ['routing/route-source-conflict'],
  observe,
  grounds,
  cameBack,
  judge,
  readSaved,
});
