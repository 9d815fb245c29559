import type { Detection } from '../../dialect.ts';
import { BLOCKS_IN_BRACES, foreign, judge, type Tells, tell } from '../../kit/cisco-like/tells.ts';

const TELLS: Tells = {
  elsewhere: [
    foreign(
      /^![ \t]*(?:RANCID-CONTENT-TYPE|BATFISH_FORMAT):(?![ \t]*(?:cisco_asa|cisco-asa|asa|pix|fwsm)[ \t\r]*$)/im,
      'marked as another platform',
    ),
    BLOCKS_IN_BRACES,
    foreign(/^(?:set|delete) (?:system|interfaces|security|firewall|policy-options|deviceconfig) /m, 'set commands'),
    foreign(/^(?:sysname |undo |net add |config (?:system|firewall) )|^\/(?:ip|interface) /m, 'another CLI'),
    foreign(/^#!\/|^<\?xml|^[ \t]*[{[][ \t\r]*$|^---[ \t\r]*$|^#cloud-config|^[*]filter|^-A [A-Z]/m, 'no CLI text'),
    foreign(/^(?:boot nxos|vdc \S+ id |feature [a-z0-9+-]+[ \t\r]*$|!! IOS XR)/m, 'another Cisco platform'),
  ],
  own: [
    tell(/^(?:ASA|PIX|FWSM|NGFW) Version \S/m, 90, 'ASA Version'),
    tell(/^[ \t]*nameif \S+(?: security\d+)?[ \t\r]*$/m, 60, 'nameif'),
    tell(/^[ \t]*nameif \S+ \S+ security\d+/m, 60, 'nameif'),
    tell(/^[ \t]*security-level \d+[ \t\r]*$/m, 40, 'security-level'),
    tell(/^access-group \S+ (?:(?:in|out) interface \S+|global)/m, 60, 'access-group in the margin'),
    tell(
      /^access-list (?!\d+ )\S+ (?:line \d+ )?(?:extended|standard|ethertype|webtype|advanced) (?:permit|deny|trust)/m,
      50,
      'access-list with a name and a kind',
    ),
    tell(/^access-list (?!\d+ )\S+ remark /m, 20, 'named access-list in the margin'),
    tell(/^object (?:network|service) \S+[ \t\r]*$/m, 40, 'object'),
    tell(/^clear configure access-list/m, 40, 'clear configure'),
    tell(/^(?:nat|static|global) \([^()\n]+\) /m, 50, 'nat with interfaces in brackets'),
    tell(/^[ \t]+nat \([^()\n]+\) (?:static|dynamic) /m, 50, 'nat of an object'),
    tell(/^timeout (?:xlate|conn|pat-xlate|sunrpc|sip) \d+:\d\d:\d\d/m, 60, 'timeouts'),
    tell(/^: Saved|^: Serial Number|^Cryptochecksum:[0-9a-f]{32}/m, 40, 'as the device saves it'),
    tell(
      /^route \S+ (?:0|\d+\.\d+\.\d+\.\d+) (?:0|\d+\.\d+\.\d+\.\d+) \d+\.\d+\.\d+\.\d+/m,
      30,
      'route of a named interface',
    ),
    tell(/^aaa-server \S+ (?:protocol \S+|\([^()\n]+\) host )/m, 40, 'aaa-server'),
    tell(/^aaa authentication (?:ssh|telnet|http|enable|serial) console /m, 40, 'aaa of consoles'),
    tell(/^(?:ssh|telnet|http) \d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+ \S+/m, 30, 'hosts that may manage it'),
    tell(/^logging (?:asdm|device-id|standby) /m, 30, 'logging of ASA'),
    tell(/^group-policy \S+ (?:internal|attributes)/m, 40, 'group-policy'),
    tell(/^tunnel-group \S+ (?:type|general-attributes|ipsec-attributes|webvpn-attributes)/m, 40, 'tunnel-group'),
    tell(
      /^same-security-traffic permit|^sysopt |^threat-detection |^dynamic-access-policy-record |^asdm image /m,
      30,
      'commands of ASA',
    ),
    tell(/^object-group (?:network|service|protocol|icmp-type) \S+/m, 10, 'object-group'),
    tell(/^object-group (?:user|security) \S+/m, 30, 'groups of users'),
    tell(/^[ \t]*(?:network-object|port-object|icmp-object|protocol-object|service-object) /m, 25, 'members of groups'),
    tell(/^hostname \S+/m, 5, 'hostname'),
  ],
  against: [
    tell(/^(?:ip|mac) access-list /m, -60, 'lists of IOS'),
    tell(/^[ \t]+ip access-group \S+ (?:in|out)/m, -40, 'access-group of IOS'),
    tell(/^version 1[0-9]\.\d|^boot-start-marker|^service timestamps |^line (?:con|vty) \d/m, -80, 'Cisco IOS'),
    tell(/^ip (?:route|routing|cef|http) ?/m, -30, 'commands of IOS'),
    tell(/^vlan \d+[ \t\r]*$\n|^switch(?:port)? /m, -20, 'a switch'),
  ],
  path: /(?:^|[/_.-])(?:asa|ftd|pix)(?:[/_.-]|$)/i,
};

/** By content: what only ASA writes, against what only its look-alikes write. */
export const detect = (text: string, path?: string): Detection => judge(TELLS, text, path);
