import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { type FakeDevice, fakeDevice } from '../../../../test/support/fake-device.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { provoked } from '../../../../test/support/provoked.ts';
import { probeInRig, rigAbsent, runInRig } from '../../../../test/support/rig.ts';
import { type DeviceObservation, deviceProbe } from '../../device/device-probe.ts';
import type { Growth } from './observe.ts';
import { vlanErrors, vlanErrorsParts } from './probe.ts';

const recording = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');
/** The same on fibre. */
const overFibre = (text: string): string =>
  text.replace(/^ *MTU .*/gm, '$&\n  full-duplex, 10 Gb/s, media type is 10GBase-SR');

describe('two readings that were saved one behind the other', () => {
  test.each([
    ['quiet', 'ok', 'ok', '50000'],
    ['crc', 'error', 'errors-grow', 'CRC 100'],
    ['few-crc', 'ok', 'ok', '900000'],
    ['giants', 'warning', 'giants', '400 frames as too long'],
    ['other-vlans', 'warning', 'unknown-frames', '900 of 50000'],
    ['idle', 'unknown', 'too-little-traffic', '100 frames'],
    ['wrapped', 'warning', 'errors-grow', '100 of 100100'],
    ['cleared', 'unknown', 'too-little-traffic', '0 frames'],
  ])('%s: %s %s', (name, level, code, said) => {
    const seen = vlanErrors.fromSaved!(recording(name), { host: '10.0.0.1', subject: 'Eth1/1' }, 0);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('a few damaged frames are worth a word on fibre only', () => {
    const level = (text: string) => vlanErrors.fromSaved!(text, { host: '10.0.0.1', subject: 'Eth1/1' }, 0)?.verdict;
    expect(level(overFibre(recording('few-crc')))).toMatchObject({ level: 'info', code: 'optical-errors' });
    expect(level(overFibre(recording('crc')))).toMatchObject({ level: 'error', code: 'errors-grow' });
    expect(level(overFibre(recording('quiet')))).toMatchObject({ level: 'ok' });
  });

  test('one reading says nothing', () => {
    const once = recording('quiet').split(/(?<=\n)(?=Ethernet1\/1 is up)/)[0]!;
    expect(vlanErrors.fromSaved!(once, { host: '10.0.0.1' }, 0)).toBeUndefined();
    expect(vlanErrors.fromSaved!('hello', { host: '10.0.0.1' }, 0)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void vlanErrors.fromSaved!(text, { host: '10.0.0.1' }, 0)));
  });
});

describe('a device over SSH', () => {
  // The probe as it is, with less time between its two readings.
  const probe = deviceProbe({ ...vlanErrorsParts, again: 100 });
  const [first, second] = recording('crc').split(/(?<=\n)(?=Ethernet1\/1 is up)/);
  const before = process.env.HOME;
  let home: string;
  let device: FakeDevice;
  beforeEach(async () => {
    let readings = 0;
    device = await fakeDevice({
      'terminal length 0': '',
      'show interface Ethernet1/1': () => (readings++ === 0 ? first! : second!),
    });
    home = mkdtempSync(join(tmpdir(), 'netreview-home-'));
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh/known_hosts'), `[127.0.0.1]:${device.port} ${device.hostKey}\n`);
    process.env.HOME = home;
  });
  afterEach(() => {
    process.env.HOME = before;
    device.close();
    rmSync(home, { recursive: true, force: true });
  });
  const permit = () => permitFor(probe, `Ethernet1/1@127.0.0.1:${device.port}`, [], [], { platform: 'nxos' });

  test('is asked twice; what grew between is judged', async () => {
    const { verdict, observation } = provoked(
      probe.id,
      await probe.run(await permit(), forever(), { username: 'admin', password: 'pw' }),
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'errors-grow' });
    expect(device.asked).toEqual([
      'terminal length 0',
      'show interface Ethernet1/1',
      'terminal length 0',
      'show interface Ethernet1/1',
    ]);
    expect(JSON.stringify({ verdict, observation })).not.toContain('pw"');
  });

  test.each([
    ['quiet', 'ok', 'ok'],
    ['giants', 'warning', 'giants'],
    ['other-vlans', 'warning', 'unknown-frames'],
    ['idle', 'unknown', 'too-little-traffic'],
    ['few-crc', 'info', 'optical-errors'],
  ])('that says what was recorded of %s: %s %s', async (name, level, code) => {
    const said = code === 'optical-errors' ? overFibre(recording(name)) : recording(name);
    const readings = said.split(/(?<=\n)(?=Ethernet1\/1 is up)/);
    const { verdict } = await askDevice({
      ...{ probe, platform: 'nxos', subject: 'Ethernet1/1' },
      answers: { 'show interface Ethernet1/1': () => readings.shift() ?? '' },
    });
    expect(verdict).toMatchObject({ level, code });
  });

  test('can be left between the readings', async () => {
    const stop = new AbortController();
    const slow = deviceProbe({ ...vlanErrorsParts, again: 60_000 });
    const running = slow.run(await permit(), stop.signal, { username: 'admin', password: 'pw' });
    await expect.poll(() => device.asked.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    stop.abort();
    expect((await running).verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });

  test('whose key is not known is not logged in to, and the verdict says what it showed', async () => {
    writeFileSync(join(home, '.ssh/known_hosts'), '');
    const { verdict } = await probe.run(await permit(), forever(), { username: 'admin', password: 'pw' });
    expect(verdict).toMatchObject({ level: 'unknown', code: 'host-key-unknown' });
    expect(verdict.text.en).toMatch(/ecdsa-sha2-nistp256 SHA256:[A-Za-z0-9+/]{43}/);
    expect(device.asked).toEqual([]);
  });

  test('that does not know the command', async () => {
    const other = await permitFor(probe, `Ethernet9/9@127.0.0.1:${device.port}`, [], [], { platform: 'nxos' });
    const { verdict } = await probe.run(other, forever(), { username: 'admin', password: 'pw' });
    expect(verdict).toMatchObject({ level: 'unknown', code: 'command-refused' });
    expect(verdict.text.en).toContain('Invalid input detected');
  });
});

const absent = rigAbsent({ ping: 'iputils-ping', python3: 'python3' });

describe.skipIf(absent !== '')(`a link of Linux${absent}`, () => {
  test.each([
    ['goes and comes', 'down up', 'warning', 'flapping'],
    ['stays', '', 'unknown', 'too-little-traffic'],
  ])('whose other end %s', (_, states, level, code) => {
    const twice = runInRig(
      `
ip netns add b
ip link add here type veth peer name there netns b
ip link set here up; ip -n b link set there up
ip -j -s -s link show dev here; echo
for state in ${states}; do ip -n b link set there $state; done
ip -j -s -s link show dev here`,
      [],
      { timeoutMs: 20_000 },
    );
    const seen = vlanErrors.fromSaved!(twice, { host: '10.0.0.1', subject: 'here' }, 0)!;
    expect(provoked('vlan-errors', seen).verdict, twice).toMatchObject({ level, code });
    expect(seen.verdict.text.en).toContain(states === '' ? 'too few' : 'The link of here changed');
  });

  test('frames of a protocol that this end does not take', () => {
    const { verdict, observation } = probeInRig<DeviceObservation<readonly Growth[]>>({
      probe: 'vlan-errors',
      target: 'here@127.0.0.1',
      device: { platform: 'linux' },
      setup: `
ip netns add b
ip link add here type veth peer name there netns b
ip address add 10.77.1.1/24 dev here; ip link set here up
ip -n b address add 10.77.1.2/24 dev there; ip -n b link set there up
cat > $D/send.py <<'E'
import socket, subprocess
# IEEE 802: an EtherType for experiments, that no kernel takes.
frame = bytes.fromhex('ffffffffffff' '02005e005302' '88b5') + bytes(46)
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind(('there', 0))
while True:
    subprocess.run(['ping', '-q', '-f', '-c', '400', '10.77.1.1'], stdout=subprocess.DEVNULL)
    for _ in range(40): link.send(frame)
E
ip netns exec b python3 $D/send.py &
`,
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'dropped-frames' });
  });
});

devicesThatMeanHarm({ probe: vlanErrors, platform: 'nxos' }, 'show interface');

proofOf(vlanErrors);
