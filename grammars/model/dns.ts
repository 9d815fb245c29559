import type { Located, Span } from '../text/span.ts';
import type { Prefix } from './address.ts';

/** What resolvers are told of names, and for how long they keep it. */
export interface Dns {
  /** In text order; records whose TTL is not told, or is no number here, are not among them. */
  readonly ttls: readonly RecordTtl[];
  readonly zones: readonly DnsZone[];
}

/** A TTL where it is written. One that records have by default stands here once. */
export interface RecordTtl {
  /** Whose it is: `www.example.net. A`, `$TTL`. */
  readonly of: string;
  readonly seconds: Located<number>;
  /** A number put at the span of `seconds` is the TTL then. */
  readonly replaceable: boolean;
  /** All that has it proves to a certificate authority that the name is one's own: read once, minutes later (RFC 8555 8.4). */
  readonly acme: boolean;
  /** What says that the answer changes as soon as a server is dead, as written: `failover_routing_policy`. */
  readonly failover?: Located<string>;
}

/** A zone whose SOA is in the text. */
export interface DnsZone {
  readonly name: Located<string>;
  /** How long resolvers remember that a name is not there: the lower one of MINIMUM and the TTL of the SOA (RFC 2308 5). Seconds. */
  readonly negative: Located<number>;
  /** As the zone's own records name them, each once. */
  readonly nameServers: readonly NameServer[];
  /** Of its own host or of a program (RFC 6303, response policies): nobody else asks for it. */
  readonly local: boolean;
  /** There are no other records: nothing was unknown or included. */
  readonly closed: boolean;
}

export interface NameServer {
  readonly name: Located<string>;
  /** Those that the text tells; empty: it tells none. */
  readonly addresses: readonly (Pick<Prefix, 'family' | 'address'> & { readonly span: Span })[];
}
