import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { zone } from '../grammars/dialects/zone/dialect.ts';
import { asZone } from '../grammars/dialects/zone/grammar/file.ts';
import { readRecords } from '../grammars/dialects/zone/model/records.ts';
import { walk } from '../grammars/outline.ts';
import { applyFixes, selectFixes } from '../server/src/review/fix-all.ts';
import { chooseDialect, type Prepared } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { rules } from '../server/src/rules/index.ts';
import { fixed, readRuleExamples, reviewText, settingsOf } from './support/rule-examples.ts';
import {
  birdCheck,
  cloudInitSchema,
  firewalldCheck,
  iptablesRestore,
  namedCheck,
  namedRecords,
  netplanGenerate,
  nftCheck,
  type VendorCheck,
  vtyshCheck,
} from './support/vendor-check.ts';

/** A text that a fix wrote, and where it comes from. */
interface Written {
  readonly from: string;
  readonly before: string;
  readonly after: string;
}

const DIALECTS = ['iptables', 'nft', 'netplan', 'cloudinit', 'frr', 'bird', 'firewalld', 'zone'];
const WRONG: Readonly<Record<string, string>> = {
  iptables: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j NOWHERE\nCOMMIT\n',
  nft: 'table inet t {\n  chain c {\n    jump nowhere\n  }\n}\n',
  netplan: 'network:\n  version: 2\n  ethernets:\n    eth0:\n      adresses: [192.0.2.5/24]\n',
  cloudinit: '#cloud-config\nruncmd: 7\n',
  firewalld: '<zone>\n  <port port="80700" protocol="tcp"/>\n</zone>\n',
  bird: 'router id 192.0.2.1;\nprotocol device { }\nfilter f { if net ~ NOWHERE then reject; accept; }\n',
  zone: '@ 60 SOA a b 1 2 3 4 5\n@ 60 NS ns.example.org.\nwww 60 A 192.0.2.300\n',
  frr: 'router bgp 1\n neighbor 192.0.2.1 frobnicate\n',
};
const v4 = iptablesRestore('iptables-restore');
const v6 = iptablesRestore('ip6tables-restore');
const nft = nftCheck();
const netplan = netplanGenerate();
const cloudInit = cloudInitSchema();
const vtysh = vtyshCheck();
const bird = birdCheck();
const firewall = firewalldCheck();
const named = namedCheck();

for (const dialect of DIALECTS) {
  const checks = {
    iptables: [v4, v6],
    nft: [nft],
    netplan: [netplan],
    cloudinit: [cloudInit],
    frr: [vtysh],
    bird: [bird],
    firewalld: [firewall],
    zone: [named],
  }[dialect]!;
  const missing = checks.flatMap((check) => check.missing ?? []);
  const title = `${dialect}: ${checks.map((check) => check.name).join(', ')}${missing[0] ? ` (skipped: ${missing[0]})` : ''}`;
  describe.skipIf(missing.length > 0)(title, () => {
    test('refuses what is wrong', () => {
      for (const check of checks) expect(check.refuses(WRONG[dialect]!)).toBeDefined();
    });
    test('takes what the fixes of the rule examples wrote', async (context) => {
      const written = await fromExamples(dialect);
      context.skip(written.length === 0, 'no rule has an example with a fix in this dialect');
      expect(await objections(written, dialect)).toEqual([]);
    }, 300_000);
    test('takes samples and fixtures after every fix', async () => {
      const written = await fromFiles(dialect);
      expect(written.length).toBeGreaterThan(0);
      expect(await objections(written, dialect)).toEqual([]);
    }, 300_000);
  });
}

test.skipIf(named.missing !== undefined)(
  `named-compilezone and the reader of zones see the same records${named.missing === undefined ? '' : ` (skipped: ${named.missing})`}`,
  () => {
    let all = 0;
    for (const text of zoneTexts()) {
      const theirs = namedRecords(text);
      const ours = readRecords(asZone(zone.parse(text)).entries).records.map(
        ({ name, lasts, type }) => `${name.replace(/\?\.$/, 'zone.example.')} ${lasts} ${type}`,
      );
      // What `$GENERATE` makes is theirs alone.
      const made = theirs.filter((record) => !/^host\d+\./.test(record));
      expect([text, made.sort()]).toEqual([text, ours.sort()]);
      all += made.length;
    }
    expect(all).toBeGreaterThan(30);
  },
);

function* zoneTexts(): Generator<string> {
  for (const path of globSync('grammars/dialects/zone/fixtures/*')) yield readFileSync(path, 'utf8');
  for (const { language, text } of readRuleExamples('redundancy/dns-ttl'))
    if (language === 'zone' && !/^\$INCLUDE/m.test(text) && named.refuses(text) === undefined) yield text;
}

describe.skipIf(bird.missing !== undefined)(
  `bird -p and the reader of BIRD agree${bird.missing === undefined ? '' : ` (skipped: ${bird.missing})`}`,
  () => {
    test('what it takes is not called wrong, and is all known', async () => {
      const taken = [...birdTexts()].filter((text) => bird.refuses(text) === undefined);
      expect(taken.length).toBeGreaterThan(30);
      const wrong: string[] = [];
      for (const text of taken) {
        const { prepared, findings } = await reviewText(text, 'bird', DEFAULT_SETTINGS);
        const refused = findings.filter(
          ({ rule }) => rule === 'acl/undefined-reference' || rule === 'bgp/undefined-policy',
        );
        const unknown = [...walk(prepared.outline.statements)].filter(({ coverage }) => coverage === 'unknown');
        for (const { code } of prepared.outline.problems) wrong.push(`${code}\n${text}`);
        for (const { rule } of refused) wrong.push(`${rule}\n${text}`);
        for (const { words } of unknown) wrong.push(`unknown: ${words.map((word) => word.text).join(' ')}\n${text}`);
      }
      expect(wrong).toEqual([]);
    }, 300_000);
  },
);

/** Examples of all rules, and the dialect's own fixtures. */
function* birdTexts(): Generator<string> {
  for (const { meta } of rules)
    for (const { language, text } of readRuleExamples(meta.id)) if (language === 'bird') yield text;
  for (const path of globSync('grammars/dialects/bird/fixtures/*')) yield readFileSync(path, 'utf8');
}

/** Each rule's example of the dialect: its text with the rule's fixes, and the text the README shows after them. */
async function fromExamples(dialect: string): Promise<Written[]> {
  const written: Written[] = [];
  for (const { meta } of rules) {
    for (const example of readRuleExamples(meta.id).filter((one) => one.language === dialect)) {
      const from = `${example.path}:${example.line}`;
      if (example.section === 'After the fix') written.push({ from, before: '', after: example.text });
      if (example.section !== 'Reported') continue;
      const reviewed = await reviewText(example.text, dialect, settingsOf(example, meta.id));
      const after = fixed(reviewed, meta.id);
      if (after !== example.text) written.push({ from, before: example.text, after });
    }
  }
  return written;
}

/** Fix-all with unsafe fixes, until nothing changes; at most ten rounds. */
async function fromFiles(dialect: string): Promise<Written[]> {
  const written: Written[] = [];
  for (const from of globSync(['samples/*/*', 'grammars/dialects/*/fixtures/*'])) {
    const before = readFileSync(from, 'utf8');
    if (chooseDialect({ text: before, path: from })?.dialect.id !== dialect) continue;
    let after = before;
    for (let round = 0; round < 10; round += 1) {
      const { findings } = await reviewText(after, dialect, DEFAULT_SETTINGS);
      const next = applyFixes(after, selectFixes(findings, { unsafe: true }));
      if (next === after) break;
      after = next;
    }
    written.push({ from, before, after });
  }
  return written;
}

/** What a program refuses for reasons that no text can mend: sets, hosts and modules that are not there. */
const OUTSIDE =
  /Set \S+ doesn't exist|host\/network `\S+' not found|Extension \S+ revision \d+ not supported|INVALID_(?:SERVICE|IPSET|ZONE)|not among existing (?:services|zones|ipsets)/;

/** What the program says of texts that a fix changed, or that were right before. */
async function objections(written: readonly Written[], dialect: string): Promise<string[]> {
  const found: string[] = [];
  for (const { from, before, after } of written) {
    const { prepared, findings } = await reviewText(after, dialect, DEFAULT_SETTINGS);
    for (const { check, text } of asked(prepared)) {
      const objection = check.refuses(text);
      if (objection === undefined || OUTSIDE.test(objection)) continue;
      // Nothing was written, and the review says itself what is wrong.
      if (after === before && findings.some((finding) => finding.severity === 'error')) continue;
      found.push(`${from}\n${objection}\n${text}`);
    }
  }
  return found;
}

/** The texts that a program here can judge: the whole, and the rules files inside user-data. */
function asked(prepared: Prepared): { check: VendorCheck; text: string }[] {
  const { text, dialect, device } = prepared;
  const inside = prepared.embedded.flatMap(({ document }) => asked(document));
  switch (dialect.id) {
    case 'iptables': {
      const families = new Set(device.filters.map((filter) => filter.family));
      const programs = families.has('both') ? [v4, v6] : families.has('ipv6') ? [v6] : [v4];
      // Rules of both families one after the other are for no single program.
      return families.size > 1 ? [] : present(programs).map((check) => ({ check, text }));
    }
    case 'nft':
      return [{ check: nft, text }];
    case 'netplan':
      return [{ check: netplan, text }];
    case 'bird':
      return [{ check: bird, text }];
    case 'frr':
      return [{ check: vtysh, text }];
    case 'firewalld':
      return [{ check: firewall, text }];
    case 'zone':
      return [{ check: named, text }];
    case 'cloudinit':
      if (/^#cloud-config/.test(text)) return [{ check: cloudInit, text }, ...inside];
      // Version 2 of a network configuration goes to netplan as it is.
      return /^network:\s*\n\s+version: 2/m.test(text) ? present([netplan]).map((check) => ({ check, text })) : [];
    default:
      return [];
  }
}

const present = (checks: readonly VendorCheck[]): VendorCheck[] =>
  checks.filter((check) => check.missing === undefined);
