import { expect, test } from 'vitest';
import { ios } from '../../dialects/ios/dialect.ts';
import { snmpCommunities } from './snmp.ts';

const KINDS = { kinds: { '0': 'plain', '7': 'encrypted', clear: 'plain', encrypted: 'encrypted' } } as const;
const read = (...lines: readonly string[]) =>
  snmpCommunities(ios.parse(`hostname r1\n${lines.join('\n')}\n`).statements, KINDS).map(
    ({ name, access, restricted }) => [name.value, access, restricted],
  );

test.each<[string, ...unknown[]]>([
  ['snmp-server community a', 'a', 'read', false],
  ['snmp-server community a RO', 'a', 'read', false],
  ['snmp-server community "a" RW', 'a', 'write', false],
  ['snmp-server community a RO 10', 'a', 'read', true],
  ['snmp-server community a view ALL RW MANAGERS', 'a', 'write', true],
  ['snmp-server community a view ALL RO', 'a', 'read', false],
  ['snmp-server community a ipv6 SIX', 'a', 'read', true],
  ['snmp-server community clear a RO SystemOwner IPv4 FOUR', 'a', 'read', true],
  ['snmp-server community 0 a', 'a', 'read', false],
  ['snmp-server community 0', '0', 'read', false],
  ['snmp-server community a group network-operator', 'a', 'read', false],
  ['snmp-server community a group network-admin', 'a', 'write', false],
])('%s', (line, ...community) => expect(read(line)).toEqual([community]));

test('what is encrypted is not known; what is negated is gone; the later line counts', () => {
  expect(read('snmp-server community 7 0822455D0A16 RW', 'snmp-server community encrypted 10480F07')).toEqual([]);
  expect(read('snmp-server community a RW', 'no snmp-server community a')).toEqual([]);
  expect(read('snmp-server community a RW', 'snmp-server community a RO 10')).toEqual([['a', 'read', true]]);
  expect(read('snmp-server community', 'snmp-server host 10.0.0.9 a')).toEqual([]);
});

test('lists in lines of their own', () => {
  expect(read('snmp-server community a RW', 'snmp-server community a use-ipv4acl MANAGERS')).toEqual([
    ['a', 'write', true],
  ]);
  expect(read('snmp-server ipv4 access-list MANAGERS', 'snmp-server community a RW')).toEqual([['a', 'write', true]]);
});
