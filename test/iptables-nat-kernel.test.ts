import { describe, expect, test } from 'vitest';
import { iptables } from '../grammars/dialects/iptables/dialect.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import type { Packet } from '../server/src/packets/analyses.ts';
import { packetPath } from '../server/src/packets/packet-path.ts';
import { formatPacket } from '../server/src/packets/packet-text.ts';
import { askKernel, GRE, INTERFACES, type Next, pick, random } from './support/kernel.ts';

const able = ((): boolean => {
  try {
    return askKernel('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n', [GRE])[0]?.accepted === true;
  } catch {
    return false;
  }
})();
const ABSENT = able ? '' : ' (skipped: no network namespace, iptables or python3 here)';

const HOSTS = [0x0a010203n, 0x0a010204n, 0x0a02ff07n, 0xc0000201n, 0xcb007109n];
const NETWORKS = ['10.1.2.3', '10.1.0.0/16', '10.0.0.0/8', '192.0.2.0/24', '203.0.113.9'];
const PORTS = [22, 53, 80, 8080];
const RULE_SETS = 8;

/** Whole ways through raw, mangle, nat and filter: translated packets have to meet the rules, and the end, that the kernel gives them. */
describe.skipIf(ABSENT !== '')(`the kernel agrees on what becomes of translated packets${ABSENT}`, () => {
  const seen = { translated: 0, stopped: 0, accepted: 0, denied: 0 };
  test.each(Array.from({ length: RULE_SETS }, (_, i) => i))(
    'rule set %i',
    (seed) => {
      const next = random(seed * 11 + 5);
      const text = ruleSet(next);
      const packets = Array.from({ length: 40 }, (_, i) => packetOf(i, next));
      const device = iptables.toModel(iptables.parse(text), 'rules.v4');
      const input = device.filters.findIndex(({ name, table }) => name.value === 'INPUT' && table?.endsWith(' filter'));
      const { test } = analyseFilters(device);
      const answers = askKernel(text, packets);
      const wrong = packets.flatMap((packet, i) => {
        const path = packetPath(device.filters, input, packet, test);
        const { action } = path.deciding.verdict;
        seen.translated += path.steps.some(({ becomes }) => becomes) ? 1 : 0;
        seen.stopped += action === 'deny' && path.deciding.filter !== input ? 1 : 0;
        seen[answers[i]!.accepted ? 'accepted' : 'denied'] += 1;
        const ours = path.steps
          .filter(({ filter }) => filter === input)
          .flatMap(({ verdict }) => verdict.trace.map(({ rule }) => `INPUT ${rule}`));
        const theirs = answers[i]!.met.map(([chain, index]) => `${chain} ${index}`);
        const same =
          path.sure && (action === 'permit') === answers[i]!.accepted && ours.sort().join() === theirs.sort().join();
        return same ? [] : [{ packet: formatPacket(packet), ours, theirs, action, sure: path.sure }];
      });
      expect(wrong, text).toEqual([]);
    },
    90_000,
  );
  test('everything was seen often', () => {
    expect(Math.min(seen.translated, seen.stopped, seen.accepted, seen.denied)).toBeGreaterThan(20);
  });
});

/** Each from a port of its own: the kernel gives a connection that looks like another one after its translation another port. */
function packetOf(at: number, next: Next): Packet {
  const protocol = pick(next, [6, 17]);
  return {
    family: 'ipv4',
    source: pick(next, HOSTS),
    destination: pick(next, HOSTS.slice(1)),
    protocol,
    sourcePort: 20_000 + at,
    destinationPort: pick(next, PORTS),
    inInterface: pick(next, INTERFACES),
    state: 'new',
    ...(protocol === 6 ? { tcpFlags: 2 } : {}),
  };
}

function ruleSet(next: Next): string {
  const rules = (chain: string, count: number, targets: readonly string[]): string =>
    Array.from({ length: count }, () => `-A ${chain} ${conditions(next)} ${pick(next, targets)}`).join('\n');
  const translations = [
    '-j DNAT --to-destination 10.1.2.3',
    '-j DNAT --to-destination 192.0.2.1:8080',
    '-j DNAT --to-destination :53',
    '-j NETMAP --to 10.1.2.0/24',
    '-j ACCEPT',
    '-j RETURN',
  ];
  return [
    `*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules('PREROUTING', 2, ['-j DROP'])}\nCOMMIT`,
    `*mangle\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n${rules('PREROUTING', 1, ['-j DROP', '-j MARK --set-mark 7'])}\n${rules('INPUT', 1, ['-j DROP'])}\nCOMMIT`,
    `*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:WEB - [0:0]\n${rules('PREROUTING', 4, [...translations, '-j WEB', '-g WEB'])}\n${rules('WEB', 2, translations)}\nCOMMIT`,
    `*filter\n:INPUT ${pick(next, ['ACCEPT', 'DROP'])} [0:0]\n${rules('INPUT', 8, ['-j ACCEPT', '-j DROP', ''])}\nCOMMIT\n`,
  ].join('\n');
}

function conditions(next: Next): string {
  const protocol = pick(next, ['tcp', 'udp']);
  const all = [
    () => `-s ${pick(next, NETWORKS)}`,
    () => `-d ${pick(next, NETWORKS)}`,
    () => `-i ${pick(next, INTERFACES)}`,
    () => `--dport ${pick(next, ['22', '53:80', '8080'])}`,
  ];
  const chosen = new Set([pick(next, all), pick(next, all)]);
  return [`-p ${protocol}`, ...[...chosen].map((make) => make())].join(' ');
}
