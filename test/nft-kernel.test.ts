import { describe, expect, test } from 'vitest';
import { nft } from '../grammars/dialects/nft/dialect.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import type { Packet } from '../server/src/packets/analyses.ts';
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

/** As for iptables: random rulesets in the kernel, and packets that have to meet the rules that the review says. */
const able = ((): boolean => {
  try {
    return askKernel('table inet filter {\n}\n', [GRE], 'nft')[0]?.accepted === true;
  } catch {
    return false;
  }
})();

const RULESETS = 6;
const title = `nftables in the kernel${able ? '' : ' (skipped: no network namespace, nft or python3 here)'}`;

describe.skipIf(!able)(title, () => {
  const seen = { accepted: 0, denied: 0, witnesses: 0 };
  test.each(
    (['ipv4', 'ipv6'] as const).flatMap((family) => Array.from({ length: RULESETS }, (_, i) => [family, i] as const)),
  )(
    '%s ruleset %i',
    (family, seed) => {
      const next = random(seed * 11 + (family === 'ipv4' ? 3 : 4));
      const { text, idAt } = ruleset(next);
      const device = nft.toModel(nft.parse(text));
      expect(
        device.filters.every(({ closed }) => closed),
        text,
      ).toBe(true);
      const input = device.filters.findIndex((filter) => filter.name.value === 'input');
      const analyses = analyseFilters(device);
      const witnesses = witnessesOf(device, analyses, input).filter(({ packet }) => packet.family === family);
      const packets = unique([
        ...witnesses.map(({ packet }) => packet),
        ...Array.from({ length: 40 }, () => packetOf(family, next)),
      ]);
      const answers = askKernel(text, packets, 'nft');
      const wrong = packets.flatMap((packet, i) => {
        const verdict = analyses.test(input, packet);
        const met = verdict.trace.flatMap(
          ({ filter, rule }) => idAt(device.filters[filter]!.rules[rule]!.span.start) ?? [],
        );
        const ours = [...new Set(met)].sort();
        const theirs = answers[i]!.met.map(([chain, id]) => `${chain} ${id}`).sort();
        const same =
          verdict.sure && (verdict.action === 'permit') === answers[i]!.accepted && ours.join() === theirs.join();
        return same
          ? []
          : [{ packet: formatPacket(packet), ours, theirs, verdict: verdict.action, sure: verdict.sure }];
      });
      expect(wrong, text).toEqual([]);
      for (const { packet, decides } of witnesses) {
        const id = idAt(device.filters[decides.filter]!.rules[decides.rule]!.span.start);
        const at = packets.indexOf(packet);
        if (at < 0 || id === undefined) continue;
        expect(
          answers[at]!.met.map(([chain, n]) => `${chain} ${n}`),
          `${text}\n${formatPacket(packet)}`,
        ).toContain(id);
        seen.witnesses += 1;
      }
      for (const { accepted } of answers) seen[accepted ? 'accepted' : 'denied'] += 1;
    },
    90_000,
  );
  test('both verdicts were seen often, and witnesses of the review met the rule that it said', () => {
    expect(Math.min(seen.accepted, seen.denied)).toBeGreaterThan(50);
    expect(seen.witnesses).toBeGreaterThan(30);
  });
});

describe.skipIf(!able)(`chains of one hook ${title}`, () => {
  test('what is told of an earlier chain is what packets meet', () => {
    const text = `table inet early {
  chain first {
    type filter hook input priority -10; policy accept;
    ip saddr 10.1.0.0/16 tcp dport 1-1024 drop
    udp dport 53 drop
  }
}
table inet filter {
  chain called {
    ip saddr 10.1.2.0/24 tcp dport 22 counter accept comment "0"
    ip saddr 10.2.0.0/16 tcp dport 22 counter accept comment "1"
  }
  chain input {
    type filter hook input priority 0; policy drop;
    ip saddr 10.0.0.0/8 udp dport 53 counter accept comment "0"
    udp dport 53-54 counter accept comment "1"
    jump called
  }
}
`;
    const device = nft.toModel(nft.parse(text));
    const analyses = analyseFilters(device);
    const told = device.filters.flatMap((filter, at) =>
      analyses.lines(at).map((line) => ({ ...line, name: `${filter.name.value} ${line.ref.rule}` })),
    );
    const gone = told.filter(({ deniedBefore }) => deniedBefore !== undefined);
    expect(gone.map(({ name }) => name)).toEqual(['called 0', 'input 0']);
    const packets = gone.map(({ witness }): Packet => ({ ...witness!, state: 'new', inInterface: 'eth0' }));
    // One that passes both, so that silence says something.
    packets.push({ ...packets[1]!, source: 0x0a010209n, destinationPort: 54 });
    expect(askKernel(text, packets, 'nft')).toEqual([
      { accepted: false, met: [] },
      { accepted: false, met: [] },
      { accepted: true, met: [['input', 1]] },
    ]);
  });
});

/** `idAt`: chain and number of the counting rule whose line an offset is in; a verdict map counts whoever asks it, so it does not. */
function ruleset(next: Next): { text: string; idAt: (offset: number) => string | undefined } {
  const lines = ['table inet filter {', ...SETS];
  const ids = new Map<number, string>();
  for (const chain of ['second', 'first', 'input']) {
    lines.push(`  chain ${chain} {`);
    if (chain === 'input')
      lines.push(`    type filter hook input priority 0; policy ${pick(next, ['accept', 'drop'])};`);
    for (let i = 0; i < (chain === 'input' ? 14 : 6); i += 1) {
      const [general, transport] = conditions(next);
      if (next(5) === 0) lines.push(`    ${general} ${pick(next, VMAPS)}`);
      else {
        ids.set(lines.length, `${chain} ${i}`);
        lines.push(`    ${general} ${transport} counter ${target(chain, next)} comment "${i}"`);
      }
    }
    lines.push('  }');
  }
  lines.push('}', '');
  const text = lines.join('\n');
  return { text, idAt: (offset) => ids.get(text.slice(0, offset).split('\n').length - 1) };
}

const SETS = [
  '  set hosts { type ipv4_addr; flags interval; elements = { 10.1.0.0/16, 192.0.2.1-192.0.2.9, 203.0.113.9 }; }',
  '  set pairs { type ipv4_addr . inet_service; elements = { 10.1.2.3 . 22, 10.1.2.4 . 80 }; }',
  '  map ports { type inet_service : verdict; elements = { 22 : accept, 53 : drop, 80 : continue }; }',
];

const VMAPS = [
  'tcp dport vmap { 21-22 : accept, 80 : drop, 1024-65535 : return }',
  'udp dport vmap { 53 : drop, * : accept }',
  'tcp dport vmap @ports',
  'meta l4proto vmap { tcp : continue, icmp : accept, 47 : drop }',
  'iifname . tcp dport vmap { "eth0" . 22 : drop, "eth1" . 80 : accept }',
  'ct state vmap { established : accept, invalid : drop }',
];

function target(chain: string, next: Next): string {
  const jumps =
    chain === 'input'
      ? ['jump first', 'goto first', 'jump second']
      : chain === 'first'
        ? ['jump second', 'goto second']
        : [];
  return pick(next, ['accept', 'drop', 'reject', 'return', 'continue', '', ...jumps, ...jumps]);
}

function conditions(next: Next): readonly [general: string, transport: string] {
  const not = (): string => (next(4) === 0 ? '!= ' : '');
  const port = (): string =>
    pick(next, ['22', '{ 22, 53, 1024-40000 }', '21-80', '!= 80', '>= 1024', '< 80', '!= { 22, 65535 }', 'ssh']);
  const general = [
    () =>
      `ip saddr ${not()}${pick(next, ['10.1.2.3', '10.0.0.0/8', '{ 10.1.0.0/16, 192.0.2.1 }', '10.1.2.3-10.1.2.4', '@hosts'])}`,
    () => `ip daddr ${not()}${pick(next, ['203.0.113.9', '{ 10.1.2.4, 10.2.0.0/16 }'])}`,
    () => `ip6 saddr ${not()}${pick(next, ['2001:db8:1::/48', '{ 2001:db8:1::3, 2001:db8:2::/48 }'])}`,
    () => `iifname ${not()}${pick(next, ['"eth0"', '"eth*"', '{ "eth0", "wlan0" }'])}`,
    () =>
      `ct state ${pick(next, ['new', 'new,related', 'established', '!= { new, established }', 'invalid,untracked', '! new'])}`,
    () => `meta nfproto ${pick(next, ['ipv4', 'ipv6'])}`,
    () => `ip dscp ${not()}${pick(next, ['ef', 'af11', 'cs0'])}`,
  ];
  const transport = [
    () => `tcp dport ${port()}`,
    () => `udp sport ${port()} udp dport ${port()}`,
    () =>
      `tcp flags ${pick(next, ['syn', '== syn', '!= syn', '! syn', '{ syn, ack }', 'syn,ack', '& (fin|syn|rst|ack) == syn', 'syn / syn,ack', '& (psh|ack) != ack'])}`,
    () => `meta l4proto ${not()}${pick(next, ['tcp', '{ tcp, udp }', '47'])}`,
    () => `ip protocol ${not()}${pick(next, ['tcp', '{ icmp, udp }'])}`,
    () =>
      `${pick(next, ['icmp type echo-request', 'icmpv6 type echo-request', 'icmp type { echo-reply, time-exceeded }'])}`,
    () => 'ip saddr . tcp dport @pairs',
    () => 'ip saddr . meta l4proto { 10.1.2.3 . tcp, 10.1.0.0/16 . udp }',
  ];
  const first = next(3) > 0 ? pick(next, general)() : '';
  const second = next(3) > 0 ? pick(next, transport)() : '';
  return [first, familyOf(first) && familyOf(second) && familyOf(first) !== familyOf(second) ? '' : second];
}

/** `ip` and `ip6` in one rule are refused. */
const familyOf = (words: string): Family | undefined =>
  /^(?:ip6|icmpv6|meta nfproto ipv6)\b/.test(words)
    ? 'ipv6'
    : /^(?:ip|icmp|meta nfproto ipv4)\b/.test(words)
      ? 'ipv4'
      : undefined;
