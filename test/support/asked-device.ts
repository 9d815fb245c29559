import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PLATFORMS } from '../../client/src/device/platform.ts';
import type { Probe, Seen } from '../../client/src/probes/probe.ts';
import type { Target } from '../../client/src/probes/target.ts';
import { type DeviceManners, fakeDevice } from './fake-device.ts';
import { forever, permitFor } from './probe-permit.ts';
import { provoked } from './provoked.ts';
import { tcpPeer } from './tcp-peer.ts';

export interface AskedDevice {
  readonly probe: Probe;
  readonly platform: NonNullable<Target['platform']>;
  /** What stands before the @. */
  readonly subject?: string;
  readonly rulePlace?: Target['rulePlace'];
  readonly settings?: Target['settings'];
  readonly vrf?: string;
  /** What it says to each command; it takes no others. */
  readonly answers: Readonly<Record<string, string | (() => string)>>;
  readonly manners?: DeviceManners;
  readonly signal?: AbortSignal;
}

/** Paging is turned off in each platform's own words. */
const BEFORE = Object.fromEntries(Object.values(PLATFORMS).flatMap(({ before }) => before.map((line) => [line, ''])));

/** Runs a probe against a device over SSH whose key is known to a home directory of its own. */
export async function askDevice({ answers, manners, ...asking }: AskedDevice): Promise<Seen> {
  const device = await fakeDevice({ ...BEFORE, ...answers }, manners);
  try {
    return await askAt(asking, `127.0.0.1:${device.port}`, `[127.0.0.1]:${device.port} ${device.hostKey}\n`);
  } finally {
    device.close();
  }
}

async function askAt(
  { probe, platform, subject, rulePlace, settings, vrf, signal = forever() }: Omit<AskedDevice, 'answers' | 'manners'>,
  address: string,
  knownHosts = '',
): Promise<Seen> {
  const before = process.env.HOME;
  const home = mkdtempSync(join(tmpdir(), 'netreview-home-'));
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/known_hosts'), knownHosts);
  process.env.HOME = home;
  try {
    const target = `${subject === undefined ? '' : `${subject}@`}${address}`;
    const more = { platform, ...(rulePlace && { rulePlace }), ...(settings && { settings }), ...(vrf && { vrf }) };
    const permit = await permitFor(probe, target, [], [], more);
    return provoked(probe.id, await probe.run(permit, signal, { username: 'admin', password: 'pw' }));
  } finally {
    process.env.HOME = before;
    rmSync(home, { recursive: true, force: true });
  }
}

/** What any device may do to a probe that asks it, besides answering. @param command one that the probe says */
export function devicesThatMeanHarm(
  asking: Omit<AskedDevice, 'answers' | 'manners' | 'signal'>,
  command: string,
): void {
  const ask = (answer: string, more: Pick<AskedDevice, 'manners' | 'signal'> = {}): Promise<Seen> =>
    askDevice({ ...asking, answers: { [command]: answer }, ...more });
  const nothingClaimed = ({ verdict }: Seen): void => {
    expect(verdict.level, verdict.text.en).toBe('unknown');
    for (const text of Object.values(verdict.text)) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  };

  describe('devices that mean harm', () => {
    test('one that says nothing is left in time', { timeout: 60_000 }, async () => {
      const peer = tcpPeer();
      const started = performance.now();
      const { verdict } = await askAt(asking, await peer.listen(() => {}));
      peer.stop();
      expect(verdict.level).not.toBe('ok');
      expect(performance.now() - started).toBeLessThan(40_000);
    });

    test('one that pours without end', { timeout: 60_000 }, async () => {
      nothingClaimed(await ask('', { manners: { endless: true } }));
    });

    test('one that hangs up in the middle of an answer', async () => {
      nothingClaimed(await ask('', { manners: { hangsUp: true } }));
    });

    test('one that answers in escape sequences', async () => {
      nothingClaimed(await ask('\u001b[2J\u001b]0;owned\u0007\u202eowned\u202c\n%n%n%s\n$(touch owned)\n'));
    });

    test('can be cancelled while it answers', async () => {
      const stop = new AbortController();
      const answers = {
        [command]: () => {
          stop.abort();
          return '';
        },
      };
      nothingClaimed(await askDevice({ ...asking, answers, signal: stop.signal }));
    });
  });
}
