import { defineProbe } from '../probe.ts';
import { judge } from './judge.ts';
import { COUNT, observe, pingCommand } from './observe.ts';

export const reachability = defineProbe({
  id: 'reachability',
  title: { en: 'Ping over IPv4 and IPv6', 'zh-cn': '通过 IPv4 与 IPv6 执行 ping' },
  plan: (_, addresses) =>
    addresses.map((address) => {
      const { file, args } = pingCommand(address);
      const command = [file, ...args].join(' ');
      return {
        en: `${COUNT} ICMP echo requests to ${address.text}: ${command}`,
        'zh-cn': `向 ${address.text} 发送 ${COUNT} 个 ICMP 回显请求:${command}`,
      };
    }),
  observe,
  judge,
});
