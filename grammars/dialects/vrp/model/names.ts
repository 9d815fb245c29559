import { icmpTable, type Names, TCP_FLAGS, table } from '../../../kit/cisco-like/names.ts';

const DSCP = table(`
default=0 af11=10 af12=12 af13=14 af21=18 af22=20 af23=22 af31=26 af32=28 af33=30 af41=34 af42=36 af43=38
cs1=8 cs2=16 cs3=24 cs4=32 cs5=40 cs6=48 cs7=56 ef=46
`);

/** What VRP accepts and prints in rules of an ACL (S and AR series, command reference, `rule` of the advanced ACL view); all in lower case. */
export const VRP_NAMES: Names = {
  tcpPorts: table(`
    bgp=179 chargen=19 cmd=514 daytime=13 discard=9 domain=53 echo=7 exec=512 finger=79 ftp=21 ftp-data=20 gopher=70 hostname=101
    irc=194 klogin=543 kshell=544 login=513 lpd=515 nntp=119 pop2=109 pop3=110 smtp=25 sunrpc=111 tacacs=49 talk=517 telnet=23
    time=37 uucp=540 whois=43 www=80`),
  udpPorts: table(`
    biff=512 bootpc=68 bootps=67 discard=9 dns=53 dnsix=90 echo=7 mobilip-ag=434 mobilip-mn=435 nameserver=42 netbios-dgm=138
    netbios-ns=137 netbios-ssn=139 ntp=123 rip=520 snmp=161 snmptrap=162 sunrpc=111 syslog=514 tacacs-ds=65 talk=517 tftp=69
    time=37 who=513 xdmcp=177`),
  protocols: table('gre=47 icmp=1 igmp=2 ipinip=4 ospf=89 tcp=6 udp=17 icmpv6=58 sctp=132 esp=50 ah=51 pim=103'),
  icmpTypes: icmpTable(`
    echo=8 echo-reply=0 fragmentneed-dfset=3/4 host-redirect=5/1 host-tos-redirect=5/3 host-unreachable=3/1 information-reply=16
    information-request=15 net-redirect=5/0 net-tos-redirect=5/2 net-unreachable=3/0 parameter-problem=12 port-unreachable=3/3
    protocol-unreachable=3/2 reassembly-timeout=11/1 source-quench=4 source-route-failed=3/5 timestamp-reply=14
    timestamp-request=13 ttl-exceeded=11/0`),
  icmpv6Types: icmpTable(`
    redirect=137 echo=128 echo-reply=129 err-header-field=4/0 frag-time-exceeded=3/1 hop-limit-exceeded=3/0 host-admin-prohib=1/1
    host-unreachable=1/3 neighbor-advertisement=136 neighbor-solicitation=135 network-unreachable=1/0 packet-too-big=2
    port-unreachable=1/4 router-advertisement=134 router-solicitation=133 unknown-ipv6-opt=4/2 unknown-next-hdr=4/1`),
  igmpTypes: [],
  dscp: DSCP,
  precedence: table('routine=0 priority=1 immediate=2 flash=3 flash-override=4 critical=5 internet=6 network=7'),
};

export { TCP_FLAGS };
