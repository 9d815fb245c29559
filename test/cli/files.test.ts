import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLI_BUNDLE } from '../../scripts/build.ts';
import { SIZE_LIMIT } from '../../server/src/disk/read-text.ts';
import { netreview } from '../support/cli.ts';

/** One safe fix (the old key of the default route), one finding that only an unsafe one mends. */
const NETPLAN = `network:
  version: 2
  ethernets:
    eth0:
      addresses: [192.0.2.18/29]
      gateway4: 192.0.2.17
      routes:
        - to: 198.51.100.0/24
          via: 203.0.113.1
`;
const RULE = 'routing/next-hop-unreachable';

interface Report {
  readonly files: readonly {
    readonly path: string;
    readonly dialect: string;
    readonly findings: readonly { readonly rule: string; readonly severity: string }[];
  }[];
  readonly summary: {
    readonly skipped: readonly { readonly path: string; readonly reason: string }[];
    readonly fixed: number;
  };
}

let folder: string;

const write = (path: string, content: string | Buffer): string => {
  const absolute = join(folder, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, content);
  return absolute;
};

const checked = async (args: readonly string[], cwd = folder) => {
  const result = await netreview(['check', ...args, '--format', 'json'], { cwd });
  return { ...result, report: (result.stdout === '' ? undefined : JSON.parse(result.stdout)) as Report };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netreview-files-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what is read', () => {
  test('a file over the limit is named, below a folder and by name', async () => {
    const path = write('big/huge.yaml', NETPLAN);
    truncateSync(path, SIZE_LIMIT + 1);
    const { report, status } = await checked(['big']);
    expect(report.summary.skipped).toEqual([
      { path: 'big/huge.yaml', reason: expect.stringMatching(/over the limit of 16777216/) },
    ]);
    expect(status).toBe(0);
    const named = await checked(['big/huge.yaml']);
    expect(named.status).toBe(2);
    expect(named.stderr).toMatch(/big\/huge\.yaml: \d+ bytes is over the limit/);
  });

  test('nothing follows a link out of the tree, or round in it', async () => {
    write('links/in/a.yaml', NETPLAN);
    symlinkSync(join(folder, 'links'), join(folder, 'links/in/round'));
    symlinkSync('/etc', join(folder, 'links/in/out'));
    const { report } = await checked(['links']);
    expect(report.files.map(({ path }) => path)).toEqual(['links/in/a.yaml']);
  });

  test('nested .gitignore files: the inner one wins', async () => {
    write('nested/.git/HEAD', '');
    write('nested/.gitignore', '*.yaml\n');
    write('nested/a.yaml', NETPLAN);
    write('nested/deep/.gitignore', '!b.yaml\n');
    write('nested/deep/b.yaml', NETPLAN);
    write('nested/deep/c.yaml', NETPLAN);
    expect((await checked(['nested'])).report.files.map(({ path }) => path)).toEqual(['nested/deep/b.yaml']);
    const inside = await checked(['.'], join(folder, 'nested/deep'));
    expect(inside.report.files.map(({ path }) => path)).toEqual(['b.yaml']);
  });

  test('what is switched off on purpose is no failure', async () => {
    write('off.yaml', `# netreview-dialect: off\n${NETPLAN}`);
    const { report, status } = await checked(['off.yaml']);
    expect(report.files).toEqual([]);
    expect(report.summary.skipped).toEqual([{ path: 'off.yaml', reason: expect.stringMatching(/switched off/) }]);
    expect(status).toBe(0);
  });

  test('standard input that cannot be read is a reason, not a crash', () => {
    const main = resolve(import.meta.dirname, '../../client/src/cli/main.ts');
    const input = openSync(folder, 'r');
    const { status, stderr } = spawnSync(process.execPath, [main, 'check', '-'], { stdio: [input, 'pipe', 'pipe'] });
    closeSync(input);
    expect(status).toBe(2);
    expect(stderr.toString()).toMatch(/<stdin>: cannot be read \(EISDIR\)/);
  });

  test.each([
    ['- beside a path', ['-', 'a.yaml'], /takes no other path/],
    ['--stdin-path without -', ['a.yaml', '--stdin-path', 'b'], /only goes with -/],
    ['--fix of standard input', ['-', '--fix'], /cannot change standard input/],
  ])('refuses %s', async (_, args, reason) => {
    const { status, stderr, stdout } = await netreview(['check', ...args], { cwd: folder });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(reason);
  });
});

describe('what is written', () => {
  test('--fix takes the safe fixes, keeps mode and link, and leaves no draft behind', async () => {
    const real = write('fix/real/a.yaml', NETPLAN);
    chmodSync(real, 0o600);
    const link = join(folder, 'fix/a.yaml');
    symlinkSync(real, link);
    const { report, status } = await checked(['fix/a.yaml', '--fix']);
    expect(report.summary.fixed).toBe(1);
    expect(report.files[0]?.findings.map(({ rule }) => rule)).toEqual([RULE]);
    expect(status).toBe(1);
    expect(readFileSync(real, 'utf8')).not.toContain('gateway4');
    expect(readFileSync(real, 'utf8')).toContain('203.0.113.1');
    expect(statSync(real).mode & 0o777).toBe(0o600);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(dirname(real))).toEqual(['a.yaml']);
    const fixed = readFileSync(real, 'utf8');
    expect((await checked(['fix/a.yaml', '--fix'])).report.summary.fixed).toBe(0);
    expect(readFileSync(real, 'utf8')).toBe(fixed);
  });

  test('--fix --unsafe takes the others too', async () => {
    const path = write('unsafe/a.yaml', NETPLAN);
    const { report, status } = await checked(['unsafe/a.yaml', '--fix', '--unsafe']);
    expect(report.files[0]?.findings).toEqual([]);
    expect(status).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toContain('203.0.113.1');
  });

  test('a text that is not UTF-8 is reviewed and left as it is', async () => {
    const bytes = Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9, 0x0a]), Buffer.from(NETPLAN)]);
    const path = write('latin1.yaml', bytes);
    const { report, status, stderr } = await checked(['latin1.yaml', '--fix']);
    expect(report.files[0]?.findings.map(({ rule }) => rule)).toContain(RULE);
    expect(status).toBe(2);
    expect(stderr).toMatch(/latin1\.yaml: not fixed: its text is not UTF-8/);
    expect(readFileSync(path)).toEqual(bytes);
  });

  test('a byte order mark changes nothing that is found, and stays where it is', async () => {
    const router = '\uFEFFhostname edge\nversion 15.2\ninterface GigabitEthernet0/1\n ip access-group NONE in\n';
    write('marked/router.txt', router);
    write('marked/plain/router.txt', router.slice(1));
    const [marked, plain] = (await checked(['marked/router.txt', 'marked/plain/router.txt'])).report.files;
    expect(plain!.findings.map(({ rule }) => rule)).toContain('acl/undefined-reference');
    expect(marked!.findings).toEqual(plain!.findings);
    const path = write('marked/a.yaml', `\uFEFF${NETPLAN}`);
    expect((await checked(['marked/a.yaml', '--fix'])).report.summary.fixed).toBe(1);
    const fixed = readFileSync(path, 'utf8');
    expect(fixed.startsWith('\uFEFF')).toBe(true);
    expect(fixed.indexOf('\uFEFF', 1)).toBe(-1);
    expect(fixed).not.toContain('gateway4');
  });

  test('a report that cannot be written is said so', async () => {
    write('a.yaml', NETPLAN);
    const { status, stderr } = await netreview(['check', 'a.yaml', '--output', 'a.yaml/report'], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toMatch(/a\.yaml\/report: cannot be written/);
  });

  test('--stats goes to standard error and leaves the object alone', async () => {
    const { stderr, report } = await checked(['a.yaml', '--stats']);
    expect(report.files).toHaveLength(1);
    expect(stderr).toMatch(/^netplan\s+1\s/m);
    expect(stderr).toMatch(new RegExp(`${RULE}\\s+[\\d.]+ ms`));
  });
});

describe('the config file', () => {
  test('is the nearest at or above the working folder; its globs start from its own', async () => {
    write(
      'site/.netreview/config.yaml',
      `rules:\n  ${RULE}: { severity: info }\ndialects:\n  "hosts/*.txt": netplan\n  "**/skip.yaml": off\n`,
    );
    write('site/hosts/a.txt', NETPLAN);
    write('site/hosts/skip.yaml', NETPLAN);
    for (const cwd of ['site', 'site/hosts']) {
      const { report, status } = await checked(['.'], join(folder, cwd));
      expect(
        report.files.map(({ dialect, findings }) => [dialect, findings.find(({ rule }) => rule === RULE)]),
      ).toEqual([['netplan', expect.objectContaining({ severity: 'info' })]]);
      expect(status).toBe(0);
    }
  });

  test('--preset wins over it', async () => {
    write('preset/.netreview/config.yaml', 'preset: article\n');
    write('preset/a.yaml', NETPLAN);
    const cwd = join(folder, 'preset');
    expect((await netreview(['check'], { cwd })).stdout).toMatch(/preset article/);
    expect((await netreview(['check', '--preset', 'standards'], { cwd })).stdout).toMatch(/preset standards/);
  });

  test('every mistake is named with its line', async () => {
    write('wrong.yaml', `preset: articel\nrules:\n  ${RULE}:\n    options: { depth: 1 }\n`);
    const { status, stderr, stdout } = await netreview(['check', 'a.yaml', '--config', 'wrong.yaml'], { cwd: folder });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^netreview: wrong\.yaml:1: preset takes standards, article; not "articel"\.$/m);
    expect(stderr).toMatch(/^netreview: wrong\.yaml:4: Unknown option depth; known: recursionDepth\.$/m);
  });
});

describe('test-packet', () => {
  const RULES = '*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n-A INPUT -p tcp --dport 443 -j ACCEPT\nCOMMIT\n';
  const run = (...args: string[]) => netreview(['test-packet', 'rules.v4', ...args], { cwd: folder });

  test('says verdict, deciding line and the way', async () => {
    write('rules.v4', RULES);
    const { stdout, status } = await run('INPUT', 'tcp 198.51.100.7:40000 > 192.0.2.10:443');
    expect(stdout).toBe(
      'permit\n  tcp 198.51.100.7:40000 > 192.0.2.10:443\n' +
        '  decided by line 4: -A INPUT -p tcp --dport 443 -j ACCEPT\n' +
        '  matched line 4: -A INPUT -p tcp --dport 443 -j ACCEPT\n',
    );
    expect(status).toBe(0);
    const end = await run('INPUT', 'udp 198.51.100.7:40000 > 192.0.2.10:443', '--format', 'json');
    expect(JSON.parse(end.stdout)).toMatchObject({ version: 1, action: 'deny', sure: true, line: null, trace: [] });
  });

  test.each([
    [
      'a filter that is not there',
      ['OUTPUT', 'tcp 198.51.100.7:1 > 192.0.2.10:443'],
      /No filter OUTPUT; there is INPUT, FORWARD/,
    ],
    ['a packet that is none', ['INPUT', 'tcp here > there'], /Not a packet: tcp here > there/],
    ['ports of a protocol that has none', ['INPUT', 'icmp 198.51.100.7:1 > 192.0.2.10:2'], /Not a packet/],
    ['two families in one packet', ['INPUT', 'tcp 198.51.100.7:1 > [2001:db8::1]:2'], /Not a packet/],
    ['a missing packet', ['INPUT'], /takes a file, a filter and a packet/],
    [
      'an unknown format',
      ['INPUT', 'tcp 198.51.100.7:1 > 192.0.2.10:443', '--format', 'xml'],
      /--format takes text, json/,
    ],
  ])('2 and the reason for %s', async (_, args, reason) => {
    write('rules.v4', RULES);
    const { status, stdout, stderr } = await run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('of several chains of a name, the one that permits or denies such a packet is meant', async () => {
    write('rules.v4', `*nat\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n${RULES}`);
    const packet = 'tcp 198.51.100.7:40000 > 192.0.2.10:80';
    const meant = await run('INPUT', packet, '--format', 'json');
    expect(JSON.parse(meant.stdout)).toMatchObject({ filter: 'ipv4 filter INPUT', action: 'deny' });
    const named = await run('ipv4 nat INPUT', packet, '--format', 'json');
    expect(JSON.parse(named.stdout)).toMatchObject({ filter: 'ipv4 nat INPUT', action: 'permit' });
    const file = `  - path: /etc/iptables/rules.v4\n    content: |\n${RULES.replace(/^/gm, '      ').trimEnd()}\n`;
    write('rules.v4', `#cloud-config\nwrite_files:\n${file}${file}`);
    const { status, stderr } = await run('INPUT', packet);
    expect(status).toBe(2);
    expect(stderr).toMatch(/Several filters are called INPUT: ipv4 filter INPUT line 6, ipv4 filter INPUT line 13/);
  });

  test('2 for a file that is no configuration', async () => {
    write('prose.txt', 'Dear reader\n');
    const { status, stderr } = await netreview(['test-packet', 'prose.txt', 'A', 'tcp 192.0.2.1:1 > 192.0.2.2:2'], {
      cwd: folder,
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/prose\.txt: not a configuration/);
  });
});

test('the bundled command works from anywhere', async () => {
  const outfile = join(folder, 'bundle/dist/cli.mjs');
  await build({ ...CLI_BUNDLE, absWorkingDir: resolve(import.meta.dirname, '../..'), outfile });
  write('a.yaml', NETPLAN);
  const result = await netreview(['check', 'a.yaml', '--format', 'json'], { cwd: folder, main: outfile });
  expect(result.stderr).toBe('');
  expect((JSON.parse(result.stdout) as Report).files).toMatchObject([{ path: 'a.yaml', dialect: 'netplan' }]);
});
