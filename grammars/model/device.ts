import type { Bilingual } from '../outline.ts';
import type { Located, Span } from '../text/span.ts';
import type { Family } from './address.ts';
import type { BgpProcess } from './bgp.ts';
import type { Certificate } from './certificate.ts';
import type { CloudText } from './cloud.ts';
import type { Dns } from './dns.ts';
import type { FhrpGroup } from './fhrp.ts';
import type { Binding, Filter, MatchProblem } from './filter.ts';
import type { FloodGuards } from './flood.ts';
import type { IdleEnd, IdleKept } from './idle.ts';
import type { IsisProcess, OspfProcess } from './igp.ts';
import type { FolderText, Includes } from './include.ts';
import type { Interface } from './interface.ts';
import type { Ipsec } from './ipsec.ts';
import type { Keepalive } from './keepalive.ts';
import type { Monitoring } from './monitoring.ts';
import type { MultiChassis } from './multi-chassis.ts';
import type { Nat } from './nat.ts';
import type { HealthCheck, Pool } from './pool.ts';
import type { RedisServer } from './redis.ts';
import type { References } from './reference.ts';
import type { RouteChoice } from './route-choice.ts';
import type {
  AsPathList,
  CommunityList,
  Origination,
  PrefixList,
  Redistribution,
  RoutePolicy,
  RouteValidation,
  StaticRoute,
} from './routing.ts';
import type {
  Capacity,
  OpenAccess,
  ReadableSecret,
  ShellAccess,
  SnmpCommunity,
  TlsProblem,
  TlsServer,
  TurnServer,
} from './services.ts';
import type { SingleZone } from './single-zone.ts';
import type { TableLeak } from './table-leak.ts';
import type { VrfTargets } from './vrf-targets.ts';
import type { Zones } from './zones.ts';

/**
 * A mask or wildcard as it was written, for rules about the notation itself. `length`: `10.0.0.0/8`, where `mask` holds the bits that
 * the length leaves free and its span the length.
 */
export interface WrittenMask {
  readonly slot: 'wildcard' | 'netmask' | 'length';
  /** Absent: IPv4. */
  readonly family?: Family;
  readonly address: Located<bigint>;
  readonly mask: Located<bigint>;
  /** The platform takes no bits beyond the length here. */
  readonly refused?: boolean;
}

/** Two entries of one list that claim the same ordering key, or a key out of range. */
export interface SequenceKey {
  readonly scope: string;
  readonly key: Located<number>;
  readonly span: Span;
  /** Keys that the platform accepts. */
  readonly allowed: { readonly first: number; readonly last: number };
  /** What a second entry with the same key does. */
  readonly onDuplicate: 'replaces' | 'refused' | 'ignored';
}

/** A name server that the device asks for itself. */
export interface Resolver {
  readonly family: Family;
  readonly address: bigint;
  readonly span: Span;
}

export interface Sysctl {
  readonly key: Located<string>;
  readonly value: Located<string>;
  readonly span: Span;
}

/** A breach of a published schema (cloud-init, netplan), with the repair where one is certain. */
export interface SchemaProblem {
  readonly span: Span;
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly text: Bilingual;
  readonly repair?: {
    readonly title: Bilingual;
    readonly safe: boolean;
    readonly edits: readonly { span: Span; newText: string }[];
  };
}

/** A piece of embedded text's range and where it stands in the host; not `linear`: the whole piece stands for the whole host span. */
export interface EmbeddedSegment {
  readonly start: number;
  readonly end: number;
  readonly host: Span;
  readonly linear: boolean;
}

/** A line of an embedded text that stands for lines of the host (a rule that a command makes): both go, and are moved, together. */
export interface EmbeddedLine {
  /** Of the embedded line, with its line end. */
  readonly start: number;
  readonly end: number;
  /** Whole lines of the host, with line end. */
  readonly host: Span;
  readonly text: string;
  /** What a new embedded line before or after it is written behind in the host; absent: none can be put there. */
  readonly head?: string;
}

/** A service that another file of the same host opens to the network: `listen 443 ssl;`. */
export interface Listener {
  readonly protocol: 6 | 17;
  readonly port: number;
  readonly family: Family;
  /** Who listens, and where that is said: `nginx (/etc/nginx/conf.d/web.conf)`. */
  readonly by: string;
}

/** A file or command list inside a file, reviewed as a document of its own (user-data that writes an iptables-save file). */
export interface Embedded {
  readonly text: string;
  /** Forced dialect; absent: detect. */
  readonly dialect?: string;
  /** Its path on the host it will be written to, for detection and messages. */
  readonly path?: string;
  readonly segments: readonly EmbeddedSegment[];
  /** Lines that a device gets beside those it has: what is missing or not used in them is not asked. */
  readonly part?: true;
  /** In text order. */
  readonly lines?: readonly EmbeddedLine[];
  /** What other files of the same host listen on. */
  readonly listeners?: readonly Listener[];
  /** What each line starts with in the host text, after a line end in an edit. */
  readonly indent: string;
}

/** Vendor-neutral facts with their places. Absent is undefined; an explicit default is a value. */
export interface Device {
  readonly hostname?: Located<string>;
  readonly version?: Located<string>;
  readonly interfaces: readonly Interface[];
  readonly filters: readonly Filter[];
  readonly bindings: readonly Binding[];
  /** Conditions of filter rules that cannot mean what they say. */
  readonly matchProblems: readonly MatchProblem[];
  readonly nat?: Nat;
  readonly zones?: Zones;
  readonly routes: readonly StaticRoute[];
  /** In the order in which they are asked; absent: not told, others may be learned. */
  readonly resolvers?: readonly Resolver[];
  readonly bgp: readonly BgpProcess[];
  readonly ospf: readonly OspfProcess[];
  readonly isis: readonly IsisProcess[];
  readonly fhrp: readonly FhrpGroup[];
  /** Absent: it is not one of two, or that is not read. */
  readonly multiChassis?: MultiChassis;
  readonly prefixLists: readonly PrefixList[];
  readonly policies: readonly RoutePolicy[];
  readonly asPathLists: readonly AsPathList[];
  readonly communityLists: readonly CommunityList[];
  readonly redistributions: readonly Redistribution[];
  readonly originations: readonly Origination[];
  /** Absent: this dialect does not tell. */
  readonly vrfTargets?: readonly VrfTargets[];
  /** Absent: none. */
  readonly tableLeaks?: readonly TableLeak[];
  readonly validation?: RouteValidation;
  /** How it chooses among routes; absent: not known. */
  readonly routeChoice?: RouteChoice;
  /** Administrative distance of routes from external BGP neighbours, where `routeChoice` is absent and the text changes it nowhere. */
  readonly externalBgpDistance?: number;
  readonly references: References;
  /** Absent: files of its language do not include each other. */
  readonly includes?: Includes;
  /** Files of one folder that say the same here are read by one host, in the order of their names: `netplan`. */
  readonly readTogether?: string;
  /** Absent: it is no file of a folder that is one text. */
  readonly folderText?: FolderText;
  readonly masks: readonly WrittenMask[];
  readonly sequenceKeys: readonly SequenceKey[];
  readonly sysctls: readonly Sysctl[];
  readonly schemaProblems: readonly SchemaProblem[];
  readonly embedded: readonly Embedded[];
  /** Servers of TLS; absent: the dialect has none. */
  readonly tls?: readonly TlsServer[];
  /** Of a file of certificates, in text order. */
  readonly certificates?: readonly Certificate[];
  readonly tlsProblems?: readonly TlsProblem[];
  readonly turn?: TurnServer;
  /** Absent: none is known. */
  readonly pools?: readonly Pool[];
  readonly healthChecks?: readonly HealthCheck[];
  readonly openAccess?: readonly OpenAccess[];
  /** Absent: none is known. */
  readonly shellAccess?: readonly ShellAccess[];
  /** Absent: none is known. */
  readonly snmpCommunities?: readonly SnmpCommunity[];
  /** Where the platform could keep a hash in their place; absent: not told. */
  readonly readableSecrets?: readonly ReadableSecret[];
  readonly capacity?: Capacity;
  /** Absent: none is written. */
  readonly floodGuards?: FloodGuards;
  readonly keepalives?: readonly Keepalive[];
  /** Of a server of HTTP; absent: none is written. */
  readonly idleEnds?: readonly IdleEnd[];
  /** Of load balancers in the text; absent: none is known. */
  readonly idleKept?: readonly IdleKept[];
  readonly redis?: RedisServer;
  /** Of a cloud; absent: nothing says so. */
  readonly singleZones?: readonly SingleZone[];
  /** Of a monitoring server. */
  readonly monitoring?: Monitoring;
  /** Records of DNS; absent: none are written. */
  readonly dns?: Dns;
  readonly ipsec?: Ipsec;
  /** Networks of a cloud and what is in them; absent: none is declared. */
  readonly cloud?: CloudText;
  /** What else the host that this is for listens on; absent: not known. */
  readonly listeners?: readonly Listener[];
  /** Routing protocols that it runs, by the platform's keywords (`ospf`, `eigrp`); absent: not told. */
  readonly routingProtocols?: readonly string[];
  /** Whether routing protocols run that may provide routes this text does not show. */
  readonly dynamicRouting: boolean;
  /** A part of a configuration (one ACL, an include): "missing" and "unused" are not asked. */
  readonly fragment: boolean;
}

export const emptyDevice: Device = {
  interfaces: [],
  filters: [],
  bindings: [],
  matchProblems: [],
  routes: [],
  bgp: [],
  ospf: [],
  isis: [],
  fhrp: [],
  prefixLists: [],
  policies: [],
  asPathLists: [],
  communityLists: [],
  redistributions: [],
  originations: [],
  references: { definitions: [], uses: [] },
  masks: [],
  sequenceKeys: [],
  sysctls: [],
  schemaProblems: [],
  embedded: [],
  dynamicRouting: false,
  fragment: false,
};
