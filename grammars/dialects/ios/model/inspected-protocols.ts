import { table } from '../../../kit/cisco-like/names.ts';
import type { Interval, Match, Opaque } from '../../../model/filter.ts';
import type { Word } from '../../../outline.ts';

const only = (value: number): { anyOf: Interval[] } => ({ anyOf: [{ first: value, last: value }] });

const TCP = table(`
http=80 https=443 ssh=22 telnet=23 smtp=25 ftp=21 pop3=110 pop3s=995 imap=143 imap3=220 imaps=993 dns=53 sip=5060
h323=1720 skinny=2000 rtsp=554 sqlnet=1521 ldap=389 ldaps=636 nntp=119 pptp=1723 finger=79 gopher=70 irc=194
microsoft-ds=445 netbios-ssn=139 mysql=3306 ms-sql=1433 kerberos=88 tacacs=49 time=37 login=513 shell=514 exec=512
`);

const UDP = table(`
dns=53 sip=5060 ntp=123 snmp=161 snmptrap=162 syslog=514 tftp=69 isakmp=500 bootps=67 bootpc=68 netbios-ns=137
netbios-dgm=138 kerberos=88 time=37 radius=1812
`);

/**
 * `match protocol http`: the port that the platform maps the protocol to (Cisco IOS Security Command Reference, `match protocol`
 * for zone-based firewalls; `show ip port-map`). @param mapped the text maps ports otherwise (`ip port-map`): names say nothing sure
 */
export function protocolMatches(name: Word, mapped: boolean): Match[] {
  const key = name.text.toLowerCase();
  if (key === 'tcp' || key === 'udp') return [{ family: 'both', protocol: only(key === 'tcp' ? 6 : 17) }];
  if (key === 'icmp')
    return [
      { family: 'ipv4', protocol: only(1) },
      { family: 'ipv6', protocol: only(58) },
    ];
  const [tcp, udp] = [TCP.get(key), UDP.get(key)];
  const condition: Opaque = { text: `match protocol ${name.text}`, span: name.span };
  if (mapped || (tcp === undefined && udp === undefined)) return [{ family: 'both', opaque: [condition] }];
  const at = (protocol: 6 | 17, port: number | undefined): Match[] =>
    port === undefined ? [] : [{ family: 'both', protocol: only(protocol), destinationPort: only(port) }];
  return [...at(6, tcp), ...at(17, udp)];
}
