import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { walk } from '../../outline.ts';
import { COMMANDS } from './commands.ts';
import { formOf, parse } from './outline.ts';
import { reading } from './tree.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** How much of a text is looked at. */
const ENOUGH = 60_000;
/** So many statements are counted. */
const MOST_COUNTED = 600;

const HEADER =
  /^\/[/*]\s*(?:Warning: Do not remove the following line|vyos-config-version:|=== (?:vyos|vyatta)-config-version|Release version: )/m;

/** Tops of the hierarchy. */
const NAMES =
  'firewall|zone-policy|nat|nat66|interfaces|protocols|policy|system|service|vpn|container|high-availability|vrf|qos|traffic-policy|load-balancing|pki|cluster';
const TOPS = new RegExp(`^(?:${NAMES})$`);

export function detect(text: string, path?: string): Detection {
  const start = text.slice(0, ENOUGH);
  const found = formOf(start) === 'set' ? setForm(start) : braces(start);
  if (found.score === 0) return NOTHING;
  const header = HEADER.test(start) || HEADER.test(text.slice(-2_000));
  const named = path !== undefined && /config\.boot|vyos|vyatta|edgeos/i.test(path);
  return {
    score: Math.min(98, found.score + (header ? 10 : 0) + (named ? 2 : 0)),
    reasons: header ? ['the line of a VyOS version', ...found.reasons] : found.reasons,
  };
}

/** Junos has `interfaces` and `system` too, with other words below, and never quotes with apostrophes. */
function setForm(text: string): Detection {
  let known = 0;
  let all = 0;
  let quoted = 0;
  let sample = '';
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    if (!/^\s*set\s/.test(line)) continue;
    const words = line.trim().split(/\s+/);
    if (words.length < 3) continue;
    all += 1;
    if (/\s'[^']*'\s*$/.test(line)) quoted += 1;
    if (isOwn(words.slice(1))) {
      known += 1;
      sample ||= words.slice(1, 4).join(' ');
    }
    if (all >= MOST_COUNTED) break;
  }
  if (known === 0 || known * 2 < all) return NOTHING;
  const share = known / all;
  return {
    score: Math.round((known >= 3 ? 88 : known === 2 ? 78 : 66) * Math.min(1, share + 0.1)) + (quoted > 0 ? 5 : 0),
    reasons: [`${known} of ${all} set commands are in the VyOS hierarchy, such as \`set ${sample}\``],
  };
}

/** Of paths that other systems have too, only those that they have not in this way. */
const SHARED = /^(?:interfaces|system|protocols|policy|vrf|service)$/;
const OWN_BELOW =
  /^(?:interfaces (?:ethernet|bonding|bridge|dummy|wireguard|openvpn|pppoe|pseudo-ethernet|tunnel|vti|vxlan|wireless|loopback|geneve|l2tpv3|macsec|wwan|switch) |system (?:config-management|conntrack|console|option|sysctl|host-name|login user|name-server|time-zone|syslog (?:global|local|host|remote)|ntp server|update-check|task-scheduler|package|gateway-address|ipv6 |ip |domain-name|flow-accounting|static-host-mapping)|protocols (?:static (?:route|route6|table|interface-route|arp)|bgp |rpki cache|igmp-proxy|failover|bfd profile|isis (?:net|dynamic-hostname|lsp-gen-interval|spf-interval|topology|redistribute) |rip (?:version|network|passive-interface|redistribute) |ospfv?3? (?:parameters|redistribute|passive-interface) |ospf area \S+ (?:network|area-type|shortcut|range \S+ (?:cost|substitute)) )|policy (?:prefix-list|prefix-list6|route-map|as-path-list|community-list|large-community-list|access-list|access-list6|extcommunity-list|route|route6|local-route) |vrf (?:name|bind-to-all)|service (?:ssh|dns|dhcp-server|dhcpv6-server|https|ntp|snmp|lldp|router-advert|mdns|monitoring|broadcast-relay|tftp-server|webproxy|console-server|dhcp-relay|event-handler|ids|ipoe-server|pppoe-server|salt-minion|sla|stunnel|config-sync|aws|nat|ubnt|gui|unms))/;

function isOwn(words: readonly string[]): boolean {
  if (SHARED.test(words[0]!) && !OWN_BELOW.test(`${words.join(' ')} `)) return false;
  if (!TOPS.test(words[0]!)) return false;
  return (
    COMMANDS.find(
      'root',
      words.map((text) => ({ text, span: { start: 0, end: 0 } })),
    ) !== undefined
  );
}

/** A line that may open such a block: without one, there is nothing to read. */
const TOP = lineStart(new RegExp(`^[ \\t]*(?:${NAMES})(?:[ \\t\\r{/]|$)`, 'm'));

function braces(text: string): Detection {
  if (!TOP.isIn(text) || !/\{[ \t]*\r?$/m.test(text)) return NOTHING;
  const semicolons = text.match(/;[ \t]*(?:#.*)?\r?$/gm)?.length ?? 0;
  // Others that nest like this end their statements with a semicolon; a line has no more than one statement.
  if (semicolons * 4 > Math.min(MOST_COUNTED, text.split('\n').length)) return NOTHING;
  const outline = parse(text);
  const tops = outline.statements.filter(
    ({ words, children, span, header }) =>
      (children.length > 0 || span.end > header.end) && TOPS.test(words[0]!.text) && words.length === 1,
  );
  if (tops.length === 0) return NOTHING;
  reading(outline);
  let own = 0;
  let all = 0;
  for (const statement of walk(outline.statements)) {
    if (statement.children.length > 0) continue;
    all += 1;
    const path: string[] = [];
    for (let at: typeof statement | undefined = statement; at; at = at.parent)
      path.unshift(...at.words.map((word) => word.text));
    if (isOwn(path)) own += 1;
    if (all >= MOST_COUNTED) break;
  }
  if (own === 0 || own * 2 < all || semicolons * 4 > all) return NOTHING;
  const names = [...new Set(tops.map(({ words }) => words[0]!.text))].slice(0, 4);
  return {
    score: Math.round((own >= 3 ? 88 : 70) * Math.min(1, own / all + 0.1)),
    reasons: [`blocks of the VyOS hierarchy, a statement a line: ${names.join(', ')}`],
  };
}
