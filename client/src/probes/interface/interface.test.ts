import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import type { DeviceObservation } from '../../device/device-probe.ts';
import type { InterfaceState } from '../../show/interface-state.ts';
import { sameInterface } from './observe.ts';
import { interfaces } from './probe.ts';

const saved = (name: string, subject?: string) =>
  interfaces.fromSaved!(
    readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8'),
    { host: '10.0.0.1', ...(subject && { subject }) },
    0,
  );

describe('what was saved elsewhere', () => {
  test.each([
    ['ios', 'GigabitEthernet0/0', 'ok', 'ok', 'GigabitEthernet0/0'],
    ['ios', 'Gi0/1', 'warning', 'half-duplex', '57 late collisions'],
    ['ios', 'GigabitEthernet0/2', 'warning', 'errors', 'CRC 200, frame 12'],
    ['ios', 'GigabitEthernet0/3', 'error', 'error-disabled', 'err-disabled'],
    ['ios', 'GigabitEthernet0/4', 'info', 'shut-down', 'GigabitEthernet0/4'],
    ['ios', 'GigabitEthernet0/5', 'error', 'down', 'to server 5'],
    ['ios', 'GigabitEthernet0/6', 'warning', 'busy', '93 Mbit/s out, 93 %'],
    ['ios', 'GigabitEthernet0/9', 'error', 'no-such-interface', 'GigabitEthernet0/9'],
    ['ios', undefined, 'error', 'error-disabled', 'GigabitEthernet0/3'],
    ['eos-status', 'Ethernet2', 'error', 'down', 'to server 2'],
    ['eos-status', 'Et4', 'error', 'down', 'notconnect'],
    ['eos-status', undefined, 'error', 'error-disabled', 'Et3'],
    ['junos', 'ge-0/0/0', 'warning', 'errors', '4012'],
    ['junos', 'ge-0/0/1', 'info', 'shut-down', 'ge-0/0/1'],
  ])('%s of %s: %s %s', (name, subject, level, code, said) => {
    const seen = saved(name, subject);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('a free port is no fault, one that is described or asked about is', () => {
    const text = (description: string) =>
      `GigabitEthernet0/5 is down, line protocol is down (notconnect)\n${description}`;
    const codes = ['', '  Description: to server 5\n'].map(
      (line) => interfaces.fromSaved!(text(line), { host: '10.0.0.1' }, 0)?.verdict.code,
    );
    expect(codes).toEqual(['ok', 'down']);
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(interfaces.fromSaved!('hello', { host: '10.0.0.1' }, 0)).toBeUndefined();
    const started = performance.now();
    for (const piece of [
      'Gi0/0 is up',
      'Physical interface: ',
      ' ',
      '1 packets input ',
      'Port Name Status Vlan\n',
      '[{"ifname":"a"},',
    ])
      interfaces.fromSaved!(piece.repeat(50_000), { host: '10.0.0.1' }, 0);
    expect(performance.now() - started).toBeLessThan(20_000);
    fc.assert(fc.property(fc.string(), (text) => void interfaces.fromSaved!(text, { host: '10.0.0.1' }, 0)));
  });
});

test.each([
  ['Gi0/1', 'GigabitEthernet0/1', true],
  ['GigabitEthernet0/1', 'gi0/1', true],
  ['Gi0/1', 'GigabitEthernet0/11', false],
  ['Te0/1', 'GigabitEthernet0/1', false],
  ['Ethernet1', 'Et1', true],
  ['eth0', 'eth0', true],
  ['eth0', 'eth1', false],
])('%s and %s are one: %s', (a, b, one) => expect(sameInterface(a, b)).toBe(one));

const absent = rigAbsent();

describe.skipIf(absent !== '')(`interfaces of Linux${absent}`, () => {
  const run = (subject: string, setup: string) =>
    probeInRig<DeviceObservation<readonly InterfaceState[]>>({
      probe: 'interface',
      target: `${subject}@127.0.0.1`,
      device: { platform: 'linux' },
      setup: `ip link add here type veth peer name there\n${setup}`,
    });

  test.each([
    ['here', 'ip link set here up; ip link set there up', 'ok', 'ok'],
    ['here', 'ip link set here up', 'error', 'down'],
    ['here', '', 'info', 'shut-down'],
    ['nobody', '', 'error', 'no-such-interface'],
  ])('%s after "%s": %s %s', (name, setup, level, code) => {
    const { verdict, observation } = run(name, setup);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });
});

describe('a device over SSH that says what was recorded', () => {
  const recordedText = readFileSync(resolve(import.meta.dirname, 'recordings/ios.txt'), 'utf8');
  const ask = (subject: string, text = recordedText) =>
    askDevice({ probe: interfaces, platform: 'ios', subject, answers: { [`show interfaces ${subject}`]: text } });

  test.each([
    ['GigabitEthernet0/1', 'warning', 'half-duplex'],
    ['GigabitEthernet0/2', 'warning', 'errors'],
    ['GigabitEthernet0/3', 'error', 'error-disabled'],
    ['GigabitEthernet0/6', 'warning', 'busy'],
  ])('%s: %s %s', async (subject, level, code) => {
    expect((await ask(subject)).verdict).toMatchObject({ level, code });
  });

  test('a queue that overflows', async () => {
    const dropping = recordedText.replace(/(Total output drops: )\d+/g, '$19000000');
    expect((await ask('GigabitEthernet0/0', dropping)).verdict).toMatchObject({ code: 'output-drops' });
  });
});

devicesThatMeanHarm({ probe: interfaces, platform: 'ios', subject: 'Gi0/1' }, 'show interfaces Gi0/1');

proofOf(interfaces);
