import type { Match } from '../../../../model/filter.ts';

/** What an application asks of a packet; `unsure`: it may ask for more (a port that is negotiated, an RPC program). */
export type Service = Pick<Match, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'> & {
  readonly unsure?: boolean;
};

/**
 * `show configuration groups junos-defaults applications`. `?`: not all of it, or not in every release. Those of RPC programs are
 * given by their protocol: the ports are negotiated. Of several names for one thing the usual one comes first.
 */
const TABLE = `
smtp=tcp/25 ldap=tcp/389 printer=tcp/515 rtsp=tcp/554 aol=tcp/5190-5193 bgp=tcp/179 biff=udp/512 bootpc=udp/68 bootps=udp/67 chargen=udp/19 cifs=tcp/139,tcp/445 cvspserver=tcp/2401
dhcp-client=udp/68 dhcp-relay=udp/67 dhcp-server=udp/67 discard=udp/9 dns-tcp=tcp/53 dns-udp=udp/53 echo=udp/7 finger=tcp/79
ftp=tcp/21 ftp-data=tcp/20 gnutella=udp/6346-6347 gopher=tcp/70 gprs-gtp-c=tcp/2123,udp/2123 gprs-gtp-c-tcp=tcp/2123
gprs-gtp-c-udp=udp/2123 gprs-gtp-u=tcp/2152,udp/2152 gprs-gtp-u-tcp=tcp/2152 gprs-gtp-u-udp=udp/2152
gprs-gtp-v0=tcp/3386,udp/3386 gprs-gtp-v0-tcp=tcp/3386 gprs-gtp-v0-udp=udp/3386 gprs-sctp=132
gprs-gtp=tcp/2123,udp/2123,tcp/2152,udp/2152,tcp/3386,udp/3386 gre=47 gtp=udp/2123
h323=tcp/1720,udp/1719,tcp/1503,tcp/389,tcp/522,tcp/1731 http=tcp/80 http-ext=tcp/7001 https=tcp/443 icmp-all=1 icmp-ping=1/8
icmp6-all=58 icmp6-dst-unreach-addr=58/1:3 icmp6-dst-unreach-admin=58/1:1 icmp6-dst-unreach-beyond=58/1:2 icmp6-dst-unreach-port=58/1:4
icmp6-dst-unreach-route=58/1:0 icmp6-echo-reply=58/129 icmp6-echo-request=58/128 icmp6-packet-to-big=58/2:0 icmp6-packet-too-big=58/2:0
icmp6-param-prob-header=58/4:0 icmp6-param-prob-nexthdr=58/4:1 icmp6-param-prob-option=58/4:2 icmp6-time-exceed-reassembly=58/3:1
icmp6-time-exceed-transit=58/3:0 ident=tcp/113 ike=udp/500 ike-nat=udp/4500 imap=tcp/143 imaps=tcp/993 internet-locator-service=tcp/389
irc=tcp/6660-6669 l2tp=udp/1701 ldp-tcp=tcp/646 ldp-udp=udp/646 lpr=tcp/515 mail=tcp/25 mgcp=udp/2427,udp/2727
mgcp-ca=?udp/2427,?udp/2727 mgcp-ua=?udp/2427,?udp/2727 ms-rpc=tcp/135,udp/135 ms-rpc-any=?tcp,?udp ms-rpc-epm=?tcp
ms-rpc-msexchange=tcp/135,udp/135,?tcp ms-rpc-msexchange-directory-nsp=?tcp ms-rpc-msexchange-directory-rfr=?tcp
ms-rpc-msexchange-info-store=?tcp ms-rpc-tcp=tcp/135 ms-rpc-udp=udp/135 ms-rpc-uuid-any-tcp=?tcp ms-rpc-uuid-any-udp=?udp
ms-rpc-wmic=?tcp ms-rpc-wmic-admin=?tcp ms-rpc-wmic-admin2=?tcp ms-rpc-wmic-mgmt=?tcp ms-rpc-wmic-webm-callresult=?tcp
ms-rpc-wmic-webm-classobject=?tcp ms-rpc-wmic-webm-level1login=?tcp ms-rpc-wmic-webm-login-clientid=?tcp
ms-rpc-wmic-webm-login-helper=?tcp ms-rpc-wmic-webm-objectsink=?tcp ms-rpc-wmic-webm-refreshing-services=?tcp
ms-rpc-wmic-webm-remote-refresher=?tcp ms-rpc-wmic-webm-services=?tcp ms-rpc-wmic-webm-shutdown=?tcp ms-sql=tcp/1433 msn=tcp/1863
nbds=udp/138 nbname=udp/137 netbios-session=tcp/139 nfs=udp/111 nfsd-tcp=tcp/2049 nfsd-udp=udp/2049 nntp=tcp/119 ns-global=tcp/15397
ns-global-pro=tcp/15397 nsm=udp/69 ntalk=udp/518,tcp/518 ntp=udp/123 ospf=89 pc-anywhere=udp/5632 persistent-nat=255 ping=1/8,?1
pingv6=58/128,?58 pop3=tcp/110 pptp=tcp/1723 r2cp=udp/28672 rdp=tcp/3389 radacct=udp/1813 radius=udp/1812 realaudio=tcp/554 rip=udp/520
routing-inbound=tcp/179,udp/520,tcp/646,udp/646 rsh=tcp/514 sccp=tcp/2000 sctp-any=132 sip=udp/5060,tcp/5060
smb=tcp/139,tcp/445 smb-session=tcp/445 smtps=?tcp/465,?tcp/587 snmp-agentx=tcp/705 snpp=tcp/444 sql-monitor=udp/1434
sqlnet-v1=tcp/1525 sqlnet-v2=tcp/1521 ssh=tcp/22 stun=udp/3478-3479,tcp/3478-3479 sun-rpc=tcp/111,udp/111 sun-rpc-any=?tcp,?udp
sun-rpc-any-tcp=?tcp sun-rpc-any-udp=?udp sun-rpc-mountd=tcp/111,udp/111,?tcp,?udp sun-rpc-mountd-tcp=?tcp sun-rpc-mountd-udp=?udp
sun-rpc-nfs=tcp/111,udp/111,?tcp,?udp sun-rpc-nfs-access=tcp/111,udp/111,?tcp,?udp sun-rpc-nfs-tcp=?tcp sun-rpc-nfs-udp=?udp
sun-rpc-nlockmgr-tcp=?tcp sun-rpc-nlockmgr-udp=?udp sun-rpc-portmap=tcp/111,udp/111,?tcp,?udp sun-rpc-portmap-tcp=?tcp
sun-rpc-portmap-udp=?udp sun-rpc-rquotad-tcp=?tcp sun-rpc-rquotad-udp=?udp sun-rpc-ruserd-tcp=?tcp sun-rpc-ruserd-udp=?udp
sun-rpc-sadmind-tcp=?tcp sun-rpc-sadmind-udp=?udp sun-rpc-sprayd-tcp=?tcp sun-rpc-sprayd-udp=?udp
sun-rpc-status=tcp/111,udp/111,?tcp,?udp sun-rpc-status-tcp=?tcp sun-rpc-status-udp=?udp sun-rpc-tcp=tcp/111 sun-rpc-udp=udp/111
sun-rpc-walld-tcp=?tcp sun-rpc-walld-udp=?udp sun-rpc-ypbind=tcp/111,udp/111,?tcp,?udp sun-rpc-ypbind-tcp=?tcp sun-rpc-ypbind-udp=?udp
sun-rpc-ypserv-tcp=?tcp sun-rpc-ypserv-udp=?udp syslog=udp/514 tacacs=tcp/49 tacacs-ds=tcp/65 talk=udp/517,tcp/517
tcp-any=tcp telnet=tcp/23 tftp=udp/69 udp-any=udp uucp=udp/540 vdo-live=udp/7000-7010 vnc=tcp/5800,?tcp/5900 wais=tcp/210 who=udp/513
whois=tcp/43 winframe=tcp/1494 wxcontrol=tcp/3578 x-windows=tcp/6000-6063 xnm-clear-text=tcp/3221 xnm-ssl=tcp/3220
ymsg=tcp/5050,?tcp/5000-5010,?udp/5000-5010,?udp/5050
`;

/** By name, with `junos-` before it. */
export const PREDEFINED: ReadonlyMap<string, readonly Service[]> = new Map(
  TABLE.trim()
    .split(/\s+/)
    .map((entry) => {
      const equals = entry.indexOf('=');
      return [
        `junos-${entry.slice(0, equals)}`,
        entry
          .slice(equals + 1)
          .split(',')
          .map(serviceOf),
      ];
    }),
);

/** `tcp/80`, `udp/6346-6347`, `?tcp`, `47`, `58/1:3` (type and code) */
function serviceOf(text: string): Service {
  const [name, value] = text.replace('?', '').split('/') as [string, string | undefined];
  const number = name === 'tcp' ? 6 : name === 'udp' ? 17 : Number(name);
  const [first, last] = (value ?? '').split(/[-:]/).map(Number) as [number, number | undefined];
  const fields: Service = { protocol: { anyOf: [{ first: number, last: number }] } };
  const unsure = text.startsWith('?') ? { unsure: true } : {};
  if (value === undefined) return { ...fields, ...unsure };
  if (number === 6 || number === 17)
    return { ...fields, destinationPort: { anyOf: [{ first, last: last ?? first }] }, ...unsure };
  const code = last === undefined ? {} : { code: { first: last, last } };
  return { ...fields, icmp: { anyOf: [{ type: { first, last: first }, ...code }] }, ...unsure };
}
