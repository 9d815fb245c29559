import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { formatAddress } from '../../grammars/model/address.ts';
import type { Packet } from '../../server/src/packets/analyses.ts';

const driver = resolve(import.meta.dirname, 'kernel-packets.py');

/** Interfaces that packets come in by. */
export const INTERFACES = ['eth0', 'eth1', 'wlan0'];

export interface Answer {
  /** It passed every table before `security` at the input hook. */
  readonly accepted: boolean;
  /** Chain and place of each rule of the filter table whose counter moved. */
  readonly met: readonly (readonly [string, number])[];
}

/** Loads the rules in a network namespace of its own that takes every address as its own, and sends the packets one by one. */
export function askKernel(rules: string, packets: readonly Packet[]): readonly Answer[] {
  const six = packets.some((packet) => packet.family === 'ipv6');
  const input = JSON.stringify({
    program: six ? 'ip6tables' : 'iptables',
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

const GRE: Packet = {
  family: 'ipv4',
  source: 0x0a010203n,
  destination: 0x0a010204n,
  protocol: 47,
  inInterface: 'eth0',
};

const able = ((): boolean => {
  try {
    return askKernel('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n', [GRE])[0]?.accepted === true;
  } catch {
    return false;
  }
})();

/** Why the kernel cannot be asked here; empty when it can. */
export const KERNEL_ABSENT = able ? '' : ' (skipped: no network namespace, iptables or python3 here)';

/** The same rules and packets each run. */
export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
