import { defineProbe } from '../probe.ts';
import type { Target } from '../target.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { COUNTS, FALLBACK_PORTS, observe, pingCommand, type ReachabilityObservation } from './observe.ts';
import { readPingOutput } from './ping-output.ts';

export const reachability = defineProbe({
  id: 'reachability',
  title: { en: 'Ping over IPv4 and IPv6', 'zh-cn': '通过 IPv4 与 IPv6 执行 ping' },
  counts: COUNTS,
  plan: (target, addresses) =>
    addresses.map((address) => {
      const { file, args } = pingCommand(address, target);
      const count = target.count ?? COUNTS.usual;
      const ports = FALLBACK_PORTS.join(', ');
      const command = [file, ...args].join(' ');
      return {
        en: `${count} ICMP echo requests to ${address.text}: ${command}; where none is answered, a TCP connect to each of the ports ${ports}`,
        'zh-cn': `向 ${address.text} 发送 ${count} 个 ICMP 回显请求:${command};若均无应答,则向端口 ${ports} 各发起一次 TCP 连接`,
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
