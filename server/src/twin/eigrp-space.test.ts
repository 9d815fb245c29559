import { expect, test } from 'vitest';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import { type Twin, twinOf } from './twin.ts';

const ios = (name: string, n: number, more = '', version = '15.2'): string => `version ${version}
hostname ${name}
interface GigabitEthernet0/0
 ip address 10.0.0.${n} 255.255.255.0
interface GigabitEthernet0/1
 ip address 10.${n}.0.1 255.255.255.0
router eigrp 1
 network 10.0.0.0
${more}`;

const pair = (a: string, b: string): Twin => twinOf([memberOf('a', a, 'ios'), memberOf('b', b, 'ios')]);

/** Whether the route for 203.0.113.9 is sure. */
const isSure = (twin: Twin): boolean => {
  const { route, doubts } = twin.table('a', '', 'ipv4').lookup(0xcb007109n);
  return route !== undefined && doubts.length === 0;
};

const DEFAULT = 'ip route 0.0.0.0 0.0.0.0 10.1.0.9\n';

test('EIGRP may have the prefixes that its routers have, and no others', () => {
  const twin = pair(ios('a', 1, DEFAULT), ios('b', 2));
  expect(routeIn(twin, 'a', '10.2.0.0/24')).toBe('none?');
  expect(routeIn(twin, 'a', '10.1.0.0/24')).toBe('connected via GigabitEthernet0/1');
  expect(isSure(twin)).toBe(true);
});

test('what is redistributed into it, it may have too; a static route is before it', () => {
  const wide = ios('b', 2, ' redistribute static metric 1 1 1 1 1\nip route 203.0.113.0 255.255.255.0 10.2.0.9\n');
  expect(isSure(pair(ios('a', 1, DEFAULT), wide))).toBe(false);
  const own = `${DEFAULT}ip route 203.0.113.0 255.255.255.0 10.1.0.8\n`;
  expect(isSure(pair(ios('a', 1, own), wide))).toBe(true);
});

test('where a router sums up, or may do so by itself, anything is possible', () => {
  const sums = ios('b', 2).replace(
    ' ip address 10.0.0.2',
    ' ip summary-address eigrp 1 203.0.112.0 255.255.254.0\n ip address 10.0.0.2',
  );
  expect(isSure(pair(ios('a', 1, DEFAULT), sums))).toBe(false);
  expect(isSure(pair(ios('a', 1, DEFAULT), ios('b', 2, '', '12.4')))).toBe(false);
  expect(isSure(pair(ios('a', 1, DEFAULT), ios('b', 2, ' auto-summary\n')))).toBe(false);
});
