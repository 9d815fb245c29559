import type { Located, Span } from '../text/span.ts';
import type { Written } from './bgp.ts';

/** Servers that stand in for each other: an nginx `upstream`, an HAProxy `backend`. */
export interface Pool {
  readonly name: Located<string>;
  readonly span: Span;
  /** How a member is picked, as written: `leastconn`, `ip_hash`; absent: not said. */
  readonly method?: Located<string>;
  readonly members: readonly PoolMember[];
  /** Dead members are told by checks only; how one is asked for. Absent: by requests that fail. */
  readonly addCheck?: string;
  /** The platform refuses standbys beside this method. */
  readonly refusesStandby?: Located<string>;
  /** No unknown statement, and nothing that adds members from elsewhere. */
  readonly closed: boolean;
}

export interface PoolMember {
  /** As written, with its port: `10.0.0.5:8080`. */
  readonly address: Located<string>;
  readonly span: Span;
  /** Takes over when all others are dead. */
  readonly standby?: Written;
  /** Takes no requests. */
  readonly off?: Written;
  /** Whether a dead one is found out; absent: not known. */
  readonly watched?: boolean;
  /** What says that a dead one is never found out: `max_fails=0`. */
  readonly unwatched?: Written;
  /** All else that is said of it: one server may stand in a pool twice, in two ways. */
  readonly settings: string;
  /** A name or template that may stand for several addresses. */
  readonly many: boolean;
}

/** How a dead server is found out. Seconds. */
export interface HealthCheck {
  /** Who asks: `backend app`. */
  readonly of: string;
  readonly interval: Located<number>;
  /** What is written for 15 s in its place: `15s`, `15`. */
  readonly written15: string;
  /** Failures in a row until it counts as dead. */
  readonly failures: number;
  /** Seconds where no interval is written: one as long is no worse than none. Absent: short enough. */
  readonly usual?: number;
  /** Between failures, where that is said otherwise. */
  readonly retryInterval?: number;
}
