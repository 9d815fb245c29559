import { describe, expect, test } from 'vitest';
import { review } from '../server/src/review/engine.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { PROFILES } from '../server/src/review/read-settings.ts';
import type { Profile } from '../server/src/review/rule.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';

/** Timers of a fabric, an open filter, a provider whose routes are all taken, a peer without policy. */
const EDGE = `hostname edge
!
interface GigabitEthernet0/0
 ip address 198.51.100.2 255.255.255.252
 ip access-group IN in
!
ip access-list extended IN
 permit ip any any
!
router bgp 64496
 timers bgp 2 6
 network 203.0.113.0 mask 255.255.255.0
 neighbor 198.51.100.1 remote-as 64500
 neighbor 198.51.100.1 description transit
 neighbor 198.51.100.1 route-map IN in
 neighbor 198.51.100.1 route-map OUT out
 neighbor 198.51.100.1 maximum-prefix 1000000 90 restart 15
 neighbor 198.51.100.1 ebgp-multihop 2
 neighbor 198.51.100.3 remote-as 64501
!
ip route 203.0.113.0 255.255.255.0 Null0
!
ip prefix-list OWN permit 203.0.113.0/24
!
route-map IN permit 10
!
route-map OUT permit 10
 match ip address prefix-list OWN
!
end
`;

/** `warning rule`, sorted, each once. */
async function found(profile: Profile): Promise<string[]> {
  const { findings } = await review(prepare({ text: EDGE, dialect: 'ios' })!, { ...DEFAULT_SETTINGS, profile });
  return [...new Set(findings.map(({ rule, severity }) => `${severity} ${rule}`))].sort();
}

const ANYWHERE = ['warning acl/permit-any-any', 'error bgp/ebgp-no-policy', 'warning bgp/no-max-prefix'];
const ROUTER = [...ANYWHERE, 'warning bgp/bogons-accepted', 'warning bgp/timers-risky'];
const EDGE_RULES = [
  'info bgp/gtsm-missing',
  'info bgp/long-as-path',
  'info bgp/session-auth-missing',
  'info bgp/too-specific-accepted',
  'warning bgp/own-prefix-accepted',
  'info routing/documentation-address',
  'warning routing/documentation-address',
];

const EXPECTED: Readonly<Record<Profile, readonly string[]>> = {
  default: [...ROUTER, 'info bgp/own-prefix-accepted'],
  'enterprise-edge': [...ROUTER, ...EDGE_RULES, 'info bgp/bogon-asn-accepted', 'info bgp/rpki-not-enforced'],
  'edge-isp': [
    ...ROUTER.filter((one) => !one.endsWith('bogons-accepted')),
    'error bgp/bogons-accepted',
    ...EDGE_RULES,
    'warning bgp/bogon-asn-accepted',
    'warning bgp/rpki-not-enforced',
  ],
  // The description says who is outside; who has none is one's own.
  'datacenter-fabric': ['warning acl/permit-any-any', 'info bgp/ebgp-no-policy'],
  lab: ['info bgp/ebgp-no-policy', 'info bgp/no-max-prefix', 'warning bgp/timers-risky'],
};

describe('a profile', () => {
  test.each(PROFILES)('%s decides what is worth telling', async (profile) => {
    expect(await found(profile)).toEqual([...EXPECTED[profile]].sort());
  });
});
