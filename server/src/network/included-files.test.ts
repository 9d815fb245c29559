import { describe, expect, test } from 'vitest';
import { review } from '../review/engine.ts';
import { type Prepared, prepare } from '../review/prepare.ts';
import { DEFAULT_SETTINGS } from '../review/settings.ts';
import { filesOf, includedFiles } from './included-files.ts';
import { type Network, networkOf } from './network.ts';
import { outsideFacts } from './outside-facts.ts';

type Texts = Readonly<Record<string, string>>;

/** Findings about names in one of the files, `line: rule name`. */
async function names(dialect: string, texts: Texts, path: string): Promise<string[]> {
  const { network, read } = folder(dialect, texts);
  const prepared = read.get(path)!;
  const { findings } = await review(prepared, DEFAULT_SETTINGS, {
    surroundingsOf: () => ({ network, self: network.member(path)! }),
  });
  return findings
    .filter(({ rule }) => /^(?:acl\/undefined-reference|acl\/unused-definition|bgp\/undefined-policy)$/.test(rule))
    .map(({ rule, span }) => {
      const line = prepared.index.positionAt(span.start).line + 1;
      return `${line}: ${rule} ${prepared.text.slice(span.start, span.end)}`;
    });
}

function folder(dialect: string, texts: Texts): { network: Network; read: ReadonlyMap<string, Prepared> } {
  const read = new Map(Object.entries(texts).map(([path, text]) => [path, prepare({ text, path, dialect })!]));
  return { network: networkOf([...read].map(([path, { device, index }]) => ({ path, device, index }))), read };
}

/** Where the includes of one file lead. */
function leads(dialect: string, texts: Texts, path: string): string[][] {
  const { network } = folder(dialect, texts);
  const self = network.member(path)!;
  return self.device.includes!.files.map((one) => filesOf({ network, self }, one).map((member) => member.path));
}

const nft = (include: string, name: string): string => `flush ruleset
include "${include}"
define OWN = 192.0.2.7
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ip saddr $${name} accept
    ip saddr $OWN accept
  }
}
`;
const ADMINS = 'define ADMINS = { 192.0.2.0/24 }\n';

describe('nftables', () => {
  const texts = (name: string): Texts => ({ 'etc/nftables.conf': nft('./admins.nft', name), 'etc/admins.nft': ADMINS });

  test('a name that an included file defines is defined', async () => {
    expect(await names('nft', texts('ADMINS'), 'etc/nftables.conf')).toEqual([]);
  });

  test('a name that no file defines is undefined, since all are known', async () => {
    expect(await names('nft', texts('OTHERS'), 'etc/nftables.conf')).toEqual(['7: acl/undefined-reference OTHERS']);
  });

  test('nothing is undefined where an included file is not there', async () => {
    expect(await names('nft', { 'nftables.conf': nft('./admins.nft', 'OTHERS') }, 'nftables.conf')).toEqual([]);
  });

  test('nor where an included file includes one that is not there', async () => {
    const more = { ...texts('OTHERS'), 'etc/admins.nft': `include "./more.nft"\n${ADMINS}` };
    expect(await names('nft', more, 'etc/nftables.conf')).toEqual([]);
  });

  test('nor where it is another language’s, or stands inside a table', async () => {
    const { network } = folder('nft', { 'a.conf': nft('./b.conf', 'OTHERS') });
    const { device, index } = prepare({ text: 'define OTHERS = 1;\n', dialect: 'bird' })!;
    const both = networkOf([...network.members, { path: 'b.conf', device, index }]);
    const self = both.member('a.conf')!;
    expect(includedFiles({ network: both, self }, 'variable').complete).toBe(false);
    const nested = {
      'a.nft':
        'flush ruleset\ntable ip t {\n include "./b.nft"\n chain c {\n  type filter hook input priority 0;\n  jump d\n }\n}\n',
      'b.nft': ADMINS,
    };
    expect(await names('nft', nested, 'a.nft')).toEqual([]);
  });

  test('what only an includer uses is used; what no file uses is not', async () => {
    const parts = {
      'etc/nftables.conf': nft('./base.nft', 'ADMINS'),
      'etc/base.nft': `${ADMINS}define NOBODYS = 192.0.2.9\ntable ip t {\n  chain c {\n    type filter hook output priority 0;\n  }\n}\n`,
    };
    expect(await names('nft', parts, 'etc/base.nft')).toEqual(['2: acl/unused-definition NOBODYS']);
    expect(await names('nft', { 'etc/base.nft': parts['etc/base.nft'] }, 'etc/base.nft')).toEqual([
      '1: acl/unused-definition ADMINS',
      '2: acl/unused-definition NOBODYS',
    ]);
  });

  test('files that include each other come to an end', async () => {
    const circle = { 'a.nft': nft('./b.nft', 'B'), 'b.nft': `include "./a.nft"\ndefine B = 192.0.2.1\n` };
    expect(await names('nft', circle, 'a.nft')).toEqual([]);
    expect(await names('nft', { ...circle, 'a.nft': nft('./b.nft', 'C') }, 'a.nft')).toEqual([
      '7: acl/undefined-reference C',
    ]);
  });

  test('one includer of several that knows the name is enough', async () => {
    const shared =
      'flush ruleset\ntable ip t {\n  chain c {\n    type filter hook input priority 0;\n    ip saddr $A accept\n  }\n}\n';
    const two = {
      'x.nft': `define A = 192.0.2.1\ninclude "./s.nft"\n`,
      'y.nft': 'include "./s.nft"\n',
      's.nft': shared,
    };
    expect(await names('nft', two, 's.nft')).toEqual([]);
    expect(await names('nft', { ...two, 'x.nft': 'include "./s.nft"\n' }, 's.nft')).toEqual([
      '5: acl/undefined-reference A',
    ]);
  });

  test('names are facts for other files, places are none', () => {
    const facts = (text: string): string => outsideFacts(prepare({ text, dialect: 'nft' })!.device);
    expect(facts(`# admins\n\n${ADMINS}`)).toBe(facts(ADMINS));
    expect(facts(ADMINS.replace('ADMINS', 'ADMIN'))).not.toBe(facts(ADMINS));
    expect(facts(nft('./b.nft', 'A'))).not.toBe(facts(nft('./a.nft', 'A')));
  });
});

describe('BIRD', () => {
  const main = `router id 192.0.2.1;
include "lib/filters.conf";
protocol bgp up {
  local as 64500;
  neighbor 192.0.2.2 as 64501;
  ipv4 { import filter from_up; export none; };
}
`;
  const own = 'filter own { reject; }\n';

  test('a filter of an included file is defined, one of no file is not', async () => {
    const texts = { 'bird.conf': own + main, 'lib/filters.conf': 'filter from_up { accept; }\n' };
    expect(await names('bird', texts, 'bird.conf')).toEqual([]);
    expect(await names('bird', texts, 'lib/filters.conf')).toEqual([]);
    const other = { ...texts, 'lib/filters.conf': 'filter from_peer { accept; }\n' };
    expect(await names('bird', other, 'bird.conf')).toEqual(['7: bgp/undefined-policy from_up']);
    expect(await names('bird', { 'bird.conf': own + main }, 'bird.conf')).toEqual([]);
  });

  test('more files may match a pattern on the host than are here', async () => {
    const texts = { 'bird.conf': own + main.replace('filters', '*'), 'lib/filters.conf': 'filter x { accept; }\n' };
    expect(leads('bird', texts, 'bird.conf')).toEqual([['lib/filters.conf']]);
    expect(await names('bird', texts, 'bird.conf')).toEqual([]);
  });
});

describe('pf', () => {
  const rules = (include: string): string =>
    `${include}\nif = "em0"\ntable <bad> { 192.0.2.66 }\nblock in on $if\npass in on $lan from 192.0.2.0/24\n`;
  const macros = 'lan = "em1"\nwan = "em2"\npass out on $wan\n';

  test('an included file gives macros, an anchor’s file does not', async () => {
    const files = (first: string): Texts => ({ 'pf.conf': rules(first), 'pf.macros': macros });
    expect(await names('pf', files('include "/etc/pf.macros"'), 'pf.conf')).toEqual([]);
    expect(await names('pf', files('load anchor a from "/etc/pf.macros"'), 'pf.conf')).toEqual([
      '5: acl/undefined-reference lan',
    ]);
  });

  test('a table that only an anchor’s file uses is used, as it may be by one that is not here', async () => {
    const anchor = { 'pf.conf': 'table <bad> { 192.0.2.66 }\nanchor a\nload anchor a from /etc/pf.a\nblock\n' };
    expect(await names('pf', { ...anchor, 'pf.a': 'block from <bad>\n' }, 'pf.conf')).toEqual([]);
    expect(await names('pf', anchor, 'pf.conf')).toEqual([]);
    const alone = { 'pf.conf': anchor['pf.conf'].replace(/load.*\n/, '') };
    expect(await names('pf', alone, 'pf.conf')).toEqual(['1: acl/unused-definition bad']);
  });
});

describe('paths', () => {
  const site = 'server {\n  listen 192.0.2.1:80;\n}\n';

  test.each([
    ['a pattern, from the folder of the file', 'nginx.conf', 'conf.d/*.conf', 'conf.d/a.conf'],
    ['from the folder of the outermost file', 'nginx/sites/web.conf', 'snippets/tls.conf', 'nginx/snippets/tls.conf'],
    ['from the root of a copy', 'host/etc/nginx/nginx.conf', '/etc/nginx/mime/?.conf', 'host/etc/nginx/mime/b.conf'],
    ['from the inside of a copy', 'nginx.conf', '/etc/nginx/conf.d/*.conf', 'conf.d/a.conf'],
    ['a URI', 'file:///w/nginx.conf', 'conf.d/*.conf', 'file:///w/conf.d/a.conf'],
    ['an outer folder', 'a/b/x.conf', '../c/y.conf', 'a/c/y.conf'],
    ['a place of its own', '/srv/x/nginx.conf', '/srv/y/a.conf', '/srv/y/a.conf'],
  ])('%s', (_, from, written, to) => {
    expect(leads('nginx', { [from]: `http {\n  include ${written};\n}\n`, [to]: site }, from)).toEqual([[to]]);
  });

  test.each([
    ['nginx.conf', '/etc/nginx/*.conf', 'a.conf'],
    ['nginx.conf', '../a.conf', 'a.conf'],
    ['nginx.conf', 'conf.d/*.conf', 'conf.d/sub/a.conf'],
    ['x/nginx.conf', 'a.conf', 'y/a.conf'],
  ])('%s: %s is not %s', (from, written, to) => {
    expect(leads('nginx', { [from]: `http {\n  include ${written};\n}\n`, [to]: site }, from)).toEqual([[]]);
  });
});

describe('nginx', () => {
  const main = (include: string): string =>
    `events {}\nhttp {\n  include mime.types;\n  include ${include};\n  server {\n    listen 8080;\n    limit_req zone=logins;\n  }\n}\n`;
  const zone = 'limit_req_zone $binary_remote_addr zone=logins:1m rate=5r/s;\n';

  test('names are those of all files, whatever block an include stands in', async () => {
    expect(await names('nginx', { 'nginx.conf': main('limits.conf'), 'limits.conf': zone }, 'nginx.conf')).toEqual([]);
    const other = zone.replace('logins', 'others');
    expect(await names('nginx', { 'nginx.conf': main('limits.conf'), 'limits.conf': other }, 'nginx.conf')).toEqual([
      '7: acl/undefined-reference logins',
    ]);
  });

  test('a file that is not here, or one of several, may give the name', async () => {
    expect(await names('nginx', { 'nginx.conf': main('limits.conf') }, 'nginx.conf')).toEqual([]);
    expect(await names('nginx', { 'nginx.conf': main('conf.d/*.conf'), 'conf.d/a.conf': '' }, 'nginx.conf')).toEqual(
      [],
    );
  });

  test('a file that others include is judged for nothing that it uses', async () => {
    const site = 'server {\n  listen 8080;\n  limit_conn addresses 10;\n  access_log /var/log/x.log timed;\n}\n';
    expect(await names('nginx', { 'sites/a.conf': site }, 'sites/a.conf')).toEqual([]);
  });
});
