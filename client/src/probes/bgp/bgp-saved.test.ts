import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BgpPath } from '../../show/bgp/bgp-path.ts';
import type { Target } from '../target.ts';
import { whyNot } from './decision.ts';
import { secondsOf } from './judge.ts';
import { familyOf } from './observe.ts';
import { bgp } from './probe.ts';

const folder = resolve(import.meta.dirname, 'recordings');
const saved = (name: string, subject?: string) =>
  bgp.fromSaved!(readFileSync(resolve(folder, `${name}.txt`), 'utf8'), target(subject), 0);
const target = (subject?: string): Target => ({ host: '10.0.0.1', ...(subject && { subject }) });

describe('what was saved elsewhere', () => {
  test.each([
    ['ios-summary', undefined, 'error', 'session-down', '10.0.0.3 is idle'],
    ['ios-summary', '10.0.0.2', 'ok', 'established', '1520 prefixes'],
    ['ios-summary', '10.0.0.9', 'error', 'no-such-neighbour', '10.0.0.9'],
    ['ios-neighbour', '10.0.0.2', 'warning', 'near-limit', '950 prefixes, 95 % of the limit of 1000'],
    ['nxos-flapping', '10.0.0.2', 'warning', 'flapping', '12 times'],
    ['eos-limit', undefined, 'error', 'limit-reached', '10.0.0.2'],
    ['iosxr-no-policy', '10.0.0.2', 'warning', 'no-policy', 'RFC 8212'],
    ['junos-summary', '10.0.0.2', 'info', 'nothing-accepted', '224 prefixes'],
    ['junos-summary', '10.0.0.3', 'ok', 'established', '224 prefixes'],
    ['vrp-summary', undefined, 'error', 'session-down', '1 of 4 BGP sessions do not stand: 10.0.0.3 is connect'],
    ['vrp-summary', '10.0.0.2', 'ok', 'established', '2 prefixes'],
    ['vrp-summary', '10.0.0.4', 'info', 'admin-down', '10.0.0.4'],
    ['vrp-summary', '10.0.0.5', 'info', 'no-prefixes', '10.0.0.5'],
    ['comware-summary', '10.0.0.3', 'ok', 'established', 'since 08:30:47, 1 prefix'],
    ['comware-summary', '2001:db8::2', 'ok', 'established', '3 prefixes'],
    ['comware-summary', '10.0.0.9', 'error', 'no-such-neighbour', '10.0.0.9'],
    ['routeros', '10.0.0.2', 'ok', 'established', 'since 2w3d1h, 812 prefixes'],
    ['routeros', undefined, 'error', 'session-down', '1 of 3 BGP sessions do not stand: 10.0.0.3 is opensent'],
    ['routeros', '10.0.0.4', 'info', 'admin-down', '10.0.0.4'],
    ['panos', '10.0.0.2', 'ok', 'established', '4 prefixes'],
    ['panos', undefined, 'error', 'session-down', '10.0.0.3 (VRF BLUE) is active'],
    ['vrp-route', '10.20.0.0/24', 'ok', 'route', '10.0.0.3 (65003 65003 65002) lost: length of the AS path (3, 1)'],
    ['vrp-unreachable', '10.20.0.0/24', 'error', 'next-hop-unreachable', '10.99.9.9'],
    ['comware-route', '10.20.0.0/24', 'ok', 'route', '10.0.0.3 (65002) lost: MED (20, 10)'],
    ['panos-route', '10.20.0.0/24', 'ok', 'route', '10.0.0.3 (65003) lost: local preference (100, 200)'],
    ['routeros7-route', '10.20.0.0/24', 'ok', 'route', '10.0.0.3 (65003) lost: filtered'],
    ['fortios-route', '10.20.0.0/24', 'ok', 'route', '10.20.0.0/24 goes to 10.0.0.2, AS path 65002 65001 65004'],
    ['routeros7', '10.0.0.2', 'ok', 'established', 'since 3d23h5m41s, 812 prefixes'],
    // It is configured, and has no session.
    ['routeros7', undefined, 'error', 'session-down', '1 of 3 BGP sessions do not stand: 10.0.0.3 is idle'],
    ['routeros7', '10.0.0.4', 'info', 'admin-down', '10.0.0.4'],
    ['bird-off', '10.0.0.8', 'info', 'admin-down', '10.0.0.8'],
    ['ios-route', '10.20.0.0/24', 'ok', 'route', '10.0.0.3 (65003 65003 65002) lost: length of the AS path (3, 1)'],
    ['nxos-route', '10.20.0.0/24', 'ok', 'route', 'lost: Local Preference'],
    ['eos-route', '10.20.0.0/24', 'ok', 'route', 'lost: internal after external'],
    ['iosxr-invalid', '10.20.0.0/24', 'error', 'rov-invalid', 'origin validation'],
    ['junos-route', '10.20.0.0/24', 'ok', 'route', 'lost: AS path'],
    ['ios-unreachable', '10.20.0.0/24', 'error', 'next-hop-unreachable', 'next-hop-self'],
    ['ios-no-route', '10.99.0.0/24', 'error', 'no-route', '10.99.0.0/24'],
  ])('%s of %s: %s %s', (name, subject, level, code, said) => {
    const seen = saved(name, subject);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('a path through the own AS, as the configuration or the device tells it', () => {
    const text = readFileSync(resolve(folder, 'fortios-route.txt'), 'utf8');
    const at = (value: string, more = '') =>
      bgp.fromSaved!(more + text, { ...target('10.20.0.0/24'), settings: [{ key: 'bgp.as', value }] }, 0)?.verdict;
    expect(at('65001')).toMatchObject({ level: 'info', code: 'own-as' });
    expect(at('65009')?.code).toBe('route');
    expect(at('65009', ' Local AS number : 65001\n')?.code).toBe('own-as');
    // Inside the AS every path has been there.
    expect(bgp.fromSaved!(text.replace('external', 'internal'), target('10.20.0.0/24'), 0)?.verdict.code).toBe('route');
  });

  test('sessions of one VRF, and of one family', () => {
    const seen = (name: string, more: Partial<Target>) =>
      bgp.fromSaved!(readFileSync(resolve(folder, `${name}.txt`), 'utf8'), { ...target(), ...more }, 0)?.verdict;
    expect(seen('panos', { vrf: 'BLUE' })).toMatchObject({ level: 'error', code: 'session-down' });
    expect(seen('panos', { vrf: 'BLUE', subject: '10.0.0.9' })?.text.en).toContain(
      'no BGP session with 10.0.0.9 in VRF BLUE',
    );
    expect(seen('panos', { vrf: 'RED' })).toMatchObject({ code: 'no-such-neighbour' });
    expect(seen('panos', { family: 'vpnv4-unicast', subject: '10.0.0.2' })).toMatchObject({
      code: 'no-such-neighbour',
    });
    expect(seen('panos', { family: 'ipv4-unicast', subject: '10.0.0.2' })).toMatchObject({ code: 'established' });
  });

  test.each([
    ['IPv4 Unicast', 'ipv4-unicast'],
    ['ipv6Unicast', 'ipv6-unicast'],
    ['bgpAfiIpv4/unicast', 'ipv4-unicast'],
    ['VPNv4 Unicast', 'vpnv4-unicast'],
    ['l2VpnEvpn', 'l2vpn-evpn'],
    ['RED.inet.0', 'ipv4-unicast'],
    ['inet6.0', 'ipv6-unicast'],
    ['bgp.l3vpn-inet6.0', 'vpnv6-unicast'],
    ['IPv4 Multicast', 'IPv4 Multicast'],
  ])('%s is %s', (text, family) => expect(familyOf(text)).toBe(family));

  test('every recording is judged', () => {
    for (const file of readdirSync(folder)) {
      const name = file.replace('.txt', '');
      expect(saved(name) ?? saved(name, '10.99.0.0/24'), file).toBeDefined();
    }
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(bgp.fromSaved!('hello', target(), 0)).toBeUndefined();
    const started = performance.now();
    for (const piece of [
      'BGP neighbor is ',
      'Neighbor V AS Up/Down\n',
      'Peer AS MsgRcvd MsgSent OutQ PrefRcv Up/Down State\n10.0.0.2 ',
      '10.0.0.2\n',
      ' virtual router: a\n peer x: AS 1, Idle, IP 10.0.0.2\n',
      ' 0 remote-address=10.0.0.2 remote-as=1 state=idle ',
      '{"a":{"b":',
      ' BGP routing table information of 10.0.0.0/8:\n From : 1.1.1.1\n',
      ' AS-path 1\n',
      ' Prefix Nexthop Peer Weight LocPrf Org MED flap AS-Path\n 10.0.0.0/8 1.1.1.1 a 1 1 i 1 1 ',
      ' Ab   afi=ip4 dst-address=10.0.0.0/8 gateway=1.1.1.1 .as-path="1" ',
      ' 0 E name="a" remote.address=10.0.0.2 ',
      '10.0.0.1 4 1 1 ',
      '\n\n',
      ' Peer: ',
      '(',
      '"',
    ])
      bgp.fromSaved!(piece.repeat(50_000), target(), 0);
    expect(performance.now() - started).toBeLessThan(20_000);
    fc.assert(fc.property(fc.string(), (text) => void bgp.fromSaved!(text, target('10.0.0.1'), 0)));
  });

  test('no escape sequence and no mark that turns the direction reaches a verdict', () => {
    const text =
      'Neighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd\n10.0.0.2 4 1 0 0 0 0 0 never Idle (\u202eAdmin\u001b[2J)\n';
    const seen = bgp.fromSaved!(text, target(), 0);
    for (const said of Object.values(seen!.verdict.text)) expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('the decision between two paths', () => {
  const base: BgpPath = { prefix: '10.20.0.0/24', nextHop: '10.0.0.2', asPath: ['65002'], best: false };
  const best = (more: Partial<BgpPath> = {}): BgpPath => ({ ...base, best: true, ...more });
  test.each<[string, Partial<BgpPath>, Partial<BgpPath>]>([
    ['no route to its next hop', { reachable: true }, { reachable: false }],
    ['weight (0, 100)', { weight: 100 }, {}],
    ['local preference (100, 200)', { localPreference: 200, asPath: ['1', '2', '3'] }, {}],
    ['length of the AS path (2, 1)', {}, { asPath: ['65002', '65003'] }],
    ['origin (incomplete, igp)', { origin: 'igp' }, { origin: 'incomplete' }],
    ['MED (20, 10)', { med: 10 }, { med: 20 }],
    ['internal after external', { source: 'external' }, { source: 'internal' }],
    ['metric of the way to the next hop (20, 10)', { metric: 10 }, { metric: 20 }],
    ['a later step: age, router ID or the address of the neighbour', {}, {}],
    [
      'a later step: age, router ID or the address of the neighbour',
      { med: 20, asPath: ['65002'] },
      { med: 10, asPath: ['65003'] },
    ],
    ['a later step: age, router ID or the address of the neighbour', { asPath: ['1', '2'] }, {}],
    ['Router Id', { weight: 1 }, { reason: 'Router Id' }],
  ])('%s', (words, one, other) => expect(whyNot(best(one), { ...base, ...other }).en).toBe(words));
});

test.each([
  ['00:20:06', 1206],
  ['1d02h', 93_600],
  ['2w3d', 1_468_800],
  ['9w2d 5:23:37', 5_635_417],
  ['1y10w', 37_584_000],
  ['never', undefined],
  ['', undefined],
])('%j lasts %s seconds', (text, seconds) => expect(secondsOf(text)).toBe(seconds));

test('of all sessions each that is not as it should be is judged for itself', () => {
  const parts = saved('ios-summary')?.parts ?? [];
  expect(parts.map(({ subject, verdict }) => [subject, verdict.code])).toEqual([
    ['10.0.0.3', 'session-down'],
    ['10.0.0.4', 'admin-down'],
  ]);
  expect(saved('ios-summary', '10.0.0.3')?.parts).toBeUndefined();
});
