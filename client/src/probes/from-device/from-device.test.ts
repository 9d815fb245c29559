import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { provoked } from '../../../../test/support/provoked.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { PLATFORMS } from '../../device/platform.ts';
import type { DevicePlatform } from '../../protocol.ts';
import type { Seen } from '../probe.ts';
import { commands } from './commands.ts';
import { judge } from './judge.ts';
import { fromDevice } from './probe.ts';
import { read } from './read.ts';

const recorded = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');
const TARGET = { host: '10.0.0.1', subject: '10.0.9.2' } as const;

const codes = ({ parts = [] }: Pick<Seen, 'parts'>): readonly string[] => parts.map(({ verdict }) => verdict.code);

describe('what was saved elsewhere', () => {
  test.each([
    ['ios-black-hole', 'error', 'size-black-hole', ['ping-ok', 'size-black-hole', 'way-ok']],
    ['ios-reduced', 'info', 'size-reduced', ['ping-ok', 'size-reduced', 'way-ok']],
    ['junos-reduced', 'info', 'size-reduced', ['ping-ok', 'size-reduced', 'way-ok']],
    ['vrp-loop', 'error', 'ping-no-reply', ['ping-no-reply', 'way-loop']],
    ['comware', 'warning', 'ping-loss', ['ping-loss', 'size-ok', 'way-ok']],
  ])('%s is judged %s %s', (name, level, code, parts) => {
    const seen = fromDevice.fromSaved!(recorded(name), TARGET, 0);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(codes(seen!)).toEqual(parts);
    for (const { verdict } of seen?.parts ?? []) expect(verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('a trace that was cut off says nothing, unless it has reached the address', () => {
    const state = read(recorded('vrp-loop'), TARGET)!;
    const seen = { probe: 'from-device', target: TARGET, answer: { end: 'deadline' }, state } as const;
    const { ping: _, ...way } = state;
    expect(judge({ ...seen, state: way })).toMatchObject({ level: 'unknown', code: 'way-cut-off' });
    const reached = read(recorded('ios-reduced'), TARGET)!;
    expect(judge({ ...seen, state: { sized: [], trace: reached.trace! } }).code).toBe('way-ok');
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(fromDevice.fromSaved!('hello', TARGET, 0)).toBeUndefined();
    for (const piece of [
      'PING ',
      'Sending 5, 100-byte ICMP Echos\n',
      'traceroute to 10.0.9.2\n 1 * * *\n',
      '!',
      '!!\n',
    ])
      read(piece.repeat(50_000), TARGET);
    fc.assert(fc.property(fc.string(), (text) => void read(text, TARGET)));
  });
});

const lines = (platform: DevicePlatform, subject = '10.0.9.2'): readonly string[] =>
  (commands(platform, { host: '10.0.0.1', subject }) ?? []).map((command) => command.join(' '));

test('what each kind of device is told', () => {
  expect(lines('ios').at(0)).toBe('ping ip 10.0.9.2 repeat 5 timeout 1');
  expect(lines('ios').at(-2)).toBe('ping ip 10.0.9.2 size 1500 repeat 2 timeout 1 df-bit');
  expect(lines('ios').at(-1)).toBe('traceroute ip 10.0.9.2 numeric timeout 1 probe 1 ttl 1 30');
  expect(lines('ios', 'fd00::2').at(-2)).toBe('ping ipv6 fd00::2 size 1500 repeat 2 timeout 1');
  expect(lines('junos').at(-2)).toBe('ping 10.0.9.2 count 2 wait 1 size 1472 do-not-fragment');
  expect(lines('vrp')).toContain('ping -f -s 1472 -c 2 -t 1000 10.0.9.2');
  expect(lines('routeros')).toEqual(['/ping address=10.0.9.2 count=5']);
  expect(lines('linux').at(-1)).toMatch(/^traceroute -4 .* -- 10\.0\.9\.2$/);
  for (const platform of ['frr', 'bird', 'panos'] as const) expect(lines(platform)).toEqual([]);
  for (const platform of Object.keys(PLATFORMS) as DevicePlatform[])
    expect(commands(platform, { host: '10.0.0.1', subject: 'eth0' })).toBeUndefined();
});

test.each([
  ['10.0.0.1', 'no-address'],
  ['9.9.9.9@10.0.0.1', 'not-allowed'],
  ['192.0.2.1@10.0.0.1', 'not-allowed'],
])('%s: nothing is asked, and the plan says so', async (text, code) => {
  const permit = await permitFor(fromDevice, text, [], [], { platform: 'ios' });
  const [plan] = fromDevice.plan(permit.target, permit.addresses, permit.mayAlsoAsk);
  expect(plan?.en).toMatch(/^nothing: /);
  const { verdict } = provoked('from-device', await fromDevice.run(permit, forever()));
  expect(verdict).toMatchObject({ level: 'unknown', code });
});

const absent = rigAbsent({ nft: 'nftables', ping: 'iputils-ping', traceroute: 'traceroute' });

describe.skipIf(absent !== '')(`a host of Linux, asked on this machine${absent}`, () => {
  const rig = (mtu: number, more: string): string => `
for n in rtr srv; do ip netns add $n; ip -n $n link set lo up; done
ip link add a0 type veth peer name a1 netns rtr; ip link add b0 netns rtr type veth peer name b1 netns srv
ip -n rtr link set b0 mtu ${mtu}; ip -n srv link set b1 mtu ${mtu}
ip address add 10.0.0.2/24 dev a0; ip -n rtr address add 10.0.0.1/24 dev a1
ip -n rtr address add 10.0.9.1/24 dev b0; ip -n srv address add 10.0.9.2/24 dev b1
ip link set a0 up; ip -n rtr link set a1 up; ip -n rtr link set b0 up; ip -n srv link set b1 up
ip route add default via 10.0.0.1; ip -n srv route add default via 10.0.9.1
ip netns exec rtr sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0
${more}
`;
  const router = (hook: string, rule: string): string =>
    `ip netns exec rtr nft 'table inet f { chain c { type filter hook ${hook} priority 0; ${rule}; }; }'`;

  test.each([
    ['over a router: ping-ok', 1_500, '', ['ping-ok', 'size-ok', 'way-ok']],
    ['over a narrow link', 1_400, '', ['ping-ok', 'size-reduced', 'way-ok']],
    [
      'over one that says nothing of it',
      1_400,
      router('output', 'icmp type destination-unreachable drop'),
      ['ping-ok', 'size-black-hole', 'way-ok'],
    ],
    ['without a route', 1_500, 'ip route del default', ['ping-no-route', 'way-no-route']],
    ['nobody there', 1_500, 'ip -n srv address del 10.0.9.2/24 dev b1', ['ping-host-unreachable', 'way-unreachable']],
    [
      'a filter that rejects',
      1_500,
      router('forward', 'reject with icmpx type admin-prohibited'),
      ['ping-prohibited', 'way-prohibited'],
    ],
  ])('%s', { timeout: 60_000 }, (_, mtu, more, parts) => {
    const seen = probeInRig({
      probe: 'from-device',
      target: '10.0.9.2@127.0.0.1',
      device: { platform: 'linux' },
      setup: rig(mtu, more),
    });
    expect(codes(seen), JSON.stringify(seen.observation)).toEqual(parts);
  });
});

describe('a device over SSH', () => {
  /** What it prints for each command that it is told, from a recording of all of them. */
  const answersOf = (text: string): Readonly<Record<string, string>> => {
    const outputs = text.split(/^(?=Type escape sequence)/m);
    return Object.fromEntries(lines('ios').map((line, at) => [line, outputs[at] ?? '']));
  };
  const ask = (text: string): Promise<Seen> =>
    askDevice({ probe: fromDevice, platform: 'ios', subject: '10.0.9.2', answers: answersOf(text) });

  test('that loses the large packets', async () => {
    const { verdict, parts } = await ask(recorded('ios-black-hole'));
    expect(verdict).toMatchObject({ level: 'error', code: 'size-black-hole' });
    expect(parts?.map(({ subject }) => subject)).toEqual(['ping', 'size', 'way']);
  });

  test('that loses some', async () => {
    const text = recorded('ios-reduced').replace(
      '!!!!!\nSuccess rate is 100 percent (5/5)',
      '!!.!!\nSuccess rate is 80 percent (4/5)',
    );
    expect((await ask(text)).verdict).toMatchObject({ level: 'warning', code: 'ping-loss' });
  });

  test('whose packets turn in a circle', async () => {
    const way = Array.from({ length: 6 }, (_, at) => `  ${at + 1} 10.0.${at % 2}.1 1 msec`).join('\n');
    const text = recorded('ios-reduced')
      .replace(/ {2}1 10\.0\.0\.1 1 msec[\s\S]*$/, `${way}\n`)
      .replace('!!!!!\nSuccess rate is 100 percent (5/5)', '.....\nSuccess rate is 0 percent (0/5)');
    const seen = await ask(text);
    expect(seen.verdict).toMatchObject({ level: 'error', code: 'ping-no-reply' });
    expect(codes(seen)).toContain('way-loop');
  });

  test('whose packets are lost behind a router', async () => {
    const text = recorded('ios-reduced').replace('  2 10.0.9.2 2 msec', '  2  * \n  3  * ');
    expect(codes(await ask(text))).toContain('way-black-hole');
  });
});

devicesThatMeanHarm({ probe: fromDevice, platform: 'ios', subject: '10.0.9.2' }, 'ping ip 10.0.9.2 repeat 5 timeout 1');

proofOf(fromDevice);
