import type { Located, Span } from '../text/span.ts';
import type { Family } from './address.ts';
import type { Written } from './bgp.ts';

/** What one server of TLS says of itself: an nginx `server`, a coturn file, an HAProxy `bind`. */
export interface TlsServer {
  /** As people say it: `server www.example.net`. */
  readonly name: string;
  /** Where to point at when nothing is written. */
  readonly span: Span;
  /** Versions that are switched on, as they are written (`TLSv1.2`); absent: not said here or anywhere above. */
  readonly versions?: { readonly listed: readonly Located<string>[]; readonly span: Span };
  /** Versions that are switched off one by one (`no-tlsv1_1`), in the form of `listed`. */
  readonly without?: readonly Located<string>[];
  /** Paths as written, in order. */
  readonly certificates: readonly Located<string>[];
  /** No unknown statement about it. */
  readonly closed: boolean;
}

/** Addresses from `first` to `last`, both inside. */
export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly span: Span;
}

/** A TURN server (RFC 8656) as its file sets it up. */
export interface TurnServer {
  /** The first statement: where to point at when something is missing. */
  readonly span: Span;
  /** Ports of relayed transport addresses; absent: the server's own default of 49152 to 65535. */
  readonly minPort?: Located<number>;
  readonly maxPort?: Located<number>;
  readonly listeningPort?: Located<number>;
  readonly tlsListeningPort?: Located<number>;
  /** Listening and relay addresses. */
  readonly addresses: readonly Located<string>[];
  readonly externalAddresses: readonly Located<string>[];
  /** Long-term credentials or a shared secret are asked for. */
  readonly credentials?: Written;
  /** Nobody is asked for any. */
  readonly open?: Written;
  /** A secret or realm of the sample file; the value is never kept. */
  readonly sampleValues: readonly Located<string>[];
  readonly denied: readonly AddressRange[];
  readonly allowed: readonly AddressRange[];
  readonly loopbackPeers?: Written;
  /** Relays for TCP only, or for nobody. */
  readonly withoutUdpRelay?: Written;
  readonly quota?: Written;
  /** No unknown statement. */
  readonly closed: boolean;
}
