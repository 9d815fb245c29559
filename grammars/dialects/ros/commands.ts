import type { Coverage } from '../../outline.ts';
import type { Command } from './grammar/command.ts';

/**
 * Menus of RouterOS 6 and 7: help.mikrotik.com, and the version 6 manual. A line per first word; `a(b c)` has the menus `a`, `a b`, `a c`;
 * a path below a menu with `*` is known to its end.
 */
const MENUS = `
interface(* 6to4 bonding bridge dot1x* detect-internet eoip eoipv6 ethernet gre gre6 ipip ipipv6 ipsec l2tp-client l2tp-server
  l2tp-ether list lte macsec macvlan mesh mlag ovpn-client ovpn-server ppp-client ppp-server pppoe-client pppoe-server pptp-client
  pptp-server pwr-line sstp-client sstp-server traffic-eng vlan veth virtual-ethernet vpls vrrp vxlan w60g wifi wifiwave2 wireguard wireless)
ip(address arp cloud* dhcp-client* dhcp-relay dhcp-server* dns* firewall* hotspot* ipsec* kid-control* media* nat-pmp* neighbor* packing pool
  proxy* route* service* settings smb* socks* ssh* tftp* traffic-flow* traffic-generator upnp* vrf accounting*)
ipv6(address dhcp-client* dhcp-relay dhcp-server* firewall* nd* neighbor pool route* settings)
routing(bfd* bgp* community-ext-list filter* fantasy gmp id igmp-proxy* isis* mme* ospf* ospf-v3* pimsm* prefix-lists rip* ripng* rpki
  rule settings stats table)
system(clock* console* gps* hardware health* identity leds* lcd* license logging* note ntp* package* ptp* resource* routerboard* scheduler
  script* serial-terminal sntp* ups* upgrade* watchdog special-login swos* device-mode reboot shutdown)
tool(bandwidth-server e-mail graphing* mac-server* netwatch romon* sms* sniffer* traffic-generator* traffic-monitor user-manager* calea
  wol)
user(* aaa active group settings ssh-keys*) user-manager* queue(* type tree simple interface) snmp* ppp* port* password certificate* radius*
caps-man* mpls* console* disk* container* dude* file log lcd* zerotier* iot* lora* partitions special-login metarouter* tr069-client
task app* openflow* global* local* radius* ip-scan export quit`;

/** Menus whose entries are in the model. */
const MODELLED: ReadonlySet<string> = new Set(
  `ip address, ipv6 address, ip route, ipv6 route, ip vrf, ip route vrf, ip firewall filter, ip firewall nat, ip firewall mangle,
  ip firewall raw, ip firewall address-list, ipv6 firewall filter, ipv6 firewall nat, ipv6 firewall mangle, ipv6 firewall raw,
  ipv6 firewall address-list, ip firewall connection tracking, interface list, interface list member, ip dhcp-client, ipv6 dhcp-client,
  system identity, routing bgp connection, routing bgp template, routing bgp instance, routing bgp peer, routing bgp network,
  routing filter, routing filter rule, routing rpki, routing ospf instance, routing ospf area, routing ospf area range, routing ospf area-range, routing ospf interface,
  routing ospf interface-template, routing ospf network, routing ospf-v3 instance, routing ospf-v3 area, routing ospf-v3 area range,
  routing ospf-v3 interface, routing id, routing table, interface ethernet, interface bridge, interface vlan,
  interface bonding, interface pppoe-client, interface wireguard, interface gre, interface eoip, interface ipip, interface l2tp-client,
  interface ovpn-client, interface sstp-client, interface pptp-client, interface lte, interface vrrp, interface veth, interface macvlan,
  interface vxlan, interface wireless, interface wifi`
    .split(',')
    .map((menu) => menu.trim()),
);

/** The menu is named alone, or with a command that says how its entries are. */
export function coverageOf(path: readonly string[], command: Command): Coverage {
  const menu = path.join(' ');
  if (!isMenu(path)) return 'unknown';
  const says = command.verb === undefined || command.verb === 'add' || command.verb === 'set';
  return MODELLED.has(menu) && says ? 'modelled' : 'recognised';
}

interface Node {
  readonly below: Map<string, Node>;
  /** Whatever stands below is known. */
  all: boolean;
}

const ROOT = treeOf(MENUS);

function isMenu(path: readonly string[]): boolean {
  let node: Node = ROOT;
  let all = false;
  for (const word of path) {
    const next = node.below.get(word);
    if (!next) return all;
    node = next;
    all ||= node.all;
  }
  return path.length > 0;
}

function treeOf(text: string): Node {
  const root: Node = { below: new Map(), all: false };
  let parent = root;
  for (const [, name, open, close] of text.matchAll(/([a-z0-9-]*\*?)(\()?(\)*)\s*/g)) {
    if (name === '*') parent.all = true;
    else if (name) {
      const node: Node = { below: new Map(), all: name.endsWith('*') };
      parent.below.set(name.replace('*', ''), node);
      if (open) parent = node;
    }
    if (close) parent = root;
  }
  return root;
}
