import { describe, expect, test } from 'vitest';
import { review } from '../server/src/review/engine.ts';
import { applyFixes, selectFixes } from '../server/src/review/fix-all.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { birdCheck, vtyshCheck } from './support/vendor-check.ts';

/** A provider without policy over both families, and a prefix of one's own where the platform says so in BGP. */
const ROUTERS: Readonly<Record<string, string>> = {
  ios: `hostname edge
!
router bgp 64496
 neighbor 198.51.100.1 remote-as 64500
 neighbor 198.51.100.1 description Transit Example
 neighbor 198.51.100.1 maximum-prefix 1200000 90 restart 15
 neighbor 2001:db8:1::1 remote-as 64500
 neighbor 2001:db8:1::1 description Transit Example
 neighbor 2001:db8:1::1 update-source Loopback0
 neighbor 2001:db8:1::1 ebgp-multihop 2
 neighbor 198.51.100.1 update-source Loopback0
 neighbor 198.51.100.1 ebgp-multihop 2
 !
 address-family ipv4
  network 203.0.113.0 mask 255.255.255.0
  neighbor 198.51.100.1 activate
 exit-address-family
 !
 address-family ipv6
  network 2001:db8:8000::/33
  neighbor 2001:db8:1::1 activate
  neighbor 2001:db8:1::1 maximum-prefix 300000 90 restart 15
 exit-address-family
!
ip route 203.0.113.0 255.255.255.0 Null0
ipv6 route 2001:db8:8000::/33 Null0
!
end
`,
  eos: `hostname edge
!
router bgp 64496
   router-id 203.0.113.1
   neighbor 198.51.100.1 remote-as 64500
   neighbor 198.51.100.1 description Transit Example
   neighbor 198.51.100.1 maximum-routes 1200000
   neighbor 198.51.100.1 ebgp-multihop 2
   network 203.0.113.0/24
!
ip route 203.0.113.0/24 Null0
!
end
`,
  nxos: `hostname edge
feature bgp
router bgp 64496
  address-family ipv4 unicast
    network 203.0.113.0/24
  neighbor 198.51.100.1
    remote-as 64500
    description Transit Example
    ebgp-multihop 2
    address-family ipv4 unicast
      maximum-prefix 1200000 90 restart 15
ip route 203.0.113.0/24 Null0
`,
  iosxr: `hostname edge
!
router bgp 64496
 bgp router-id 203.0.113.1
 address-family ipv4 unicast
  network 203.0.113.0/24
 !
 address-family ipv6 unicast
  network 2001:db8:8000::/33
 !
 neighbor 198.51.100.1
  remote-as 64500
  ebgp-multihop 2
  description Transit Example
  address-family ipv4 unicast
   maximum-prefix 1200000 90 restart 15
  !
 !
 neighbor 2001:db8:1::1
  remote-as 64500
  ebgp-multihop 2
  description Transit Example
  address-family ipv6 unicast
   maximum-prefix 300000 90 restart 15
  !
 !
!
router static
 address-family ipv4 unicast
  203.0.113.0/24 Null0
 !
!
end
`,
  frr: `frr version 8.4.4
frr defaults traditional
hostname edge
!
ip route 203.0.113.0/24 blackhole
ipv6 route 2001:db8:8000::/33 blackhole
!
router bgp 64496
 neighbor 198.51.100.1 remote-as 64500
 neighbor 198.51.100.1 description Transit Example
 neighbor 198.51.100.1 ebgp-multihop 2
 neighbor 2001:db8:1::1 remote-as 64500
 neighbor 2001:db8:1::1 description Transit Example
 neighbor 2001:db8:1::1 ebgp-multihop 2
 !
 address-family ipv4 unicast
  network 203.0.113.0/24
  neighbor 198.51.100.1 maximum-prefix 1200000 90 restart 15
 exit-address-family
 !
 address-family ipv6 unicast
  network 2001:db8:8000::/33
  neighbor 2001:db8:1::1 activate
  neighbor 2001:db8:1::1 maximum-prefix 300000 90 restart 15
 exit-address-family
exit
!
end
`,
  bird: `router id 203.0.113.1;
protocol device { }
protocol static own4 { ipv4; route 203.0.113.0/24 blackhole; }
protocol bgp transit {
  description "Transit Example";
  local 198.51.100.2 as 64496;
  neighbor 198.51.100.1 as 64500;
  ipv4 { import limit 1200000 action restart; };
  ipv6 { import limit 300000 action restart; };
}
`,
  junos: `set system host-name edge
set routing-options autonomous-system 64496
set routing-options aggregate route 203.0.113.0/24
set protocols bgp group TRANSIT type external
set protocols bgp group TRANSIT family inet unicast prefix-limit maximum 1200000
set protocols bgp group TRANSIT family inet unicast prefix-limit teardown 90 idle-timeout 15
set protocols bgp group TRANSIT neighbor 198.51.100.1 peer-as 64500
`,
  vrp: `#
sysname edge
#
bgp 64496
 router-id 203.0.113.1
 peer 198.51.100.1 as-number 64500
 peer 198.51.100.1 description Transit Example
 peer 198.51.100.1 ebgp-max-hop 2
 #
 ipv4-family unicast
  network 203.0.113.0 255.255.255.0
  peer 198.51.100.1 enable
  peer 198.51.100.1 route-limit 1200000 90 idle-timeout 15
#
ip route-static 203.0.113.0 255.255.255.0 NULL0
#
return
`,
  ros: `# by RouterOS 7.14
/routing bgp template
set default as=64496
/routing bgp connection
add comment="Transit Example" input.limit-process-routes-ipv4=1200000 local.role=ebgp multihop=yes name=transit remote.address=198.51.100.1 .as=64500
`,
  vyos: `set system host-name edge
set protocols static route 203.0.113.0/24 blackhole
set protocols bgp system-as 64496
set protocols bgp address-family ipv4-unicast network 203.0.113.0/24
set protocols bgp neighbor 198.51.100.1 remote-as 64500
set protocols bgp neighbor 198.51.100.1 description 'Transit Example'
set protocols bgp neighbor 198.51.100.1 ebgp-multihop 2
set protocols bgp neighbor 198.51.100.1 address-family ipv4-unicast maximum-prefix 1200000
`,
};

const RULE = 'bgp/ebgp-no-policy';
/**
 * What is left to say at a provider's edge when the policies are there: both sides must agree on it, or somebody outside of this text. The
 * prefixes that are one's own here are reserved ones, so that where terms hold their prefixes themselves one is refused twice.
 */
const LEFT =
  /^(?:bgp\/(?:gtsm-missing|session-auth-missing|rpki-not-enforced|long-as-path|bogon-asn-accepted|dead-policy-entry)|routing\/documentation-address)$/;

const found = async (text: string, dialect: string) =>
  (await review(prepare({ text, dialect })!, { ...DEFAULT_SETTINGS, profile: 'edge-isp' })).findings;

/** The fix of every neighbour, one round after another: each round writes where the last one wrote. */
async function withPolicies(text: string, dialect: string): Promise<string> {
  let now = text;
  for (let round = 0; round < 4; round += 1)
    now = applyFixes(now, selectFixes(await found(now, dialect), { rule: RULE, unsafe: true }));
  return now;
}

/** `rule at the text of its line`. */
function said(findings: Awaited<ReturnType<typeof found>>, text: string): string[] {
  return findings
    .filter(({ rule }) => !LEFT.test(rule))
    .map(
      ({ rule, span }) =>
        `${rule}: ${text
          .slice(text.lastIndexOf('\n', span.start) + 1)
          .split('\n')[0]!
          .trim()}`,
    );
}

describe.each(Object.entries(ROUTERS))('the policies that a fix writes on %s', (dialect, text) => {
  test('are what a provider’s edge asks for: nothing is left to say of them', async () => {
    expect((await found(text, dialect)).map(({ rule }) => rule)).toContain(RULE);
    const after = await withPolicies(text, dialect);
    expect(said(await found(after, dialect), after)).toEqual([]);
  });
});

for (const check of [vtyshCheck(), birdCheck()]) {
  const dialect = check.name.includes('bird') ? 'bird' : 'frr';
  test.skipIf(check.missing !== undefined)(
    `${check.name} takes them${check.missing ? ` (skipped: ${check.missing})` : ''}`,
    async () => {
      expect(check.refuses(await withPolicies(ROUTERS[dialect]!, dialect))).toBeUndefined();
    },
  );
}
