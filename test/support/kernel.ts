import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { formatAddress } from '../../grammars/model/address.ts';
import type { Device } from '../../grammars/model/device.ts';
import type { FilterAnalyses, Packet, RuleRef } from '../../server/src/packets/analyses.ts';

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

/** A packet that the review shows for a rule, and the rule that it says decides it. */
export interface Witness {
  readonly packet: Packet;
  readonly decides: RuleRef;
}

/**
 * For each live rule a packet that it decides, for each dead one a packet of its own and who decides that one: those of them that can be
 * sent as a new flow from outside, out of an interface that there is.
 */
export function witnessesOf(device: Device, analyses: FilterAnalyses, entry: number): Witness[] {
  const found: Witness[] = [];
  for (const [filter, { rules }] of device.filters.entries()) {
    for (const { ref, status, witness, decidedBy } of analyses.lines(filter)) {
      const { kind } = rules[ref.rule]!.action;
      const live = status === 'live' && (kind === 'permit' || kind === 'deny');
      const shown = live ? analyses.explainRule?.(ref)?.effective.witness : witness;
      const decides = live ? ref : decidedBy;
      if (!shown || !decides || !isSendable(shown)) continue;
      const packet: Packet = { ...shown, state: 'new', inInterface: shown.inInterface ?? 'wlan0' };
      if (!INTERFACES.includes(packet.inInterface!)) continue;
      // The interface that no rule names may be none of these, and a chain may be entered from elsewhere.
      const verdict = analyses.test(entry, packet);
      if (verdict.sure && verdict.decidedBy?.filter === decides.filter && verdict.decidedBy.rule === decides.rule)
        found.push({ packet, decides });
    }
  }
  return found;
}

/** What the kernel takes for the start of a flow between two hosts. */
function isSendable({
  family,
  source,
  destination,
  state,
  protocol,
  tcpFlags,
  icmpType,
  nonFirstFragment,
}: Packet): boolean {
  const first = (address: bigint): number => Number(address >> (family === 'ipv4' ? 24n : 120n));
  const isHost = (address: bigint): boolean =>
    family === 'ipv4'
      ? first(address) > 0 && first(address) !== 127 && first(address) < 224
      : first(address) >> 5 === 1;
  if (!isHost(source) || !isHost(destination) || nonFirstFragment || (state ?? 'new') !== 'new') return false;
  if (protocol === 6) return tcpFlags === 2;
  if (protocol === 1 || protocol === 58)
    return icmpType === (protocol === 1 ? 8 : 128) && (protocol === 1) === (family === 'ipv4');
  return protocol === 17 || protocol === 47;
}
