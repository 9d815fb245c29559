import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type DeviceManners, type FakeDevice, fakeDevice } from '../../../test/support/fake-device.ts';
import { forever } from '../../../test/support/probe-permit.ts';
import { SSHD_ABSENT, type Sshd, startSshd } from '../../../test/support/sshd.ts';
import type { Credentials } from '../probes/probe.ts';
import { parseKnownHosts } from './known-hosts.ts';
import { overSsh, type SshErrand, type SshTrust } from './ssh-session.ts';

const LIMITS = { deadlineMs: 20_000, maxBytes: 256 * 1024 };
const errandTo = (port: number, lines: readonly string[], asked: SshErrand['asked'] = 'shell'): SshErrand => ({
  host: '127.0.0.1',
  address: { family: 'ipv4', text: '127.0.0.1' },
  port,
  asked,
  lines,
});
const trusting = (port: number, hostKey: string): SshTrust => ({
  knownHosts: parseKnownHosts(`[127.0.0.1]:${port} ${hostKey}`),
});
const NOBODY: SshTrust = { knownHosts: parseKnownHosts('') };
const PW: Credentials = { username: 'admin', password: 'pw' };

describe('a device', () => {
  let device: FakeDevice | undefined;
  afterEach(() => device?.close());

  /** @param limits beside those above */
  async function ask(manners: DeviceManners = {}, credentials = PW, limits = {}, signal = forever()) {
    device = await fakeDevice({ 'terminal length 0': '', 'show x': 'one\ntwo\nthree\n' }, manners);
    return overSsh(
      errandTo(device.port, ['terminal length 0', 'show x']),
      credentials,
      trusting(device.port, device.hostKey),
      { ...LIMITS, ...limits },
      signal,
    );
  }

  test.each<[string, DeviceManners]>([
    ['plainly', {}],
    ['with pages', { pageAfter: 1 }],
    ['with a banner that looks like a prompt', { banner: 'Use of this device is logged #\n' }],
    ['with two prompts', { promptsTwice: true }],
    ['as IOS XR', { prompt: 'RP/0/RP0/CPU0:r1#' }],
    ['as Junos', { prompt: 'admin@r1> ' }],
    ['with a question for the password', { questions: 1 }],
  ])('answers %s', async (_, manners) => {
    expect(await ask(manners)).toMatchObject({ end: 'answered', outputs: ['', 'one\ntwo\nthree\n'] });
    expect(device?.asked).toEqual(['terminal length 0', 'show x']);
  });

  test('that asks two questions is told no password', async () => {
    expect((await ask({ questions: 2 })).end).toBe('login-failed');
    expect(device?.told.flat().every((answer) => answer === '')).toBe(true);
  });

  test('that does not take the password: it is said once', async () => {
    expect((await ask({}, { username: 'admin', password: 'other' })).end).toBe('login-failed');
    expect(device?.asked).toEqual([]);
  });

  test('whose key is not known gets no user name and no password', async () => {
    device = await fakeDevice({});
    const answer = await overSsh(errandTo(device.port, ['show x']), PW, NOBODY, LIMITS, forever());
    expect(answer).toMatchObject({ end: 'host-key-unknown', outputs: [], hostKey: { type: 'ecdsa-sha2-nistp256' } });
    expect(answer.hostKey?.fingerprint).toMatch(/^SHA256:/);
    expect(device.asked).toEqual([]);
  });

  test('whose key is another one is not logged in to', async () => {
    const other = await fakeDevice({});
    other.close();
    device = await fakeDevice({});
    const trust = trusting(device.port, other.hostKey);
    expect((await overSsh(errandTo(device.port, ['show x']), PW, trust, LIMITS, forever())).end).toBe(
      'host-key-changed',
    );
  });

  test('whose key is revoked is not logged in to', async () => {
    device = await fakeDevice({});
    const knownHosts = parseKnownHosts(`@revoked * ${device.hostKey}\n[127.0.0.1]:${device.port} ${device.hostKey}`);
    expect((await overSsh(errandTo(device.port, ['x']), PW, { knownHosts }, LIMITS, forever())).end).toBe(
      'host-key-revoked',
    );
  });

  test('that never prompts: the deadline', async () => {
    expect((await ask({ mute: true, banner: 'hello' }, PW, { deadlineMs: 1_500 })).end).toBe('deadline');
  });

  test('that talks without end: left after the limit', async () => {
    expect((await ask({ endless: true })).end).toBe('flood');
  });

  test('that hangs up: what it had answered is kept', async () => {
    const { end, outputs } = await ask({ hangsUp: true });
    expect([end, outputs]).toEqual(['closed', []]);
  });

  test('can be left at any time', async () => {
    const stop = new AbortController();
    const answer = ask({ mute: true }, PW, {}, stop.signal);
    setTimeout(() => stop.abort(), 300);
    expect((await answer).end).toBe('cancelled');
    expect((await ask({}, PW, {}, AbortSignal.abort())).end).toBe('cancelled');
    expect(device?.asked).toEqual([]);
  });

  test('without a password and without an agent nobody is asked', async () => {
    expect((await ask({}, { username: 'admin', password: '' })).end).toBe('no-agent');
  });

  test('a private key that is none', async () => {
    expect((await ask({}, { username: 'admin', password: '', privateKey: 'none' })).end).toBe('bad-key');
  });
});

describe('what is no SSH server', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function against(greeting: string, limits = LIMITS) {
    server = createServer((socket) => {
      socket.on('error', () => {});
      const pour = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
        if (!socket.destroyed) socket.once('drain', pour);
      };
      if (greeting === 'endless') pour();
      else socket.end(greeting);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return overSsh(errandTo((server.address() as AddressInfo).port, ['x']), PW, NOBODY, limits, forever());
  }

  test.each(['', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'SSH-1.5-old\r\n', 'SSH-2.0-x\r\n\u0000\u0000\u0000\u0000\u0000'])(
    '%j',
    async (greeting) => expect((await against(greeting)).end).toBe('not-ssh'),
  );

  test('a greeting without end', async () => {
    expect(['not-ssh', 'deadline']).toContain((await against('endless', { ...LIMITS, deadlineMs: 3_000 })).end);
  });

  test('nobody listens', async () => {
    expect((await overSsh(errandTo(1, ['x']), PW, NOBODY, LIMITS, forever())).end).toBe('refused');
  });
});

/** Keys, server and agent, on a machine that is busy. */
const START_MS = 60_000;

describe.skipIf(SSHD_ABSENT !== '')(`OpenSSH${SSHD_ABSENT}`, () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  }, START_MS);
  afterAll(() => sshd?.stop());
  const run = (
    lines: readonly string[],
    credentials: Partial<Credentials> = {},
    trust: Partial<SshTrust> = {},
    limits = LIMITS,
  ) =>
    overSsh(
      errandTo(sshd.port, lines, 'program'),
      { username: sshd.username, password: '', ...credentials },
      { ...trusting(sshd.port, sshd.hostKey), ...trust },
      limits,
      forever(),
    );

  test('runs programs for a key of the agent, each in its own channel', async () => {
    const { end, outputs } = await run(['echo one', 'echo two; echo three >&2'], {}, { agent: sshd.agent });
    expect(end).toBe('answered');
    expect(outputs[0]).toBe('one\n');
    expect(outputs[1]).toContain('three');
  });

  test('lets in a private key, and takes no other', async () => {
    expect((await run(['echo one'], { privateKey: sshd.userKey })).outputs).toEqual(['one\n']);
    expect((await run(['echo one'], { password: 'guess' })).end).toBe('login-failed');
  });

  test('shows a key that is not known: nobody is logged in', async () => {
    const { end, hostKey } = await run(['echo one'], { privateKey: sshd.userKey }, NOBODY);
    expect(end).toBe('host-key-unknown');
    expect(hostKey?.type).toMatch(/^(?:ssh|ecdsa)-/);
  });

  test('an agent that is not there', async () => {
    expect((await run(['echo one'], {}, { agent: '/nowhere/agent' })).end).toMatch(/^(?:no-agent|login-failed)$/);
  });

  test('a program without end, and one that does not end', async () => {
    const key = { privateKey: sshd.userKey };
    const { end, outputs } = await run(['yes'], key);
    expect(end).toBe('flood');
    expect(outputs[0]!.length).toBeLessThanOrEqual(LIMITS.maxBytes);
    expect((await run(['sleep 60'], key, {}, { ...LIMITS, deadlineMs: 1_500 })).end).toBe('deadline');
  });
});
