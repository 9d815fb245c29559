import { expect, test } from 'vitest';
import { parsePrefix } from '../../../grammars/model/address.ts';
import { reviewText } from '../../../test/support/rule-examples.ts';
import { DEFAULT_SETTINGS, type Management } from './settings.ts';

const from = (ports: readonly number[], ...sources: readonly string[]): Management => ({
  sources: sources.map((source) => parsePrefix(source)!),
  ports,
});

/** Titles of the fixes that are offered, of one rule. */
async function fixes(text: string, dialect: string, rule: string, management?: Management): Promise<string[]> {
  const { findings } = await reviewText(text, dialect, { ...DEFAULT_SETTINGS, ...(management ? { management } : {}) });
  return findings.filter((one) => one.rule === rule).flatMap((one) => one.fixes.map(({ title }) => title.en));
}

const WEB = `*filter
:INPUT DROP [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -p tcp -m tcp --dport 8443 -j ACCEPT
-A INPUT -s 198.51.100.0/24 -p tcp -m tcp --dport 8443 -j DROP
COMMIT
`;

const MOVE = expect.stringMatching(/^Move above/);

test('a move that denies declared access is not offered; one that leaves it alone is', async () => {
  expect(await fixes(WEB, 'iptables', 'acl/shadowed-rule')).toEqual([MOVE, expect.stringMatching(/^Delete/)]);
  const told = await fixes(WEB, 'iptables', 'acl/shadowed-rule', from([22, 8443], '198.51.100.8/29'));
  expect(told).toEqual([expect.stringMatching(/^Delete/)]);
  expect(await fixes(WEB, 'iptables', 'acl/shadowed-rule', from([22], '198.51.100.8/29'))).toContainEqual(MOVE);
  expect(await fixes(WEB, 'iptables', 'acl/shadowed-rule', from([8443], '203.0.113.0/24'))).toContainEqual(MOVE);
});

test('answers of declared access are part of it', async () => {
  const list = (port: string): string => `ip access-list extended OUT
 permit tcp any any
 deny tcp any eq ${port} 198.51.100.0 0.0.0.255
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip access-group OUT out
`;
  const operators = from([22], '198.51.100.8/29');
  expect(await fixes(list('22'), 'ios', 'acl/shadowed-rule')).toContainEqual(MOVE);
  expect(await fixes(list('22'), 'ios', 'acl/shadowed-rule', operators)).not.toContainEqual(MOVE);
  expect(await fixes(list('80'), 'ios', 'acl/shadowed-rule', operators)).toContainEqual(MOVE);
});

test('a list that nothing applies cuts nobody off', async () => {
  const list = (bound: string): string =>
    `ip access-list extended IN\n permit tcp any any eq 22\n deny tcp any any range 400 440\n permit ip any any\n${bound}`;
  const operators = from([450], '198.51.100.8/29');
  const move = async (text: string): Promise<string[]> =>
    (await fixes(text, 'ios', 'acl/permit-any-any', operators)).filter((title) => title.startsWith('Deny and log'));
  expect(await move(list(''))).toHaveLength(1);
  expect(await fixes(list('interface Gi0/0\n ip access-group IN in\n'), 'ios', 'acl/permit-any-any')).toHaveLength(1);
  const bound = list('interface Gi0/0\n ip access-group IN in\n');
  expect(await fixes(bound, 'ios', 'acl/permit-any-any', operators)).toEqual([]);
});

test('a default that would deny, and a new filter where there was none', async () => {
  const open = `*filter
:INPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT
COMMIT
`;
  const offered = await fixes(open, 'iptables', 'acl/default-accept');
  expect(offered.length).toBeGreaterThan(0);
  expect(await fixes(open, 'iptables', 'acl/default-accept', from([22], '10.0.0.0/8'))).toEqual(offered);
  expect(await fixes(open, 'iptables', 'acl/default-accept', from([8443], '10.0.0.0/8'))).toEqual([]);

  const parity = `interface GigabitEthernet0/0
 description uplink to the Internet
 ip address 203.0.113.2 255.255.255.252
 ipv6 address 2001:db8:f::2/64
 ip access-group IN in
!
ip access-list extended IN
 permit tcp any any established
 permit tcp any host 203.0.113.2 eq 443
 deny ip any any
!
ip route 0.0.0.0 0.0.0.0 203.0.113.1
ipv6 route ::/0 2001:db8:f::1
`;
  const binds = await fixes(parity, 'ios', 'ipv6/filter-parity');
  expect(binds.length).toBeGreaterThan(0);
  expect(await fixes(parity, 'ios', 'ipv6/filter-parity', from([22], '2001:db8:1::/64'))).toEqual([]);
  expect(await fixes(parity, 'ios', 'ipv6/filter-parity', from([22], '198.51.100.0/24'))).toEqual(binds);
});
