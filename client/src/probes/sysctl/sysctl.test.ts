import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { SSH_USER, SSHD_IN_RIG, sshdInRigAbsent } from '../../../../test/support/sshd-in-rig.ts';
import { askPermit } from '../permit.ts';
import type { Observation, Verdict } from '../probe.ts';
import { readSettings, type Setting } from '../target.ts';
import { type SysctlObservation, sysctlCommand } from './observe.ts';
import { sysctl } from './probe.ts';

const linux = readFileSync(resolve(import.meta.dirname, 'recordings/linux.txt'), 'utf8');
const saved = (...settings: readonly Setting[]) => sysctl.fromSaved!(linux, { host: 'localhost', settings }, 0);

describe('what was saved elsewhere', () => {
  test.each([
    ['net.ipv4.ip_forward', '0', 'ok', 'ok'],
    ['net.ipv4.ip_forward', '1', 'warning', 'drift'],
    ['net/ipv4/ip_forward', '1', 'warning', 'drift'],
    ['net.ipv4.tcp_rmem', '4096 131072 6291456', 'ok', 'ok'],
    ['net/ipv4/conf/eth0.10/rp_filter', '2', 'ok', 'ok'],
    ['net.ipv4.tcp_mem_typo', '1', 'warning', 'unknown-key'],
  ])('%s = %s: %s %s', (key, value, level, code) => {
    const seen = saved({ key, value });
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toMatch(/\.$/);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('of a key that is set twice the last value counts; other settings are not kept', () => {
    const seen = saved({ key: 'net.ipv4.ip_forward', value: '1' }, { key: 'net.ipv4.ip_forward', value: '0' });
    expect(seen?.verdict.code).toBe('ok');
    expect(JSON.stringify(seen)).not.toContain('tcp_rmem');
  });

  test('nothing to compare, nothing to read', () => {
    expect(saved()?.verdict).toMatchObject({ level: 'unknown', code: 'nothing-expected' });
    expect(sysctl.fromSaved!('hello', { host: 'localhost' }, 0)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void sysctl.fromSaved!(text, { host: 'localhost' }, 0)));
  });
});

describe('settings from a document', () => {
  test.each([
    ['-w', '1'],
    ['--system', '1'],
    ['net.-p', '1'],
    ['net.ipv4.$(touch owned)', '1'],
    ['net.ipv4.ip_forward=1 -w kernel.x', '1'],
    ['net.ipv4.ip_forward\n-p', '1'],
    ['net.ipv4.\u202eip_forward', '1'],
    ['net../../etc', '1'],
    ['net.ipv4.ip_forward', '1\u001b[2J'],
    ['net.ipv4.ip_forward', '$(touch owned)'],
    ['net.ipv4.ip_forward', '\u202e1'],
    ['net.ipv4.tcp_fastopen_key', '1-2-3-4'],
    ['net/ipv6/conf/eth0/stable_secret', '2001:db8::1'],
  ])('%j = %j is not asked for', (key, value) => {
    expect(readSettings([{ key, value }])).toEqual([]);
  });

  test('whatever is asked for is no option and stands behind --', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, value) => {
        const [file, silent, end, ...keys] = sysctlCommand(readSettings([{ key, value }]));
        expect([file, silent, end]).toEqual(['sysctl', '-e', '--']);
        for (const one of keys) expect(one).toMatch(/^[a-z][\w./-]*$/i);
      }),
    );
  });
});

async function live(host: string, settings: readonly Setting[], stop = new AbortController()) {
  const decision = await askPermit({
    probe: sysctl,
    target: { host, settings },
    trusted: true,
    allowed: ['loopback', 'private'],
    lookup: async () => [],
    confirm: async () => true,
  });
  if (!decision.ok) throw new Error(decision.refusal.text.en);
  return (await sysctl.run(decision.permit, stop.signal)) as { observation: Observation; verdict: Verdict };
}

test('another machine is not asked, nor this one for nothing, and a run can be cancelled', async () => {
  const settings = [{ key: 'net.ipv4.ip_forward', value: '1' }];
  expect((await live('10.0.0.1', settings)).verdict).toMatchObject({ level: 'unknown', code: 'no-user' });
  expect((await live('127.0.0.1', [])).verdict).toMatchObject({ level: 'unknown', code: 'nothing-expected' });
  const stop = new AbortController();
  stop.abort();
  expect((await live('127.0.0.1', settings, stop)).verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
});

const sysctlAbsent =
  process.platform !== 'linux'
    ? ' (skipped: not Linux)'
    : spawnSync('sysctl', ['--version']).error
      ? ' (skipped: no sysctl; Debian package procps)'
      : '';

describe.skipIf(sysctlAbsent !== '')(`the kernel here${sysctlAbsent}`, () => {
  const ports = 'net.ipv4.ip_local_port_range';
  const running = (): string => readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim();

  test('runs with what a file gives, or not', async () => {
    const same = await live('127.0.0.1', [{ key: ports, value: running().replace(/\s+/, ' ') }]);
    expect(same.verdict, JSON.stringify(same)).toMatchObject({ level: 'ok', code: 'ok' });
    const other = await live('127.0.0.1', [{ key: ports, value: '1 2' }]);
    expect(other.verdict).toMatchObject({ level: 'warning', code: 'drift' });
    const none = await live('127.0.0.1', [{ key: 'net.ipv4.no_such_key', value: '1' }]);
    expect(none.verdict).toMatchObject({ level: 'warning', code: 'unknown-key' });
  });
});

const absent = rigAbsent();

describe.skipIf(absent !== '')(`programs named sysctl${absent}`, () => {
  /** A program of this name that is found before the real one. */
  const instead = (program: string): string =>
    `mkdir $D/bin; printf '%s\\n' '#!/bin/sh' '${program}' >$D/bin/sysctl; chmod +x $D/bin/sysctl; PATH=$D/bin:$PATH`;

  test.each([
    ['none', 'PATH=$D', 'not-read'],
    ['one that says something else, in escape sequences', instead('printf "\\\\033[2Jowned\\\\n"'), 'unknown-key'],
    ['one that never ends its stream', instead('while :; do echo net.ipv4.ip_forward = 1; done'), 'not-read'],
    ['one that never says anything', instead('exec sleep 60'), 'not-read'],
  ])('%s: %s', { timeout: 60_000 }, (_, setup, code) => {
    const { verdict } = probeInRig({
      ...{ probe: 'sysctl', target: '127.0.0.1', setup },
      device: { settings: [{ key: 'net.ipv4.ip_forward', value: '0' }] },
    });
    expect(verdict.code).toBe(code);
    expect(verdict.text.en).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

const sshdAbsent = sshdInRigAbsent({});

describe.skipIf(sshdAbsent !== '')(`another machine over SSH${sshdAbsent}`, () => {
  test.each([
    ['net.ipv4.ip_forward', '1', 'warning', 'drift'],
    ['net.ipv4.ip_forward', '0', 'ok', 'ok'],
    ['net.ipv4.no_such_key', '1', 'warning', 'unknown-key'],
  ])('%s = %s: %s %s', (key, value, level, code) => {
    const { verdict, observation } = probeInRig<SysctlObservation>({
      ...{ probe: 'sysctl', target: '127.0.0.1', users: 'many', credentials: SSH_USER, setup: SSHD_IN_RIG },
      device: { settings: [{ key, value }] },
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    expect(observation.over).toMatchObject({ end: 'answered' });
  });
});

proofOf(sysctl);
