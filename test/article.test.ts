import { describe, expect, test } from 'vitest';
import { dialects } from '../grammars/dialects/index.ts';
import { applyEdits } from '../grammars/text/edit.ts';
import { chooseDialect, coverageOf } from '../server/src/review/prepare.ts';
import { reviewText } from './support/rule-examples.ts';
import { netplanGenerate } from './support/vendor-check.ts';

/**
 * Snippets of the kind that the article behind the `article` preset prints, in words of our own. What is no vendor's syntax is told so
 * by being nobody's; nothing in it is called a fault.
 */
const FOREIGN = {
  'a routing service "defined" with address families and a metric': `define CLOUDVPNService
  description "site to cloud, standby path"
  family ipv4-unicast
    metric 200
  family ipv6-unicast
    metric 200
`,
  'a TLS server in sections, its chain listed as authorities': `[server]
certificate = /etc/tls/www.example.net.crt
key = /etc/tls/www.example.net.key
certificate authorities = [ ca.crt, intermediate.crt ]
`,
};

/**
 * Lines that are the language of a dialect, whatever they name: `name = value` is a macro of pf, and an entry of openssl.cnf as `[name]` is a
 * section.
 */
const OWN: Readonly<Record<string, RegExp>> = { pf: /^\w+ = [^[]/, openssl: /^(?:\[\w+\]$|\w+ = [^[])/ };

describe.each(Object.entries(FOREIGN))('%s', (_, text) => {
  test('no dialect claims it, whatever the file is called', () => {
    for (const path of [undefined, 'router.cfg', 'vpn.conf', 'server.yaml', 'rules.v4', 'user-data'])
      expect(chooseDialect({ text, ...(path === undefined ? {} : { path }) })?.dialect.id).toBeUndefined();
  });
  test.each(dialects.map(({ id }) => [id]))('read as %s by force: not understood, and no rule speaks', async (id) => {
    const reviewed = await reviewText(text, id);
    expect(coverageOf(reviewed.prepared).modelled).toBe(text.split('\n').filter((line) => OWN[id]?.test(line)).length);
    // Whoever says that it is openssl.cnf is told that such a file configures no server.
    const told = id === 'openssl' && text.startsWith('[server]') ? ['tls/config-invalid', 'tls/config-invalid'] : [];
    expect(reviewed.findings.map(({ rule }) => rule).filter((rule) => rule !== 'netreview/syntax')).toEqual(told);
  });
});

describe('routes under a key cloud-config', () => {
  const text = `cloud-config:
  routes:
    203.0.113.0/24:
      via: 10.0.0.1
      next hop: 200.1.1.1
      interface: eth0
`;
  const told = async (of: string) => {
    const dialect = chooseDialect({ text: of })!.dialect.id;
    const { findings } = await reviewText(of, dialect);
    return { dialect, findings };
  };

  test('is told that it is a pseudo block, that a route has one gateway, and where the interface belongs', async () => {
    const { dialect, findings } = await told(text);
    expect(dialect).toBe('cloudinit');
    expect(findings.map(({ severity, rule, span }) => [severity, rule, text.slice(span.start, span.end)])).toEqual([
      ['error', 'cloud/cloudinit-network-invalid', 'cloud-config'],
      ['error', 'cloud/cloudinit-network-invalid', 'next hop'],
      ['error', 'cloud/cloudinit-network-invalid', 'interface'],
    ]);
    for (const { text: both } of findings) expect(both['zh-cn']).toMatch(/\p{Script=Han}/u);
  });

  test('the fix rewrites it into a network-config of version 2 that reviews clean', async () => {
    const { findings } = await told(text);
    const fixes = findings.flatMap((finding) => finding.fixes);
    expect(fixes.map((fix) => fix.safety)).toEqual(['unsafe']);
    const after = applyEdits(text, fixes[0]!.edits);
    expect(after).toBe(`network:
  version: 2
  ethernets:
    eth0:
      routes:
        - to: 203.0.113.0/24
          via: 10.0.0.1
`);
    expect((await told(after)).findings).toEqual([]);
    const netplan = netplanGenerate();
    if (netplan.missing === undefined) expect(netplan.refuses(after)).toBeUndefined();
  });

  test('a device that the text does not name is not made up', async () => {
    const { findings } = await told(text.replace('      interface: eth0\n', ''));
    expect(findings.map((finding) => finding.rule)).toContain('cloud/cloudinit-network-invalid');
    expect(findings.flatMap((finding) => finding.fixes)).toEqual([]);
  });

  test('its second gateway, an address of someone else, is off the link once it is a real route', async () => {
    const { findings } = await told(`network:
  version: 2
  ethernets:
    eth0:
      addresses: [10.0.0.5/24]
      accept-ra: false
      routes:
        - to: 203.0.113.0/24
          via: 200.1.1.1
`);
    expect(findings.map((finding) => finding.rule)).toEqual(['routing/next-hop-unreachable']);
  });
});
