import type { Detection } from '../../dialect.ts';
import { BLOCKS_IN_BRACES, foreign, judge, type Tells, tell } from '../../kit/cisco-like/tells.ts';

const TELLS: Tells = {
  elsewhere: [
    foreign(/^![ \t]*RANCID-CONTENT-TYPE:(?![ \t]*arista[ \t\r]*$)/m, 'marked as another platform'),
    foreign(/^![ \t]*BATFISH_FORMAT:(?![ \t]*arista)/m, 'marked as another platform'),
    foreign(/^(?:ASA|PIX|FWSM) Version |^ nameif \S|^ security-level \d|^access-list \S+ extended /m, 'Cisco ASA'),
    foreign(
      /^!! IOS XR|^(?:route-policy|prefix-set|community-set) |^ ipv4 address |^ipv4 access-list /m,
      'Cisco IOS XR',
    ),
    foreign(
      /^!Command: show |^!Running configuration last done|^feature [a-z0-9+-]+[ \t\r]*$|^vdc \S+ id |^boot nxos|^vrf context |^ *vrf member /m,
      'Cisco NX-OS',
    ),
    foreign(
      /^version 1[0-9]\.\d+[a-z]?[ \t\r]*$|^boot-start-marker|^service timestamps |^line (?:con|vty) \d/im,
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
      /^switch-attributes [\w-]+|^(?:node-id|rbridge-id) \d+[ \t\r]*$|^(?:no )?support (?:autoupload|ffdc)\b|^slb |^ha group |^vrrp-a |^; ?J\w+ Configuration Editor|^vlan access |^interface (?:lag|1\/1\/)\d*|^!Version ArubaOS|^interface ethernet ?\d+\/\d+\/\d+/m,
      'another vendor',
    ),
    foreign(/^#!\/|^<\?xml|^[ \t]*[{[][ \t\r]*$|^---[ \t\r]*$|^#cloud-config|^[*]filter|^-A [A-Z]/m, 'no CLI text'),
  ],
  own: [
    tell(/^![ \t]*RANCID-CONTENT-TYPE:[ \t]*arista/m, 90, 'marked as Arista EOS'),
    tell(/^![ \t]*BATFISH_FORMAT:[ \t]*arista/m, 90, 'marked as Arista EOS'),
    tell(
      /^! device: .*\(.*EOS|^! Command: show |^! boot system flash:\/?\S*(?:EOS|\.swi)/m,
      70,
      'header of show running-config',
    ),
    tell(/^boot system flash:?\S* ?\S*\.swi/m, 60, 'EOS image'),
    tell(
      /^management (?:api (?:http-commands|gnmi|netconf|restconf|models|eos)|ssh|console|telnet|security|cvx|tech-support)\b/m,
      60,
      'management blocks',
    ),
    tell(
      /^daemon \S+[ \t\r]*$|^transceiver qsfp default-mode|^service routing protocols model|^event-handler \S/m,
      50,
      'services of EOS',
    ),
    tell(/^vrf instance \S/m, 40, 'vrf instance'),
    tell(
      /^interface (?:Management\d+|Vxlan\d+|Port-Channel\d+|Ethernet\d+(?:\/\d+)?(?:\.\d+)?|Recirc-Channel\d+|Dps\d+)[ \t\r]*$/m,
      20,
      'interface names',
    ),
    tell(
      /^ip virtual-router mac-address |^mlag configuration|^peer-filter |^traffic-policies|^router (?:general|path-selection|adaptive-virtual-topology|bfd|multicast|traffic-engineering)[ \t\r]*$|^switchport default mode |^hardware (?:tcam|counter feature|access-list)|^no aaa root|^aaa root secret|^queue-monitor |^vmtracer |^ip (?:load-sharing|hardware fib|nat translation address) |^cvx[ \t\r]*$|^dhcp relay[ \t\r]*$|^patch panel|^tcam profile|^monitor connectivity|^agent \S+ (?:shutdown|environment)/m,
      40,
      'commands of EOS',
    ),
    tell(
      /^ {3}(?:vxlan |peer-address |domain-id |no switchport|switchport|vrf |ip address|description|neighbor |router-id|rd |mtu |address-family|maximum-paths|channel-group|set |match |network |spanning-tree |10 (?:permit|deny|remark))/m,
      18,
      'blocks indented by three',
    ),
    tell(
      /^[ \t]+(?:neighbor \S+ (?:peer group|maximum-routes|ttl maximum-hops|export-localpref|next-hop-peer)|bgp missing-policy|vlan-aware-bundle|ip address virtual|ip nat source (?:static|dynamic)|redistribute learned|route-target (?:import|export) (?:evpn|vpn-ipv4)|counters per-entry|ipv6 access-group \S+ (?:in|out)|advertise-inactive|bgp listen range \S+ peer-group \S+ (?:peer-filter|remote-as)|no lldp (?:transmit|receive)|mlag \d+[ \t\r]*$|ip ospf neighbor bfd)/m,
      40,
      'statements of EOS',
    ),
    tell(/^[ \t]+ip address \d+\.\d+\.\d+\.\d+\/\d+/m, 12, 'ip address with a prefix length'),
    tell(/^ip route (?:vrf \S+ )?\d+\.\d+\.\d+\.\d+\/\d+ /m, 10, 'ip route with a prefix length'),
    tell(
      /^ip access-list standard \S+[ \t\r]*$(?:\n[ \t][^\n]*){0,12}\n[ \t]+(?:\d+ )?(?:permit|deny) \d+\.\d+\.\d+\.\d+\/\d+/m,
      30,
      'standard lists with a prefix length',
    ),
    tell(/^ip access-list (?!extended|standard)\S+[ \t\r]*$/m, 15, 'ip access-list without a kind'),
    tell(
      /^[ \t]+(?:\d+ )?(?:permit|deny) (?:tcp|udp|ip|icmp) (?:any|host|\d+\.\d+\.\d+\.\d+\/\d+)/m,
      5,
      'entries of an access list',
    ),
    tell(/^ip(?:v6)? prefix-list \S+[ \t\r]*$\n[ \t]+seq \d+ /m, 40, 'prefix lists as blocks'),
    tell(/^(?:no )?ip routing(?: vrf \S+)?[ \t\r]*$/m, 15, 'ip routing'),
    tell(/^spanning-tree mode (?:mstp|rapid-pvst|none)/m, 5, 'spanning tree modes'),
    tell(/^username \S+ (?:privilege \d+ )?(?:role \S+ )?secret (?:sha512|5) /m, 10, 'user names'),
    tell(/^router bgp \d+|^router ospf \d+/m, 5, 'routing processes'),
    tell(/^(?:interface|router|ip|ipv6|vlan|route-map) [^\n]*\n {3}(?! )\S/m, 16, 'blocks indented by three'),
    tell(
      /^[ \t]+ospfv3 (?:ipv[46] )?(?:area|cost|bfd|hello-interval|dead-interval|priority|network|transmit-delay|retransmit-interval|mtu-ignore|passive-interface)\b/m,
      30,
      'OSPFv3 without a process',
    ),
    tell(
      /^logging (?:format (?:timestamp|hostname|sequence)|policy match) |^logging vrf \S+ (?:host|source-interface) /m,
      25,
      'logging of EOS',
    ),
    tell(/^hostname \S+[ \t\r]*$/m, 5, 'hostname'),
    tell(/^ipv6 access-list standard /m, 40, 'IPv6 access lists with a kind'),
    tell(
      /^(?:snmp-server|ntp server|logging|aaa (?:authentication|authorization|accounting)|vlan \d+|tacacs-server|radius-server|platform|ip name-server|clock timezone|errdisable|sflow|ptp|qos) ?/m,
      3,
      'device commands',
    ),
  ],
  against: [
    tell(/^ip access-list extended \S/m, -30, 'extended lists of IOS'),
    tell(/^[ \t]+ip address \d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+/m, -15, 'ip address with a mask'),
    tell(
      /^interface (?:Gigabit|TenGig|Fast|Serial|mgmt0|Bundle|HundredGig|swp|eth\d|port-channel\d|loopback\d|lo\b)/m,
      -40,
      'interface names of others',
    ),
    tell(/^ {2}(?! )(?:ip address|neighbor|switchport|no switchport|description|vrf)/m, -15, 'blocks indented by two'),
    tell(/^access-list \d+ /m, -20, 'numbered access lists'),
    tell(/^interface Ethernet\d+\/\d+[ \t\r]*$\n {2}(?! )\S/m, -12, 'interfaces indented by two'),
    tell(/^[ \t]+hsrp (?:bfd|version|delay|\d+)/m, -30, 'HSRP'),
    tell(
      /^[ \t]+(?:neighbor \S+ interface|exit-address-family|address-family \S+ unicast[ \t\r]*$)/m,
      -10,
      'statements of others',
    ),
  ],
  path: /(?:^|[/_.-])(?:eos|arista)(?:[/_.-]|$)/i,
};

/** By content: what only EOS writes, against what only its look-alikes write. */
export const detect = (text: string, path?: string): Detection => judge(TELLS, text, path);
