import { describe, expect, test } from 'vitest';
import { parseIpv4 } from '../grammars/model/address.ts';
import type { Device } from '../grammars/model/device.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import type { Packet } from '../server/src/packets/analyses.ts';
import { parsePacket } from '../server/src/packets/packet-text.ts';
import type { Finding } from '../server/src/review/finding.ts';
import { applyFixes, selectFixes } from '../server/src/review/fix-all.ts';
import { reviewText } from './support/rule-examples.ts';
import fc from './support/seeded.ts';

/**
 * Fixes of the rules on filters, held against packets: random filters in three dialects, reviewed, fixed as text, and read again.
 * What is called safe may change nothing; what moves a rule changes the packet it shows, and in the way it says.
 */
const RUNS = { numRuns: 100 };
const FILTER_RULES = ['acl/shadowed-rule', 'acl/redundant-rule', 'acl/unused-definition', 'nat/rule-order'];

interface Entry {
  readonly action: 'permit' | 'deny';
  readonly source: number;
  readonly protocol: 'ip' | 'tcp' | 'udp';
  readonly port: number | undefined;
  readonly log: boolean;
}

const SOURCES = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.1.1/32', '10.2.0.0/16', '192.0.2.0/24'];
const WILDCARDS: Readonly<Record<string, string>> = { 8: '0.255.255.255', 16: '0.0.255.255', 24: '0.0.0.255' };

const entries = fc.array(
  fc.record<Entry>({
    action: fc.constantFrom('permit', 'deny'),
    source: fc.nat(SOURCES.length - 1),
    protocol: fc.constantFrom('ip', 'tcp', 'udp'),
    port: fc.constantFrom(undefined, 22, 80, 443),
    log: fc.nat(7).map((roll) => roll === 0),
  }),
  { minLength: 2, maxLength: 9 },
);

const ported = ({ protocol, port }: Entry): number | undefined => (protocol === 'ip' ? undefined : port);

function iosText(list: readonly Entry[]): string {
  const lines = list.map((entry, index) => {
    const [network, length] = SOURCES[entry.source]!.split('/') as [string, string];
    const wildcard = WILDCARDS[length];
    const source = length === '0' ? 'any' : wildcard ? `${network} ${wildcard}` : `host ${network}`;
    const port = ported(entry);
    const tail = `${port === undefined ? '' : ` eq ${port}`}${entry.log ? ' log' : ''}`;
    return ` ${10 * (index + 1)} ${entry.action} ${entry.protocol} ${source} any${tail}`;
  });
  return `ip access-list extended LIST\n${lines.join('\n')}\n`;
}

function junosText(list: readonly Entry[]): string {
  const lines = list.flatMap((entry, index) => {
    const term = `set firewall family inet filter LIST term t${index}`;
    const port = ported(entry);
    return [
      ...(entry.source === 0 ? [] : [`${term} from source-address ${SOURCES[entry.source]}`]),
      ...(entry.protocol === 'ip' ? [] : [`${term} from protocol ${entry.protocol}`]),
      ...(port === undefined ? [] : [`${term} from destination-port ${port}`]),
      ...(entry.log ? [`${term} then log`] : []),
      `${term} then ${entry.action === 'permit' ? 'accept' : 'discard'}`,
    ];
  });
  return `${lines.join('\n')}\n`;
}

/** The second half of the list stands in a chain of its own, reached by a jump in the middle of the first. */
function iptablesText(list: readonly Entry[], drop: boolean): string {
  const half = Math.ceil(list.length / 2);
  const rule = (chain: string, entry: Entry): string[] => {
    const port = ported(entry);
    const match = [
      ...(entry.source === 0 ? [] : ['-s', SOURCES[entry.source]]),
      ...(entry.protocol === 'ip' ? [] : ['-p', entry.protocol]),
      ...(port === undefined ? [] : ['-m', entry.protocol, '--dport', port]),
    ].join(' ');
    const line = (target: string): string => `-A ${chain} ${match} -j ${target}`.replace(/ {2,}/g, ' ');
    return [...(entry.log ? [line('LOG')] : []), line(entry.action === 'permit' ? 'ACCEPT' : 'DROP')];
  };
  const own = list.slice(0, half).flatMap((entry) => rule('INPUT', entry));
  own.splice(Math.floor(own.length / 2), 0, '-A INPUT -s 10.0.0.0/8 -j INNER');
  return [
    '*filter',
    `:INPUT ${drop ? 'DROP' : 'ACCEPT'} [0:0]`,
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':INNER - [0:0]',
    ...own,
    ...list.slice(half).flatMap((entry) => rule('INNER', entry)),
    'COMMIT',
    '',
  ].join('\n');
}

const packets: readonly Packet[] = [
  '10.0.0.1',
  '10.1.0.1',
  '10.1.1.1',
  '10.2.0.1',
  '192.0.2.1',
  '198.51.100.7',
].flatMap((source) =>
  [6, 17, 47].flatMap((protocol) =>
    (protocol === 47 ? [undefined] : [22, 80, 443, 9999]).map(
      (port): Packet => ({
        family: 'ipv4',
        source: parseIpv4(source)!,
        destination: parseIpv4('203.0.113.1')!,
        protocol,
        state: 'new',
        ...(port === undefined ? {} : { sourcePort: 40000, destinationPort: port }),
        ...(protocol === 6 ? { tcpFlags: 2 } : {}),
      }),
    ),
  ),
);

/** What befalls a packet, with the side effects of the rule that decides and of those it met. */
function fateOf(device: Device, packet: Packet): string {
  const { action, trace } = analyseFilters(device).test(0, packet);
  const effects = trace.flatMap(({ filter, rule }) => device.filters[filter]!.rules[rule]!.effects);
  return [action, ...new Set(effects)].join(' ');
}

const texts = (list: readonly Entry[], drop: boolean): readonly (readonly [string, string])[] => [
  ['ios', iosText(list)],
  ['junos', junosText(list)],
  ['iptables', iptablesText(list, drop)],
];

const ofFilters = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ rule }) => FILTER_RULES.includes(rule));

describe('fixes of the rules on filters', () => {
  test('all safe ones together change no packet', async () => {
    await fc.assert(
      fc.asyncProperty(entries, fc.boolean(), async (list, drop) => {
        for (const [dialect, text] of texts(list, drop)) {
          const { prepared, findings } = await reviewText(text, dialect);
          const fixed = applyFixes(text, selectFixes(ofFilters(findings)));
          const after = (await reviewText(fixed, dialect)).prepared.device;
          for (const packet of packets)
            expect(fateOf(after, packet), `${text}\n${fixed}`).toBe(fateOf(prepared.device, packet));
        }
      }),
      RUNS,
    );
  });

  test('a move gives its packet to the moved rule, and keeps a way in for the operator', async () => {
    const waysIn = (device: Device): boolean =>
      packets.some(
        (packet) =>
          packet.destinationPort === 22 && packet.protocol === 6 && fateOf(device, packet).startsWith('permit'),
      );
    await fc.assert(
      fc.asyncProperty(entries, fc.boolean(), async (list, drop) => {
        for (const [dialect, text] of texts(list, drop)) {
          const { prepared, findings } = await reviewText(text, dialect);
          for (const finding of ofFilters(findings)) {
            const move = finding.fixes.find(({ title }) => title.en.startsWith('Move above'));
            if (!move) continue;
            const after = (await reviewText(applyFixes(text, [move]), dialect)).prepared.device;
            const says = /: (permits|denies) /.exec(move.title.en)![1] === 'permits' ? 'permit' : 'deny';
            const witness = parsePacket(finding.witness!)!;
            expect(fateOf(after, witness).split(' ')[0], `${text}\n${move.title.en}`).toBe(says);
            if (waysIn(prepared.device)) expect(waysIn(after), `${text}\n${move.title.en}`).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });
});
