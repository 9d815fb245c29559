import type { Located, Span } from '../text/span.ts';
import type { Family, Prefix } from './address.ts';
import type { InterfacePatterns } from './route-choice.ts';

/** A value in force: where it was written, or, without a span, the default that the platform is known to have. */
export interface InForce<T> {
  readonly value: T;
  readonly span?: Span;
}

export type OspfNetworkType =
  | 'broadcast'
  | 'point-to-point'
  | 'non-broadcast'
  | 'point-to-multipoint'
  | 'point-to-multipoint-non-broadcast';

/** How packets prove where they come from (RFC 2328 appendix D; IS-IS: RFC 5304); keys are never kept. */
export type IgpAuthentication = 'none' | 'clear-text' | 'cryptographic';

/** An interface of an OSPF process, with everything that it inherits. */
export interface OspfInterface {
  /** As in `Device.interfaces` where it is there. */
  readonly interface: string;
  /** 32 bits: area 0.0.0.1 is 1. */
  readonly area: Located<number>;
  /** What is announced of it: OSPF version 2 IPv4, version 3 IPv6 unless it runs for another family. */
  readonly families: readonly Family[];
  /** As written; absent: of its bandwidth and the process's reference bandwidth. */
  readonly cost?: Located<number>;
  /** Announced, and no adjacency comes up. Absent: not known. */
  readonly passive?: InForce<boolean>;
  /** Absent: not known (depends on the kind of link). */
  readonly networkType?: InForce<OspfNetworkType>;
  /** Seconds. */
  readonly hello?: InForce<number>;
  /** Seconds. */
  readonly dead?: InForce<number>;
  readonly authentication?: InForce<IgpAuthentication>;
  /** Database descriptions with another MTU are taken. */
  readonly mtuIgnored?: boolean;
  readonly priority?: Located<number>;
  readonly bfd?: boolean;
  /** What puts it in its area. */
  readonly span: Span;
  /** Nothing unknown about it: its own block, its area, its process. */
  readonly closed: boolean;
}

export type PatternedOspfInterface = Omit<OspfInterface, 'interface'> & { readonly patterns: InterfacePatterns };

export interface OspfArea {
  readonly id: Located<number>;
  readonly type: 'normal' | 'stub' | 'nssa';
  /** Totally stubby: no routes of other areas but a default. */
  readonly noSummary?: boolean;
  /** Cost of the default route that is announced into it. */
  readonly defaultCost?: number;
  /** A default route is announced into an NSSA. */
  readonly defaultOriginate?: boolean;
  /** Routes of this area are announced to others as these. */
  readonly ranges: readonly AreaRange[];
  readonly span: Span;
}

export interface AreaRange {
  readonly prefix: Prefix;
  /** Announced, or hidden. */
  readonly advertised: boolean;
  readonly cost?: number;
  readonly span: Span;
}

/** What one process takes from another protocol: `redistribute static metric 20 metric-type 1 route-map X`. */
export interface IgpRedistribution {
  /** `connected`, `static`, `bgp`, `ospf`, `isis`, ...; `*`: its policy chooses among the routes of all protocols (Junos). */
  readonly from: Located<string>;
  /** Which one, where it has a name or number. */
  readonly process?: string;
  readonly family?: Family;
  readonly policy?: Located<string>;
  readonly metric?: number;
  /** OSPF: of external routes. */
  readonly metricType?: 1 | 2;
  /** IS-IS: where they are announced. */
  readonly level?: IsisLevel;
  /** IOS: false takes networks of a class only. Absent: the platform takes all. */
  readonly subnets?: boolean;
  readonly span: Span;
}

export interface DefaultOriginate {
  /** Without a default route of its own as well. */
  readonly always: boolean;
  readonly policy?: Located<string>;
  readonly metric?: number;
  readonly metricType?: 1 | 2;
  readonly family?: Family;
  readonly span: Span;
}

export interface OspfProcess {
  readonly version: 2 | 3;
  /** Number or tag; absent where the platform has one without a name. */
  readonly name?: string;
  readonly vrf?: string;
  /** 32 bits, as written; absent: the platform chooses. */
  readonly routerId?: Located<bigint>;
  /** Mbit/s. */
  readonly referenceBandwidth?: InForce<number>;
  /** Those that have settings; the type of one that is not here is normal. */
  readonly areas: readonly OspfArea[];
  readonly interfaces: readonly OspfInterface[];
  /** Of a program whose host's interfaces other files tell: in each area, the first whose patterns fit an interface is its own. */
  readonly patterned?: readonly PatternedOspfInterface[];
  readonly redistributions: readonly IgpRedistribution[];
  readonly defaultOriginate?: DefaultOriginate;
  /** Statements that change which routes come of it in ways that are not followed: filters, summaries, virtual links, distances. */
  readonly unfollowed: readonly Span[];
  readonly shutdown?: boolean;
  readonly span: Span;
  readonly closed: boolean;
}

export type IsisLevel = 'level-1' | 'level-2' | 'level-1-2';

export interface IsisInterface {
  /** As in `Device.interfaces` where it is there. */
  readonly interface: string;
  readonly families: readonly Family[];
  /** With which routers it forms adjacencies; what the process does not do is not in it. */
  readonly level?: InForce<IsisLevel>;
  readonly passive?: InForce<boolean>;
  readonly networkType?: InForce<'broadcast' | 'point-to-point'>;
  /** By level where they differ. */
  readonly metric?: Located<number>;
  readonly metricLevel1?: Located<number>;
  readonly metricLevel2?: Located<number>;
  /** Of hello packets. */
  readonly authentication?: InForce<IgpAuthentication>;
  readonly bfd?: boolean;
  readonly span: Span;
  readonly closed: boolean;
}

export interface IsisProcess {
  readonly name?: string;
  readonly vrf?: string;
  /** Network entity titles: `49.0001.1720.1600.1001.00`. */
  readonly nets: readonly Located<string>[];
  readonly level?: InForce<IsisLevel>;
  readonly metricStyle?: InForce<'narrow' | 'wide' | 'transition'>;
  /** Of interfaces that name none; absent: not known (it depends on their bandwidth). */
  readonly defaultMetric?: number;
  /** Each level is told all networks of its interfaces, whatever their circuit's level, and level 2 nothing that is known of level 1 (FRR). */
  readonly levelsApart?: boolean;
  readonly interfaces: readonly IsisInterface[];
  readonly redistributions: readonly IgpRedistribution[];
  readonly defaultOriginate?: DefaultOriginate;
  /** Asks others not to send through it. */
  readonly overload?: Span;
  /** As in OspfProcess. */
  readonly unfollowed: readonly Span[];
  readonly span: Span;
  readonly closed: boolean;
}
