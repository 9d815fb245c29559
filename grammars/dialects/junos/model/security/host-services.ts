import type { Match } from '../../../../model/filter.ts';

/** What a service of the device itself listens for; several where it has more than one port or protocol. */
export type HostService = Pick<Match, 'family' | 'protocol' | 'destinationPort' | 'icmp'>;

/** `host-inbound-traffic system-services` (Junos OS security zones reference). */
const SERVICES = `
bootp=udp/67-68 dhcp=udp/67-68 dhcpv6=udp/546-547 dns=udp/53,tcp/53 finger=tcp/79 ftp=tcp/21 http=tcp/80 https=tcp/443
ident-reset=tcp/113 ike=udp/500,udp/4500 lsping=udp/3503 netconf=tcp/830 ntp=udp/123 ping=1/8,58/128 r2cp=udp/28672 reverse-ssh=tcp/2901
reverse-telnet=tcp/2900 rlogin=tcp/513 rsh=tcp/514 sip=udp/5060-5061,tcp/5060-5061 snmp=udp/161 snmp-trap=udp/162 ssh=tcp/22
telnet=tcp/23 tftp=udp/69 traceroute=udp/33434-33523 webapi-clear-text=tcp/8080 webapi-ssl=tcp/8443 xnm-clear-text=tcp/3221
xnm-ssl=tcp/3220`;

/** `host-inbound-traffic protocols` */
const PROTOCOLS = `
bfd=udp/3784-3785,udp/4784 bgp=tcp/179 dvmrp=2 igmp=2 ldp=udp/646,tcp/646 msdp=tcp/639 ndp=58/133-137 nhrp=54 ospf=89 ospf3=89 pgm=113
pim=103 rip=udp/520 ripng=udp/521 router-discovery=1/9-10 rsvp=46 sap=udp/9875 vrrp=112`;

const read = (table: string): ReadonlyMap<string, readonly HostService[]> =>
  new Map(
    table
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [name, specs] = entry.split('=') as [string, string];
        return [name, specs.split(',').map(serviceOf)];
      }),
  );

function serviceOf(text: string): HostService {
  const [name, value] = text.split('/') as [string, string | undefined];
  const number = name === 'tcp' ? 6 : name === 'udp' ? 17 : Number(name);
  const protocol = { anyOf: [{ first: number, last: number }] };
  if (value === undefined) return { family: 'both', protocol };
  const [first, last = first] = value.split('-').map(Number) as [number, number?];
  const interval = { first, last };
  if (number === 6 || number === 17) return { family: 'both', protocol, destinationPort: { anyOf: [interval] } };
  return { family: number === 58 ? 'ipv6' : 'ipv4', protocol, icmp: { anyOf: [{ type: interval }] } };
}

const SYSTEM = read(SERVICES);
const ROUTING = read(PROTOCOLS);

/**
 * Undefined: not known. `all` is every service that runs, `any-service` every port.
 * @param runs whether the device runs a service that has to be turned on
 */
export function hostService(
  kind: 'system-services' | 'protocols',
  name: string,
  runs: (service: string) => boolean,
): readonly HostService[] | undefined {
  if (kind === 'protocols') return name === 'all' ? [...ROUTING.values()].flat() : ROUTING.get(name);
  if (name === 'any-service') return ANY_SERVICE;
  return name === 'all' ? [...SYSTEM].flatMap(([one, ports]) => (runs(one) ? ports : [])) : SYSTEM.get(name);
}

const ANY_SERVICE: readonly HostService[] = [6, 17, 1, 58].map((number) => ({
  family: number === 1 ? 'ipv4' : number === 58 ? 'ipv6' : 'both',
  protocol: { anyOf: [{ first: number, last: number }] },
}));
