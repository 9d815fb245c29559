import type { Located, Span } from '../text/span.ts';

export interface Zone {
  readonly name: Located<string>;
  /** Names of interfaces in it. */
  readonly interfaces: readonly string[];
}

/** Policies from one zone to another. */
export interface ZoneWay {
  readonly from: string;
  readonly to: string;
  /** One of them lets something pass. */
  readonly permits: boolean;
  readonly span: Span;
}

/** Zones of a firewall that lets nothing from one to another unless a policy says so. */
export interface Zones {
  readonly zones: readonly Zone[];
  readonly ways: readonly ZoneWay[];
  /** Something may pass between any two of them: policies for all zones, another default. */
  readonly anyWay: boolean;
  /** No unknown statement about zones or policies. */
  readonly closed: boolean;
}
