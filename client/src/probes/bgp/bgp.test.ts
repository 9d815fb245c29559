import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, type Rig, rigAbsent } from '../../../../test/support/rig.ts';
import { deviceInRig, SSH_USER, SSHD_IN_RIG, sshdInRigAbsent } from '../../../../test/support/sshd-in-rig.ts';
import type { DeviceObservation } from '../../device/device-probe.ts';
import type { Target } from '../target.ts';
import type { BgpSeen } from './observe.ts';
import { bgp } from './probe.ts';

const folder = resolve(import.meta.dirname, 'recordings');

test('another machine is not asked without a user, and a run can be cancelled', async () => {
  const frr = { platform: 'frr' } as const;
  const { verdict } = await bgp.run(await permitFor(bgp, '10.0.0.1', [], [], frr), forever());
  expect(verdict).toMatchObject({ level: 'unknown', code: 'no-user' });
  const cancelled = await bgp.run(await permitFor(bgp, '127.0.0.1', [], [], frr), AbortSignal.abort());
  expect(cancelled.verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  const unnamed = await bgp.run(await permitFor(bgp, '10.0.0.1'), forever());
  expect(unnamed.verdict).toMatchObject({ level: 'unknown', code: 'no-platform' });
  const linux = await bgp.run(await permitFor(bgp, '127.0.0.1', [], [], { platform: 'linux' }), forever());
  expect(linux.verdict).toMatchObject({ level: 'unknown', code: 'no-command' });
});

const FRR = '/usr/lib/frr/bgpd';
const absent = rigAbsent({ vtysh: 'frr', birdc: 'bird2', [FRR]: 'frr' });

describe.skipIf(absent !== '')(`FRR and BIRD${absent}`, () => {
  /** a (asked), b and c at its sides; each line of a configuration is of `router bgp`. */
  const NETWORK = `
mount -t tmpfs none /var/tmp
mkdir -p /run/frr /run/b /run/bird
for n in b c; do
  ip netns add $n; ip link add to$n type veth peer name side netns $n
  ip link set to$n up; ip -n $n link set lo up; ip -n $n link set side up
done
ip address add 10.77.1.1/24 dev tob; ip -n b address add 10.77.1.2/24 dev side
ip address add 10.77.2.1/24 dev toc; ip -n c address add 10.77.2.2/24 dev side
frr() { /usr/lib/frr/bgpd -u root -g root -P 0 -n -S -Z -d -f $D/$1.conf -i $D/$1.pid --vty_socket $2 >/dev/null 2>&1; }
until_says() { i=0; until eval "$1" 2>/dev/null | grep -q "$2"; do i=$((i+1)); [ $i -lt 300 ] || exit 9; sleep 0.1; done; }
`;
  const B = `
cat > $D/b.conf <<'E'
router bgp 65002
 bgp router-id 10.77.1.2
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 10.77.1.1 remote-as 65001
 neighbor 10.77.1.1 timers connect 1
 address-family ipv4 unicast
  network 10.20.0.0/24
  network 10.21.0.0/24
 exit-address-family
E
ip netns exec b sh -c 'mkdir -p /run/b'
cat > $D/run-b.sh <<'E'
/usr/lib/frr/bgpd -u root -g root -P 0 -n -S -Z -d -f $D/b.conf -i $D/b.pid --vty_socket /run/b
E
ip netns exec b sh $D/run-b.sh >/dev/null 2>&1
`;
  /** The one that is asked, as FRR. */
  const asFrr = (...lines: readonly string[]): string => `
cat > $D/a.conf <<'E'
router bgp 65001
 bgp router-id 10.77.1.1
 neighbor 10.77.1.2 remote-as 65002
 neighbor 10.77.1.2 timers connect 1
${lines.map((line) => ` ${line}`).join('\n')}
E
frr a /run/frr
`;
  /** With routes of its own to look next hops up in. */
  const RUN_WITH_ZEBRA =
    '/usr/lib/frr/bgpd -u root -g root -P 0 -n -S -d -f $D/a.conf -i $D/a.pid --vty_socket /run/frr >/dev/null 2>&1';
  const OPEN = 'no bgp ebgp-requires-policy';
  const STANDS = `until_says "vtysh -c 'show bgp neighbors 10.77.1.2 json'" '"bgpState":"Established"'; `;
  const ROUTE = `until_says "vtysh -c 'show bgp ipv4 unicast 10.20.0.0/24'" 'best'; `;
  const run = (subject: string, setup: string, platform: 'frr' | 'bird' = 'frr', more: Partial<Rig> = {}) =>
    probeInRig<DeviceObservation<BgpSeen>>({
      probe: 'bgp',
      target: subject ? `${subject}@127.0.0.1` : '127.0.0.1',
      device: { platform },
      setup: NETWORK + setup,
      ...more,
    });

  test('a session that stands, by a neighbour and by all', () => {
    const one = run('10.77.1.2', B + asFrr(OPEN) + STANDS + ROUTE);
    expect(one.verdict, JSON.stringify(one)).toMatchObject({ level: 'ok', code: 'established' });
    expect(one.verdict.text.en).toContain('2 prefixes, hold time 180 s');
    const all = run('', B + asFrr(OPEN) + STANDS + ROUTE);
    expect(all.verdict, JSON.stringify(all)).toMatchObject({ level: 'ok', code: 'established' });
  });

  test('a neighbour that asks for a shorter hold time', () => {
    const quick = B.replace(' address-family', ' neighbor 10.77.1.1 timers 3 9\n address-family');
    const { verdict, observation } = run('10.77.1.2', quick + asFrr(OPEN) + STANDS + ROUTE);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'hold-lowered' });
    expect(verdict.text.en).toContain('a hold time of 9 s; this side is configured for 180 s');
  });

  test('a session that comes down again and again', () => {
    // Both ends open connections, and one of the two that meet goes: a session can come down more often than it was told to.
    const drops = (count: number): string =>
      `vtysh -c 'clear bgp 10.77.1.2' 2>/dev/null; until_says "vtysh -c 'show bgp neighbors 10.77.1.2 json'" '"connectionsDropped":[${count}-9]'; ${STANDS}`;
    const flaps = [1, 2, 3].map(drops).join('');
    const { verdict, observation } = run('10.77.1.2', `${B + asFrr(OPEN) + STANDS + flaps}${ROUTE}`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'flapping' });
    expect(verdict.text.en).toMatch(/came down [3-9] times/);
  });

  test('a neighbour that is not there, one that is shut down, and one that nobody configured', () => {
    const lost = run('10.77.1.2', asFrr(OPEN));
    expect(lost.verdict, JSON.stringify(lost)).toMatchObject({ level: 'error', code: 'session-down' });
    const off = run('10.77.1.2', asFrr(OPEN, 'neighbor 10.77.1.2 shutdown'));
    expect(off.verdict, JSON.stringify(off)).toMatchObject({ level: 'info', code: 'admin-down' });
    const none = run('10.77.1.9', asFrr(OPEN));
    expect(none.verdict, JSON.stringify(none)).toMatchObject({ level: 'error', code: 'no-such-neighbour' });
  });

  test('a neighbour that announces nothing', () => {
    const quiet = B.replace(/ {2}network .*\n/g, '');
    expect(quiet).not.toBe(B);
    const { verdict } = run('10.77.1.2', quiet + asFrr(OPEN) + STANDS);
    expect(verdict).toMatchObject({ level: 'info', code: 'no-prefixes' });
  });

  test('no policy: the session stands and exchanges nothing', () => {
    const { verdict, observation } = run('10.77.1.2', B + asFrr() + STANDS);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'no-policy' });
  });

  test('a prefix limit that is near, and one that is passed', () => {
    const limit = (count: number) => [
      OPEN,
      'address-family ipv4 unicast',
      ` neighbor 10.77.1.2 maximum-prefix ${count}`,
      'exit-address-family',
    ];
    const near = run('10.77.1.2', B + asFrr(...limit(2)) + STANDS + ROUTE);
    expect(near.verdict, JSON.stringify(near)).toMatchObject({ level: 'warning', code: 'near-limit' });
    // FRR looks at the limit when the next announcement comes.
    const more = `vtysh --vty_socket /run/b -c 'configure terminal' -c 'router bgp 65002' -c 'address-family ipv4 unicast' -c 'network 10.22.0.0/24'`;
    const over = `${ROUTE}${more} >/dev/null 2>&1; until_says "vtysh -c 'show bgp summary'" 'PfxCt'`;
    const passed = run('10.77.1.2', B + asFrr(...limit(1)) + STANDS + over);
    expect(passed.verdict, JSON.stringify(passed)).toMatchObject({ level: 'error', code: 'limit-reached' });
  });

  /** The other way to b's network, longer by what it prepends. */
  const C = (prepended: string) => `
cat > $D/c.conf <<'E'
router id 10.77.2.2;
protocol device { }
protocol static { ipv4; route 10.20.0.0/24 blackhole; }
protocol bgp a { local 10.77.2.2 as 65003; neighbor 10.77.2.1 as 65001; connect retry time 1; connect delay time 1;
  ipv4 { import none; export filter { ${prepended} accept; }; }; }
E
ip netns exec c bird -c $D/c.conf -P $D/c.pid -s $D/c.ctl
`;
  const TWO = [OPEN, 'neighbor 10.77.2.2 remote-as 65003', 'neighbor 10.77.2.2 timers connect 1'];
  const BOTH = `until_says "vtysh -c 'show bgp ipv4 unicast 10.20.0.0/24'" 'Paths: (2 available'; `;

  test('two ways: the best, and why the other lost', () => {
    const { verdict, observation } = run('10.20.0.0/24', B + C('bgp_path.prepend(65003);') + asFrr(...TWO) + BOTH);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'route' });
    expect(verdict.text.en).toContain('10.20.0.0/24 goes to 10.77.1.2, AS path 65002');
    expect(verdict.text.en).toContain('10.77.2.2 (65003 65003) lost: length of the AS path (2, 1)');
  });

  test('a path through a reserved number, one that is very long, and none at all', () => {
    const only = `until_says "vtysh -c 'show bgp ipv4 unicast 10.20.0.0/24'" 'best'`;
    const bogon = run('10.20.0.0/24', C('bgp_path.prepend(64500);') + asFrr(...TWO) + only);
    expect(bogon.verdict, JSON.stringify(bogon)).toMatchObject({ level: 'warning', code: 'bogon-asn' });
    const long = run('10.20.0.0/24', C('bgp_path.prepend(65003);'.repeat(55)) + asFrr(...TWO) + only);
    expect(long.verdict, JSON.stringify(long)).toMatchObject({ level: 'warning', code: 'long-path' });
    const none = run('10.99.0.0/24', C('') + asFrr(...TWO) + only);
    expect(none.verdict, JSON.stringify(none)).toMatchObject({ level: 'error', code: 'no-route' });
  });

  test('a path whose next hop has no route', () => {
    const inside = B.replaceAll('65002', '65001')
      .replace(
        ' address-family',
        ' address-family ipv4 unicast\n  neighbor 10.77.1.1 route-map FAR out\n exit-address-family\n address-family',
      )
      .replace('\nE\n', '\nroute-map FAR permit 10\n set ip next-hop 10.99.9.9\nE\n');
    // zebra wants its user in a group of which a namespace of one user has no number: here 0 stands for it.
    const zebra = `
sed 's/^frrvty:.*/frrvty:x:0:root/' /etc/group >$D/group; mount --bind $D/group /etc/group
/usr/lib/frr/zebra -u root -g root -P 0 -d -f /dev/null -i $D/z.pid >/dev/null 2>&1
`;
    const a = asFrr(OPEN)
      .replaceAll('65002', '65001')
      .replace('frr a /run/frr', zebra + RUN_WITH_ZEBRA);
    const { verdict, observation } = run(
      '10.20.0.0/24',
      `${inside + a + STANDS}until_says "vtysh -c 'show bgp ipv4 unicast 10.20.0.0/24'" 10.99.9.9`,
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'next-hop-unreachable' });
  });

  const bird = (more: string) => `
cat > $D/a.conf <<'E'
router id 10.77.1.1;
protocol device { }
protocol bgp up1 { local 10.77.1.1 as 65001; neighbor 10.77.1.2 as 65002; connect retry time 1; connect delay time 1;
  ipv4 { import all; export none; }; }
${more}
E
bird -c $D/a.conf -P $D/a.pid
`;
  const UP = `until_says 'birdc show protocols up1' Established; until_says 'birdc show route' 10.20.0.0\n`;

  test('BIRD: a session, a lost one, a route', () => {
    const one = run('10.77.1.2', B + bird('') + UP, 'bird');
    expect(one.verdict, JSON.stringify(one)).toMatchObject({ level: 'ok', code: 'established' });
    const lost = run(
      '',
      `${B + bird('protocol bgp gone { local 10.77.2.1 as 65001; neighbor 10.77.2.9 as 65009; ipv4 { import all; export none; }; }')}${UP}`,
      'bird',
    );
    expect(lost.verdict, JSON.stringify(lost)).toMatchObject({ level: 'error', code: 'session-down' });
    expect(lost.verdict.text.en).toContain('1 of 2');
    const route = run('10.20.0.0/24', B + bird('') + UP, 'bird');
    expect(route.verdict, JSON.stringify(route)).toMatchObject({ level: 'ok', code: 'route' });
    const none = run('10.99.0.0/24', B + bird('') + UP, 'bird');
    expect(none.verdict, JSON.stringify(none)).toMatchObject({ level: 'error', code: 'no-route' });
  });

  const sshdAbsent = sshdInRigAbsent({});
  describe.skipIf(sshdAbsent !== '')(`over a real sshd${sshdAbsent}`, () => {
    const overSsh = { users: 'many', credentials: SSH_USER } as const;

    test('FRR: a session, all of them, a route', () => {
      const setup = B + asFrr(OPEN) + STANDS + ROUTE + SSHD_IN_RIG;
      const one = run('10.77.1.2', setup, 'frr', overSsh);
      expect(one.verdict, JSON.stringify(one)).toMatchObject({ level: 'ok', code: 'established' });
      expect(one.observation.answer.hostKey?.type).toBe('ssh-ed25519');
      const route = run('10.20.0.0/24', setup, 'frr', overSsh);
      expect(route.verdict, JSON.stringify(route)).toMatchObject({ level: 'ok', code: 'route' });
      const none = run('10.99.0.0/24', setup, 'frr', overSsh);
      expect(none.verdict, JSON.stringify(none)).toMatchObject({ level: 'error', code: 'no-route' });
    });

    test('BIRD: a session that stands, and one that does not', () => {
      const one = run('10.77.1.2', B + bird('') + UP + SSHD_IN_RIG, 'bird', overSsh);
      expect(one.verdict, JSON.stringify(one)).toMatchObject({ level: 'ok', code: 'established' });
      const gone =
        'protocol bgp gone { local 10.77.2.1 as 65001; neighbor 10.77.2.9 as 65009; ipv4 { import all; export none; }; }';
      const lost = run('', B + bird(gone) + UP + SSHD_IN_RIG, 'bird', overSsh);
      expect(lost.verdict, JSON.stringify(lost)).toMatchObject({ level: 'error', code: 'session-down' });
    });

    test('a command line of VRP', () => {
      const said = readFileSync(resolve(folder, 'vrp-route.txt'), 'utf8');
      const { verdict, observation } = probeInRig<DeviceObservation<BgpSeen>>({
        ...{ probe: 'bgp', target: '10.20.0.0/24@127.0.0.1', device: { platform: 'vrp' }, ...overSsh },
        setup: deviceInRig('<r1>', { 'display bgp routing-table 10.20.0.0 24': said }),
      });
      expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'route' });
    });

    test('a host without a routing daemon, and one whose key is another', () => {
      const idle = run('10.77.1.2', SSHD_IN_RIG, 'frr', overSsh);
      expect(idle.verdict, JSON.stringify(idle)).toMatchObject({ level: 'unknown', code: 'no-daemon' });
      const other = `${SSHD_IN_RIG}printf '127.0.0.1 %s\\n' "$(cut -d' ' -f1,2 $D/ssh-user.pub)" >$HOME/.ssh/known_hosts\n`;
      const strange = run('10.77.1.2', other, 'frr', overSsh);
      expect(strange.verdict, JSON.stringify(strange)).toMatchObject({ level: 'error', code: 'host-key-changed' });
    });
  });

  test('no daemon runs', () => {
    const { verdict } = run('', '');
    expect(verdict).toMatchObject({ level: 'unknown', code: 'no-daemon' });
  });
});

describe('a device over SSH that says what was recorded', () => {
  const said = (name: string): string => readFileSync(resolve(folder, `${name}.txt`), 'utf8');

  test('a route that is invalid', async () => {
    const answers = { 'show bgp ipv4 unicast 10.20.0.0/24': said('iosxr-invalid') };
    const { verdict } = await askDevice({ probe: bgp, platform: 'iosxr', subject: '10.20.0.0/24', answers });
    expect(verdict).toMatchObject({ level: 'error', code: 'rov-invalid' });
  });

  test('a session that takes nothing of what it is told', async () => {
    const answers = { 'show bgp summary': said('junos-summary'), 'show bgp neighbor 10.0.0.2': '' };
    const { verdict } = await askDevice({ probe: bgp, platform: 'junos', subject: '10.0.0.2', answers });
    expect(verdict).toMatchObject({ level: 'info', code: 'nothing-accepted' });
  });

  test.each<[NonNullable<Target['platform']>, string | undefined, string, string, string, string?]>([
    ['vrp', '10.0.0.2', 'display bgp peer', 'vrp-summary', 'established'],
    ['vrp', '10.20.0.0/24', 'display bgp routing-table 10.20.0.0 24', 'vrp-route', 'route'],
    ['vrp', '10.0.0.2', 'display bgp vpnv4 vpn-instance RED peer', 'vrp-summary', 'established', 'RED'],
    ['comware', '10.0.0.3', 'display bgp peer ipv4', 'comware-summary', 'established'],
    [
      'comware',
      '10.20.0.0/24',
      'display bgp routing-table ipv4 vpn-instance RED 10.20.0.0 24',
      'comware-route',
      'route',
      'RED',
    ],
    ['fortios', '10.20.0.0/24', 'get router info bgp network 10.20.0.0/24', 'fortios-route', 'route'],
    ['panos', undefined, 'show routing protocol bgp summary', 'panos', 'session-down'],
    ['panos', '10.20.0.0/24', 'show routing protocol bgp loc-rib prefix 10.20.0.0/24', 'panos-route', 'route'],
    ['routeros', undefined, '/routing bgp connection print detail', 'routeros7', 'session-down'],
    [
      'routeros',
      '10.20.0.0/24',
      '/routing route print detail where dst-address=10.20.0.0/24',
      'routeros7-route',
      'route',
    ],
    ['asa', '10.0.0.2', 'show bgp summary', 'ios-summary', 'established'],
    ['ios', '10.20.0.0/24', 'show bgp vpnv4 unicast vrf RED 10.20.0.0/24', 'ios-route', 'route', 'RED'],
    [
      'junos',
      '10.20.0.0/24',
      'show route table RED.inet.0 10.20.0.0/24 exact protocol bgp detail',
      'junos-route',
      'route',
      'RED',
    ],
  ])('%s about %s: %s', async (platform, subject, command, name, code, vrf) => {
    const asked = { probe: bgp, platform, ...(subject && { subject }), ...(vrf && { vrf }) };
    const { verdict } = await askDevice({ ...asked, answers: { [command]: said(name) } });
    expect(verdict).toMatchObject({ code });
  });

  test('a route that comes back to its own AS', async () => {
    const answers = { 'get router info bgp network 10.20.0.0/24': said('fortios-route') };
    const settings = [{ key: 'bgp.as', value: '65001' }];
    const { verdict } = await askDevice({
      probe: bgp,
      platform: 'fortios',
      subject: '10.20.0.0/24',
      settings,
      answers,
    });
    expect(verdict).toMatchObject({ level: 'info', code: 'own-as' });
  });

  test('a platform that cannot be asked about one VRF is not asked about all', async () => {
    const { verdict } = await askDevice({ probe: bgp, platform: 'asa', vrf: 'RED', answers: {} });
    expect(verdict).toMatchObject({ level: 'unknown', code: 'no-command' });
  });

  test('paths of which none was chosen', async () => {
    const answers = {
      'show bgp ipv4 unicast 10.20.0.0/24': said('ios-unreachable').replace(' (inaccessible)', ''),
    };
    const { verdict } = await askDevice({ probe: bgp, platform: 'ios', subject: '10.20.0.0/24', answers });
    expect(verdict).toMatchObject({ level: 'error', code: 'no-best' });
  });
});

devicesThatMeanHarm({ probe: bgp, platform: 'ios' }, 'show ip bgp all summary');

proofOf(bgp);
