import { expect, test } from 'vitest';
import { toModel } from './model/device.ts';
import { parse } from './outline.ts';

test('clauses in the order of their numbers; values of one kind are alternatives', () => {
  const device = toModel(
    parse(`route-map IN permit 20
 match ip address prefix-list A B
 match ip address prefix-list C
 match community 10 exact-match
 set community 64496:100 no-export additive
route-map IN deny 10
 match as-path 7
 match tag 5
ip community-list 10 permit 64496:1 4259840001
ip as-path access-list 7 permit _64500_
`),
  );
  const [policy] = device.policies;
  expect(policy).toMatchObject({ closed: true, fallback: 'deny' });
  expect(policy!.entries).toMatchObject([
    { action: 'deny', conditions: [{ kind: 'as-path' }, { kind: 'opaque', text: 'match tag 5' }] },
    {
      action: 'permit',
      conditions: [
        { kind: 'prefix-list', family: 'ipv4', names: [{ value: 'A' }, { value: 'B' }, { value: 'C' }] },
        { kind: 'community', exact: true },
      ],
      settings: [{ kind: 'community', how: 'add', values: ['64496:100', '65535:65281'] }],
    },
  ]);
  expect(device.communityLists[0]!.entries[0]!.members).toEqual(['64496:1', '65000:1']);
  expect(device.asPathLists[0]!.entries[0]!.pattern).toBe('_64500_');
});

test('`continue` is told, the value of a key is not', () => {
  const device = toModel(
    parse(`route-map P permit 10
 continue 30
router bgp 64496
 neighbor 192.0.2.1 remote-as 64500
 neighbor 192.0.2.1 password 7 SECRET
`),
  );
  expect(device.policies[0]!.entries![0]!.action).toBe('continue');
  expect(device.bgp[0]!.neighbours[0]!.authentication).toBeDefined();
  expect(JSON.stringify(device.bgp)).not.toContain('SECRET');
});
