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
  readonly versions?: {
    readonly listed: readonly Located<string>[];
    readonly span: Span;
    /** What a list of several must stand in, where what is written does not. */
    readonly quote?: '"';
  };
  /** Versions that are switched off one by one (`no-tlsv1_1`), in the form of `listed`. */
  readonly without?: readonly Located<string>[];
  /** The oldest and the newest version, where a range is said instead of a list. */
  readonly lowest?: VersionBound;
  readonly highest?: VersionBound;
  /** Groups of the key exchange, in order of preference; absent: not said here or anywhere above. */
  readonly groups?: { readonly listed: readonly Located<string>[]; readonly span: Span };
  /** Clients must show a certificate: they are one's own. */
  readonly clientsVerified?: Written;
  /** Answers of OCSP are to be stapled, or surely are not. */
  readonly stapling?: Written & { readonly on: boolean };
  /** Names it serves, as they are written: hosts, patterns. */
  readonly hosts?: readonly Located<string>[];
  /** Intermediates come from elsewhere. */
  readonly chainElsewhere?: Written;
  /** Paths as written, in order. */
  readonly certificates: readonly Located<string>[];
  /** No unknown statement about it. */
  readonly closed: boolean;
}

export interface VersionBound extends Located<string> {
  /** What is written in its place for TLS 1.2. */
  readonly written12: string;
}

/** A setting of TLS that has no effect, or that the platform refuses. */
export interface TlsProblem {
  readonly kind: /** A certificate on a socket that does not speak TLS. */
    | 'certificate-without-tls'
    /** A socket for TLS that has no certificate. */
    | 'tls-without-certificate'
    /** Settings in a section that nothing leads to. */
    | 'section-not-used'
    /** Certificates of a server in a file that configures none. */
    | 'no-server-here'
    /** A version that the library does not have. */
    | 'unknown-version';
  readonly span: Span;
  /** What it is about: a socket, a section, a version. */
  readonly name: string;
}

/** A way to command a service over the network that asks nobody for a password. */
export interface OpenAccess {
  readonly service: 'redis' | 'haproxy-socket' | 'haproxy-page';
  /** What says so. */
  readonly span: Span;
  /** Where it listens: on every address, or on the widest of those it names. */
  readonly reach: 'anywhere' | 'public' | 'private';
  readonly address: Located<string>;
}

/** A way to a device's command line that is less than SSH with a password. */
export interface ShellAccess {
  /** `anyone`: a service that asks for a password, but no list says who may try, at an interface that faces the outside. */
  readonly kind: 'telnet' | 'no-login' | 'anyone';
  /** What says so. */
  readonly span: Span;
  /** A list or the addresses in the statement say who may come. */
  readonly restricted: boolean;
  /** Of `anyone`: the service as people call it, and where. */
  readonly open?: { readonly service: 'SSH' | 'HTTPS'; readonly port: string };
}

/** A community of SNMPv1 and v2c: a password for whoever asks, sent in the clear. One that the text holds encrypted is left out. */
export interface SnmpCommunity {
  readonly name: Located<string>;
  readonly access: 'read' | 'write';
  /** A list, or the hosts that are named with it, say who may ask. */
  readonly restricted: boolean;
  /** The statements that set it; never none. */
  readonly spans: readonly Span[];
  /** The platform has it from the start: without the statements it is there again. */
  readonly stays?: true;
}

/** How much one server takes on, as its own file says. */
export interface Capacity {
  /** Of the whole process, or of each worker; with what it costs in files: 2 where each is passed on to another server. */
  readonly connections?: Located<number>;
  readonly filesEach: 1 | 2;
  /** Open files that it is given. */
  readonly files?: Located<number>;
  /** Connections that wait to be accepted, for each socket that says a number. */
  readonly backlogs: readonly Located<number>[];
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
  /** No client may use TLS. */
  readonly withoutTls?: Written;
  /** Files for TLS, each where it is named; absent: a default name, which may not be there. */
  readonly certificate?: Written;
  readonly key?: Written;
  /** It listens on these besides `listeningPort` and `tlsListeningPort`. */
  readonly otherPorts: readonly number[];
  /** Something in front of it ends connections of clients. */
  readonly proxied?: Written;
  readonly quota?: Written;
  /** No unknown statement. */
  readonly closed: boolean;
}
