type Numbers = ReadonlyMap<string, number>;
type IcmpNumbers = ReadonlyMap<string, { readonly type: number; readonly code: number | undefined }>;

/** The names that a platform accepts for numbers in access lists; all in lower case. */
export interface Names {
  readonly tcpPorts: Numbers;
  readonly udpPorts: Numbers;
  readonly protocols: Numbers;
  readonly icmpTypes: IcmpNumbers;
  readonly icmpv6Types: IcmpNumbers;
  readonly igmpTypes: readonly string[];
  readonly dscp: Numbers;
  readonly precedence: Numbers;
}

/** `name=number` pairs. */

export const table = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [name, value] = entry.split('=');
        return [name!, Number(value)] as const;
      }),
  );

const TCP_PORTS = table(`
bgp=179 chargen=19 cmd=514 daytime=13 discard=9 domain=53 drip=3949 echo=7 exec=512 finger=79 ftp=21 ftp-data=20
gopher=70 hostname=101 ident=113 irc=194 klogin=543 kshell=544 login=513 lpd=515 msrpc=135 nntp=119 onep-plain=15001
onep-tls=15002 pim-auto-rp=496 pop2=109 pop3=110 smtp=25 sunrpc=111 syslog=514 tacacs=49 tacacs-ds=49 talk=517
telnet=23 time=37 uucp=540 whois=43 www=80
connectedapps-plain=15001 connectedapps-tls=15002 http=80 https=443 ssh=22
`);

const UDP_PORTS = table(`
biff=512 bootpc=68 bootps=67 discard=9 dnsix=195 domain=53 echo=7 isakmp=500 mobile-ip=434 nameserver=42
netbios-dgm=138 netbios-ns=137 netbios-ss=139 non500-isakmp=4500 ntp=123 pim-auto-rp=496 rip=520 ripv6=521 snmp=161
snmptrap=162 sunrpc=111 syslog=514 tacacs=49 tacacs-ds=49 talk=517 tftp=69 time=37 who=513 xdmcp=177
`);

const PROTOCOLS = table(`
ahp=51 ah=51 hbh=0 eigrp=88 esp=50 gre=47 icmp=1 igmp=2 igrp=9 ipinip=4 nos=4 ospf=89 pcp=108 pim=103 tcp=6 udp=17
sctp=132 vrrp=112 icmpv6=58
`);

/** `type` or `type/code`; -1: every code. */
export const icmpTable = (
  text: string,
): ReadonlyMap<string, { readonly type: number; readonly code: number | undefined }> =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [name, value = ''] = entry.split('=');
        const [type, code] = value.split('/');
        return [name!, { type: Number(type), code: code === undefined ? undefined : Number(code) }] as const;
      }),
  );

const ICMP_TYPES = icmpTable(`
administratively-prohibited=3/13 alternate-address=6 conversion-error=31 dod-host-prohibited=3/10
dod-net-prohibited=3/9 echo=8 echo-reply=0 general-parameter-problem=12/0 host-isolated=3/8
host-precedence-unreachable=3/14 host-redirect=5/1 host-tos-redirect=5/3 host-tos-unreachable=3/12 host-unknown=3/7
host-unreachable=3/1 information-reply=16 information-request=15 mask-reply=18 mask-request=17 mobile-redirect=32
net-redirect=5/0 net-tos-redirect=5/2 net-tos-unreachable=3/11 net-unreachable=3/0 network-unknown=3/6
no-room-for-option=12/2 option-missing=12/1 packet-too-big=3/4 parameter-problem=12 port-unreachable=3/3
precedence-unreachable=3/15 protocol-unreachable=3/2 reassembly-timeout=11/1 redirect=5 router-advertisement=9
router-solicitation=10 source-quench=4 source-route-failed=3/5 time-exceeded=11 timestamp-reply=14
timestamp-request=13 traceroute=30 ttl-exceeded=11/0 unreachable=3
`);

const ICMPV6_TYPES = icmpTable(`
beyond-scope=1/2 destination-unreachable=1 dhaad-reply=145 dhaad-request=144 echo-reply=129 echo-request=128
header=4/0 hop-limit=3/0 mld-query=130 mld-reduction=132 mld-report=131 mldv2-report=143 mpd-advertisement=147
mpd-solicitation=146 nd-na=136 nd-ns=135 next-header=4/1 no-admin=1/1 no-route=1/0 packet-too-big=2
parameter-option=4/2 parameter-problem=4 port-unreachable=1/4 reassembly-timeout=3/1 reject-route=1/6 redirect=137
renum-command=138/0 renum-result=138/1 renum-seq-number=138/255 router-advertisement=134 router-renumbering=138
router-solicitation=133 source-policy=1/5 time-exceeded=3 unreachable=1 address-unreachable=1/3
source-route-header=4
`);

const IGMP_TYPES = ['dvmrp', 'host-query', 'host-report', 'pim', 'trace', 'v2leave', 'v2report', 'v3report'];

const DSCP = table(`
default=0 af11=10 af12=12 af13=14 af21=18 af22=20 af23=22 af31=26 af32=28 af33=30 af41=34 af42=36 af43=38
cs1=8 cs2=16 cs3=24 cs4=32 cs5=40 cs6=48 cs7=56 ef=46
`);

const PRECEDENCE = table(`
routine=0 priority=1 immediate=2 flash=3 flash-override=4 critical=5 internet=6 network=7
`);

export const TCP_FLAGS = table('fin=1 syn=2 rst=4 psh=8 ack=16 urg=32');

/** What Cisco IOS accepts and prints (Security Command Reference, `access-list (IP extended)`); its look-alikes know most of it. */
export const CISCO_NAMES: Names = {
  tcpPorts: TCP_PORTS,
  udpPorts: UDP_PORTS,
  protocols: PROTOCOLS,
  icmpTypes: ICMP_TYPES,
  icmpv6Types: ICMPV6_TYPES,
  igmpTypes: IGMP_TYPES,
  dscp: DSCP,
  precedence: PRECEDENCE,
};

const NEWER_PORTS = table(`
bfd=3784 bfd-echo=3785 bgp=179 domain=53 efs=520 exec=512 generic-ftp=21 gnmi=6030 gnoi=6030 gribi=6040 http=80
https=443 kerberos=88 klogin=543 kshell=544 l2tp=1701 ldap=389 ldaps=636 ldp=646 loadav=750 lsp-ping=3503
micro-bfd=6784 microsoft-ds=445 mlag=4432 mpp=218 msdp=639 msnp=1863 msp=18 multihop-bfd=4784 nat=4532 nas=1812
netconf-ssh=830 nfs=2049 ntp=123 pptp=1723 ptp-event=319 ptp-general=320 radius=1812 radius-acct=1813 rlogin=513
rip=520 rsync=873 rtsp=554 sbfd=7784 sbfd-initiator=49152 sip=5060 snmp=161 snpp=444 sql-net=150 sqlserv=118
sqlsrv=156 ssh=22 svrloc=427 systat=11 tftp=69 vmnet=175 vxlan=4789 wins=1512 xns-time=52
`);

/** What the look-alikes that came later accept besides: names of the protocols that they speak themselves. */
export const NEWER_NAMES: Names = {
  ...CISCO_NAMES,
  tcpPorts: new Map([...TCP_PORTS, ...NEWER_PORTS]),
  udpPorts: new Map([...UDP_PORTS, ...NEWER_PORTS]),
  protocols: new Map([...PROTOCOLS, ...table('ospf=89 rsvp=46 vrrp=112 mtp=92 isis=124 ipv6-icmp=58')]),
};
