import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { deviceInRig, SSH_USER, sshdInRigAbsent } from '../../../../test/support/sshd-in-rig.ts';
import type { DeviceObservation } from '../../device/device-probe.ts';
import type { NatState } from '../../show/nat/nat-state.ts';
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
    ['routeros-tracking', 'ok', 'ok', '95 of 1048576'],
    ['nxos', 'ok', 'ok', '2 translations'],
    // An hour is what firewalls are sold with.
    ['asa', 'info', 'tcp-timeout-short', '3600 seconds here; RFC 5382 asks for 7440'],
    ['asa-pool-filling', 'warning', 'pool-filling', 'TCP outside 203.0.113.1 1-511 fills up: 440 of 511'],
    ['asa-denied', 'warning', 'refused', '71 flows'],
    ['fortios', 'info', 'tcp-timeout-short', '3600 seconds'],
    // More sessions than ports: each goes to a destination of its own, and nothing was refused.
    ['fortios-pool', 'warning', 'pool-filling', '64020 sessions of one protocol on 60417 ports'],
    ['panos', 'warning', 'udp-timeout-short', '30 seconds here; RFC 4787 asks for 120'],
    ['panos-empty', 'error', 'pool-empty', 'guests is used up: 254 of 254'],
    ['panos-full', 'error', 'table-full', '65102 of 65534'],
    ['vrp', 'warning', 'tcp-timeout-short', '600 seconds'],
    ['vrp-firewall', 'ok', 'ok', '3 translations'],
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

  test('timeouts of the device are held against those of the configuration', () => {
    const against = (name: string, key: string, value: string) => {
      const text = readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');
      const settings = [{ key, value }];
      return natTable.fromSaved!(text, { host: '10.0.0.1', settings }, 0)?.verdict;
    };
    expect(against('ios-timeouts', 'timeout.udp', '300')).toMatchObject({ level: 'warning', code: 'timeout-differs' });
    expect(against('ios-timeouts', 'timeout.udp', '200')?.code).toBe('ok');
    expect(against('asa', 'timeout.tcp-established', '7200')?.text.en).toContain('after 3600 seconds');
    expect(against('routeros-tracking', 'timeout.udp-stream', '180')?.code).toBe('ok');
    // What entries were seen with, or nothing is told of, is no setting.
    expect(against('ios-room', 'timeout.udp', '200')?.code).toBe('ok');
    expect(against('routeros-tracking', 'timeout.udp', '200')?.code).toBe('ok');
  });

  test('translations of VRP are counted where a source is another', () => {
    expect((saved('vrp')!.observation as DeviceObservation<NatState>).state?.seen).toEqual({ udp: 1, tcp: 1 });
    expect((saved('vrp-firewall')!.observation as DeviceObservation<NatState>).state?.seen).toEqual({
      udp: 1,
      https: 1,
    });
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
      '  NAT Session Table Information:\n',
      '     Protocol          : UDP(17)\n',
      ' udp  VPN: public --> public  1:1[',
      'Number of sessions supported: 1\n',
      'name: x\ntype: overload\n',
      'office Dynamic IP 1 ',
      'TCP PAT pool a, address b, range 1-',
      'timeout conn 1:00:00 a ',
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

  test.each([
    ['asa', 'show nat pool', 'asa-pool-filling', 'pool-filling'],
    ['asa', 'show resource usage', 'asa-denied', 'refused'],
    ['fortios', 'get system session-info statistics', 'fortios', 'tcp-timeout-short'],
    ['panos', 'show session info', 'panos', 'udp-timeout-short'],
    ['panos', 'show running ippool', 'panos-empty', 'pool-empty'],
    ['vrp', 'display nat session all', 'vrp', 'tcp-timeout-short'],
    ['nxos', 'show ip nat statistics', 'nxos', 'ok'],
    ['routeros', '/ip firewall connection tracking print', 'routeros-tracking', 'ok'],
  ] as const)('%s, %s: %s is %s', async (platform, command, name, code) => {
    const answers = { [command]: said(name) };
    expect((await askDevice({ probe: natTable, platform, answers })).verdict).toMatchObject({ code });
  });

  test('one that was set otherwise than the file says', async () => {
    const answers = { 'show running-config timeout': said('asa') };
    const settings = [{ key: 'timeout.udp', value: '300' }];
    const { verdict } = await askDevice({ probe: natTable, platform: 'asa', answers, settings });
    expect(verdict).toMatchObject({ level: 'warning', code: 'timeout-differs' });
    expect(verdict.text.en).toContain('after 120 seconds, the configuration says 300');
  });

  test('one of another kind: what it began with is said, without its secrets', async () => {
    const begins = async (text: string) => {
      const answers = {
        'show xlate count': `\n\n${text}\n`,
        'show resource usage': '',
        'show nat pool': '',
        'show running-config timeout': '',
      };
      return (await askDevice({ probe: natTable, platform: 'asa', answers })).verdict;
    };
    const other = await begins('Software Version 9 of something else');
    expect(other).toMatchObject({ level: 'unknown', code: 'not-read' });
    expect(other.text.en).toContain('It begins with "Software Version 9 of something else".');
    const secret = await begins('snmp-server community hush ro');
    expect(secret.text.en).toContain('snmp-server community ***');
    expect(JSON.stringify(secret)).not.toContain('hush');
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

const sshdAbsent = sshdInRigAbsent({});

describe.skipIf(sshdAbsent !== '')(`a command line behind a real sshd${sshdAbsent}`, () => {
  const said = (name: string): string =>
    readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');

  test.each([
    ['fortios', 'fw1 (root) # ', { 'get system session-info statistics': said('fortios') }, '3600 seconds'],
    ['routeros', '', { '/ip firewall connection tracking print': said('routeros-tracking') }, '95 of 1048576'],
  ] as const)('%s', (platform, prompt, answers, words) => {
    const { verdict, observation } = probeInRig<DeviceObservation<NatState>>({
      ...{ probe: 'nat-table', target: '127.0.0.1', device: { platform }, users: 'many', credentials: SSH_USER },
      setup: deviceInRig(prompt, answers),
    });
    expect(verdict.text.en, JSON.stringify(observation)).toMatch(words);
    expect(observation.answer.hostKey?.type).toBe('ssh-ed25519');
  });
});

devicesThatMeanHarm({ probe: natTable, platform: 'ios' }, 'show ip nat statistics');

proofOf(natTable);
