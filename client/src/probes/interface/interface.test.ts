import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { deviceInRig, SSH_USER, sshdInRigAbsent } from '../../../../test/support/sshd-in-rig.ts';
import type { DeviceObservation } from '../../device/device-probe.ts';
import { type InterfaceState, sameInterface } from '../../show/interface-state.ts';
import type { Target } from '../target.ts';
import { interfaces } from './probe.ts';

const recorded = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');
const saved = (name: string, subject?: string) =>
  interfaces.fromSaved!(recorded(name), { host: '10.0.0.1', ...(subject && { subject }) }, 0);

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
    ['vrp', 'GigabitEthernet0/0/1', 'warning', 'busy', '920 Mbit/s in, 92 %'],
    ['vrp', 'GigabitEthernet0/0/2', 'warning', 'errors', 'CRC 40, runts 2 since its counters were cleared, and 7 late'],
    ['vrp', 'GigabitEthernet0/0/3', 'error', 'down', 'GigabitEthernet0/0/3 is configured to be up'],
    ['vrp', 'GigabitEthernet0/0/4', 'ok', 'ok', 'GigabitEthernet0/0/4'],
    ['vrp', 'GE0/0/5', 'info', 'shut-down', 'GigabitEthernet0/0/5'],
    ['vrp', 'GigabitEthernet0/0/6', 'error', 'error-disabled', 'bpdu-protection'],
    ['vrp', 'Dialer1', 'ok', 'ok', 'Dialer1'],
    ['vrp-description', 'GigabitEthernet0/0/1', 'ok', 'ok', 'GE0/0/1'],
    ['vrp-description', 'GigabitEthernet0/0/3', 'info', 'shut-down', 'GE0/0/3'],
    ['vrp-description', undefined, 'warning', 'down', 'GE0/0/4 "desk" is configured to be up and is down (LBDT down)'],
    ['gaia', 'eth1-01', 'warning', 'errors', '350 damaged frames among 100350'],
    ['gaia', 'eth1-02', 'info', 'shut-down', 'eth1-02'],
    ['gaia', undefined, 'warning', 'errors', 'eth1-01'],
    ['iosxr-brief', 'TenGigE0/3/0/3', 'error', 'down', 'Te0/3/0/3'],
    ['iosxr-brief', 'TenGigE0/3/0/4', 'info', 'shut-down', 'Te0/3/0/4'],
    ['iosxr-brief', 'tunnel-te300', 'ok', 'ok', 'tt300'],
    // Nobody says that Te0/3/0/3 is wanted.
    ['iosxr-brief', undefined, 'ok', 'ok', 'Without faults: Lo0, tt300, Mg0'],
    ['optics-ios', 'GigabitEthernet1/1/1', 'error', 'receive-power', '-19.4 dBm, alarm below -18 dBm'],
    ['optics-ios', 'Gi1/1/2', 'warning', 'hot', '72.5 degrees C, warning from 70 degrees C'],
    ['optics-ios', 'Te1/1/3', 'error', 'receive-power', 'too little light comes in (none, alarm below -13.9 dBm)'],
    ['optics-ios', 'Te1/1/4', 'error', 'module-limits', '3.65 V, alarm from 3.6 V'],
    ['optics-nxos', 'Ethernet1/1', 'warning', 'receive-power', '-10.46 dBm, warning below -9.91 dBm'],
    ['optics-nxos', 'Ethernet1/2', 'error', 'receive-power', 'Ethernet1/2: too little light comes in (none'],
    // Its laser is off because it is shut.
    ['optics-nxos', 'Ethernet1/3', 'info', 'shut-down', 'Ethernet1/3'],
    ['optics-nxos', undefined, 'error', 'receive-power', 'Ethernet1/2'],
    ['optics-junos', 'xe-0/0/0', 'error', 'receive-power', 'none, alarm below -13.98 dBm'],
    ['optics-junos', 'et-0/0/48', 'error', 'hot', '94 degrees C, alarm from 93 degrees C'],
    // Nobody asked about xe-0/0/0, which has no light: it may be free.
    ['optics-junos', undefined, 'error', 'hot', 'et-0/0/48'],
    ['optics-iosxr', 'TenGigE0/0/2/1', 'warning', 'receive-power', 'too much light comes in (-0.33 dBm'],
    ['optics-vrp', 'XGigabitEthernet0/0/1', 'error', 'receive-power', '-21.98 dBm, alarm below -19.79 dBm'],
    ['optics-vrp', 'XGigabitEthernet0/0/2', 'error', 'module-limits', '13.68 mA, alarm from 13.2 mA'],
    ['optics-comware', 'Ten-GigabitEthernet1/0/51', 'error', 'transmit-power', '-9.71 dBm, alarm below -8.3 dBm'],
    // A lane that nobody uses is dark both ways; limits of a module that tells none.
    ['optics-linux', 'eth3', 'warning', 'hot', '61.07 degrees C, warning from 60 degrees C'],
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

  test('a module may be too cold, which is not hot', () => {
    const cold = recorded('optics-ios')
      .replace('31.2 ', '-7.0 ')
      .replace(/-19.4 {2}-- \(-19.1\)/, '-6.2');
    const seen = interfaces.fromSaved!(cold, { host: '10.0.0.1', subject: 'Gi1/1/1' }, 0);
    expect(seen?.verdict).toMatchObject({ level: 'error', code: 'module-limits' });
    expect(seen?.verdict.text.en).toContain('colder than it is made for (-7 degrees C, alarm below -5 degrees C)');
  });

  test('a port that the device has shut sends no light, and nobody wonders', () => {
    const shut = 'Te1/1/3 is down, line protocol is down (err-disabled)\n';
    const seen = interfaces.fromSaved!(shut + recorded('optics-ios'), { host: '10.0.0.1', subject: 'Te1/1/3' }, 0);
    expect(seen?.verdict.code).toBe('error-disabled');
    const free = interfaces.fromSaved!(recorded('optics-nxos'), { host: '10.0.0.1' }, 0);
    expect(free?.parts?.map(({ subject, verdict }) => [subject, verdict.code])).toEqual([
      ['Ethernet1/1', 'receive-power'],
      ['Ethernet1/2', 'receive-power'],
    ]);
  });

  test('a lane of several that has no light is named, and one that nobody uses is not', () => {
    // The flag of the alarm is still set: a module keeps it until it is read.
    const all = recorded('optics-junos').replace('94 degrees C', '34 degrees C');
    const ask = (text: string) => interfaces.fromSaved!(text, { host: '10.0.0.1', subject: 'et-0/0/48' }, 0)?.verdict;
    expect(ask(all)).toMatchObject({ level: 'ok' });
    expect(ask(all.replace(/(Lane 1[\s\S]*?output power +: +).*/, '$10.5690 mW / -2.45 dBm'))).toMatchObject({
      code: 'receive-power',
      text: { en: expect.stringContaining('et-0/0/48, lane 1: too little light comes in (none). ') },
    });
  });

  test('of VRP what nobody described is free, whatever the device writes there itself', () => {
    const seen = interfaces.fromSaved!(recorded('vrp'), { host: '10.0.0.1' }, 0);
    expect(seen?.parts?.map(({ subject, verdict }) => [subject, verdict.code])).toEqual([
      ['GigabitEthernet0/0/1', 'busy'],
      ['GigabitEthernet0/0/2', 'errors'],
      ['GigabitEthernet0/0/6', 'error-disabled'],
    ]);
  });

  const of = (name: string, subject: string, change = (text: string) => text) =>
    interfaces.fromSaved!(change(recorded(name)), { host: '10.0.0.1', subject }, 0)?.verdict;

  test.each([
    ['comware', 'GigabitEthernet1/0/1', 'info', 'low-speed', 'runs at 100 Mbit/s and negotiates up to 1000'],
    ['comware', 'GigabitEthernet1/0/2', 'error', 'down', '"to the server"'],
    ['comware', 'GigabitEthernet1/0/3', 'info', 'shut-down', 'GigabitEthernet1/0/3'],
    ['comware', 'GigabitEthernet1/0/4', 'warning', 'errors', 'giants 26, CRC 3'],
    // Somebody chose the speed.
    ['comware', 'GE1/0/5', 'ok', 'ok', 'GigabitEthernet1/0/5'],
    ['fortios', 'port1', 'ok', 'ok', 'port1'],
    ['fortios', 'port2', 'error', 'down', 'port2'],
    ['fortios', 'port3', 'warning', 'half-duplex', '100 Mbit/s'],
    ['fortios', 'port17', 'error', 'receive-power', 'port17'],
    ['linux-ethtool', 'eth0', 'warning', 'low-speed', 'the other end offers 1000'],
  ])('%s, %s: %s %s', (name, subject, level, code, said) => {
    const seen = of(name, subject);
    expect(seen).toMatchObject({ level, code });
    expect(seen?.text.en).toContain(said);
    expect(seen?.text['zh-cn']).toMatch(/。$/);
  });

  test('a lower speed is told where both ends could more, or nobody knows', () => {
    const without = (words: string) => (text: string) => text.replace(words, '');
    // The other end offers 100 and no more.
    const offers = (text: string) =>
      text.replace(/(Link partner advertised link modes: {2}100baseT\/Full)\n\s+1000baseT\/Full/, '$1');
    expect(of('linux-ethtool', 'eth0', offers)?.code).toBe('ok');
    expect(
      of('linux-ethtool', 'eth0', (text) => text.replace('Auto-negotiation: on', 'Auto-negotiation: off'))?.code,
    ).toBe('ok');
    expect(of('linux-ethtool', 'eth0', without('/sys/class/net/eth0/speed:100\n'))?.code).toBe('ok');
    const row = (speed: string) =>
      `Port      Name     Status       Vlan       Duplex  Speed Type\nGi1/0/6   desk     connected    8          a-full  ${speed} 10/100/1000BaseTX\n`;
    const seen = (speed: string) => interfaces.fromSaved!(row(speed), { host: '10.0.0.1', subject: 'Gi1/0/6' }, 0);
    expect(seen('a-100')?.verdict).toMatchObject({ level: 'info', code: 'low-speed' });
    expect(seen('a-1000')?.verdict.code).toBe('ok');
    const all = (text: string) => interfaces.fromSaved!(text, { host: '10.0.0.1' }, 0)?.verdict.code;
    expect(all(row('a-100'))).toBe('low-speed');
    expect(all(row('a-100').replace('desk', '    '))).toBe('ok');
    // Nobody negotiated.
    expect(seen('100')?.verdict.code).toBe('ok');
  });

  test('damage that only the hardware counts, and none of a queue', () => {
    const damaged = of('linux-ethtool', 'eth0', (text) => text.replace('rx_crc_errors: 0', 'rx_crc_errors: 300'));
    expect(damaged).toMatchObject({ level: 'warning', code: 'errors' });
    expect(damaged?.text.en).toContain('CRC 300');
  });

  test('a name that is no port of FortiOS is not missing', () => {
    const target = { host: '10.0.0.1', subject: 'vlan10', platform: 'fortios' } as const;
    expect(interfaces.fromSaved!(recorded('fortios'), target, 0)).toBeUndefined();
  });

  test('half an output of Comware, FortiOS and ethtool, over and over, in linear time', () => {
    const started = performance.now();
    for (const piece of [
      'Gi1/0/1\nCurrent state: UP\nInput: 1 ',
      '  ==[port1]\n status: up\n',
      'Interface (Celsius) (Volts) (mA) (dBm) (dBm)\n a 1 1 1 1 1 ',
      'NIC statistics:\n rx_crc_errors: 1\n',
      'Advertised link modes: 10baseT/Full\n ',
    ])
      interfaces.fromSaved!(piece.repeat(50_000), { host: '10.0.0.1' }, 0);
    expect(performance.now() - started).toBeLessThan(20_000);
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
      'GE0/0/1 current state : UP\nInput: 1 packets\nDescription: ',
      'Interface a\n state on\n comments ',
      'Interface PHY Protocol Description\nGE0/0/1 up up ',
      ' Name State State Type (byte) (Kbps)\n Lo0 up up X 1 1\n',
      '[{"ifname":"a"},',
      'Port (Celsius) (Volts) (mA) (dBm) (dBm)\nGi1/0/1 1 1 1 1 1\n',
      'Ethernet1/1\n  Rx Power 1 dBm -- 1 2 3 4\n',
      'Laser rx power low alarm : ',
      'Identifier : 0x03\nLaser bias current : 1 mA\n',
      ' Controller State: Up\n RX Power = 1 dBm\n',
      'Gi1/0/1 transceiver diagnostic information:\nRxPower(dBm) 1 1 1 normal\n',
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
  ['GE0/0/1', 'GigabitEthernet0/0/1', true],
  ['GE0/0/1', 'XGigabitEthernet0/0/1', false],
  ['XGE0/0/1', 'XGigabitEthernet0/0/1', true],
  ['tt300', 'tunnel-te300', true],
  ['ti300', 'tunnel-te300', false],
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
  const recordedText = recorded('ios');
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

  test.each([
    ['GigabitEthernet1/1/1', 'error', 'receive-power'],
    ['GigabitEthernet1/1/2', 'warning', 'hot'],
    ['TenGigabitEthernet1/1/4', 'error', 'module-limits'],
  ])('the module in %s: %s %s', async (subject, level, code) => {
    const up = `${subject} is up, line protocol is up (connected)\n  MTU 1500 bytes\n`;
    const answers = {
      [`show interfaces ${subject}`]: up,
      [`show interfaces ${subject} transceiver detail`]: recorded('optics-ios'),
    };
    expect((await askDevice({ probe: interfaces, platform: 'ios', subject, answers })).verdict).toMatchObject({
      level,
      code,
    });
  });

  test('a laser that sends too little, on a port of another name', async () => {
    const subject = 'TenGigE0/0/2/1';
    const answers = {
      [`show interfaces ${subject}`]: `${subject} is up, line protocol is up\n  MTU 1514 bytes, BW 10000000 Kbit\n`,
      'show controllers optics 0/0/2/1': recorded('optics-iosxr').replace('-2.60 dBm', '-12.60 dBm'),
    };
    const { verdict } = await askDevice({ probe: interfaces, platform: 'iosxr', subject, answers });
    expect(verdict).toMatchObject({ level: 'error', code: 'transmit-power' });
  });

  test.each<[NonNullable<Target['platform']>, string, string, string, string]>([
    ['comware', 'GigabitEthernet1/0/1', 'display interface GigabitEthernet1/0/1', 'comware', 'low-speed'],
    ['vrp', 'GigabitEthernet0/0/2', 'display interface GigabitEthernet0/0/2', 'vrp', 'errors'],
    ['fortios', 'port17', 'get system interface transceiver port17', 'fortios', 'receive-power'],
    ['fortios', 'port2', 'get system interface physical', 'fortios', 'down'],
  ])('%s, %s', async (platform, subject, command, name, code) => {
    const answers = { [command]: recorded(name) };
    const { verdict } = await askDevice({ probe: interfaces, platform, subject, answers });
    expect(verdict).toMatchObject({ code });
  });

  test('a queue that overflows', async () => {
    const dropping = recordedText.replace(/(Total output drops: )\d+/g, '$19000000');
    expect((await ask('GigabitEthernet0/0', dropping)).verdict).toMatchObject({ code: 'output-drops' });
  });
});

const sshdAbsent = sshdInRigAbsent({});

test.skipIf(sshdAbsent !== '')(`a command line of Comware behind a real sshd${sshdAbsent}`, () => {
  const answers = { 'display interface GigabitEthernet1/0/1': recorded('comware') };
  const { verdict, observation } = probeInRig<DeviceObservation<readonly InterfaceState[]>>({
    ...{ probe: 'interface', target: 'GigabitEthernet1/0/1@127.0.0.1', device: { platform: 'comware' } },
    ...{ users: 'many', credentials: SSH_USER, setup: deviceInRig('<H3C>', answers) },
  });
  expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'low-speed' });
});

devicesThatMeanHarm({ probe: interfaces, platform: 'ios', subject: 'Gi0/1' }, 'show interfaces Gi0/1');

proofOf(interfaces);
