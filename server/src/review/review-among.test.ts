import { describe, expect, test } from 'vitest';
import { networkOf } from '../network/network.ts';
import type { Finding } from './finding.ts';
import { type Prepared, prepare } from './prepare.ts';
import { reviewAmong } from './review-among.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

type Texts = Readonly<Record<string, string>>;

/** What is said of each file among the others. */
async function findingsIn(dialect: string, texts: Texts): Promise<Readonly<Record<string, readonly Finding[]>>> {
  const read = new Map<string, Prepared>(
    Object.entries(texts).map(([path, text]) => [path, prepare({ text, path, dialect })!]),
  );
  const network = networkOf([...read].map(([path, { device, index }]) => ({ path, device, index })));
  const found: Record<string, readonly Finding[]> = {};
  for (const [path, prepared] of read) {
    const surroundingsOf = () => ({ network, self: network.member(path)! });
    found[path] = (await reviewAmong(prepared, DEFAULT_SETTINGS, { surroundingsOf })).findings;
  }
  return found;
}

/** `rule: the text that it is about`, of those at warning or above. */
const told = (findings: readonly Finding[], text: string): string[] =>
  findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule, span }) => `${rule}: ${text.slice(span.start, span.end)}`);

const MAIN = `flush ruleset
include "admins.nft"
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    iif lo accept
    ct state established,related accept
    icmpv6 type { packet-too-big, nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept
    icmp type destination-unreachable accept
  }
}
include "base.nft"
include "more.nft"
`;
const ADMINS = 'define ADMINS = 192.0.2.0/24\n';
const BASE = 'table inet filter {\n  chain input {\n    tcp dport 22 drop\n  }\n}';
const MORE = 'table inet filter {\n  chain input {\n    ip saddr $ADMINS tcp dport 22 accept\n  }\n}\n';
const NFT: Texts = { 'etc/main.nft': MAIN, 'etc/admins.nft': ADMINS, 'etc/base.nft': BASE, 'etc/more.nft': MORE };

describe('files that are one text', () => {
  test('nftables: a rule of one file hides one of another, which is told where that one stands', async () => {
    const found = await findingsIn('nft', NFT);
    expect(told(found['etc/more.nft']!, MORE)).toEqual(['acl/shadowed-rule: ip saddr $ADMINS tcp dport 22 accept']);
    const [finding] = found['etc/more.nft']!;
    expect(finding!.related[0]!.elsewhere).toMatchObject({ path: 'etc/base.nft', range: { start: { line: 2 } } });
    expect(finding!.text.en).toContain('Line 3 meant here is in base.nft.');
    expect(finding!.text['zh-cn']).toContain('位于 base.nft');
    const [fix] = finding!.fixes;
    expect(fix!.edits.every(({ span }) => span.end <= MORE.length)).toBe(true);
    for (const path of ['etc/main.nft', 'etc/admins.nft', 'etc/base.nft']) expect(told(found[path]!, '')).toEqual([]);
  });

  test('a comment silences findings of its own file only', async () => {
    const silent = '# netreview-disable acl/shadowed-rule -- known\n';
    expect(told((await findingsIn('nft', { ...NFT, 'etc/more.nft': silent + MORE }))['etc/more.nft']!, '')).toEqual([]);
    const elsewhere = await findingsIn('nft', { ...NFT, 'etc/base.nft': silent + BASE });
    expect(told(elsewhere['etc/more.nft']!, MORE)).toHaveLength(1);
    expect(elsewhere['etc/base.nft']!.map(({ rule }) => rule)).toEqual(['netreview/unused-suppression']);
  });

  test('one that is not there, a pattern, two includers: each file is reviewed by itself', async () => {
    const { 'etc/admins.nft': _, ...without } = NFT;
    const pattern = { ...NFT, 'etc/main.nft': MAIN.replace('base.nft', 'base*.nft') };
    const twice = { ...NFT, 'etc/other.nft': 'include "more.nft"\n' };
    for (const texts of [without, pattern, twice])
      expect(told((await findingsIn('nft', texts))['etc/more.nft']!, MORE)).toEqual([]);
  });

  test('a fault of syntax is told in its own file only', async () => {
    const broken = `${BASE.slice(0, -1)}\n`;
    const found = await findingsIn('nft', { ...NFT, 'etc/base.nft': broken });
    expect(found['etc/base.nft']!.map(({ rule }) => rule)).toContain('netreview/syntax');
    expect(found['etc/main.nft']!.map(({ rule }) => rule)).not.toContain('netreview/syntax');
  });

  test('pf: a macro and a quick rule of included files', async () => {
    const pf = `block all\ninclude "base.conf"\npass in on $ext inet proto tcp from 192.0.2.0/24 to any port 22\n`;
    const base = `ext = "em0"\npass out all\nblock in quick on $ext inet proto tcp to any port 22\n`;
    const found = await findingsIn('pf', { 'etc/pf.conf': pf, 'etc/base.conf': base });
    expect(told(found['etc/pf.conf']!, pf)).toEqual([
      'acl/shadowed-rule: pass in on $ext inet proto tcp from 192.0.2.0/24 to any port 22',
    ]);
  });

  test('BIRD: a session of one file runs the filter of another', async () => {
    const peers = `protocol bgp up {
  local as 64500;
  neighbor 203.0.113.1 as 64496;
  ipv4 { import filter in_up; export none; import limit 50 action restart; };
}
`;
    const main = (filter: string): string =>
      `log syslog all;\nrouter id 192.0.2.2;\nprotocol device { }\nfilter in_up { ${filter} }\ninclude "peers.conf";\n`;
    const of = async (filter: string) => {
      const found = await findingsIn('bird', { 'bird/bird.conf': main(filter), 'bird/peers.conf': peers });
      return told(found['bird/peers.conf']!, peers);
    };
    expect(await of('if net = 0.0.0.0/0 then accept; reject;')).toEqual([]);
    expect(await of('accept;')).toContain('bgp/bogons-accepted: in_up');
  });
});

test('a circle of files has one note', async () => {
  const found = await findingsIn('nft', {
    'etc/a.nft': 'include "b.nft"\n',
    'etc/b.nft': 'include "c.nft"\n',
    'etc/c.nft': 'include "a.nft"\n',
    'etc/into.nft': 'include "a.nft"\n',
  });
  const notes = Object.entries(found).flatMap(([path, list]) =>
    list.filter(({ rule }) => rule === 'netreview/include-cycle').map(({ span }) => `${path} ${span.start}`),
  );
  expect(notes).toEqual(['etc/a.nft 9']);
});
