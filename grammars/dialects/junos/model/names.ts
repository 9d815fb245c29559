import type { Family } from '../../../model/address.ts';
import type { Interval } from '../../../model/filter.ts';

/** Names that Junos accepts for numbers in match conditions (Junos OS routing policies user guide, "firewall filter match conditions"). */
const table = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [name, number] = entry.split('=');
        return [name!, Number(number)];
      }),
  );

export const PROTOCOLS = table(
  'ah=51 dstopts=60 egp=8 esp=50 fragment=44 gre=47 hop-by-hop=0 icmp=1 icmp6=58 icmpv6=58 igmp=2 ipip=4 ipv6=41 no-next-header=59 ospf=89 pim=103 routing=43 rsvp=46 sctp=132 tcp=6 udp=17 vrrp=112',
);

export const PORTS = table(
  `afs=1483 bgp=179 biff=512 bootpc=68 bootps=67 cmd=514 cvspserver=2401 dhcp=67 domain=53 eklogin=2105 ekshell=2106 exec=512 finger=79
  ftp=21 ftp-data=20 http=80 https=443 ident=113 imap=143 kerberos-sec=88 klogin=543 kpasswd=761 krb-prop=754 krbupdate=760 kshell=544
  ldap=389 ldp=646 login=513 mobileip-agent=434 mobilip-mn=435 msdp=639 netbios-dgm=138 netbios-ns=137 netbios-ssn=139 nfsd=2049
  nntp=119 ntalk=518 ntp=123 pop3=110 pptp=1723 printer=515 radacct=1813 radius=1812 rip=520 rkinit=2108 smtp=25 snmp=161 snmptrap=162
  snpp=444 socks=1080 ssh=22 sunrpc=111 syslog=514 tacacs=49 tacacs-ds=65 talk=517 telnet=23 tftp=69 timed=525 who=513 xdmcp=177
  zephyr-clt=2103 zephyr-hm=2104 zephyr-srv=2102 sip=5060 rtsp=554 ms-rpc=135 gopher=70 whois=43 traceroute=33434`,
);

export const ICMP_TYPES = table(
  `echo-reply=0 unreachable=3 source-quench=4 redirect=5 echo-request=8 router-advertisement=9 router-solicit=10 time-exceeded=11
  parameter-problem=12 timestamp=13 timestamp-reply=14 info-request=15 info-reply=16 mask-request=17 mask-reply=18`,
);

export const ICMP6_TYPES = table(
  `destination-unreachable=1 packet-too-big=2 time-exceeded=3 parameter-problem=4 private-experimentation-100=100
  private-experimentation-101=101 echo-request=128 echo-reply=129 membership-query=130 membership-report=131 membership-termination=132
  router-solicit=133 router-advertisement=134 neighbor-solicit=135 neighbor-advertisement=136 redirect=137 router-renumbering=138
  node-information-request=139 node-information-reply=140 inverse-neighbor-discovery-solicitation=141
  inverse-neighbor-discovery-advertisement=142 home-agent-address-discovery-request=144 home-agent-address-discovery-reply=145
  mobile-prefix-solicitation=146 mobile-prefix-advertisement-reply=147 certificate-path-solicitation=148
  certificate-path-advertisement=149 private-experimentation-200=200 private-experimentation-201=201`,
);

export const ICMP_CODES = table(
  `ip-header-bad=0 required-option-missing=1 redirect-for-host=1 redirect-for-network=0 redirect-for-tos-and-host=3
  redirect-for-tos-and-net=2 ttl-eq-zero-during-reassembly=1 ttl-eq-zero-during-transit=0 communication-prohibited-by-filtering=13
  destination-host-prohibited=10 destination-host-unknown=7 destination-network-prohibited=9 destination-network-unknown=6
  fragmentation-needed=4 host-precedence-violation=14 host-unreachable=1 host-unreachable-for-tos=12 network-unreachable=0
  network-unreachable-for-tos=11 port-unreachable=3 precedence-cutoff-in-effect=15 protocol-unreachable=2 source-host-isolated=8
  source-route-failed=5`,
);

export const ICMP6_CODES = table(
  `ip6-header-bad=0 unrecognized-next-header=1 unrecognized-option=2 ttl-eq-zero-during-reassembly=1 ttl-eq-zero-during-transit=0
  administratively-prohibited=1 address-unreachable=3 no-route-to-destination=0 port-unreachable=4 source-address-failed-policy=5
  reject-route-to-destination=6`,
);

export const DSCP = table(
  `be=0 cs0=0 cs1=8 cs2=16 cs3=24 cs4=32 cs5=40 cs6=48 cs7=56 nc1=48 nc2=56 ef=46 af11=10 af12=12 af13=14 af21=18 af22=20 af23=22
  af31=26 af32=28 af33=30 af41=34 af42=36 af43=38`,
);

export const PRECEDENCE = table(
  'routine=0 priority=1 immediate=2 flash=3 flash-override=4 critical-ecp=5 internet-control=6 net-control=7',
);

export const icmpTypes = (family: Family | 'both'): ReadonlyMap<string, number> =>
  family === 'ipv6' ? ICMP6_TYPES : ICMP_TYPES;

export const icmpCodes = (family: Family | 'both'): ReadonlyMap<string, number> =>
  family === 'ipv6' ? ICMP6_CODES : ICMP_CODES;

/** `22`, `ssh`, `1024-65535`, `0x2e`; undefined where it is none of them or out of range. */
export function intervalOf(text: string, names: ReadonlyMap<string, number>, highest: number): Interval | undefined {
  const whole = numberOf(text, names, highest);
  if (whole !== undefined) return { first: whole, last: whole };
  for (let dash = text.indexOf('-'); dash > 0; dash = text.indexOf('-', dash + 1)) {
    const first = numberOf(text.slice(0, dash), names, highest);
    const last = numberOf(text.slice(dash + 1), names, highest);
    if (first !== undefined && last !== undefined) return first <= last ? { first, last } : undefined;
  }
  return undefined;
}

function numberOf(text: string, names: ReadonlyMap<string, number>, highest: number): number | undefined {
  const number = /^\d{1,10}$/.test(text)
    ? Number(text)
    : /^0x[0-9a-f]{1,8}$/i.test(text)
      ? Number.parseInt(text, 16)
      : names.get(text);
  return number !== undefined && number <= highest ? number : undefined;
}
