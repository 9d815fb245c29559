import type { Detection } from '../../dialect.ts';
import { BLOCKS_IN_BRACES, foreign, judge, type Tells, tell } from '../../kit/cisco-like/tells.ts';

const TELLS: Tells = {
  elsewhere: [
    foreign(/^![ \t]*RANCID-CONTENT-TYPE:(?![ \t]*cisco-xr[ \t\r]*$)/m, 'marked as another platform'),
    foreign(/^![ \t]*BATFISH_FORMAT:(?![ \t]*cisco_ios_xr)/m, 'marked as another platform'),
    foreign(/^!Command: show |^feature [a-z0-9+-]+[ \t\r]*$|^vdc \S+ id |^vrf context /m, 'Cisco NX-OS'),
    foreign(/^! device: .*EOS|^vrf instance |^management (?:api|ssh)|^transceiver qsfp/m, 'Arista EOS'),
    foreign(/^ nameif \S|^ security-level \d|^access-list \S+ extended /m, 'Cisco ASA'),
    foreign(/^frr (?:version|defaults) |^service integrated-vtysh-config/m, 'FRRouting'),
    foreign(/^(?:slb |vrrp-a |ha group )/m, 'A10 ACOS'),
    foreign(/^!Version ArubaOS|^interface (?:lag \d|\d+\/\d+\/\d+)|^vlan access /m, 'Aruba'),
    foreign(/^#[ \t\r]*$\n(?:sysname|interface) |^sysname |^undo /m, 'Huawei or H3C'),
    foreign(
      /^(?:set|delete) (?:system|interfaces|protocols|routing-options|security|policy-options|firewall|groups|deviceconfig|network) /m,
      'set commands',
    ),
    BLOCKS_IN_BRACES,
    foreign(/^#!\/|^<\?xml|^[ \t]*[{[][ \t\r]*$|^---[ \t\r]*$|^#cloud-config|^[*]filter|^-A [A-Z]/m, 'no CLI text'),
  ],
  own: [
    tell(/^![ \t]*RANCID-CONTENT-TYPE:[ \t]*cisco-xr/m, 95, 'marked as Cisco IOS XR'),
    tell(/^![ \t]*BATFISH_FORMAT:[ \t]*cisco_ios_xr/m, 95, 'marked as Cisco IOS XR'),
    tell(/^!! IOS XR/m, 90, 'header of show running-config'),
    tell(
      /^(?:route-policy \S|end-policy|(?:prefix|as-path|community|extcommunity|rd|large-community)-set \S|end-set)/m,
      60,
      'routing policy language',
    ),
    tell(
      /^interface (?:Bundle-Ether|MgmtEth|preconfigure |TenGigE0\/|HundredGigE0\/|BVI\d|nV)|^interface \S+ l2transport|^interface [A-Za-z]+ ?\d+\/\w+\/\d+\/\d+/m,
      40,
      'interface names of four parts',
    ),
    tell(/^[ \t]+ipv4 (?:address|unnumbered|access-group) /m, 40, 'ipv4 address'),
    tell(/^ipv4 access-list \S|^[ \t]+(?:\d+ )?(?:permit|deny) ipv4 /m, 40, 'ipv4 access-list'),
    tell(/^vrf (?!definition|instance|context|selection|upgrade|forwarding)\S+[ \t\r]*$/m, 25, 'vrf'),
    tell(/^ipv4 address \d+\.\d+\.\d+\.\d+/m, 30, 'ipv4 address at the margin'),
    tell(/^ntp[ \t\r]*$\n[ \t]+(?:server|peer|source|authenticat|access-group)/m, 25, 'ntp as a block'),
    tell(/^router static[ \t\r]*$/m, 40, 'router static'),
    tell(
      /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z][a-z] +\d+ \d\d:\d\d:\d\d\.\d{3} [A-Z]\S*[ \t\r]*$/m,
      30,
      'the time of a show command',
    ),
    tell(
      /^router ospf(?:v3)? \S+[ \t\r]*$(?:\n [^\n]*){0,12}?\n {1,2}area \d\S*[ \t\r]*$/m,
      35,
      'areas of OSPF as blocks',
    ),
    tell(/^ (?! )neighbor \S+[ \t\r]*$\n {2}(?! )\S/m, 40, 'neighbours as blocks'),
    tell(/^ipv4 prefix-list \S/m, 28, 'ipv4 prefix-list'),
    tell(
      /^(?:logging (?:tls-server|ipv[46] dscp|file \S+ path) |snmp-server (?:drop report|ipv[46]) |snmp-server vrf \S+[ \t\r]*$)/m,
      25,
      'device commands of IOS XR',
    ),
    tell(
      /^(?:taskgroup|usergroup|logging archive|call-home|ipsla|multicast-routing|l2vpn|control-plane|lpts |hw-module |cef |telnet vrf |line (?:default|template)|ssh server v2|domain (?:name|lookup)|mpls (?:ldp|traffic-eng)|dhcp ipv4|snmp-server vrf |nsr process-failures|performance-mgmt)/m,
      15,
      'commands of IOS XR',
    ),
    tell(
      /^[ \t]+(?:neighbor-group \S|af-group \S|session-group \S|use (?:neighbor|af|session)-group|route-policy \S+ (?:in|out)|send-community-ebgp)/m,
      40,
      'groups and policies of neighbours',
    ),
    tell(
      /^[ \t]+(?:redistribute|aggregate-address|additional-paths|network|default-originate) [^\n]*\broute-policy \S/m,
      40,
      'route-policy where others have route-map',
    ),
    tell(
      /^[ \t]+(?:sa-filter (?:in|out) list \S|connect-source \S|router (?:enable|disable)[ \t\r]*$)/m,
      25,
      'multicast routing of IOS XR',
    ),
    tell(/^![^\n]*\bIOS[ -]XR\b/im, 25, 'a comment says IOS XR'),
    tell(/^router (?:bgp|ospf|isis|igmp|mld|pim|msdp) ?/m, 5, 'routing processes'),
    tell(/^hostname \S+[ \t\r]*$/m, 3, 'hostname'),
    tell(
      /^[ \t]+(?:group (?:root-system|root-lr|cisco-support)|task (?:read|write|execute|debug) )/m,
      30,
      'groups of users',
    ),
  ],
  against: [
    tell(/^[ \t]+ip address \d/m, -30, 'ip address'),
    tell(/^ip access-list |^access-list \d+ |^ip route |^line (?:con|vty) \d/m, -40, 'commands of others'),
    tell(
      /^[ \t]+neighbor \S+ (?:remote-as \d+[ \t\r]*$\n[ \t]+neighbor|route-map|activate)/m,
      -30,
      'neighbours word by word',
    ),
    tell(
      /^version 1[0-9]\.\d|^boot-start-marker|^service timestamps (?:debug|log) (?:uptime|datetime) msec[ \t\r]*$\n^service password-encryption/m,
      -60,
      'Cisco IOS',
    ),
  ],
  path: /(?:^|[/_.-])(?:ios-?xr|cisco_?xr|xr)(?:[/_.-]|$)/i,
};

/** By content: what only IOS XR writes, against what only its look-alikes write. */
export const detect = (text: string, path?: string): Detection => judge(TELLS, text, path);
