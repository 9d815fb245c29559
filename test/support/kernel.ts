import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { formatAddress } from '../../grammars/model/address.ts';
import type { Packet } from '../../server/src/packets/analyses.ts';

const driver = resolve(import.meta.dirname, 'kernel-packets.py');
export const INTERFACES = ['eth0', 'eth1', 'wlan0'];

export interface Answer {
  readonly accepted: boolean;
  readonly met: readonly (readonly [string, number])[];
}

/** Loads the rules into a network namespace of its own, sends the packets and says which rules each one met. */
export function askKernel(
  rules: string,
  packets: readonly Packet[],
  by: 'iptables' | 'nft' = 'iptables',
): readonly Answer[] {
  const six = packets.some((packet) => packet.family === 'ipv6');
  const input = JSON.stringify({
    program: by === 'nft' ? by : six ? 'ip6tables' : 'iptables',
    rules,
    interfaces: INTERFACES,
    packets: packets.map((packet) => ({
      ...packet,
      source: formatAddress(packet.family, packet.source),
      destination: formatAddress(packet.family, packet.destination),
    })),
  });
  const alone = process.getuid?.() === 0 ? ['--net'] : ['--map-root-user', '--net'];
  const { status, stdout, stderr } = spawnSync('unshare', [...alone, 'python3', driver], {
    input,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly Answer[];
}

/** Some packet, to see whether the kernel can be asked. */
export const GRE: Packet = {
  family: 'ipv4',
  source: 0x0a010203n,
  destination: 0x0a010204n,
  protocol: 47,
  inInterface: 'eth0',
};

/** The same rules and packets each run. */
export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export type Next = (below: number) => number;
export type Family = Packet['family'];
export const pick = <T>(next: Next, list: readonly T[]): T => list[next(list.length)]!;

const HOSTS: Readonly<Record<Family, readonly bigint[]>> = {
  ipv4: [0x0a010203n, 0x0a010204n, 0x0a02ff07n, 0xc0000201n, 0xcb007109n],
  ipv6: [0x20010db8000100000000000000000003n, 0x20010db8000100000000000000000004n, 0x20010db800020000ffff000000000007n],
};

const PORTS = [21, 22, 53, 80, 1024, 40_000, 65_535];

export function packetOf(family: Family, next: Next): Packet {
  const icmp = family === 'ipv4' ? 1 : 58;
  const protocol = pick(next, [6, 6, 17, 17, icmp, 47]);
  return {
    family,
    source: pick(next, HOSTS[family]),
    destination: pick(next, HOSTS[family]),
    protocol,
    inInterface: pick(next, INTERFACES),
    state: 'new',
    ...(next(4) === 0 ? { dscp: pick(next, [10, 46]) } : {}),
    ...(protocol === 6 || protocol === 17 ? { sourcePort: pick(next, PORTS), destinationPort: pick(next, PORTS) } : {}),
    ...(protocol === 6 ? { tcpFlags: pick(next, [2, 2, 2, 16, 24]) } : {}),
    ...(protocol === icmp ? { icmpType: family === 'ipv4' ? 8 : 128, icmpCode: 0 } : {}),
  };
}

/** A flow's second packet is no new one, nor is its answer: one packet for each pair of ends. */
export function unique(packets: readonly Packet[]): Packet[] {
  const seen = new Set<string>();
  return packets.filter((packet) => {
    const ends = [`${packet.source} ${packet.sourcePort}`, `${packet.destination} ${packet.destinationPort}`].sort();
    const key = [packet.protocol, ...ends].join(' ');
    if (packet.source === packet.destination || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
