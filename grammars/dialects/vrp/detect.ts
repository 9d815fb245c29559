import type { Detection } from '../../dialect.ts';
import { BLOCKS_IN_BRACES, foreign, judge, type Tells, tell } from '../../kit/cisco-like/tells.ts';

const TELLS: Tells = {
  elsewhere: [
    // H3C and HP write the same language with other words.
    foreign(
      /^ ?version \d+\.\d+\.\d+, (?:Release|ESS|Feature|Alpha|Beta)|^irf |^interface (?:Vlan-interface|Bridge-Aggregation|Route-Aggregation|M-GigabitEthernet|Ten-GigabitEthernet|Reth\d)|^acl (?:basic|advanced|mac) |^line (?:vty|class|aux|con) |^ user-role |^local-user \S+ class |^ip vpn-instance management|^security-zone name /m,
      'Comware',
    ),
    foreign(
      /^802\.11[ab] |^wlan create \d+ |^mgmtuser add |^interface address (?:management|virtual|dynamic-interface) /m,
      'AireOS',
    ),
    foreign(/^hostname |^no |^ no |^enable secret|^service timestamps|^line vty |^ip access-list /m, 'Cisco CLI'),
    // VRP sets a few things of the device itself so.
    foreign(
      /^\/(?:ip|interface|system|routing)[ /]|^(?:set|delete) (?!save-configuration |(?:cpu|memory)-usage |transceiver|device |service-mode |workmode |priority )\S/m,
      'another CLI',
    ),
    BLOCKS_IN_BRACES,
    foreign(
      /^!?RANCID-CONTENT-TYPE: (?!huawei|vrp)|^config (?:system|firewall|router) |^net add |^echo "/m,
      'another CLI',
    ),
    foreign(/^#!\/|^<\?xml|^[ \t]*[{[][ \t\r]*$|^---[ \t\r]*$|^#cloud-config|^[*]filter|^-A [A-Z]/m, 'no CLI text'),
  ],
  own: [
    tell(/^!?Software Version V\d+R\d+|^\[V\d+R\d+C\d+|^!CfgFileCrc:/m, 80, 'version of VRP'),
    tell(/^ ?sysname \S/m, 40, 'sysname'),
    tell(
      /^interface (?:Vlanif|Eth-Trunk ?\d|XGigabitEthernet|\d+GE ?\d|LoopBack ?\d|NULL0|MEth|Virtual-Template|GE\d|Vbdif)/m,
      30,
      'interface names',
    ),
    tell(/^interface GigabitEthernet ?\d+\/\d+\/\d+/m, 12, 'interface names'),
    tell(/^ip route-static |^ipv6 route-static /m, 35, 'ip route-static'),
    tell(
      /^acl (?:number |ipv6 |name )?\S+[ \t]*(?:advance|basic|match-order|$)[^\n]*$\n+(?: description [^\n]*\n+| step [^\n]*\n+)* ?rule /m,
      35,
      'acl with rules',
    ),
    tell(/^ ?rule (?:\d+ )?(?:permit|deny)(?: (?:ip|tcp|udp|icmp|source)|[ \t\r]*$)/m, 25, 'rules of an acl'),
    tell(/^user-interface (?:vty|con|console|aux|maximum-vty)/m, 40, 'user-interface'),
    tell(/^ ?undo [a-z]/m, 20, 'undo'),
    tell(
      /^ traffic-filter (?:inbound|outbound) |^traffic (?:classifier|behavior|policy) /m,
      35,
      'traffic filters and policies',
    ),
    tell(/^ ?(?:ipv4-family|ipv6-family|l2vpn-family) /m, 30, 'families of bgp'),
    tell(/^ +peer \S+ as-number \d/m, 30, 'peers of bgp'),
    tell(/^route-policy \S+ (?:permit|deny) node \d+/m, 35, 'route-policy with nodes'),
    tell(/^ip ip-prefix |^ip ipv6-prefix |^ip as-path-filter /m, 35, 'prefixes and paths'),
    tell(/^vlan batch |^ port (?:link-type|default vlan|trunk allow-pass)/m, 35, 'ports of VLANs'),
    tell(/^firewall-nat session |^ nat (?:outbound|server) /m, 30, 'nat'),
    tell(
      /^(?:stelnet|snmp-agent|info-center|ntp-service|ssh user|dhcp enable|ip vpn-instance|aaa$|stp region-configuration)/m,
      15,
      'device commands',
    ),
    tell(/^#[ \t\r]*$/m, 5, 'lines of # alone'),
    tell(/^return[ \t\r]*$/m, 10, 'return'),
  ],
  against: [
    // Between zones VRP has it too.
    tell(/^ packet-filter (?:name |ipv6 )?\S+ (?:inbound|outbound)/m, -30, 'packet-filter'),
  ],
  path: /(?:^|[/_.-])(?:huawei|vrp)(?:[/_.-]|$)/i,
};

/** By content: what only VRP writes, against what only its look-alikes write. */
export const detect = (text: string, path?: string): Detection => judge(TELLS, text, path);
