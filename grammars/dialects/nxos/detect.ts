import type { Detection } from '../../dialect.ts';
import { BLOCKS_IN_BRACES, foreign, judge, type Tells, tell } from '../../kit/cisco-like/tells.ts';

const TELLS: Tells = {
  elsewhere: [
    foreign(/^![ \t]*RANCID-CONTENT-TYPE:(?![ \t]*cisco-(?:nx|nxos)[ \t\r]*$)/m, 'marked as another platform'),
    foreign(/^![ \t]*BATFISH_FORMAT:(?![ \t]*cisco_nx)/m, 'marked as another platform'),
    foreign(/^(?:ASA|PIX|FWSM) Version |^ nameif \S|^ security-level \d|^access-list \S+ extended /m, 'Cisco ASA'),
    foreign(
      /^!! IOS XR|^(?:route-policy|prefix-set|community-set) |^ ipv4 address |^ipv4 access-list /m,
      'Cisco IOS XR',
    ),
    foreign(
      /^! device: .*EOS|^! boot system flash:|^vrf instance |^management (?:api|ssh|security|telnet)\b|^daemon \S+[ \t\r]*$|^transceiver qsfp|^ip virtual-router |^interface (?:Management\d|Vxlan\d)/m,
      'Arista EOS',
    ),
    foreign(
      /^boot-start-marker|^service timestamps |^line (?:con|vty) \d|^Current configuration : |^ip access-list (?:extended|standard) \S|^access-list \d+ |^aaa new-model/m,
      'Cisco IOS',
    ),
    foreign(/^frr (?:version|defaults) |^service integrated-vtysh-config|^log syslog /m, 'FRRouting'),
    foreign(
      /^(?:set|delete) (?:system|interfaces|protocols|routing-options|security|policy-options|firewall|groups|deviceconfig|network) /m,
      'set commands',
    ),
    BLOCKS_IN_BRACES,
    foreign(
      /^(?:sysname |undo |net add |config (?:system|firewall) |acl number )|^\/(?:ip|interface) /m,
      'another CLI',
    ),
    foreign(
      /^switch-attributes [\w-]+|^(?:node-id|rbridge-id) \d+[ \t\r]*$|^(?:no )?support (?:autoupload|ffdc)\b|^slb |^ha group |^vrrp-a |^; ?J\w+ Configuration Editor|^vlan access |^interface (?:lag|1\/1\/)\d*|^!Version ArubaOS|^! Version \d+\.\d+\.\d+|^interface ethernet ?\d+\/\d+\/\d+/m,
      'another vendor',
    ),
    foreign(/^#!\/|^<\?xml|^[ \t]*[{[][ \t\r]*$|^---[ \t\r]*$|^#cloud-config|^[*]filter|^-A [A-Z]/m, 'no CLI text'),
  ],
  own: [
    tell(/^![ \t]*RANCID-CONTENT-TYPE:[ \t]*cisco-nx/m, 90, 'marked as Cisco NX-OS'),
    tell(/^![ \t]*BATFISH_FORMAT:[ \t]*cisco_nx/m, 90, 'marked as Cisco NX-OS'),
    tell(
      /^!Command: show (?:running|startup)-config|^!Running configuration last done at/m,
      80,
      'header of show running-config',
    ),
    tell(/^version \d+\.\d+\(\d/m, 70, 'version n.n(n)'),
    tell(/^vdc \S+ id \d/m, 60, 'virtual device context'),
    tell(/^boot (?:nxos|kickstart) /m, 60, 'NX-OS image'),
    tell(/^(?:no )?feature [a-z0-9+-]+(?: [a-z-]+)?[ \t\r]*$|^(?:install )?feature-set /m, 60, 'feature'),
    tell(/^vrf context \S/m, 50, 'vrf context'),
    tell(/^[ \t]+vrf member \S/m, 40, 'vrf member'),
    tell(
      /^(?:copp profile |cfs (?:eth )?distribute|fabric forwarding |vpc domain |hardware profile |nxapi |vn-segment-vlan-based|switchname |role name |evpn multisite|nv overlay evpn)/m,
      50,
      'commands of NX-OS',
    ),
    tell(/^object-group ip (?:address|port) /m, 25, 'object groups of NX-OS'),
    tell(/^interface nve\d+[ \t\r]*$/m, 40, 'interface nve'),
    tell(/^interface (?:mgmt\d|Ethernet\d+\/\d+|port-channel\d+|loopback\d+)/m, 12, 'interface names'),
    tell(/^class-map type |^policy-map type (?:qos|queuing|network-qos|control-plane)/m, 25, 'typed classes'),
    tell(/^ *template peer(?:-session|-policy)? \S|^ +inherit peer(?:-session|-policy)? \S/m, 25, 'templates of peers'),
    tell(/^ {2}neighbor \S+(?: remote-as \d+)?[ \t\r]*$\n {4}\S/m, 40, 'neighbours as blocks'),
    tell(
      /^ {2}vrf \S+[ \t\r]*$\n {4}(?:address-family|neighbor|router-id|area|network|redistribute|log-neighbor-changes|local-as|bestpath|timers) ?/m,
      40,
      'VRFs of a routing process',
    ),
    tell(/^router (?:bgp|ospf|ospfv3|isis|eigrp) \S+[ \t\r]*$\n {2}(?! )\S/m, 8, 'processes indented by two'),
    tell(/^ {2}address-family \S+ \S+[ \t\r]*$\n {4}(?! )\S/m, 12, 'address families indented by two'),
    tell(/^[ \t]+redistribute direct(?: |[ \t\r]*$)/m, 30, 'redistribute direct'),
    tell(/^interface Ethernet\d+\/\d+[ \t\r]*$\n {2}(?! )\S/m, 12, 'interfaces indented by two'),
    tell(
      /^[ \t]+(?:hsrp (?:bfd|version|delay)|ip(?:v6)? port (?:access-group|traffic-filter) \S|ipv6 address \S+ tag \d|lldp tlv-set )/m,
      30,
      'statements of interfaces of NX-OS',
    ),
    tell(/^zone(?:set)? (?:name \S+ |activate name \S+ )?vsan \d|^interface fc\d+\/\d+/m, 40, 'Fibre Channel'),
    tell(
      /^ {2}(?! )(?:ip address|neighbor|switchport|no switchport|description|vrf|router-id|set|match|remark|permit|deny|\d+ (?:permit|deny|remark)|host|eq|address-family|log-adjacency|network|redistribute)/m,
      8,
      'blocks indented by two',
    ),
    tell(/^ +ip address \d+\.\d+\.\d+\.\d+\/\d+/m, 12, 'ip address with a prefix length'),
    tell(/^ip route \d+\.\d+\.\d+\.\d+\/\d+ /m, 10, 'ip route with a prefix length'),
    tell(/^ip access-list (?!resequence|log-update)\S+[ \t\r]*$/m, 15, 'ip access-list without a kind'),
    tell(
      /^[ \t]+(?:\d+ )?(?:permit|deny) (?:tcp|udp|ip|icmp) (?:any|host|\d+\.\d+\.\d+\.\d+\/\d+|addrgroup)/m,
      5,
      'entries of an access list',
    ),
    tell(/^[ \t]+(?:\d+ )?(?:permit|deny) [^\n]*(?:addrgroup|portgroup) \S/m, 30, 'groups in entries'),
    tell(
      /^[ \t]+(?:ip router (?:ospf|isis|eigrp) \S|ip passive-interface |fabric forwarding |host-reachability |hsrp \d+[ \t\r]*$|statistics per-entry|match as-number |vn-segment \d|ip forward[ \t\r]*$|limit-resource |peer-keepalive )/m,
      30,
      'statements of NX-OS',
    ),
    tell(
      /^(?:no password strength-check|ip domain-lookup|line (?:console|vty)[ \t\r]*$|rmon event |snmp-server user \S+ network-admin|username \S+ password 5 \S+ +role |logging level |logging console \d|ntp server \S+ use-vrf|snmp-server host \S+ traps version|cli alias )/m,
      20,
      'device commands of NX-OS',
    ),
    tell(/^hostname \S+[ \t\r]*$/m, 5, 'hostname'),
    tell(/^router (?:bgp|ospf|eigrp) \S+|^route-map \S+ (?:permit|deny) \d+/m, 5, 'routing'),
  ],
  against: [
    tell(/^[ \t]+ip address \d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+/m, -25, 'ip address with a mask'),
    tell(
      /^interface (?:Gigabit|TenGig|Fast|Serial|Bundle|HundredGig|swp|eth\d|Port-Channel\d|Loopback\d|lo\b|Ethernet\d+[ \t\r]*$)/m,
      -25,
      'interface names of others',
    ),
    tell(
      /^ {3}(?! )(?:ip address|neighbor|switchport|no switchport|description|vrf|seq)/m,
      -25,
      'blocks indented by three',
    ),
    tell(
      /^[ \t]+neighbor \S+ (?:remote-as \d+[ \t\r]*$\n[ \t]+neighbor|route-map|activate|peer|send-community|update-source)/m,
      -30,
      'neighbours word by word',
    ),
    tell(/^ip(?:v6)? access-list standard \S/m, -15, 'lists with a kind'),
  ],
  path: /(?:^|[/_.-])(?:nx-?os|nexus|cisconx|n[579]k)(?:[/_.-]|$)/i,
};

/** By content: what only NX-OS writes, against what only its look-alikes write. */
export const detect = (text: string, path?: string): Detection => judge(TELLS, text, path);
