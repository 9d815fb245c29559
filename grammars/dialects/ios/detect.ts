import type { Detection } from '../../dialect.ts';
import { foreign, judge, type Tell, type Tells, tell } from '../../kit/cisco-like/tells.ts';

/** Lines that only another platform has; one is enough. */
const ELSEWHERE: readonly Tell[] = [
  foreign(/^![ \t]*RANCID-CONTENT-TYPE:(?![ \t]*cisco[ \t\r]*$)/m, 'marked as another platform'),
  foreign(/^![ \t]*BATFISH_FORMAT:(?![ \t]*cisco_ios)/m, 'marked as another platform'),
  foreign(/^(?:ASA|PIX|FWSM) Version |^: Saved|^ nameif \S|^ security-level \d/m, 'Cisco ASA'),
  foreign(/^(?:nat|global|static) \([a-z0-9_-]+[,)]|^access-group \S+ (?:in|out) interface /im, 'Cisco ASA'),
  foreign(
    /^!! IOS XR|^vrf (?!definition|upgrade|list)\S+[ \t\r]*$|^logging archive[ \t\r]*$|^(?:route-policy|prefix-set|as-path-set|community-set|extcommunity-set) |^end-policy/m,
    'Cisco IOS XR',
  ),
  foreign(
    /^interface (?:Bundle-Ether|MgmtEth|preconfigure)|^ ipv4 address |^ipv4 access-list |^interface \S+ l2transport/m,
    'Cisco IOS XR',
  ),
  foreign(
    /^!Command: show |^!Running configuration last done|^feature [a-z0-9+-]+[ \t\r]*$|^vdc \S+ id |^boot (?:nxos|kickstart)|^install feature-set/m,
    'Cisco NX-OS',
  ),
  foreign(
    /^version \d+\.\d+\(\d|^vrf context |^cfs (?:eth )?distribute|^hardware profile |^vpc domain |^fabric forwarding /m,
    'Cisco NX-OS',
  ),
  foreign(
    /^! device: .*EOS|^! boot system flash:\/?\S*EOS|^vrf instance |^management (?:api|ssh|console|telnet|security|cvx)\b|^daemon /m,
    'Arista EOS',
  ),
  foreign(
    /^transceiver qsfp |^service routing protocols model|^interface (?:Management\d+|Vxlan\d+)[ \t\r]*$|^ip (?:routing vrf|virtual-router) |^no aaa root|^boot system flash:?\S* ?\S*\.swi[ \t\r]*$|^switchport default mode |^interface Port-Channel\d|^[ \t]+ip nat source (?:dynamic|static) /m,
    'Arista EOS',
  ),
  foreign(
    /^frr version\b|^frr defaults |^(?:auto|iface) \S+|^! Zebra|^service integrated-vtysh-config|^!FRR|^ neighbor \S+ interface(?: |[ \t\r]*$)|^hostname \S+\r?\npassword zebra/im,
    'FRRouting',
  ),
  foreign(/^interface (?:swp|eth|ens|eno|enp|lo\b|bond|br|[\w.]+-eth)\d*/m, 'Linux interface names'),
  foreign(/^slb |^ha group |^vrrp-a |^![ \t]*version [\d.]+(?:-P\d+)?, build/m, 'A10 ACOS'),
  foreign(/^; ?J\w+ Configuration Editor|^; hpStack|^Running configuration:[ \t\r]*$[\s\S]{0,80}?^;/m, 'HP ProCurve'),
  foreign(
    /^switch-attributes [\w-]+|^(?:node-id|rbridge-id) \d+[ \t\r]*$|^(?:no )?support (?:autoupload|ffdc)\b|^ver(?:sion)? \d\d\.\d\.\d\d\w*|^stack unit \d+[ \t\r]*$|^vlan \d+ name \S+ by port|^(?:module|interface) (?:ethernet|management) \d+(?:\/\d+)*[ \t\r]*$\n (?:port-name|disable|enable|dual-mode)/m,
    'Brocade or Ruckus',
  ),
  foreign(
    /^!Version (?:ArubaOS|AOS)|^access-list (?:ip|ipv6|mac) \S+[ \t\r]*$|^!export-password|^interface lag \d|^(?:ip access-list session|user-role|netdestination|ap-group|aaa profile|wlan ssid-profile) /m,
    'Aruba',
  ),
  foreign(
    /^! Version \d+\.\d+\.\d+|^interface ethernet ?\d+\/\d+\/\d+|^default interface vlan|^configure system-qos/m,
    'Dell OS10',
  ),
  foreign(
    /^(?:set|delete|deactivate) (?:system|interfaces|protocols|routing-options|security|policy-options|firewall|groups|version|deviceconfig|network|service|vrf|high-availability) /m,
    'set commands',
  ),
  foreign(
    /^(?:net add |config (?:system|firewall|router|vdom|interface|wlan) |\/ip |\/interface |sysname |undo |local-user |acl number )/m,
    'another CLI',
  ),
  foreign(
    /^(?:system|interfaces|protocols|firewall|security|ltm|net|sys|auth|gtm|policy-options|routing-options|table|chain|server|http|upstream|frontend|backend|defaults|global) [^\n]*\{[ \t\r]*$|^[a-z-]+ \{[ \t\r]*$/m,
    'blocks in braces',
    '{',
  ),
  foreign(
    /^(?:[*]filter|[*]nat|[*]mangle|:INPUT|-A [A-Z]|iptables )|^#!\/|^<\?xml|^[ \t]*[{[][ \t\r]*$|^---[ \t\r]*$|^#cloud-config|^\[(?!OK\])[\w.-]+\][ \t\r]*$/m,
    'no CLI text',
  ),
];

const OWN: readonly Tell[] = [
  tell(/^![ \t]*RANCID-CONTENT-TYPE:[ \t]*cisco[ \t\r]*$/m, 80, 'marked as Cisco IOS'),
  tell(/^version 1[0-9]\.\d+[A-Za-z]?\d*[ \t\r]*$/m, 40, 'version 1x.y'),
  tell(/^Current configuration : \d+ bytes|^Using \d+ out of \d+ bytes/m, 40, 'header of show running-config'),
  tell(/^boot-(?:start|end)-marker/m, 40, 'boot markers'),
  tell(
    /^service (?:timestamps|password-encryption|tcp-keepalives|pad|dhcp|call-home|sequence-numbers|internal|unsupported)/m,
    25,
    'service commands',
  ),
  tell(
    /^(?:no )?ip (?:cef|classless|subnet-zero|http (?:secure-)?server|forward-protocol nd|domain[ -]lookup|source-route|bootp server|finger|gratuitous-arps|bgp-community new-format)\b/m,
    25,
    'IOS global ip commands',
  ),
  tell(/^(?:no )?aaa new-model/m, 25, 'aaa new-model'),
  tell(/^ip access-list (?:extended|standard) \S+/m, 30, 'ip access-list extended|standard'),
  tell(/^access-list \d{1,4} (?:permit|deny|remark|dynamic) /m, 40, 'numbered access lists'),
  tell(/^ip nat (?:inside|outside|pool|translation) |^[ \t]+ip nat (?:inside|outside)[ \t\r]*$/m, 40, 'ip nat'),
  tell(/^line (?:con|vty|aux|tty) \d/m, 25, 'line con|vty|aux'),
  tell(
    /^interface (?:(?:Fast|Gigabit|TenGigabit|TwentyFiveGig|FortyGigabit|HundredGig|Two|Five|TwoGigabit|FiveGigabit)(?:E|Ethernet|abitEthernet)?|Serial|Dialer|BDI|Cellular|Virtual-Template|ATM|Multilink|Async|BVI|Embedded-Service-Engine|AppGigabitEthernet|nve|Ethernet|Vlan|Tunnel|Loopback|Port-channel|Cable|vasi\w+|TenGigE|Service-Engine|ISM|Null|pseudowire|Bluetooth|wlan-ap|Wlan-GigabitEthernet|Integrated-Service-Engine|NVI) ?\d|^int(?:erface)? (?:g|gi|gig|f|fa|te|s|se|ser) ?\d+\/\d|^int (?:lo|vlan|tu) ?\d/m,
    20,
    'interface names',
  ),
  tell(
    /^[ \t]+(?:no )?ip address(?: \d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+| dhcp|[ \t\r]*$)/m,
    25,
    'ip address with a mask',
  ),
  tell(
    /^[ \t]+(?:ip access-group \S+ (?:in|out)|ip helper-address|negotiation auto|duplex (?:auto|full|half)|ip virtual-reassembly|no ip (?:redirects|proxy-arp|unreachables)|standby \d+ |encapsulation dot1Q|crypto map|zone-member security|service-policy (?:input|output))/m,
    15,
    'interface commands',
  ),
  tell(/^ip route (?:vrf \S+ )?\d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+ \S/m, 25, 'ip route with a mask'),
  tell(/^router (?:eigrp|rip|odr|lisp)\b|^router (?:ospf|ospfv3|isis|bgp|pim|msdp|mobile)\b/m, 12, 'routing process'),
  tell(
    /^ +network \d+\.\d+\.\d+\.\d+ (?:mask |0\.)|^ +exit-address-family|^ +neighbor \S+ (?:remote-as \d|activate|peer-group)/m,
    12,
    'routing commands',
  ),
  tell(/^address-family (?:ipv4|ipv6|vpnv4)\b|^ {0,2}neighbor \S+ remote-as /m, 8, 'BGP commands'),
  tell(/^vrf definition |^ip vrf \S+/m, 20, 'VRF definitions'),
  tell(/^crypto (?:isakmp|ipsec|map|pki|ikev2|keyring|key|ca|dynamic-map|ssl|gdoi) /m, 25, 'crypto commands'),
  tell(/^(?:class-map|policy-map)(?: type \S+)?(?: match-(?:any|all))? \S+/m, 12, 'class and policy maps'),
  tell(
    /^(?:zone security|zone-pair security|parameter-map type|object-group (?:network|service|protocol|ip)|ip sla|key chain|table-map|ip community-list|ip as-path access-list|bfd-template|track \d+|mac access-list extended|ipv6 access-list) ?/m,
    20,
    'IOS objects',
  ),
  tell(
    /^(?:no )?(?:ipv6 unicast-routing|ipv6 (?:dhcp|cef|router|route|ioam)|ip (?:prefix-list|dhcp|pim|multicast-routing|domain|ssh|tcp|tftp|name-server|syslog|radius|tacacs|local|flow|igmp|mroute)) ?/m,
    10,
    'ip commands',
  ),
  tell(/^route-map \S+ (?:permit|deny) \d+/m, 10, 'route maps'),
  tell(
    /^(?:snmp-server|logging|ntp|enable (?:secret|password)|username|banner|spanning-tree|vtp|cdp|lldp|clock timezone|tacacs-server|radius-server|privilege|control-plane|redundancy|archive|license|platform|multilink|call-home|errdisable|power|diagnostic|voice|dial-peer|controller|sccp|cable|mpls|dot11|system|webvpn|statistics|authentication|aaa|alias|scheduler|memory-size|template|subscriber|application|packetcable|depi-\w+|ptp|policy-map|monitor|sdm|hw-module|transceiver)(?: |[ \t\r]*$)/m,
    10,
    'device commands',
  ),
  tell(/^hostname \S+[ \t\r]*$/m, 12, 'hostname'),
  tell(/^![ \t\r]*$/m, 8, 'comment lines of a lone !'),
];

/** Seen on other platforms as well: each makes IOS less likely, none excludes it. */
const AGAINST: readonly Tell[] = [
  tell(
    /^access-list \S+ (?:extended|standard|line \d+|ethertype|webtype) |^object network \S+/m,
    -60,
    'access lists and objects as Cisco ASA writes them',
  ),
  tell(/^ipv6 access-list standard /m, -40, 'IPv6 access lists with a kind'),
  tell(/^[ \t]+ospf6? router-id /m, -50, 'OSPF commands of FRR'),
  tell(/^[ \t]+ip address \d+\.\d+\.\d+\.\d+\/\d+/m, -50, 'ip address with a prefix length'),
  tell(/^ip route (?:vrf \S+ )?\d+\.\d+\.\d+\.\d+\/\d+ /m, -25, 'ip route with a prefix length'),
  tell(
    /^interface (?:loopback|vlan|port-channel|mgmt|ethernet|tunnel|nve|Eth) ?\d/m,
    -25,
    'interface names in lower case',
  ),
  tell(
    /^ip access-list (?!extended|standard|resequence|log-update|logging|role-based|persistent|helper)\S+[ \t\r]*$/m,
    -15,
    'ip access-list without a kind',
  ),
  tell(/^ {3}(?:ip address|neighbor|switchport|network|router-id|description|mtu) /m, -12, 'blocks indented by three'),
  tell(/^(?:ip routing|spanning-tree mode mstp|vlan \d+)[ \t\r]*$/m, -3, 'switch commands'),
  tell(/^[ \t]+(?:vrf member|no switchport|mlag |rd auto|vrf [A-Za-z]\S*[ \t\r]*$)/m, -10, 'commands of NX-OS and EOS'),
  tell(/^interface [A-Za-z]+ ?\d+\/\d+\/\d+\/\d+/m, -40, 'interface names of four parts'),
  tell(
    /^[ \t]+(?:advertise-inactive|always-advertise|ip address virtual|neighbor \S+ (?:maximum-routes|transport remote-port|export-localpref|peer group))\b|^(?:aaa-server |logging (?:asdm|standby|timestamp|device-id) |pager lines|snmp-server (?:vrf|mibs) |ntp[ \t\r]*$|logging archive|mtu \w+ \d+[ \t\r]*$)/m,
    -40,
    'commands of EOS or ASA',
  ),
  tell(/^line vty[ \t\r]*$/m, -25, 'line vty without numbers'),
  tell(/^ +neighbor \S+[ \t\r]*$/m, -40, 'neighbours as blocks'),
  tell(/^router ospf(?:v3)? \S+[ \t\r]*$(?:\n [^\n]*){0,12}?\n {1,2}area \d\S*[ \t\r]*$/m, -40, 'areas as blocks'),
  tell(/^ +network \d+\.\d+\.\d+\.\d+\/\d+/m, -25, 'networks with a prefix length'),
  tell(
    /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z][a-z] +\d+ \d\d:\d\d:\d\d\.\d{3} [A-Z]\S*[ \t\r]*$/m,
    -30,
    'the time of a show command of IOS XR',
  ),
  tell(
    /^[ \t]+ospfv3 (?:ipv[46] )?(?:area|cost|bfd|hello-interval|dead-interval|priority) /m,
    -30,
    'OSPFv3 without a process',
  ),
  tell(/^object-group (?:user|security) \S|^[ \t]+service-object /m, -40, 'groups of Cisco ASA'),
];

const TELLS: Tells = {
  elsewhere: ELSEWHERE,
  own: OWN,
  against: AGAINST,
  path: /(?:^|[/_.-])ios(?:xe)?(?:[/_.-]|$)/i,
};

/** By content: what only IOS writes, against what only its look-alikes write. */
export const detect = (text: string, path?: string): Detection => judge(TELLS, text, path);
