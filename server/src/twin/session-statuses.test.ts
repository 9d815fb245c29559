import { expect, test } from 'vitest';
import { memberOf } from '../../../test/support/route-in.ts';
import type { Member } from '../network/network.ts';
import { twinOf } from './twin.ts';

const router = (name: string, ports: string, bgp: string, asn = 64501): Member =>
  memberOf(name, `version 15.1\nhostname ${name}\n!\n${ports}router bgp ${asn}\n${bgp}`, 'ios');
const port = (address: string, more = ''): string =>
  `interface GigabitEthernet0/0\n ip address ${address} 255.255.255.0\n${more}!\n`;

const OTHER = router('b', port('10.0.0.2'), ' neighbor 10.0.0.1 remote-as 64501\n', 64502);
const PEER = ' neighbor 10.0.0.2 remote-as 64502\n';

/** What is said of each session that `a` has: its state, and why it is not up. */
const of = (a: Member, ...others: readonly Member[]): string[] =>
  twinOf([a, ...others])
    .sessions.filter(({ end }) => end.member === a)
    .map(({ state, reason }) => `${state}${reason ? `: ${reason.en}` : ''}`);

/** The situations that a pair of ends can be in, by the names of Batfish's session statuses. */
test.each<[status: string, said: string[], a: Member, ...others: Member[]]>([
  ['unique match', ['up'], router('a', port('10.0.0.1'), PEER), OTHER],
  [
    'dynamic match: the range itself is no session, the one who falls in it has one',
    ['up'],
    router('a', port('10.0.0.1'), PEER),
    router(
      'b',
      port('10.0.0.2'),
      ' neighbor ALL peer-group\n neighbor ALL remote-as 64501\n bgp listen range 10.0.0.0/24 peer-group ALL\n',
      64502,
    ),
  ],
  [
    'no match: a range in which nobody is',
    [],
    router(
      'a',
      port('10.0.0.1'),
      ' neighbor ALL peer-group\n neighbor ALL remote-as 64502\n bgp listen range 10.9.0.0/24 peer-group ALL\n',
    ),
    router('b', port('10.0.0.2'), '', 64502),
  ],
  [
    'no remote prefix: a group that nobody is in',
    [],
    router('a', port('10.0.0.1'), ' neighbor ALL peer-group\n'),
    OTHER,
  ],
  [
    'half open',
    ['down: b has no such session'],
    router('a', port('10.0.0.1'), PEER),
    router('b', port('10.0.0.2'), ' neighbor 10.0.0.9 remote-as 64501\n', 64502),
  ],
  [
    'unknown remote',
    ['unknown: what the neighbour 10.0.0.9 announces is not known: its configuration is not here'],
    router('a', port('10.0.0.1'), ' neighbor 10.0.0.9 remote-as 64502\n'),
    OTHER,
  ],
  [
    'multiple remotes',
    ['unknown: what the neighbour 10.0.0.2 announces is not known: its configuration is not here'],
    router('a', port('10.0.0.1'), PEER),
    OTHER,
    router('c', port('10.0.0.2'), ' neighbor 10.0.0.1 remote-as 64501\n', 64502),
  ],
  [
    'no local address: no network of its own leads to the neighbour',
    ['down: the two ends do not reach each other'],
    router('a', port('10.7.0.1'), PEER),
    OTHER,
  ],
  [
    'local address unknown',
    ['unknown: what the neighbour 10.0.0.2 announces is not known: its configuration is not here'],
    router('a', 'interface GigabitEthernet0/0\n ip address dhcp\n!\n', PEER),
    OTHER,
  ],
  [
    'invalid local address: it is not one of its own',
    ['down: the address or interface that its packets are to come from is not on this device'],
    router('a', port('10.0.0.1'), `${PEER} neighbor 10.0.0.2 update-source Loopback7\n`),
    OTHER,
  ],
  [
    'no remote AS',
    ['unknown: the AS number of the neighbour is not in the text'],
    router('a', port('10.0.0.1'), ' neighbor 10.0.0.2 description no number yet\n'),
    OTHER,
  ],
  [
    'no local AS',
    ['unknown: the own AS number is not in the text'],
    memberOf(
      'a',
      'set version 21.4R1\nset system host-name a\nset interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/24\nset protocols bgp group B type external\nset protocols bgp group B neighbor 10.0.0.2 peer-as 64502\n',
      'junos',
    ),
    OTHER,
  ],
  [
    'no remote address: a neighbour that is named by an interface',
    ['unknown: which device is at the other end of this interface is not told: no description on both ends names it'],
    memberOf(
      'a',
      'frr version 8.4\nhostname a\n!\ninterface eth0\n ip address 10.0.0.1/24\n!\nrouter bgp 64501\n neighbor eth0 interface remote-as external\n',
      'frr',
    ),
    OTHER,
  ],
])('%s', (_, said, a, ...others) => {
  expect(of(a, ...others)).toEqual(said);
});

test('two ports that name each other, and what stands between them', () => {
  const leaf = (name: string, asn: number, line: string, description: string): Member =>
    memberOf(
      name,
      `frr version 8.4\nfrr defaults datacenter\nhostname ${name}\n!\ninterface swp1\n${description}!\nrouter bgp ${asn}\n${line}`,
      'frr',
    );
  const session = ' neighbor swp1 interface remote-as external\n';
  const [toA, toB] = [' description to a swp1\n', ' description to b swp1\n'];
  const other = leaf('b', 64502, session, toA);
  expect(of(leaf('a', 64501, session, toB), other)).toEqual(['up']);
  expect(of(leaf('a', 64502, session, toB), other)).toEqual(['down: the settings of the two ends do not agree (b)']);
  expect(of(leaf('a', 64501, session, ''), other)).toEqual([
    'unknown: which device is at the other end of this interface is not told: no description on both ends names it',
  ]);
  expect(of(leaf('a', 64501, session, ` ip address 10.0.0.1/31\n${toB}`), other)).toEqual([
    'unknown: which device is at the other end of this interface is not told: no description on both ends names it',
  ]);
});
