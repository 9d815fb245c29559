import { defineProbe } from '../probe.ts';
import { commandText } from '../this-machine.ts';
import { cameBack } from './came-back.ts';
import { gatewayCommand } from './gateway.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { MOST_HOPS, observe, PROBES, readSaved, traceCommand } from './observe.ts';
import { readEarlier } from './read-earlier.ts';

export const path = defineProbe({
  id: 'path',
  takesProtocol: true,
  title: { en: 'The way there, hop by hop (traceroute)', 'zh-cn': '逐跳跟踪路径(traceroute)' },
  plan: (target, addresses) =>
    addresses.map((address) => {
      const traced = traceCommand(address, target);
      if (!traced)
        return {
          en: 'nothing: the program of this system cannot trace with TCP',
          'zh-cn': '无:本系统的程序无法用 TCP 跟踪',
        };
      const command = [traced.file, ...traced.args].join(' ');
      const route = gatewayCommand(address);
      const read = route
        ? { en: `; read here before: ${commandText(route)}`, zh: `;事先在本机读取:${commandText(route)}` }
        : { en: '', zh: '' };
      return {
        en: `up to ${MOST_HOPS * PROBES} packets with small hop counts to ${address.text}; routers on the way answer: ${command}${read.en}`,
        'zh-cn': `向 ${address.text} 发送最多 ${MOST_HOPS * PROBES} 个跳数有限的报文,由途中的路由器应答:${command}${read.zh}`,
      };
    }),
  confirms: { 'routing/route-source-conflict': ['loop'], 'routing/default-route-missing': ['no-route'] },
  risks: ['routing/route-source-conflict'],
  observe,
  grounds,
  cameBack,
  judge,
  readEarlier,
  readSaved,
});
