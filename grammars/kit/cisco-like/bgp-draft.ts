import type { BgpDistances, BgpProcess, BgpTimers, Written } from '../../model/bgp.ts';
import type { ValidationCache } from '../../model/routing.ts';
import type { Located, Span } from '../../text/span.ts';
import type { MorePaths, PolicySettings, SessionSettings } from './bgp-settings.ts';

/** The family under which a party holds what is said of all its families. */
export const EVERY_FAMILY = '*';

/** A neighbour, a peer group, a listen range or a template as far as it is written. */
export interface Party {
  readonly name: Located<string>;
  kind: 'neighbour' | 'group' | 'range';
  readonly session: SessionSettings;
  readonly families: Map<string, PolicySettings>;
  group?: Located<string>;
  /** Families in which the group was given. */
  readonly groupFamilies: Set<string>;
  /** Named by an interface: `neighbor swp1 interface`. */
  interface?: boolean;
  sessionTemplate?: string;
  readonly policyTemplates: Map<string, string[]>;
  readonly spans: Span[];
  /** Its `remote-as` or `peer-group` was seen. */
  defined: boolean;
  closed: boolean;
}

export interface Template {
  readonly session: SessionSettings;
  readonly policy: PolicySettings;
  readonly inherits: string[];
  closed: boolean;
}

/** What a process says of itself; its platform reads it. */
export type ProcessFacts = Pick<
  BgpProcess,
  | 'checksTtl'
  | 'defaultHold'
  | 'announcesKnownOnly'
  | 'maxAsPath'
  | 'deterministicMed'
  | 'alwaysCompareMed'
  | 'confederation'
  | 'routerId'
  | 'clusterId'
  | 'defaultLocalPreference'
  | 'multipath'
  | 'damping'
>;

/** One `router bgp`, by VRF; the empty VRF is the global table. */
export interface BgpDraft {
  readonly asn: Located<number> | undefined;
  readonly span: Span;
  readonly parties: Map<string, Map<string, Party>>;
  readonly templates: Map<string, Template>;
  readonly templateNames: { readonly name: Located<string>; readonly span: Span }[];
  readonly timers: Map<string, BgpTimers>;
  /** By VRF and family. */
  readonly morePaths: Map<string, MorePaths>;
  /** By VRF. */
  readonly distances: Map<string, readonly BgpDistances[]>;
  confederation: Set<number>;
  defaultIpv4: boolean;
  /** What an external neighbour without policy does, as far as the process itself says. */
  withoutPolicy: BgpProcess['withoutPolicy'];
  facts: ProcessFacts;
  /** What a VRF says for itself. */
  readonly vrfFacts: Map<string, ProcessFacts>;
  confederates?: Written;
  /** Servers of origin validation. */
  readonly caches: { readonly name: ValidationCache; readonly span: Span }[];
  /** Routes that validation found Invalid are used all the same. */
  keepsInvalid: boolean;
  closed: boolean;
}
