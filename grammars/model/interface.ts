import type { TextEdit } from '../text/edit.ts';
import type { Located, Span } from '../text/span.ts';
import type { Family, Prefix } from './address.ts';
import type { InForce } from './igp.ts';
import type { LagMember, Switchport } from './switching.ts';

export interface InterfaceAddress extends Prefix {
  readonly span: Span;
  readonly secondary?: boolean;
}

/** IPv6 in packets of IPv4 (protocol 41): `6in4` to one other end, the others to whatever address of IPv4 stands in one of IPv6. */
export interface Ipv6Tunnel {
  readonly kind: '6in4' | '6to4' | '6rd' | 'isatap' | 'automatic';
  /** The other end, as written. */
  readonly remote?: Located<string>;
  /** Where the kind is said. */
  readonly span: Span;
}

/** What packets are put into on their way out, which makes them longer: of an interface that is a tunnel, or PPP in Ethernet. */
export interface Encapsulation {
  readonly kind: 'gre' | 'gre-in-ipsec' | 'ipip' | 'ipsec' | 'pppoe';
  /** The MTU is found out on the path, or agreed with the other end. */
  readonly adapts?: boolean;
  /** Octets of packets and TCP segments that fit, and what limits them so there; no edits: left to the operator. */
  readonly limit: {
    readonly packet: number;
    readonly segment: number;
    readonly edits?: readonly TextEdit[];
    /** The edits limit packets alone: TCP segments are limited at another place. */
    readonly packetsOnly?: boolean;
  };
  /** Where the kind is said, else the interface's own line. */
  readonly span: Span;
}

export interface Interface {
  readonly name: Located<string>;
  readonly addresses: readonly InterfaceAddress[];
  readonly description?: Located<string>;
  /** Absent: not said. */
  readonly shutdown?: boolean;
  readonly vrf?: string;
  readonly zone?: string;
  /** Address comes from elsewhere (DHCP, PPP, unnumbered, SLAAC): its subnets are not all in the text. */
  readonly dynamic?: boolean;
  /** Families for which subnets may come from elsewhere (DHCP, router advertisements) though `dynamic` may be unset; absent: as `dynamic` says. */
  readonly dynamicFamilies?: readonly Family[];
  /** The interface whose IPv4 address it has as well (`ip unnumbered loopback0`), where nothing else comes from elsewhere. */
  readonly borrows?: string;
  /** Any next hop can be behind it: point-to-point, tunnel, /32 hosting. */
  readonly pointToPoint?: boolean;
  readonly natRole?: 'inside' | 'outside';
  readonly loopback?: boolean;
  /** Its platform keeps it for managing the device (fxp0 of Junos); names that say so need no word. */
  readonly management?: boolean;
  readonly ipv6Tunnel?: Ipv6Tunnel;
  /** Flows through it are inspected, and their answers let in past its filters (`ip inspect`). */
  readonly inspects?: boolean;
  /** What comes in must have a source that a route leads back to (`ip verify unicast`); fact `source-checks`. */
  readonly checksSource?: boolean;
  /** TCP segments through it are kept small (`ip tcp adjust-mss`). */
  readonly clampsMss?: boolean;
  /** To how many octets of data, of TCP in IPv4, where that is told (fact `tunnels`). */
  readonly segmentLimit?: Located<number>;
  /** Fact `tunnels`. */
  readonly encapsulation?: Encapsulation;
  /** Greatest IP packet that is sent unfragmented, in octets, as far as the text says; a span is where. */
  readonly ipMtu?: InForce<number>;
  /** Greatest IP packet that the link itself takes, in octets, where its own MTU is written (not one of IP alone). */
  readonly linkMtu?: Located<number>;
  readonly switchport?: Switchport;
  readonly lag?: LagMember;
  /** Of an aggregation: it is down while fewer of its members are up. Absent too where not all members are told by their own blocks. */
  readonly minLinks?: Located<number>;
  /** `1000`, `auto`, ... as written. */
  readonly speed?: Located<string>;
  readonly duplex?: Located<string>;
  /** kbit/s, as said for metrics (`bandwidth`). */
  readonly bandwidth?: Located<number>;
  readonly span: Span;
  readonly closed: boolean;
}

/** Those of the global table under the empty name. */
export function interfacesByVrf(interfaces: readonly Interface[]): ReadonlyMap<string, readonly Interface[]> {
  const all = new Map<string, Interface[]>();
  for (const one of interfaces) {
    const list = all.get(one.vrf ?? '');
    if (list) list.push(one);
    else all.set(one.vrf ?? '', [one]);
  }
  return all;
}
