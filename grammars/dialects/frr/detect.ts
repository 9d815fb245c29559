import type { Detection } from '../../dialect.ts';
import { BLOCKS_IN_BRACES, foreign, judge, type Tells, tell } from '../../kit/cisco-like/tells.ts';

const TELLS: Tells = {
  elsewhere: [
    foreign(/^![ \t]*RANCID-CONTENT-TYPE:|^![ \t]*BATFISH_FORMAT:(?![ \t]*frr)/m, 'marked as another platform'),
    foreign(/^frr version \S*\+cl/m, 'Cumulus Linux'),
    foreign(/^net (?:add|del) |^nv set /m, 'Cumulus Linux commands'),
    foreign(
      /^version \d+|^boot-start-marker|^service (?:timestamps|password-encryption$)|^line (?:con|aux) /m,
      'Cisco IOS',
    ),
    foreign(/^!Command: show |^feature [a-z0-9+-]+[ \t\r]*$|^vrf context |^vdc /m, 'Cisco NX-OS'),
    foreign(/^!! IOS XR|^(?:route-policy|prefix-set) |^ ipv4 address /m, 'Cisco IOS XR'),
    foreign(/^! device: |^vrf instance |^management (?:api|ssh)|^daemon \S+[ \t\r]*$/m, 'Arista EOS'),
    foreign(/^ nameif \S|^ security-level /m, 'Cisco ASA'),
    foreign(
      /^interface (?:Gigabit|Fast|TenGig|Ethernet\d|Vlan\d|Loopback\d|Port-channel)/m,
      'interface names of others',
    ),
    BLOCKS_IN_BRACES,
    foreign(/^(?:set|delete) (?:system|interfaces|protocols|policy) /m, 'set commands'),
    foreign(
      /^<\?xml|^[ \t]*[{[][ \t\r]*$|^---[ \t\r]*$|^#cloud-config|^[*]filter|^-A [A-Z]|^#!\//m,
      'no configuration of FRR',
    ),
  ],
  own: [
    tell(/^frr version\b/m, 70, 'frr version'),
    tell(/^frr defaults (?:traditional|datacenter)/m, 70, 'frr defaults'),
    tell(/^! (?:Zebra|FRRouting) configuration|^!FRR/m, 60, 'header of FRR'),
    tell(/^(?:no )?service integrated-vtysh-config/m, 60, 'integrated configuration'),
    tell(
      /^[ \t]+(?:no )?(?:bgp (?:ebgp-requires-policy|network import-check|suppress-duplicates|deterministic-med)|neighbor \S+ interface(?: |[ \t\r]*$)|neighbor \S+ solo)/m,
      40,
      'BGP commands of FRR',
    ),
    tell(/^router bgp \d+ vrf \S|^exit-vrf[ \t\r]*$/m, 40, 'VRFs of FRR'),
    tell(/^bgp (?:as-path access-list|community-list|large-community-list|extcommunity-list) /m, 40, 'lists of FRR'),
    tell(/^[ \t]+ospf6? router-id /m, 50, 'OSPF commands of FRR'),
    tell(/^log (?:syslog|file|stdout|timestamp)/m, 30, 'log'),
    tell(/^(?:no )?ip(?:v6)? forwarding[ \t\r]*$/m, 20, 'forwarding of the kernel'),
    tell(/^bfd[ \t\r]*$\n [ \t]*(?:profile|peer) \S/m, 30, 'sessions of bfdd'),
    tell(/^int(?:erface)? [\w.]+-eth\d+(?: vrf \S+)?[ \t\r]*$/m, 30, 'interfaces of network namespaces'),
    tell(
      /^interface (?:eth|ens|enp|eno|swp|lo|br|bond|vlan|dummy|wg|tun|veth)[\w.-]*(?: vrf \S+)?[ \t\r]*$/m,
      20,
      'Linux interface names',
    ),
    tell(
      /^(?:router (?:ospf6|ripng|babel|openfabric)|ipv6 prefix-list \S+ seq |ip prefix-list \S+ seq |route-map \S+ (?:permit|deny) \d+|router bgp \d+)/m,
      8,
      'routing',
    ),
    tell(/^line vty[ \t\r]*$/m, 8, 'line vty'),
    tell(/^ {2}network \S+\/\d+(?: route-map \S+| label-index \d+)?[ \t\r]*$/m, 10, 'networks with a prefix length'),
    tell(
      /^(?:agentx|allow-external-route-update|ip nht |rpki[ \t\r]*$|nexthop-group |pbr-map |ip protocol \S+ route-map )/m,
      20,
      'commands of FRR',
    ),
    tell(/^hostname \S+[ \t\r]*$/m, 3, 'hostname'),
    tell(
      /^ address-family \S+ \S+[ \t\r]*$(?:\n {2}[^\n]*){0,30}\n exit-address-family/m,
      8,
      'address families that end',
    ),
    tell(/^[ \t]+(?:ip ospf area |ip address \d+\.\d+\.\d+\.\d+\/\d+|exit-address-family)/m, 5, 'statements'),
  ],
  against: [
    tell(/^[ \t]+ip address \d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+/m, -40, 'ip address with a mask'),
    tell(/^ {3}(?! )(?:ip address|neighbor|no switchport|switchport)/m, -30, 'blocks indented by three'),
    tell(/^ip access-list |^spanning-tree |^vlan \d|^ip routing|^aaa /m, -30, 'commands of others'),
  ],
  path: /(?:^|[/_.-])frr(?:[/_.-]|$)/i,
};

/** Several of Cumulus' files in one text; nothing in it tells whose the FRR part is. */
const BUNDLE = /^# ports\.conf --/m;

/** Files of single daemons, of FRR and of Quagga before it: no other platform has files of these names. */
const OF_A_DAEMON =
  /(?:^|\/)(?:zebra|bgpd|ospf6?d|isisd|ripd|ripngd|eigrpd|pim6?d|ldpd|bfdd|pbrd|staticd|fabricd|vrrpd|babeld|nhrpd|pathd|sharpd)\.conf$/;

/** More than any look-alike has of lines that all of them write. */
const NAMED = 75;

/** By content: what only FRR writes, against what only its look-alikes write. */
export function detect(text: string, path?: string): Detection {
  if (path !== undefined && /cumulus/i.test(path) && BUNDLE.test(text.slice(0, 20_000)))
    return { score: 0, reasons: ['files of Cumulus Linux'] };
  const judged = judge(TELLS, text, path);
  return path !== undefined && judged.score > 0 && judged.score < NAMED && OF_A_DAEMON.test(path)
    ? { score: NAMED, reasons: ['the name of a daemon of FRR', ...judged.reasons] }
    : judged;
}
