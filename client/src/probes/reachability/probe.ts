import { defineProbe } from '../probe.ts';
import type { Target } from '../target.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { COUNT, observe, pingCommand, type ReachabilityObservation } from './observe.ts';
import { readPingOutput } from './ping-output.ts';

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
  confirms: { 'routing/next-hop-unreachable': ['no-reply', 'no-route', 'host-unreachable', 'prohibited'] },
  observe,
  grounds,
  cameBack,
  judge,
  readSaved,
});

/** Saved output says nothing of the address but what the user says it was. */
function readSaved(text: string, target: Target): ReachabilityObservation | undefined {
  const ping = readPingOutput(text);
  const family = target.host.includes(':') ? 'ipv6' : 'ipv4';
  return ping && { probe: 'reachability', target, addresses: [{ address: target.host, family, end: 'exit', ping }] };
}
