import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';
import { type DeviceManners, type FakeDevice, fakeDevice } from '../support/fake-device.ts';
import { SSHD_ABSENT, type Sshd, startSshd } from '../support/sshd.ts';

const recordings = resolve(import.meta.dirname, '../../client/src/probes');
const recording = (name: string): string => resolve(recordings, `${name}.txt`);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'netreview-home-'));
  mkdirSync(join(home, '.ssh'));
  mkdirSync(join(home, '.netreview'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const knows = (port: number, hostKey: string): void =>
  writeFileSync(join(home, '.ssh/known_hosts'), `[127.0.0.1]:${port} ${hostKey}\n`);

describe('a device at a prompt', () => {
  const SECRET = 'planted-Secret-91';
  let device: FakeDevice;
  beforeEach(async () => {
    const route = readFileSync(recording('bgp/recordings/ios-route'), 'utf8').split('\n').slice(1, -2).join('\n');
    device = await fakeDevice(
      { 'terminal length 0': '', 'show bgp ipv4 unicast 10.20.0.0/24': route },
      { pageAfter: 4, password: SECRET },
    );
  });
  afterEach(() => device.close());
  const probe = (...args: readonly string[]) =>
    netreview(
      [
        'probe',
        'bgp',
        `10.20.0.0/24@127.0.0.1:${device.port}`,
        '--allow',
        'loopback',
        '--platform',
        'ios',
        '--user',
        'admin',
        '--format',
        'json',
        ...args,
      ],
      {
        cwd: home,
        env: { HOME: home, SSH_AUTH_SOCK: '', NETREVIEW_PROBE_PASSWORD: SECRET },
      },
    );

  test('is asked; what is said to it is told before, and no output holds the password', async () => {
    knows(device.port, device.hostKey);
    const { status, stdout, stderr } = await probe();
    expect(JSON.parse(stdout)).toMatchObject({ verdict: { level: 'ok', code: 'probe/bgp/route' } });
    expect(status).toBe(0);
    expect(stderr).toContain('it reads, and changes nothing: terminal length 0; show bgp ipv4 unicast 10.20.0.0/24');
    expect(device.asked).toEqual(['terminal length 0', 'show bgp ipv4 unicast 10.20.0.0/24']);
    const log = readFileSync(join(home, '.netreview/probe-log.ndjson'), 'utf8');
    expect(log).toContain('show bgp ipv4 unicast');
    for (const text of [stdout, stderr, log]) expect(text).not.toContain(SECRET);
  });

  test('is not logged in to when its key is not known: status 2, its fingerprint', async () => {
    const { status, stdout } = await probe();
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: { code: 'probe/bgp/host-key-unknown' } });
    expect(stdout).toContain('SHA256:');
    expect(device.asked).toEqual([]);
  });

  test('that shows another key: an error', async () => {
    const other = await fakeDevice({});
    other.close();
    knows(device.port, other.hostKey);
    const { status, stdout } = await probe();
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: { level: 'error', code: 'probe/bgp/host-key-changed' } });
    expect(device.asked).toEqual([]);
  });

  test.each([
    ['no platform', ['bgp', 'TARGET', '--allow', 'loopback']],
    ['a platform that is none', ['bgp', 'TARGET', '--allow', 'loopback', '--platform', 'constructor']],
    [
      'a platform for a probe that logs in nowhere',
      ['tcp', '127.0.0.1:22', '--allow', 'loopback', '--platform', 'ios'],
    ],
    ['a subject that is an option', ['bgp', '-oProxyCommand=x@TARGET', '--allow', 'loopback', '--platform', 'ios']],
    ['a subject with a second command', ['bgp', '10.0.0.2;reload@TARGET', '--allow', 'loopback', '--platform', 'ios']],
    ['a user that is none', ['bgp', 'TARGET', '--allow', 'loopback', '--platform', 'ios', '--user', 'a b']],
    ['a password as an argument', ['bgp', 'TARGET', '--allow', 'loopback', '--platform', 'ios', '--password', 'x']],
    ['nothing allowed', ['bgp', 'TARGET', '--platform', 'ios', '--user', 'admin']],
  ])('%s: status 2, and nobody is asked', async (_, args) => {
    const target = `127.0.0.1:${device.port}`;
    const { status, stdout, stderr } = await netreview(['probe', ...args.map((arg) => arg.replace('TARGET', target))], {
      env: { HOME: home, SSH_AUTH_SOCK: '' },
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^netreview: /);
    expect(device.asked).toEqual([]);
  });
});

describe('what a device may say to harm', () => {
  const COMMAND = 'show ip bgp all summary';
  const TABLE = 'Neighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd\n';

  async function said(answer: string, manners: DeviceManners = {}) {
    const device = await fakeDevice({ 'terminal length 0': '', [COMMAND]: answer }, manners);
    try {
      knows(device.port, device.hostKey);
      const target = ['bgp', `127.0.0.1:${device.port}`, '--platform', 'ios', '--user', 'admin', '--allow', 'loopback'];
      const { status, stdout } = await netreview(['probe', ...target], {
        cwd: home,
        env: { HOME: home, SSH_AUTH_SOCK: '', NETREVIEW_PROBE_PASSWORD: 'pw' },
      });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
      return [status, /probe\/bgp\/([\w-]+)/.exec(stdout)?.[1]];
    } finally {
      device.close();
    }
  }

  test('text without end', async () => expect(await said('', { endless: true })).toEqual([2, 'flood']));
  test('half an answer', async () => expect(await said('', { hangsUp: true })).toEqual([2, 'closed']));
  test('nothing that it knows', async () => expect(await said('lorem ipsum')).toEqual([2, 'not-read']));
  test('that it does not take the command', async () =>
    expect(await said("     ^\n% Invalid input detected at '^' marker.")).toEqual([2, 'command-refused']));
  test('escape sequences and marks that turn the direction', async () =>
    expect(
      await said(
        `${TABLE}10.0.0.2 4 65002 0 0 0 0 0 never Idle (\u202eA\u001b]0;owned\u0007dmin\u0085)\n10.0.0.3 4 1 0 0 0 0 0 never Idle`,
      ),
    ).toEqual([1, 'session-down']));
});

test('saved output needs no platform, and a rule is named by its key', async () => {
  const from = recording('acl-counters/recordings/ios');
  const { status, stdout } = await netreview([
    'probe',
    'acl-counters',
    'WAN-IN@10.0.0.1',
    '--rule',
    '20',
    '--from',
    from,
  ]);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^info probe\/acl-counters\/no-hits: WAN-IN 20 /)]);
});

/** Keys, server and agent, on a machine that is busy. */
const START_MS = 60_000;

describe.skipIf(SSHD_ABSENT !== '')(`a Linux behind OpenSSH${SSHD_ABSENT}`, () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  }, START_MS);
  afterAll(() => sshd?.stop());
  const ask = (...target: readonly string[]) =>
    netreview(['probe', ...target, '--allow', 'loopback', '--user', sshd.username, '--format', 'json'], {
      cwd: home,
      env: { HOME: home, SSH_AUTH_SOCK: sshd.agent, NETREVIEW_PROBE_PASSWORD: undefined },
    });

  test('tells of its interface for a key of the agent', async () => {
    knows(sshd.port, sshd.hostKey);
    const { status, stdout, stderr } = await ask('interface', `lo@127.0.0.1:${sshd.port}`, '--platform', 'linux');
    expect(JSON.parse(stdout), stderr).toMatchObject({
      verdict: { level: 'ok', code: 'probe/interface/ok' },
      observation: { state: [{ name: 'lo', admin: 'up', link: 'up' }] },
    });
    expect(status).toBe(0);
  });

  test('without a routing daemon says so', async () => {
    knows(sshd.port, sshd.hostKey);
    const { status, stdout } = await ask('bgp', `127.0.0.1:${sshd.port}`, '--platform', 'frr');
    expect(status).toBe(2);
    expect(JSON.parse(stdout).verdict.code).toMatch(/^probe\/bgp\/(?:no-daemon|command-refused)$/);
  });
});
