import { accessEntryParser, type ParseAccessEntry } from '../../../kit/cisco-like/access-entry.ts';
import { lower } from '../../../kit/cisco-like/facts.ts';
import { CISCO_NAMES, type Names, table } from '../../../kit/cisco-like/names.ts';

const PORTS = table(`
bfd=3784 bfd-echo=3785 bgp=179 domain=53 efs=520 exec=512 generic-ftp=21 gnmi=6030 gnoi=6030 gribi=6040 http=80
https=443 kerberos=88 klogin=543 kshell=544 l2tp=1701 ldap=389 ldaps=636 ldp=646 loadav=750 lsp-ping=3503
micro-bfd=6784 microsoft-ds=445 mlag=4432 mpp=218 msdp=639 msnp=1863 msp=18 multihop-bfd=4784 nat=4532 nas=1812
netconf-ssh=830 nfs=2049 ntp=123 pptp=1723 ptp-event=319 ptp-general=320 radius=1812 radius-acct=1813 rlogin=513
rip=520 rsync=873 rtsp=554 sbfd=7784 sbfd-initiator=49152 sip=5060 snmp=161 snpp=444 sql-net=150 sqlserv=118
sqlsrv=156 ssh=22 svrloc=427 systat=11 tftp=69 vmnet=175 vxlan=4789 wins=1512 xns-time=52
`);

/** Arista EOS User Manual, "ACLs and Route Maps": the names of IOS, and those of its own control-plane list. */
export const EOS_NAMES: Names = {
  ...CISCO_NAMES,
  tcpPorts: new Map([...CISCO_NAMES.tcpPorts, ...PORTS]),
  udpPorts: new Map([...CISCO_NAMES.udpPorts, ...PORTS]),
  protocols: new Map([...CISCO_NAMES.protocols, ...table('ospf=89 rsvp=46 vrrp=112 mtp=92 isis=124 ipv6-icmp=58')]),
};

/** `permit vlan 100 0xfff tcp any any eq https` as well: the tag is a condition nobody can decide here. */
export const parseAccessEntry: ParseAccessEntry = (words, kind) => {
  if (lower(words, 1) !== 'vlan') return parse(words, kind);
  const end = lower(words, 2) === 'inner' ? 5 : 4;
  const entry = parse([...words.slice(0, 1), ...words.slice(end)], kind);
  return entry && { ...entry, options: [...entry.options, { kind: 'opaque', words: words.slice(1, end) }] };
};

const parse = accessEntryParser({
  names: EOS_NAMES,
  opaqueWithValue: ['tos', 'flow-label', 'traffic-class', 'nexthop-group', 'ecn', 'payload'],
  opaqueAlone: ['tracked', 'routing', 'cpu'],
});
