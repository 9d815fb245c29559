import type { Unfollowed } from '../../model/route-choice.ts';
import type { Statement } from '../../outline.ts';
import { type CommandTable, commandTable } from '../command-table.ts';
import { onceFor } from '../once-for.ts';
import { after, lower } from './facts.ts';

/**
 * Statements that may change what is routed where, and that no model here holds. The tables name what is in the model, and what changes no
 * route: everything else counts.
 * @param read what the model holds besides, of BGP and VRFs
 */
export function unfollowedOf(statements: readonly Statement[], read: ReadonlySet<Statement>): Unfollowed[] {
  const found: Unfollowed[] = [];
  const sums = sumsUp(statements);
  for (const statement of statements) {
    const { words } = statement;
    const children = statement.children.filter((child) => !read.has(child));
    if (lower(words, 0) === 'no') continue;
    const [first, second] = [lower(words, 0), lower(words, 1)];
    if (first === 'router' && second === 'bgp')
      readBlock(children, 'bgp', { kind: 'protocol', protocol: 'bgp' }, after(words, 'vrf', 3)?.text, found, read);
    else if (first === 'router' || (first === 'ipv6' && second === 'router')) readRouter(statement, sums, found);
    else if (first === 'route-map' && words[1])
      readBlock(children, 'route-map', { kind: 'policy', name: words[1].text }, '*', found, read);
    else if (first === 'interface' && words[1]) found.push(...ofInterface(statement));
    else if (first === 'vrf' || (first === 'ip' && second === 'vrf')) readVrf(statement, found, read);
    else if (LOOKUP.test(`${first} ${second} ${lower(words, 2)}`))
      found.push({ about: { kind: 'protocol', protocol: '*' }, vrf: '*', span: statement.header });
  }
  return found;
}

/** Where next hops may be found, and what is kept out of the table. */
const LOOKUP =
  /^(?:(?:ip|ipv6) (?:nht|protocol|import-table|local policy)|ip route static|router(?:-|) policy|pbr-map|ip routing protocol)\b/;

function readBlock(
  children: readonly Statement[],
  mode: string,
  about: Unfollowed['about'],
  vrf: string | undefined,
  found: Unfollowed[],
  read: ReadonlySet<Statement>,
): void {
  for (const child of children) {
    const { words, header } = child;
    if (read.has(child)) continue;
    const negated = /^(?:no|default)$/.test(lower(words, 0));
    const kind =
      followed.find(mode, words) ?? (negated && NEGATED.test(lower(words, 1)) ? { coverage: 'recognised' } : undefined);
    if (!kind) {
      found.push({ about, ...(vrf === undefined ? {} : { vrf }), span: header });
      continue;
    }
    const opens = 'opens' in kind ? kind.opens : undefined;
    const inner = mode.startsWith('bgp') && !mode.endsWith('neighbour') ? innerVrf(child) : undefined;
    if (opens === undefined || child.children.length === 0) continue;
    const within = opens.startsWith('bgp-vpn') ? ({ kind: 'protocol', protocol: 'vpn' } as const) : about;
    readBlock(child.children, opens, within, inner ?? vrf, found, read);
  }
}

const innerVrf = ({ words }: Statement): string | undefined =>
  lower(words, 0) === 'vrf' ? words[1]?.text : after(words, 'vrf')?.text;

/** Switched off, these change nothing. */
const NEGATED = /^(?:auto-summary|synchronization|shutdown|description|bfd|capability)$/;

/** Protocols that carry no unicast route are none of these. */
function readRouter({ words, header, children }: Statement, sums: boolean, found: Unfollowed[]): void {
  const protocol = lower(words, lower(words, 0) === 'ipv6' ? 2 : 1);
  if (
    /^(?:pim|pim6|igmp|mld|hsrp|vrrp|multicast|msdp|static|general|bfd|traffic-engineering|l2vpn|adaptive-path|service-insertion)$/.test(
      protocol,
    )
  )
    return;
  const plain = protocol === 'eigrp' && !sums && !anyOf(children, ({ words: inner }) => CHANGES.test(lower(inner, 0)));
  const vrf = after(words, 'vrf')?.text ?? '*';
  found.push({ about: { kind: 'protocol', protocol }, vrf, ...(plain ? { plain: true } : {}), span: header });
}

/** Of EIGRP: prefixes that no table has, or other distances. */
const CHANGES = /^(?:summary-address|auto-summary|distance|default-information|default-network)$/;

/** EIGRP sums up by itself (IOS before 15), an interface says so, or the release is not told. */
function sumsUp(statements: readonly Statement[]): boolean {
  const version = statements.find(({ words }) => /^(?:version|frr)$/.test(lower(words, 0)));
  if (!version || /^1[012]\./.test(lower(version.words, 1))) return true;
  return statements.some(asksForSums);
}

const asksForSums = onceFor(
  ({ words, children }: Statement): boolean =>
    (lower(words, 0) === 'interface' && anyOf(children, ({ words: inner }) => lower(inner, 1) === 'summary-address')) ||
    (lower(words, 0) === 'ip' && lower(words, 1) === 'default-network'),
);

const anyOf = (statements: readonly Statement[], test: (statement: Statement) => boolean): boolean =>
  statements.some((one) => test(one) || anyOf(one.children, test));

/** Packets that are sent elsewhere than the table says. */
const ofInterface = onceFor(({ words, children }: Statement): readonly Unfollowed[] => {
  const found: Unfollowed[] = [];
  const name = words
    .slice(1)
    .map(({ text }) => text)
    .join('');
  for (const child of children) {
    const text = child.words.map((word) => word.text.toLowerCase()).join(' ');
    if (/^(?:(?:ip|ipv6) policy |pbr-policy |service-policy type pbr |ip vrf (?:receive|select))/.test(text))
      found.push({ about: { kind: 'interface', name }, vrf: '*', span: child.header });
  }
  return found;
});

/** Routes of other tables come in, or go into the global one. */
function readVrf({ words, children }: Statement, found: Unfollowed[], read: ReadonlySet<Statement>): void {
  const vrf = words.at(-1)?.text;
  if (vrf === undefined) return;
  const visit = (all: readonly Statement[]): void => {
    for (const child of all) {
      if (read.has(child)) continue;
      const text = child.words.map((word) => word.text.toLowerCase()).join(' ');
      const into = /^export (?:ipv4|ipv6|to|vrf)\b/.test(text)
        ? ''
        : /^(?:route-target (?:import|both|auto)|route-target \d|import\b|default-information)/.test(text)
          ? vrf
          : undefined;
      if (into !== undefined) found.push({ about: { kind: 'protocol', protocol: '*' }, vrf: into, span: child.header });
      visit(child.children);
    }
  };
  visit(children);
}

const SESSION = `
remote-as ...
peer-group
peer-group *
peer group ...
description ...
shutdown ...
timers ...
ebgp-multihop ...
disable-connected-check
ignore-connected-check
ttl-security ...
ttl maximum-hops ...
bfd ...
fall-over ...
local-as * [no-prepend] [replace-as]
update-source ...
password ...
ao ...
version ...
transport ...
inherit ...
use ...
capability ...
dont-capability-negotiate
dynamic-capability
graceful-restart ...
graceful-restart-helper
log-neighbor-changes ...
logging ...
local-role ...
passive
enforce-first-as
interface ...
advertisement-interval ...
low-memory ...
precedence ...
dscp ...
session-open-mode ...
rib-in ...
allow-ebgp ...
`;

const POLICY = `
activate
route-map * in|out
route-policy * in|out
prefix-list * in|out
filter-list * in|out
distribute-list * in|out
maximum-prefix ...
maximum-routes ...
send-community ...
send-community-ebgp
send-extended-community-ebgp
next-hop-self
route-reflector-client
soft-reconfiguration ...
default-originate ...
allowas-in [<n>]
weight <n>
remove-private-as [all] [replace-as]
advertisement-interval ...
capability ...
disable-peer-as-check
additional-paths send|receive|disable [receive|disable]
advertise additional-paths all
addpath-tx-all-paths
disable-addpath-rx
graceful-restart ...
`;

/**
 * Damping holds back routes that come and go: of a network at rest it changes none. Additional paths go out only where a neighbour's own
 * line advertises them, or a selection says which (IOS-XR, NX-OS); those that are installed are a repair, and idle.
 */
const PROCESS = `
network *
network * mask *
network * route-map *
network * mask * route-map *
network * route-policy *
redistribute ...
aggregate-address *
aggregate-address * summary-only
aggregate-address * *
aggregate-address * * summary-only
timers bgp ...
timers * *
router-id *
cluster-id *
maximum-paths ...
distance [bgp] <n> <n> <n>
log-neighbor-changes
logging ...
graceful-restart ...
graceful-restart-helper
nexthop trigger-delay ...
exit-address-family
bgp log-neighbor-changes ...
bgp log ...
bgp router-id vrf ...
bgp router-id *
bgp cluster-id *
bgp graceful-restart ...
bgp default ipv4-unicast
bgp default local-preference <n>
bgp fast-external-fallover
bgp listen ...
bgp enforce-first-as
enforce-first-as
bgp ebgp-requires-policy
bgp safe-ebgp-policy
bgp unsafe-ebgp-policy
bgp missing-policy ...
bgp deterministic-med
bgp always-compare-med
bgp asn ...
bgp update-delay ...
bgp suppress-duplicates
bgp nsr ...
nsr
bgp max-med ...
bgp dampening ...
bgp confederation identifier *
bgp confederation peers ...
confederation identifier *
confederation peers ...
bgp additional-paths select all|backup
bgp additional-paths install
bgp additional-paths send|receive ...
additional-paths send|receive
dampening ...
bgp default-keepalive ...
bestpath always-compare-med
maxas-limit <n>
bgp maxas-limit <n>
bmp ...
rd ...
route-target export ...
label mode ...
exit ...
end
`;

/** Of VPNs between internal neighbours: what is kept for others, and labels. */
const VPN = `
retain route-target ...
bgp default route-target filter
bgp scan-time ...
bgp nexthop trigger ...
bgp redistribute-internal
label mode ...
label-allocation-mode ...
allocate-label ...
vrf all
next-hop-unchanged
`;

const prefixed = (patterns: string): string => patterns.replace(/^(?=\S)/gm, 'neighbor * ');

/** Families that carry no unicast routes of the tables here, or that only the import of a VRF brings into them. */
const ELSEWHERE = `
address-family l2vpn|evpn|link-state|rtfilter|nsap|mvpn ...      > any
address-family ipv4|ipv6 multicast|flowspec|mdt|mvpn|labeled-unicast|rt-filter ... > any
`;

const followed: CommandTable = commandTable({
  bgp: `
${PROCESS}
${prefixed(SESSION)}
${prefixed(POLICY)}
neighbor interface * ...
neighbor *                                      > bgp-neighbour
neighbor * remote-as *                          > bgp-neighbour
neighbor-group *                                > bgp-neighbour
session-group *                                 > bgp-neighbour
af-group * address-family * *                   > bgp-policy
template peer|peer-session *                    > bgp-neighbour
template peer-policy * ...                      > bgp-policy
address-family ipv4|ipv6 [unicast]              > bgp
address-family ipv4|ipv6 [unicast] vrf *        > bgp
vrf *                                           > bgp
address-family vpnv4|vpnv6 [unicast]            > bgp-vpn
${ELSEWHERE}
`,
  'bgp-vpn': `
${prefixed(SESSION)}
${prefixed(POLICY)}
${prefixed(VPN)}
neighbor *                                      > bgp-vpn-neighbour
${VPN}
${PROCESS}
`,
  'bgp-vpn-neighbour': `
${POLICY}
${VPN}
inherit ...
use ...
`,
  'bgp-neighbour': `
${SESSION}
${POLICY}
address-family ipv4|ipv6 unicast                > bgp-policy
address-family vpnv4|vpnv6 [unicast]            > bgp-vpn-neighbour
${ELSEWHERE}
`,
  'bgp-policy': `${POLICY}
inherit ...
use ...
`,
  any: '...',
  'route-map': `
match ...
set local-preference <n>
set metric <n>
set weight <n>
set origin igp|egp|incomplete
set community ...
set large-community ...
set comm-list ...
set as-path prepend ...
set ip|ipv6 next-hop *
set ipv6 next-hop global *
set tag ...
set dscp ...
set extcommunity ...
description ...
on-match ...
continue ...
call ...
sub-route-map ...
exit ...
end
`,
});
