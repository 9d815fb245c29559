import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import type { DeviceObservation } from '../../device/device-probe.ts';
import type { NatState } from '../../show/nat-state.ts';
import { natTable } from './probe.ts';

const saved = (name: string) =>
  natTable.fromSaved!(
    readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8'),
    { host: '10.0.0.1' },
    0,
  );

describe('what was saved elsewhere', () => {
  test.each([
    ['ios-room', 'ok', 'ok', '212 translations'],
    ['ios-short', 'warning', 'udp-timeout-short', '60 seconds here; RFC 4787 asks for 120'],
    ['ios-pool-empty', 'error', 'pool-empty', '14 of 14, none was left 31 times'],
    ['ios-pool-filling', 'warning', 'pool-filling', '12 of 14'],
    ['ios-full', 'error', 'table-full', '995 of 1000'],
    ['junos-refused', 'warning', 'refused', '42 flows'],
    ['linux', 'ok', 'ok', '3 of 262144'],
    ['routeros', 'ok', 'ok', '10.1.0.'],
  ])('%s: %s %s', (name, level, code, said) => {
    const seen = saved(name);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('flows are counted and forgotten: of two hosts the busiest is named, no peer', () => {
    const { state } = saved('ios-room')!.observation as DeviceObservation<NatState>;
    expect(state).toMatchObject({ lifetimes: { udp: 300, tcp: 86_400 }, seen: { udp: 2, tcp: 1 } });
    expect(JSON.stringify(state)).not.toContain('10.2.0.2');
  });

  test('what is not translated is not counted', () => {
    const { state } = saved('linux')!.observation as DeviceObservation<NatState>;
    expect(state?.seen).toEqual({ tcp: 1, udp: 1 });
    const routeros = saved('routeros')!.observation as DeviceObservation<NatState>;
    expect(routeros.state?.seen).toEqual({ tcp: 1, icmp: 1 });
    // How long an entry has left is not how long entries live.
    expect(routeros.state?.lifetimes).toEqual({});
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(natTable.fromSaved!('hello', { host: '10.0.0.1' }, 0)).toBeUndefined();
    const started = performance.now();
    for (const piece of [
      'pool x: netmask ',
      'tcp 6 1 src=',
      '1 ',
      ' type generic, total addresses 1\n',
      'x 1 2 3 4 ',
      ' 0 src-address=1 ',
    ])
      natTable.fromSaved!(piece.repeat(50_000), { host: '10.0.0.1' }, 0);
    expect(performance.now() - started).toBeLessThan(20_000);
    fc.assert(fc.property(fc.string(), (text) => void natTable.fromSaved!(text, { host: '10.0.0.1' }, 0)));
  });
});

const absent = rigAbsent({ conntrack: 'conntrack', nft: 'nftables', bash: 'bash' });

describe.skipIf(absent !== '')(`a Linux that translates${absent}`, () => {
  const run = (more: string) =>
    probeInRig<DeviceObservation<NatState>>({
      probe: 'nat-table',
      target: '127.0.0.1',
      device: { platform: 'linux' },
      setup: `
for n in in out; do
  ip netns add $n; ip link add to$n type veth peer name side netns $n
  ip link set to$n up; ip -n $n link set side up
done
ip address add 10.77.1.1/24 dev toin; ip -n in address add 10.77.1.2/24 dev side; ip -n in route add default via 10.77.1.1
ip address add 10.77.2.1/24 dev toout; ip -n out address add 10.77.2.2/24 dev side
sysctl -qw net.ipv4.ip_forward=1
nft 'table ip n { chain p { type nat hook postrouting priority srcnat; oifname "toout" masquerade; }; }'
${more}
ip netns exec in bash -c 'for p in {1001..1060}; do echo x >/dev/udp/10.77.2.2/$p; done'
`,
    });

  test('with room: translated flows are counted', () => {
    const { verdict, observation } = run('');
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'ok' });
    expect(observation.state?.seen.udp).toBeGreaterThan(50);
    expect(observation.state?.pools[0]?.name).toContain('10.77.2.1');
  });

  test('that forgets too soon', () => {
    const udp = run('sysctl -qw net.netfilter.nf_conntrack_udp_timeout_stream=60');
    expect(udp.verdict, JSON.stringify(udp)).toMatchObject({ level: 'warning', code: 'udp-timeout-short' });
    const tcp = run('sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=600');
    expect(tcp.verdict, JSON.stringify(tcp)).toMatchObject({ level: 'warning', code: 'tcp-timeout-short' });
  });
});

describe('a device over SSH that says what was recorded', () => {
  const said = (name: string): string =>
    readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');

  test.each([
    ['ios-pool-empty', 'pool-empty'],
    ['ios-pool-filling', 'pool-filling'],
    ['ios-full', 'table-full'],
  ])('%s: %s', async (name, code) => {
    const answers = { 'show ip nat statistics': said(name), 'show ip nat translations verbose': '' };
    expect((await askDevice({ probe: natTable, platform: 'ios', answers })).verdict).toMatchObject({ code });
  });

  test('a table that a burst has nearly filled', async () => {
    const nearly = said('ios-full')
      .replace(/995|1000(?=, occurred)/g, '850')
      .replace('missed 12', 'missed 0');
    const answers = { 'show ip nat statistics': nearly, 'show ip nat translations verbose': '' };
    const { verdict } = await askDevice({ probe: natTable, platform: 'ios', answers });
    expect(verdict).toMatchObject({ level: 'warning', code: 'table-filling' });
  });

  test('flows that were refused', async () => {
    const answers = {
      'show security nat resource-usage source-pool all': said('junos-refused'),
      'show security flow session summary': '',
    };
    const { verdict } = await askDevice({ probe: natTable, platform: 'junos', answers });
    expect(verdict).toMatchObject({ level: 'warning', code: 'refused' });
  });
});

devicesThatMeanHarm({ probe: natTable, platform: 'ios' }, 'show ip nat statistics');

proofOf(natTable);
