import { expect, test } from 'vitest';
import { prepare } from '../../../server/src/review/prepare.ts';

/** `RED ipv4: in 64500:1; out 64500:2`, one a table. */
const targets = (dialect: string, text: string): string[] =>
  (prepare({ text, dialect })!.device.vrfTargets ?? []).map(
    ({ vrf, family, imports, exports, from, importPolicy, exportPolicy }) =>
      [
        `${vrf || 'global'} ${family}: in ${[...imports, ...from].map(({ value }) => value || 'global').join(' ')}`,
        `out ${exports.map(({ value }) => value).join(' ')}`,
        ...(importPolicy ? [`import ${importPolicy.value}`] : []),
        ...(exportPolicy ? [`export ${exportPolicy.value}`] : []),
      ].join('; '),
  );

/** Statements that may bring routes in, beside what is in the model. */
const unfollowed = (dialect: string, text: string): number =>
  prepare({ text, dialect })!.device.routeChoice!.unfollowed.length;

test('IOS: those of a family count instead of those of the VRF', () => {
  const text = `vrf definition RED
 rd 64500:1
 route-target both 64500:1
 address-family ipv4
  import map SOME
  route-target import 64500:2
  route-target export 64500:3
 address-family ipv6
ip vrf BLUE
 route-target 64500:4
`;
  expect(targets('ios', text)).toEqual([
    'RED ipv4: in 64500:2; out 64500:3; import SOME',
    'RED ipv6: in 64500:1; out 64500:1',
    'BLUE ipv4: in 64500:4; out 64500:4',
  ]);
  expect(unfollowed('ios', text)).toBe(0);
});

test('NX-OS: those of EVPN are apart, `auto` is not read', () => {
  const text = `vrf context RED
  address-family ipv4 unicast
    route-target import 64500:1
    route-target export 64500:1 evpn
    route-target both auto
`;
  expect(targets('nxos', text)).toEqual(['RED ipv4: in 64500:1; out evpn 64500:1']);
  expect(unfollowed('nxos', text)).toBe(1);
});

test('IOS XR: in lines of their own', () => {
  const text = `vrf RED
 address-family ipv4 unicast
  import route-target
   64500:1
   64500:2
  !
  export route-target
   64500:3
  !
 !
!
`;
  expect(targets('iosxr', text)).toEqual(['RED ipv4: in 64500:1 64500:2; out 64500:3']);
  expect(unfollowed('iosxr', text)).toBe(0);
});

test('EOS: in the VRF of its BGP; with a policy of their own they are not read', () => {
  const text = `router bgp 64500
   vrf RED
      rd 192.0.2.1:1
      route-target import evpn 64500:1
      route-target export evpn 64500:1
      route-target import vpn-ipv4 64500:2 route-map SOME
`;
  expect(targets('eos', text)).toEqual([
    'RED ipv4: in evpn 64500:1; out evpn 64500:1',
    'RED ipv6: in evpn 64500:1; out evpn 64500:1',
  ]);
  expect(unfollowed('eos', text)).toBe(1);
});

test('FRR: names of VRFs, and targets where it is said that they are given and taken', () => {
  const vpn = (lines: string): string => `frr version 8.4
router bgp 64500 vrf RED
 address-family ipv4 unicast
${lines} exit-address-family
exit
`;
  expect(targets('frr', vpn('  import vrf BLUE\n  import vrf default\n'))).toEqual(['RED ipv4: in BLUE global; out ']);
  const both = '  rt vpn both 64500:1 64500:2\n';
  expect(targets('frr', vpn(both))).toEqual(['RED ipv4: in ; out ']);
  expect(targets('frr', vpn(`${both}  import vpn\n  export vpn\n`))).toEqual(['RED ipv4: in 64500:1 64500:2; out ']);
  expect(targets('frr', vpn(`${both}  export vpn\n  rd vpn export 64500:9\n`))).toEqual([
    'RED ipv4: in ; out 64500:1 64500:2',
  ]);
});
