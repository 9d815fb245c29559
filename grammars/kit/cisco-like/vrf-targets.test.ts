import { expect, test } from 'vitest';
import { prepare } from '../../../server/src/review/prepare.ts';

/** `RED ipv4: in 64500:1; out 64500:2`, one a table. */
const targets = (dialect: string, text: string): string[] =>
  (prepare({ text, dialect })!.device.vrfTargets ?? []).map(
    ({ vrf, family, imports, exports, from, fromGlobal, toGlobal, importPolicy, exportPolicy }) =>
      [
        `${vrf || 'global'} ${family}: in ${[...imports, ...from].map(({ value }) => value || 'global').join(' ')}`,
        `out ${exports.map(({ value }) => value).join(' ')}`,
        ...(fromGlobal ? [`from global ${fromGlobal.value}`] : []),
        ...(toGlobal ? [`to global ${toGlobal.value}`] : []),
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

test('what a VRF and the global table give each other by policies, of each family', () => {
  const both = (lines: string): string => `vrf definition RED\n rd 64500:1\n address-family ipv4\n${lines}`;
  expect(targets('ios', both('  import ipv4 unicast 500 map IN\n  export ipv4 unicast map OUT\n'))).toEqual([
    'RED ipv4: in ; out ; from global IN; to global OUT',
  ]);
  const ipv6 = both('  import ipv6 unicast map IN\n');
  expect([targets('ios', ipv6), unfollowed('ios', ipv6)]).toEqual([[], 1]);
  expect(targets('ios', 'version 15.2\nhostname r\nip vrf RED\n import ipv4 unicast map IN\n')).toEqual([
    'RED ipv4: in ; out ; from global IN',
  ]);
  const nxos = (more: string): string =>
    `vrf context RED\n  address-family ipv4 unicast\n    import vrf default map IN\n    export vrf default 500 map OUT${more}\n`;
  expect(targets('nxos', nxos(''))).toEqual(['RED ipv4: in ; out ; from global IN; to global OUT']);
  expect(unfollowed('nxos', nxos(''))).toBe(0);
  expect(targets('nxos', nxos(' allow-vpn'))).toEqual(['RED ipv4: in ; out ; from global IN']);
  expect(unfollowed('nxos', nxos(' allow-vpn'))).toBe(1);
  const xr = `vrf RED
 address-family ipv6 unicast
  import from default-vrf route-policy IN
  export to default-vrf route-policy OUT
 !
!
`;
  expect(targets('iosxr', xr)).toEqual(['RED ipv6: in ; out ; from global IN; to global OUT']);
  expect(unfollowed('iosxr', xr)).toBe(0);
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
  const families = `router bgp 64500
   vrf default
      route-target import vpn-ipv4 64500:4
      route-target import vpn-ipv6 64500:6
`;
  expect(targets('eos', families)).toEqual([
    'global ipv4: in vpn-ipv4 64500:4; out ',
    'global ipv6: in vpn-ipv6 64500:6; out ',
  ]);
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
