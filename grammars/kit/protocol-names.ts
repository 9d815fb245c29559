import type { IcmpTest } from '../model/filter.ts';

/** Protocol numbers by the names of /etc/protocols; iptables(8), `-p`. */
const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ['ip', 0],
  ['icmp', 1],
  ['igmp', 2],
  ['ggp', 3],
  ['ipencap', 4],
  ['ipip', 94],
  ['st', 5],
  ['tcp', 6],
  ['egp', 8],
  ['igp', 9],
  ['udp', 17],
  ['hmp', 20],
  ['rdp', 27],
  ['dccp', 33],
  ['ipv6', 41],
  ['idrp', 45],
  ['rsvp', 46],
  ['gre', 47],
  ['esp', 50],
  ['ipv6-crypt', 50],
  ['ah', 51],
  ['ipv6-auth', 51],
  ['skip', 57],
  ['icmpv6', 58],
  ['ipv6-icmp', 58],
  ['vmtp', 81],
  ['eigrp', 88],
  ['ospf', 89],
  ['ospfigp', 89],
  ['etherip', 97],
  ['pim', 103],
  ['ipcomp', 108],
  ['carp', 112],
  ['vrrp', 112],
  ['l2tp', 115],
  ['isis', 124],
  ['pfsync', 240],
  ['sctp', 132],
  ['fc', 133],
  ['mh', 135],
  ['ipv6-mh', 135],
  ['mobility-header', 135],
  ['udplite', 136],
  ['mpls-in-ip', 137],
  ['hip', 139],
  ['shim6', 140],
]);

/** Names that iptables and nft both take, so that a written rule reads well. ICMPv6 is not among them: each calls it otherwise. */
export const WRITTEN_PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  132: 'sctp',
  136: 'udplite',
};

/** `all` and 0 are every protocol. */
export function protocolNumber(text: string): number | 'all' | undefined {
  const name = text.toLowerCase();
  if (name === 'all' || name === 'any') return 'all';
  const number = numberOf(text, 255) ?? PROTOCOLS.get(name);
  return number === 0 ? 'all' : number;
}

/** Names of /etc/services that firewalls use. */
const SERVICES: ReadonlyMap<string, number> = new Map(
  `ftp-data 20, ftp 21, ssh 22, telnet 23, smtp 25, mail 25, time 37, whois 43, tacacs 49, domain 53, bootps 67, bootpc 68,
  tftp 69, gopher 70, finger 79, http 80, www 80, kerberos 88, kerberos5 88, pop2 109, pop3 110, pop-3 110, sunrpc 111, portmapper 111,
  auth 113, ident 113, nntp 119, ntp 123, epmap 135, loc-srv 135, netbios-ns 137, netbios-dgm 138, netbios-ssn 139, imap 143, imap2 143,
  snmp 161, snmp-trap 162, snmptrap 162, xdmcp 177, bgp 179, irc 194, qmtp 209, imap3 220, ldap 389, https 443, snpp 444,
  microsoft-ds 445, kpasswd 464, submissions 465, ssmtp 465, smtps 465, urd 465, saft 487, isakmp 500, rtsp 554, exec 512, biff 512,
  login 513, who 513, shell 514, syslog 514, printer 515, talk 517, ntalk 518, route 520, router 520, gdomap 538, uucp 540, klogin 543,
  kshell 544, dhcpv6-client 546, dhcpv6-server 547, afpovertcp 548, nntps 563, submission 587, nqs 607, asf-rmcp 623, ipp 631, ldaps 636,
  ldp 646, tinc 655, silc 706, kerberos-adm 749, domain-s 853, rsync 873, ftps-data 989, ftps 990, telnets 992, imaps 993, pop3s 995,
  socks 1080, proofd 1093, rmiregistry 1099, openvpn 1194, nessus 1241, ms-sql-s 1433, ms-sql-m 1434, ingreslock 1524, datametrics 1645,
  sa-msg-port 1646, radius 1812, radius-acct 1813, cisco-sccp 2000, nfs 2049, gnunet 2086, rtcm-sc104 2101, cvspserver 2401, venus 2430,
  gpsd 2947, iscsi-target 3260, mysql 3306, nut 3493, svn 3690, epmd 4369, remctl 4373, iax 4569, mtn 4691, sieve 4190, sip 5060,
  sip-tls 5061, xmpp-client 5222, xmpp-server 5269, cfengine 5308, mdns 5353, postgresql 5432, amqp 5672, amqps 5671, x11 6000, gnutella-svc 6346,
  sge-qmaster 6444, mysql-proxy 6446, ircd 6667, babel 6696, ircs-u 6697, afs3-fileserver 7000, font-service 7100, http-alt 8080, webcache 8080,
  puppet 8140, bacula-dir 9101, bacula-fd 9102, bacula-sd 9103, xmms2 9667, amanda 10080, zabbix-agent 10050, zabbix-trapper 10051,
  git 9418, webmin 10000, hkp 11371, nbd 10809, stun 3478, stuns 5349, l2f 1701, l2tp 1701, pptp 1723, h323hostcall 1720, ipsec-nat-t 4500, ms-wbt-server 3389`
    .split(',')
    .map((entry) => {
      const [name, port] = entry.trim().split(' ');
      return [name!, Number(port)] as const;
    }),
);

export const serviceNames = (): readonly string[] => [...SERVICES.keys()];

/** A port by number or by a name of /etc/services. */
export const portNumber = (text: string): number | undefined => numberOf(text, 65_535) ?? SERVICES.get(text);

/** @returns undefined for what is no decimal or hexadecimal number in 0..max. */
export function numberOf(text: string, max: number): number | undefined {
  if (!/^(?:0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}

/** iptables-extensions(8), dscp: code points of the service classes. */
export function dscpClass(text: string): number | undefined {
  const name = text.toUpperCase();
  if (name === 'EF') return 46;
  if (name === 'BE' || name === 'DEFAULT') return 0;
  const selector = /^CS([0-7])$/.exec(name);
  if (selector) return Number(selector[1]) * 8;
  const assured = /^AF([1-4])([1-3])$/.exec(name);
  return assured ? Number(assured[1]) * 8 + Number(assured[2]) * 2 : undefined;
}

const FLAGS: Readonly<Record<string, number>> = {
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
  ALL: 63,
  NONE: 0,
};

/** `SYN,ACK`, `ALL`, `NONE`: bits as in the TCP header. */
export function tcpFlags(text: string): number | undefined {
  let bits = 0;
  for (const name of text.split(',')) {
    const bit = FLAGS[name.toUpperCase()];
    if (bit === undefined) return undefined;
    bits |= bit;
  }
  return bits;
}

/** `echo-request`, `3`, `3/4`, `any`; undefined for what is none of them. */
export function icmpTest(text: string, version: 4 | 6): IcmpTest | 'any' | undefined {
  const name = text.toLowerCase();
  if (name === 'any') return 'any';
  const [type, code, more] = name.split('/');
  const typeNumber = numberOf(type!, 255);
  if (more === undefined && typeNumber !== undefined) {
    if (version === 4 && typeNumber === 255 && code === undefined) return 'any';
    if (code === undefined) return { type: one(typeNumber) };
    const codeNumber = numberOf(code, 255);
    return codeNumber === undefined ? undefined : { type: one(typeNumber), code: one(codeNumber) };
  }
  const known = (version === 4 ? ICMP : ICMPV6).get(name);
  if (!known) return undefined;
  return known.length === 1 ? { type: one(known[0]!) } : { type: one(known[0]!), code: one(known[1]!) };
}

const one = (value: number) => ({ first: value, last: value });

const ICMP: ReadonlyMap<string, readonly number[]> = new Map([
  ['echo-reply', [0]],
  ['pong', [0]],
  ['destination-unreachable', [3]],
  ['network-unreachable', [3, 0]],
  ['host-unreachable', [3, 1]],
  ['protocol-unreachable', [3, 2]],
  ['port-unreachable', [3, 3]],
  ['fragmentation-needed', [3, 4]],
  ['source-route-failed', [3, 5]],
  ['network-unknown', [3, 6]],
  ['host-unknown', [3, 7]],
  ['network-prohibited', [3, 9]],
  ['host-prohibited', [3, 10]],
  ['tos-network-unreachable', [3, 11]],
  ['tos-host-unreachable', [3, 12]],
  ['communication-prohibited', [3, 13]],
  ['host-precedence-violation', [3, 14]],
  ['precedence-cutoff', [3, 15]],
  ['source-quench', [4]],
  ['redirect', [5]],
  ['network-redirect', [5, 0]],
  ['host-redirect', [5, 1]],
  ['tos-network-redirect', [5, 2]],
  ['tos-host-redirect', [5, 3]],
  ['echo-request', [8]],
  ['ping', [8]],
  ['router-advertisement', [9]],
  ['router-solicitation', [10]],
  ['time-exceeded', [11]],
  ['ttl-exceeded', [11]],
  ['ttl-zero-during-transit', [11, 0]],
  ['ttl-zero-during-reassembly', [11, 1]],
  ['parameter-problem', [12]],
  ['ip-header-bad', [12, 0]],
  ['required-option-missing', [12, 1]],
  ['timestamp-request', [13]],
  ['timestamp-reply', [14]],
  ['address-mask-request', [17]],
  ['address-mask-reply', [18]],
]);

const ICMPV6: ReadonlyMap<string, readonly number[]> = new Map([
  ['destination-unreachable', [1]],
  ['no-route', [1, 0]],
  ['communication-prohibited', [1, 1]],
  ['beyond-scope', [1, 2]],
  ['address-unreachable', [1, 3]],
  ['port-unreachable', [1, 4]],
  ['failed-policy', [1, 5]],
  ['reject-route', [1, 6]],
  ['packet-too-big', [2]],
  ['time-exceeded', [3]],
  ['ttl-exceeded', [3]],
  ['ttl-zero-during-transit', [3, 0]],
  ['ttl-zero-during-reassembly', [3, 1]],
  ['parameter-problem', [4]],
  ['bad-header', [4, 0]],
  ['unknown-header-type', [4, 1]],
  ['unknown-option', [4, 2]],
  ['echo-request', [128]],
  ['ping', [128]],
  ['echo-reply', [129]],
  ['pong', [129]],
  ['router-solicitation', [133]],
  ['router-advertisement', [134]],
  ['neighbour-solicitation', [135]],
  ['neighbor-solicitation', [135]],
  ['neighbour-advertisement', [136]],
  ['neighbor-advertisement', [136]],
  ['redirect', [137]],
]);
