import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';

let folder: string;
let server: Server;
let connects = 0;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netreview-probe-'));
  server = createServer((socket) => {
    connects += 1;
    socket.on('error', () => {});
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  connects = 0;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const recording = (name: string): string =>
  resolve(import.meta.dirname, '../../client/src/probes/reachability/recordings', name);

describe('netreview probe', () => {
  test('an open port: status 0, one JSON object, what is sent told before', async () => {
    const { status, stdout, stderr } = await netreview(
      ['probe', 'tcp', `127.0.0.1:${port}`, '--allow', 'loopback', '--format', 'json'],
      { cwd: folder },
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      probe: 'tcp',
      target: `127.0.0.1:${port}`,
      verdict: { level: 'ok', code: 'probe/tcp/open' },
      observation: { probe: 'tcp' },
    });
    expect(stderr).toContain(`sending up to 3 TCP connects to 127.0.0.1:${port}`);
    expect(connects).toBe(3);
  });

  test('a verdict that is an error: status 1', async () => {
    const { status, stdout } = await netreview(['probe', 'tcp', '127.0.0.1:1', '--allow', '127.0.0.1']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^error probe\/tcp\/refused: /);
  });

  test('in Chinese', async () => {
    const { stdout } = await netreview(['probe', 'tcp', '127.0.0.1:1', '--allow', '127.0.0.1', '--locale', 'zh-cn']);
    expect(stdout).toContain('未开放');
  });

  test.each([
    ['nothing allowed', ['tcp', 'TARGET']],
    ['another target allowed', ['tcp', 'TARGET', '--allow', '10.0.0.0/8', '--allow', 'localhost']],
    ['a documentation address, though allowed', ['tcp', '192.0.2.1:443', '--allow', '192.0.2.1']],
    ['no such probe', ['constructor', 'TARGET', '--allow', 'loopback']],
    ['no target', ['tcp', '--allow', 'loopback']],
    ['two targets', ['tcp', 'TARGET', 'TARGET', '--allow', 'loopback']],
    ['seconds that it cannot last', ['nat-tcp-lifetime', 'TARGET', '--allow', 'loopback', '--longest', '99999']],
    ['seconds for one that does not wait', ['tcp', 'TARGET', '--allow', 'loopback', '--longest', '9']],
    ['a silence for one that keeps none', ['tcp', 'TARGET', '--allow', 'loopback', '--idle', '9']],
    ['a silence of a day', ['http', 'TARGET', '--allow', 'loopback', '--idle', '86400']],
    ['a method that changes things', ['http', 'TARGET', '--allow', 'loopback', '--method', 'DELETE']],
    ['a path with a second request in it', ['http', 'TARGET', '--allow', 'loopback', '--path', '/ HTTP/1.1\r\nX: y']],
    ['a probe of files without one', ['mrt', '192.0.2.0/24', '--allow', 'loopback']],
    [
      'an earlier run for one that compares with none',
      ['tcp', 'TARGET', '--allow', 'loopback', '--baseline', '/dev/null'],
    ],
    ['an earlier run that is not there', ['path', '127.0.0.1', '--allow', 'loopback', '--baseline', 'absent.json']],
    ['TCP without a port', ['path', 'tcp@127.0.0.1', '--allow', 'loopback']],
    ['an unknown option', ['tcp', 'TARGET', '--allow', 'loopback', '--shell']],
    ['a format that is none', ['tcp', 'TARGET', '--allow', 'loopback', '--format', 'xml']],
  ])('%s: status 2, and nothing is sent', async (_, args) => {
    const { status, stdout, stderr } = await netreview([
      'probe',
      ...args.map((arg) => (arg === 'TARGET' ? `127.0.0.1:${port}` : arg)),
    ]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^netreview: /);
    expect(stderr).not.toContain('internal error');
    expect(connects).toBe(0);
  });

  test.each([
    '-oProxyCommand=touch owned',
    '--flood',
    '$(touch owned)',
    '`touch owned`',
    '127.0.0.1;touch owned',
    '127.0.0.1\n-f',
    '\u202e127.0.0.1',
    'a.example.net@-f',
  ])('the target %j: status 2, and nothing is started', async (target) => {
    for (const probe of ['reachability', 'dns']) {
      const { status, stderr } = await netreview(['probe', probe, '--allow', 'loopback', '--', target], {
        cwd: folder,
      });
      expect(status).toBe(2);
      expect(stderr).not.toContain('sending');
    }
  });

  test('saved output gets the verdict it would have got, from a file and from standard input', async () => {
    const args = ['probe', 'reachability', '10.0.0.1', '--format', 'json', '--from'];
    const fromFile = await netreview([...args, recording('linux-loss.txt')]);
    expect(fromFile.status).toBe(1);
    expect(JSON.parse(fromFile.stdout).verdict.code).toBe('probe/reachability/loss');
    const fromInput = await netreview([...args, '-'], { stdin: readFileSync(recording('linux-loss.txt'), 'utf8') });
    expect(JSON.parse(fromInput.stdout).observation).toEqual(JSON.parse(fromFile.stdout).observation);
    expect((await netreview([...args, join(folder, 'absent')])).status).toBe(2);
    expect((await netreview([...args, '-'], { stdin: 'nothing of the kind' })).status).toBe(2);
    expect((await netreview(['probe', 'tcp', '10.0.0.1', '--from', '-'], { stdin: '' })).status).toBe(2);
  });

  test.each([
    ['mrt', '2026-01-02T03:00/2026-01-02T04:00Z', '--window takes'],
    ['tcp', '2026-01-02T03:00Z/', 'takes no --window'],
  ])('%s takes no window %s', async (probe, window, said) => {
    const { status, stderr } = await netreview(['probe', probe, '127.0.0.1', '--window', window, '--from', '-']);
    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });

  test('a verdict depends on earlier runs: of one, of a line for each, of an export of the editor', async () => {
    const hops = (count: number): string =>
      ['traceroute to 10.0.6.2 (10.0.6.2), 30 hops max, 60 byte packets']
        .concat(
          Array.from({ length: count }, (_, at) => ` ${at + 1}  10.0.${at + 7 - count}.2  0.5 ms  0.4 ms  0.4 ms`),
        )
        .join('\n');
    const args = ['probe', 'path', '10.0.6.2', '--format', 'json', '--from', '-'];
    const seen = async (count: number, ...baseline: readonly string[]) => {
      const more = baseline.flatMap((file) => ['--baseline', file]);
      const { status, stdout, stderr } = await netreview([...args, ...more], { cwd: folder, stdin: hops(count) });
      return stdout === '' ? stderr : { status, ...JSON.parse(stdout) };
    };
    const [short, long] = [await seen(1), await seen(7)].map(({ status: _, ...record }) => record);
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write('runs.ndjson', '');
    expect(await seen(7, 'runs.ndjson')).toMatchObject({ status: 0, verdict: { code: 'probe/path/ok' } });
    write('runs.ndjson', `${JSON.stringify(short)}\n`);
    const now = await seen(7, 'runs.ndjson');
    expect(now).toMatchObject({ status: 1, verdict: { level: 'warning', code: 'probe/path/lengthened' } });
    expect(now.verdict.text).toContain('usually 1');
    write('runs.ndjson', [long, short, long].map((record) => JSON.stringify(record)).join('\n'));
    expect(await seen(7, 'runs.ndjson')).toMatchObject({ status: 0, verdict: { code: 'probe/path/ok' } });
    write('export.json', JSON.stringify({ version: 1, results: [short, { observation: 7 }] }, null, 2));
    expect(await seen(7, 'export.json')).toMatchObject({ status: 1 });
    write('none.json', '{"verdict":"ok"}');
    expect(await seen(7, 'none.json')).toContain('none.json: not what --format json printed');
  });

  test('a file that is large or no text is read as it comes, from a file and from standard input', async () => {
    const vrps = JSON.stringify({ roas: [{ asn: 64500, prefix: '192.0.2.0/24', maxLength: 24 }] });
    writeFileSync(join(folder, 'vrps.json'), vrps);
    const args = ['probe', 'rpki', '192.0.2.0/24=64501', '--format', 'json', '--from'];
    const fromFile = await netreview([...args, 'vrps.json'], { cwd: folder });
    expect([fromFile.status, JSON.parse(fromFile.stdout).verdict.code]).toEqual([1, 'probe/rpki/invalid-asn']);
    const fromInput = await netreview([...args, '-'], { stdin: vrps });
    expect(JSON.parse(fromInput.stdout).verdict).toEqual(JSON.parse(fromFile.stdout).verdict);
    for (const bad of ['absent', '.']) expect((await netreview([...args, bad], { cwd: folder })).status).toBe(2);
    expect((await netreview([...args, '-'], { stdin: 'nothing of the kind' })).status).toBe(2);
  });

  test('a run in a folder with a .netreview is logged there', async () => {
    mkdirSync(join(folder, '.netreview'));
    await netreview(['probe', 'tcp', `127.0.0.1:${port}`, '--allow', 'loopback'], { cwd: folder });
    const [line] = readFileSync(join(folder, '.netreview/probe-log.ndjson'), 'utf8').split('\n');
    expect(JSON.parse(line!)).toMatchObject({ probe: 'tcp', verdict: 'ok open' });
  });

  test('the rest of the command is the review', async () => {
    expect((await netreview(['probe', '--help'])).stdout).toContain('--allow');
    expect((await netreview(['rules'])).status).toBe(0);
    expect((await netreview(['--help'])).stdout).toContain('netreview probe');
  });
});
