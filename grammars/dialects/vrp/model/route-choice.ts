import { after, lower } from '../../../kit/cisco-like/facts.ts';
import { type CommandTable, commandTable } from '../../../kit/command-table.ts';
import type { RouteChoice, Unfollowed } from '../../../model/route-choice.ts';
import type { Statement, Word } from '../../../outline.ts';
import { interfaceName } from './interfaces.ts';

/**
 * How VRP chooses (Huawei: "Routing Protocol Preference", "BGP Route Selection"): the lowest preference wins, OSPF before static routes, BGP
 * last; of equal paths the one of the lowest router id. Routes of its own go to internal neighbours with its own address.
 */
export function routeChoiceOf(statements: readonly Statement[]): RouteChoice {
  return {
    distances: {
      connected: 0,
      ospf: 10,
      isis: 15,
      'isis-2': 15,
      'external-isis': 15,
      'external-isis-2': 15,
      static: 60,
      'external-ospf': 150,
      aggregate: 255,
      'external-bgp': 255,
      'internal-bgp': 255,
      'local-bgp': 255,
    },
    keepsNextHop: 'nothing',
    sparesPeerAs: false,
    announcesInactive: true,
    aggregatesAnything: false,
    externalBeyond: 'no-session',
    redistributesInternalBgp: false,
    redistributesExternalOspf: true,
    resolvesOverDefault: false,
    prefersOldest: false,
    multipath: { external: 1, internal: 1 },
    multipathAcrossAs: false,
    unfollowed: unfollowedOf(statements),
  };
}

function unfollowedOf(statements: readonly Statement[]): Unfollowed[] {
  const found: Unfollowed[] = [];
  const sending = behavioursThatRedirect(statements);
  for (const statement of statements) {
    const { words, header } = statement;
    const first = lower(words, 0);
    const second = lower(words, 1);
    if (first === 'undo') continue;
    if (first === 'bgp') readBlock(statement.children, 'bgp', { kind: 'protocol', protocol: 'bgp' }, undefined, found);
    else if (/^(?:ospf|ospfv3|isis|rip|ripng)$/.test(first))
      found.push({
        about: { kind: 'protocol', protocol: first },
        vrf: after(words, 'vpn-instance')?.text ?? '*',
        span: header,
      });
    else if (first === 'route-policy' && words[1])
      readBlock(statement.children, 'route-policy', { kind: 'policy', name: words[1].text }, '*', found);
    else if (first === 'ip' && second === 'vpn-instance' && words[2]) readVrf(statement, words[2].text, found);
    else if (first === 'interface') {
      const name = interfaceName(words, 1)?.name.value;
      for (const child of statement.children)
        if (name !== undefined && sendsElsewhere(child, sending))
          found.push({ about: { kind: 'interface', name }, vrf: '*', span: child.header });
    } else if (LOOKUP.test(textOf(words)) || (first === 'traffic-policy' && sending.has(words[1]?.text ?? '')))
      found.push({ about: { kind: 'protocol', protocol: '*' }, vrf: '*', span: header });
  }
  return found;
}

const textOf = (words: readonly Word[]): string => words.map(({ text }) => text.toLowerCase()).join(' ');

/** Where next hops may be found, and packets of the device itself sent. */
const LOOKUP =
  /^(?:ip local policy-based-route|ip route recursive-lookup|ip route-static default-bfd|route recursive-lookup|ip import-rib|ip frr|tunnel-selector)\b/;

/** Names of traffic policies in which a behaviour sends packets elsewhere. */
function behavioursThatRedirect(statements: readonly Statement[]): ReadonlySet<string> {
  const behaviours = new Set<string>();
  for (const { words, children } of statements)
    if (lower(words, 0) === 'traffic' && lower(words, 1) === 'behavior' && words[2])
      if (children.some((child) => lower(child.words, 0) === 'redirect')) behaviours.add(words[2].text);
  const policies = new Set<string>();
  for (const { words, children } of statements)
    if (lower(words, 0) === 'traffic' && lower(words, 1) === 'policy' && words[2])
      if (children.some((child) => behaviours.has(after(child.words, 'behavior')?.text ?? '')))
        policies.add(words[2].text);
  return policies;
}

const sendsElsewhere = ({ words }: Statement, sending: ReadonlySet<string>): boolean =>
  (lower(words, 0) === 'traffic-policy' && sending.has(words[1]?.text ?? '')) ||
  (lower(words, 0) === 'ip' && lower(words, 1) === 'policy-based-route') ||
  (lower(words, 0) === 'traffic-redirect' && lower(words, 1) === 'inbound');

function readBlock(
  children: readonly Statement[],
  mode: string,
  about: Unfollowed['about'],
  vrf: string | undefined,
  found: Unfollowed[],
): void {
  for (const child of children) {
    const { words, header } = child;
    if (/^(?:return|quit|commit)$/.test(lower(words, 0))) continue;
    if (lower(words, 0) === 'undo') {
      // Taking a setting back is in the model, or leaves things as they are by default.
      if (
        !/^(?:synchronization|summary|peer|policy|default|check-first-as|bfd|graceful-restart)$/.test(lower(words, 1))
      )
        found.push({ about, ...(vrf === undefined ? {} : { vrf }), span: header });
      continue;
    }
    const kind = followed.find(mode, words);
    if (!kind) found.push({ about, ...(vrf === undefined ? {} : { vrf }), span: header });
    else if (kind.opens !== undefined && child.children.length > 0)
      readBlock(child.children, kind.opens, about, after(words, 'vpn-instance')?.text ?? vrf, found);
  }
}

/** Routes of other tables come in. */
function readVrf({ children }: Statement, vrf: string, found: Unfollowed[]): void {
  for (const child of children) {
    const text = textOf(child.words);
    if (/^(?:vpn-target .*(?:import|both)|vpn-target [\d: ]+(?:evpn)?$|import route-policy|import-rib)/.test(text))
      found.push({ about: { kind: 'protocol', protocol: '*' }, vrf, span: child.header });
    if (child.children.length > 0) readVrf(child, vrf, found);
  }
}

const followed: CommandTable = commandTable({
  bgp: `
router-id ...
graceful-restart ...
timer ...
log-peer-change
peer-log ...
default ipv4-unicast
default local-preference <n>
preference <n> <n> <n>
private-4-byte-as ...
check-first-as
rpki ...
path-attribute-treat ...
bfd ...
nonstop-routing
compare-different-as-med
deterministic-med
as-path-limit ...
confederation id *
confederation peer-as ...
group * ...
network *
network * *
network * * route-policy *
network * route-policy *
import-route direct|static
import-route direct|static route-policy *
import-route direct|static med <n> ...
import-route ospf|isis * ...
aggregate * *
aggregate * * detail-suppressed
synchronization
summary
policy vpn-target
dampening ...
maximum load-balancing <n>
maximum load-balancing ebgp|ibgp <n>
reflector cluster-id *
router-id auto-select
peer * as-number|description|group|connect-interface|ebgp-max-hop|password|keychain|tcp-ao|ignore|shutdown|bfd|timer|local-as|valid-ttl-hops ...
peer * enable
peer * route-policy|ip-prefix|ipv6-prefix|as-path-filter|filter-policy ...
peer * route-limit ...
peer * next-hop-local
peer * reflect-client
peer * advertise-community
peer * advertise-ext-community ...
peer * advertise-large-community ...
peer * default-route-advertise ...
peer * public-as-only
peer * capability-advertise ...
peer * graceful-restart ...
peer * route-update-interval ...
peer * keep-all-routes
peer * log-change
peer * path-mtu ...
peer * connect-only
peer * listen-only
peer * tracking ...
peer * tcp-mss ...
peer * dscp ...
peer * check-first-as ...
peer * path-attribute-treat ...
peer * slow-peer ...
peer * update-group-independent
peer * preferred-value <n>
peer * allow-as-loop
peer * allow-as-loop <n>
ipv4-family unicast                     > bgp
ipv6-family unicast                     > bgp
ipv4-family vpn-instance *              > bgp
ipv6-family vpn-instance *              > bgp
ipv4-family vpnv4|multicast|flow|mdt|mvpn|labeled-unicast ...   > any
ipv6-family vpnv6|multicast|flow ...    > any
l2vpn-family evpn                       > any
l2vpn-ad-family                         > any
vpls-family                             > any
mvpn-family ...                         > any
link-state-family ...                   > any
`,
  any: '...',
  'route-policy': `
if-match ...
apply local-preference <n>
apply cost <n>
apply community ...
apply comm-filter * delete
apply large-community ...
apply extcommunity ...
apply as-path ...
apply tag ...
apply preferred-value <n>
apply origin igp|incomplete
apply ip-address next-hop *
apply mpls-label
apply dampening ...
description ...
goto ...
`,
});
