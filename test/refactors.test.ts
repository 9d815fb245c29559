import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Device } from '../grammars/model/device.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import { compareFilters } from '../server/src/packets/compare.ts';
import { formatPacket } from '../server/src/packets/packet-text.ts';
import type { Fix } from '../server/src/review/finding.ts';
import { applyFixes } from '../server/src/review/fix-all.ts';
import { layersOf } from '../server/src/review/layers.ts';
import { type Prepared, prepare } from '../server/src/review/prepare.ts';
import { refactorsAt } from '../server/src/review/refactors.ts';
import { CORPUS_ABSENT, corpusFiles, OURS } from './support/corpus.ts';
import { edgePackets } from './support/edge-packets.ts';
import fc from './support/seeded.ts';

const read = (text: string, dialect: string): Prepared => prepare({ text, dialect })!;

/** What is offered where the marked text begins. */
function offered(text: string, dialect: string, at: string): Fix[] {
  expect(text).toContain(at);
  return refactorsAt(read(text, dialect), text.indexOf(at));
}

/** Whatever fares otherwise after it: packets of any filter that is in both, and what rules do besides. */
function differences(before: Prepared, after: Prepared): string[] {
  const [old, now] = [layersOf(before), layersOf(after)];
  return old.flatMap((layer, i) =>
    now[i] ? ofDevice(layer.prepared.device, now[i].prepared.device) : ['a file is gone'],
  );
}

function ofDevice(before: Device, after: Device): string[] {
  const found: string[] = [];
  if (before.filters.length !== after.filters.length) return ['a filter is gone'];
  const [old, now] = [analyseFilters(before), analyseFilters(after)];
  const packets = [...edgePackets([before], 150)];
  for (const [at, { name, purpose }] of before.filters.entries()) {
    if (purpose === 'mangle') continue;
    const changed = compareFilters({ filters: before.filters, chosen: [at] }, { filters: after.filters, chosen: [at] });
    if (!changed) found.push(`${name.value}: not decided`);
    else if (changed.newlyPermitted.flows + changed.newlyDenied.flows > 0)
      found.push(`${name.value}: ${changed.newlyPermitted.text} permitted, ${changed.newlyDenied.text} denied`);
    const fate = (device: Device, analyses: typeof old, packet: (typeof packets)[number]): string => {
      const { action, trace } = analyses.test(at, packet);
      return [action, ...new Set(trace.flatMap((ref) => device.filters[ref.filter]!.rules[ref.rule]!.effects))].join(
        ' ',
      );
    };
    for (const packet of packets)
      if (fate(before, old, packet) !== fate(after, now, packet)) found.push(`${name.value}: ${formatPacket(packet)}`);
  }
  return found;
}

interface Case {
  readonly name: string;
  readonly dialect: string;
  readonly text: string;
  /** The cursor is at the first of this. */
  readonly at: string;
  readonly title: string;
  readonly after: string;
}

const CASES: readonly Case[] = [
  {
    name: 'contiguous networks',
    dialect: 'ios',
    text: 'ip access-list extended LIST\n 10 permit tcp 10.0.0.0 0.0.0.255 any eq 443 log\n 20 permit tcp 10.0.1.0 0.0.0.255 any eq 443 log\n 30 deny ip any any\n',
    at: '20 permit',
    title: 'Merge with line 2 into tcp from 10.0.0.0/23 to any port 443',
    after: 'ip access-list extended LIST\n 10 permit tcp 10.0.0.0 0.0.1.255 any eq 443 log\n 30 deny ip any any\n',
  },
  {
    name: 'adjacent ranges of ports',
    dialect: 'iosxr',
    text: 'ipv4 access-list LIST\n 10 permit udp any any range 8801 8805\n 20 permit udp any any range 8806 8810\n 30 deny ipv4 any any\n',
    at: '10 permit',
    title: 'Merge with line 3 into udp ports 8801-8810',
    after: 'ipv4 access-list LIST\n 10 permit udp any any range 8801 8810\n 30 deny ipv4 any any\n',
  },
  {
    name: 'ports that one entry takes',
    dialect: 'eos',
    text: 'ip access-list LIST\n   10 permit tcp any host 192.0.2.10 eq 80\n   20 permit tcp any host 192.0.2.10 eq 443\n   30 deny ip any any\n',
    at: '10 permit',
    title: 'Merge with line 3 into tcp to 192.0.2.10 ports 80, 443',
    after: 'ip access-list LIST\n   10 permit tcp any host 192.0.2.10 eq 80 443\n   30 deny ip any any\n',
  },
  {
    name: 'across a rule about other packets',
    dialect: 'nxos',
    text: 'ip access-list LIST\n  10 permit ip 10.0.0.0/9 any\n  20 deny ip 192.0.2.0/24 any\n  30 permit ip 10.128.0.0/9 any\n',
    at: '30 permit',
    title: 'Merge with line 2 into ip from 10.0.0.0/8 to any',
    after: 'ip access-list LIST\n  10 permit ip 10.0.0.0/8 any\n  20 deny ip 192.0.2.0/24 any\n',
  },
  {
    name: 'in the place of the later one, where something stands before the earlier one’s new packets',
    dialect: 'iptables',
    text: '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.0.0.0/9 -p tcp -m tcp --dport 22 -m comment --comment "in" -j ACCEPT\n-A INPUT -s 10.128.0.0/16 -j DROP\n-A INPUT -s 10.128.0.0/9 -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n',
    at: '-A INPUT -s 10.0.0.0/9',
    title: 'Merge with line 5 into tcp from 10.0.0.0/8 to any port 22',
    after:
      '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.128.0.0/16 -j DROP\n-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n',
  },
  {
    name: 'ports as a list of a rule',
    dialect: 'iptables',
    text: '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 80 -m conntrack --ctstate NEW -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 443 -m conntrack --ctstate NEW -j ACCEPT\nCOMMIT\n',
    at: '-A INPUT -p tcp -m tcp --dport 80',
    title: 'Merge with line 4 into tcp ports 80, 443 state new',
    after:
      '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp -m multiport --dports 80,443 -m conntrack --ctstate NEW -j ACCEPT\nCOMMIT\n',
  },
  {
    name: 'sets of ports',
    dialect: 'nft',
    text: 'table inet filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n    tcp dport 80 counter accept comment "web"\n    tcp dport { 443, 8443 } counter accept\n  }\n}\n',
    at: 'tcp dport 80',
    title: 'Merge with line 5 into tcp ports 80, 443, 8443',
    after:
      'table inet filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n    tcp dport { 80, 443, 8443 } counter accept comment "web"\n  }\n}\n',
  },
  {
    name: 'terms in braces',
    dialect: 'junos',
    text: `firewall {
    family inet {
        filter LIST {
            term web {
                from {
                    protocol tcp;
                    destination-port 80;
                }
                then accept;
            }
            term tls {
                from {
                    protocol tcp;
                    destination-port 443;
                }
                then accept;
            }
        }
    }
}
`,
    at: 'term web',
    title: 'Merge with line 11 into tcp ports 80, 443',
    after: `firewall {
    family inet {
        filter LIST {
            term web {
                from {
                    protocol tcp;
                    destination-port 80;
                    destination-port 443;
                }
                then accept;
            }
        }
    }
}
`,
  },
  {
    name: 'terms as set commands',
    dialect: 'junos',
    text: 'set firewall family inet filter LIST term a from source-address 10.0.0.0/25\nset firewall family inet filter LIST term a then accept\nset firewall family inet filter LIST term b from source-address 10.0.0.128/25\nset firewall family inet filter LIST term b then accept\nset firewall family inet filter LIST term c then discard\n',
    at: 'set firewall family inet filter LIST term b',
    title: 'Merge with line 1 into ip from 10.0.0.0/24 to any',
    after:
      'set firewall family inet filter LIST term a from source-address 10.0.0.0/24\nset firewall family inet filter LIST term a then accept\nset firewall family inet filter LIST term c then discard\n',
  },
  {
    name: 'networks of two sides',
    dialect: 'asa',
    text: 'access-list OUT extended permit tcp 10.0.0.0 255.255.255.0 host 192.0.2.10 eq 443\naccess-list OUT extended permit tcp 10.0.1.0 255.255.255.0 host 192.0.2.10 eq 443\naccess-list OUT extended deny ip any any\n',
    at: 'access-list OUT extended permit tcp 10.0.0.0',
    title: 'Merge with line 2 into tcp from 10.0.0.0/23 to 192.0.2.10 port 443',
    after:
      'access-list OUT extended permit tcp 10.0.0.0 255.255.254.0 host 192.0.2.10 eq 443\naccess-list OUT extended deny ip any any\n',
  },
  {
    name: 'what an exception leaves',
    dialect: 'ios',
    text: 'ip access-list extended LIST\n 10 deny ip 10.0.0.0 0.0.0.127 any\n 20 permit ip 10.0.0.0 0.0.0.255 any\n',
    at: '20 permit',
    title: 'Narrow to what is left, ip from 10.0.0.128/25 to any',
    after: 'ip access-list extended LIST\n 10 deny ip 10.0.0.0 0.0.0.127 any\n 20 permit ip 10.0.0.128 0.0.0.127 any\n',
  },
  {
    name: 'ports that earlier rules leave',
    dialect: 'iptables',
    text: '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 1000:1999 -j DROP\n-A INPUT -p tcp -m tcp --dport 1500:2999 -j ACCEPT\nCOMMIT\n',
    at: '-A INPUT -p tcp -m tcp --dport 1500',
    title: 'Narrow to what is left, tcp ports 2000-2999',
    after:
      '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 1000:1999 -j DROP\n-A INPUT -p tcp -m tcp --dport 2000:2999 -j ACCEPT\nCOMMIT\n',
  },
];

describe('rules merged and narrowed', () => {
  test.each(CASES.map((one) => [`${one.dialect}: ${one.name}`, one] as const))('%s', (_, one) => {
    const fixes = offered(one.text, one.dialect, one.at);
    const fix = fixes.find(({ title }) => title.en === `${one.title}: no packet changes`);
    expect(fix, fixes.map(({ title }) => title.en).join('\n') || 'nothing offered').toBeDefined();
    expect(fix!.safety).toBe('safe');
    expect(applyFixes(one.text, [fix!])).toBe(one.after);
    expect(differences(read(one.text, one.dialect), read(one.after, one.dialect))).toEqual([]);
  });

  test('not across a rule that decides otherwise for both, nor two that log differently, nor what a group holds', () => {
    const none = (text: string, dialect: string, at: string): void =>
      expect(offered(text, dialect, at).filter(({ title }) => title.en.startsWith('Merge'))).toEqual([]);
    none(
      '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.0.0.0/9 -j ACCEPT\n-A INPUT -p tcp -j DROP\n-A INPUT -s 10.128.0.0/9 -j ACCEPT\nCOMMIT\n',
      'iptables',
      '-A INPUT -s 10.0.0.0/9',
    );
    none(
      'ip access-list extended LIST\n 10 permit ip 10.0.0.0 0.127.255.255 any log\n 20 permit ip 10.128.0.0 0.127.255.255 any\n',
      'ios',
      '10 permit',
    );
    none(
      'object-group network WEB\n host 192.0.2.10\n!\nip access-list extended LIST\n 10 permit tcp any object-group WEB eq 443\n 20 permit tcp any host 192.0.2.11 eq 443\n',
      'ios',
      '10 permit',
    );
    none(
      'ip access-list extended LIST\n 10 permit tcp host 192.0.2.10 any eq 443\n 20 permit tcp host 192.0.2.11 any eq 80\n',
      'ios',
      '10 permit',
    );
    none(
      'table inet filter {\n  chain input {\n    type filter hook input priority 0;\n    tcp dport $WEB accept\n    tcp dport 443 accept\n  }\n}\n',
      'nft',
      'tcp dport 443',
    );
  });

  test('of rules in user-data, in the words of the YAML', () => {
    const text = `#cloud-config
write_files:
  - path: /etc/iptables/rules.v4
    content: |
      *filter
      :INPUT DROP [0:0]
      -A INPUT -p tcp -m tcp --dport 8801:8805 -j ACCEPT
      -A INPUT -p tcp -m tcp --dport 8806:8810 -j ACCEPT
      COMMIT
`;
    const [fix] = offered(text, 'cloudinit', '-A INPUT -p tcp -m tcp --dport 8806');
    expect(fix?.title.en).toBe('Merge with line 7 into tcp ports 8801-8810: no packet changes');
    expect(applyFixes(text, [fix!])).toBe(
      text.replace('8801:8805', '8801:8810').replace(/ +-A INPUT .*8806:8810.*\n/, ''),
    );
  });
});

describe('no packet changes', () => {
  const word = fc.record({
    permit: fc.boolean(),
    source: fc.constantFrom('10.0.0.0/24', '10.0.1.0/24', '10.0.0.0/23', '10.0.2.0/23', '10.0.0.0/25', '10.0.0.128/25'),
    protocol: fc.constantFrom('tcp', 'udp'),
    ports: fc.constantFrom([80, 80], [81, 81], [80, 90], [91, 99], [85, 95], undefined),
    log: fc.nat(9).map((roll) => roll === 0),
  });
  type Word = typeof word extends fc.Arbitrary<infer T> ? T : never;
  const wildcard = (prefix: string): string => {
    const [network, length] = prefix.split('/');
    return `${network} 0.0.${2 ** Math.max(0, 24 - Number(length)) - 1}.${2 ** (32 - Math.max(24, Number(length))) - 1}`;
  };
  const WRITERS: Readonly<Record<string, (list: readonly Word[]) => string>> = {
    ios: (list) =>
      [
        'ip access-list extended LIST',
        ...list.map(
          ({ permit, source, protocol, ports, log }, i) =>
            ` ${10 * (i + 1)} ${permit ? 'permit' : 'deny'} ${protocol} ${wildcard(source)} any${ports ? (ports[0] === ports[1] ? ` eq ${ports[0]}` : ` range ${ports.join(' ')}`) : ''}${log ? ' log' : ''}`,
        ),
        '',
      ].join('\n'),
    iptables: (list) =>
      [
        '*filter',
        ':INPUT DROP [0:0]',
        ...list.map(
          ({ permit, source, protocol, ports }) =>
            `-A INPUT -s ${source} -p ${protocol}${ports ? ` -m ${protocol} --dport ${ports[0] === ports[1] ? ports[0] : ports.join(':')}` : ''} -j ${permit ? 'ACCEPT' : 'DROP'}`,
        ),
        'COMMIT',
        '',
      ].join('\n'),
    nft: (list) =>
      [
        'table inet filter {',
        ' chain input {',
        '  type filter hook input priority 0; policy drop;',
        ...list.map(
          ({ permit, source, protocol, ports, log }) =>
            `  ip saddr ${source} ${ports ? `${protocol} dport ${ports[0] === ports[1] ? ports[0] : ports.join('-')}` : `meta l4proto ${protocol}`} ${log ? 'log ' : ''}${permit ? 'accept' : 'drop'}`,
        ),
        ' }',
        '}',
        '',
      ].join('\n'),
    junos: (list) =>
      list
        .flatMap(({ permit, source, protocol, ports, log }, i) => {
          const term = `set firewall family inet filter LIST term t${i}`;
          return [
            `${term} from source-address ${source}`,
            `${term} from protocol ${protocol}`,
            ...(ports ? [`${term} from destination-port ${ports[0] === ports[1] ? ports[0] : ports.join('-')}`] : []),
            ...(log ? [`${term} then log`] : []),
            `${term} then ${permit ? 'accept' : 'discard'}`,
          ];
        })
        .join('\n'),
  };

  test.each(Object.entries(WRITERS))('in random %s', (dialect, write) => {
    const seen = { Merge: 0, Narrow: 0 };
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 8 }), (list) => {
        const text = write(list);
        const prepared = read(text, dialect);
        for (const { span } of prepared.device.filters[0]!.rules)
          for (const fix of refactorsAt(prepared, span.start)) {
            const after = applyFixes(text, [fix]);
            expect(after, fix.title.en).not.toBe(text);
            expect(differences(prepared, read(after, dialect)), `${text}\n${fix.title.en}\n${after}`).toEqual([]);
            seen[fix.title.en.split(' ')[0] as keyof typeof seen] += 1;
          }
      }),
      { numRuns: 60 },
    );
    expect(Math.min(seen.Merge, seen.Narrow), JSON.stringify(seen)).toBeGreaterThan(2);
  });

  /** Every refactoring of the first rules of each filter, applied to the text by itself. @returns how many there were */
  function tryAll(text: string, path: string, most: number): number {
    const prepared = prepare({ text, path });
    let tried = 0;
    for (const layer of prepared ? layersOf(prepared) : [])
      for (const { rules } of layer.prepared.device.filters)
        for (const { span } of rules.slice(0, 40))
          for (const fix of tried < most ? refactorsAt(prepared!, layer.toOutermost(span).start) : []) {
            tried += 1;
            const after = read(applyFixes(text, [fix]), prepared!.dialect.id);
            expect(differences(prepared!, after), `${path}: ${fix.title.en}`).toEqual([]);
          }
    return tried;
  }

  test('in samples and fixtures', () => {
    let tried = 0;
    for (const path of globSync(['samples/*/*', 'grammars/dialects/*/fixtures/*']))
      tried += tryAll(readFileSync(path, 'utf8'), path, 20);
    expect(tried).toBeGreaterThan(8);
  }, 120_000);

  test.skipIf(CORPUS_ABSENT !== '')(
    `in other people's files${CORPUS_ABSENT}`,
    () => {
      let tried = 0;
      for (const { path, dialect, text } of corpusFiles())
        if (OURS[dialect] !== undefined && text.length < 20_000) tried += tryAll(text, path, 3);
      expect(tried).toBeGreaterThan(20);
    },
    300_000,
  );
});
