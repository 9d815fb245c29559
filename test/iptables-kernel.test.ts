import { describe, expect, test } from 'vitest';
import { iptables } from '../grammars/dialects/iptables/dialect.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import { formatPacket } from '../server/src/packets/packet-text.ts';
import {
  askKernel,
  type Family,
  GRE,
  type Next,
  packetOf,
  pick,
  random,
  unique,
  witnessesOf,
} from './support/kernel.ts';

/**
 * Random rule sets are loaded into the kernel, in a network namespace of its own, and packets sent into them: the kernel's counters
 * have to name the rules that the review says a packet meets, and let it pass where the review says so.
 */
const able = ((): boolean => {
  try {
    return askKernel('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n', [GRE])[0]?.accepted === true;
  } catch {
    return false;
  }
})();

const RULE_SETS = 6;
const title = `the kernel's own verdicts${able ? '' : ' (skipped: no network namespace, iptables or python3 here)'}`;

describe.skipIf(!able)(title, () => {
  const seen = { accepted: 0, denied: 0, witnesses: 0 };
  test.each(
    (['ipv4', 'ipv6'] as const).flatMap((family) => Array.from({ length: RULE_SETS }, (_, i) => [family, i] as const)),
  )(
    '%s rule set %i',
    (family, seed) => {
      const next = random(seed * 7 + (family === 'ipv4' ? 1 : 2));
      const { text, kernelRules } = ruleSet(family, next);
      const device = iptables.toModel(iptables.parse(text), family === 'ipv6' ? 'rules.v6' : 'rules.v4');
      const input = device.filters.findIndex((filter) => filter.name.value === 'INPUT');
      const analyses = analyseFilters(device);
      const witnesses = witnessesOf(device, analyses, input);
      const packets = unique([
        ...witnesses.map(({ packet }) => packet),
        ...Array.from({ length: 40 }, () => packetOf(family, next)),
      ]);
      const answers = askKernel(text, packets);
      const wrong = packets.flatMap((packet, i) => {
        const verdict = analyses.test(input, packet);
        const ours = new Set(verdict.trace.map(({ filter, rule }) => `${device.filters[filter]!.name.value} ${rule}`));
        const theirs = new Set(answers[i]!.met.map(([chain, index]) => `${chain} ${kernelRules.get(chain)![index]}`));
        const same =
          verdict.sure &&
          (verdict.action === 'permit') === answers[i]!.accepted &&
          [...ours].sort().join() === [...theirs].sort().join();
        return same
          ? []
          : [{ packet: formatPacket(packet), ours: [...ours], theirs: [...theirs], verdict: verdict.action }];
      });
      expect(wrong, text).toEqual([]);
      for (const { packet, decides } of witnesses) {
        const at = packets.indexOf(packet);
        if (at < 0) continue;
        const chain = device.filters[decides.filter]!.name.value;
        const met = answers[at]!.met.map(([name, index]) => `${name} ${kernelRules.get(name)![index]}`);
        expect(met, `${text}\n${formatPacket(packet)}`).toContain(`${chain} ${decides.rule}`);
        seen.witnesses += 1;
      }
      for (const { accepted } of answers) seen[accepted ? 'accepted' : 'denied'] += 1;
    },
    90_000,
  );
  test('both verdicts were seen often, and witnesses of the review met the rule that it said', () => {
    expect(Math.min(seen.accepted, seen.denied, seen.witnesses)).toBeGreaterThan(50);
  });
});

const NETWORKS: Readonly<Record<Family, readonly string[]>> = {
  ipv4: [
    '10.1.2.3',
    '10.1.0.0/16',
    '10/8',
    '10.0.0.0/255.0.0.4',
    '192.0.2.0/24,10.1.2.4',
    '203.0.113.9/255.255.255.255',
  ],
  ipv6: ['2001:db8:1::3', '2001:db8:1::/48', '2001:db8::/32', '2001:db8:1::4,2001:db8:2::/48'],
};

const RANGES: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['10.1.2.3-10.1.2.4', '10.0.0.0-10.1.255.255'],
  ipv6: ['2001:db8:1::-2001:db8:1::3'],
};

/** `kernelRules`: for each rule that the kernel lists in a chain, the index of the line that made it (a list of addresses makes several). */
function ruleSet(family: Family, next: Next): { text: string; kernelRules: Map<string, number[]> } {
  const kernelRules = new Map<string, number[]>();
  const lines: string[] = [];
  for (const chain of ['INPUT', 'FIRST', 'SECOND']) {
    const made: number[] = [];
    kernelRules.set(chain, made);
    for (let i = 0; i < (chain === 'INPUT' ? 14 : 6); i += 1) {
      const words = conditions(family, next);
      const lists = words.map((word) => (/^(?:-s|-d) /.test(word) ? word.split(',').length : 1));
      for (let k = lists.reduce((a, b) => a * b, 1); k > 0; k -= 1) made.push(i);
      lines.push(['-A', chain, ...words, target(chain, next)].join(' ').trim());
    }
  }
  const policy = pick(next, ['ACCEPT', 'DROP']);
  const head = `*filter\n:INPUT ${policy} [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:FIRST - [0:0]\n:SECOND - [0:0]\n`;
  return { text: `${head}${lines.join('\n')}\nCOMMIT\n`, kernelRules };
}

function target(chain: string, next: Next): string {
  const ends = ['-j ACCEPT', '-j DROP', '-j REJECT', '-j RETURN', ''];
  const jumps =
    chain === 'INPUT' ? ['-j FIRST', '-g FIRST', '-j SECOND'] : chain === 'FIRST' ? ['-j SECOND', '-g SECOND'] : [];
  return pick(next, [...ends, ...jumps, ...jumps]);
}

function conditions(family: Family, next: Next): string[] {
  const address = (option: string): string => {
    const value = pick(next, NETWORKS[family]);
    return !value.includes(',') && next(4) === 0 ? `! ${option} ${value}` : `${option} ${value}`;
  };
  const not = (): string => (next(4) === 0 ? '! ' : '');
  const ports = (): string => pick(next, ['22', '1024:', ':79', '53:80', 'ssh', '40000']);
  const list = (): string => pick(next, ['22,53,1024:40000', '80', '21:22,65535']);
  const icmp = family === 'ipv4' ? '-p icmp -m icmp --icmp-type' : '-p ipv6-icmp -m icmp6 --icmpv6-type';
  const general = [
    () => address('-s'),
    () => address('-d'),
    () => `${not()}-i ${pick(next, ['eth0', 'eth+', 'wlan0', '+'])}`.replace('! -i +', '-i +'),
    () => `-m iprange ${not()}--src-range ${pick(next, RANGES[family])}`,
    () => `-m conntrack ${not()}--ctstate ${pick(next, ['NEW', 'NEW,RELATED', 'ESTABLISHED', 'INVALID,UNTRACKED'])}`,
    () => `-m dscp ${not()}--dscp-class ${pick(next, ['EF', 'AF11', 'CS0'])}`,
    () => '-m comment --comment "a \\"quoted\\" word"',
  ];
  const transport = [
    () => `-p tcp -m tcp ${not()}--dport ${ports()}`,
    () => `-p udp -m udp ${not()}--sport ${ports()} ${not()}--dport ${ports()}`,
    () => `-p tcp -m multiport ${not()}--dports ${list()}`,
    () => `-p udp -m multiport ${not()}--ports ${list()}`,
    () => `-p tcp ${not()}--syn`,
    () => `-p tcp -m tcp ${not()}--tcp-flags ${pick(next, ['SYN,ACK SYN', 'ALL ACK,PSH', 'PSH NONE'])}`,
    () => `${not()}-p ${pick(next, ['tcp', '17', 'gre'])}`,
    () => `${icmp} ${pick(next, ['echo-request', 'echo-request', 'time-exceeded', 'destination-unreachable'])}`,
  ];
  const chosen = new Set(Array.from({ length: 1 + next(2) }, () => pick(next, general)));
  return [...[...chosen].map((make) => make()), ...(next(3) > 0 ? [pick(next, transport)()] : [])];
}
