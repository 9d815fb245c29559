import type { Located, Span } from '../text/span.ts';
import type { Written } from './bgp.ts';

/** What a file of Redis or Valkey, or of their Sentinel, says of the process. */
export interface RedisServer {
  /** Where to point at when nothing is written. */
  readonly span: Span;
  /** Absent: 6379, of a Sentinel 26379. */
  readonly port?: Located<number>;
  /** As written, without the sign of optional ones; none: every address. */
  readonly addresses: readonly Located<string>[];
  /** Everybody is asked for a password; its value is never kept. */
  readonly password?: Written;
  /** Users are set up, here or in a file of their own. */
  readonly users?: Written;
  readonly cluster?: Written;
  readonly replicaOf?: { readonly host: Located<string>; readonly port: number; readonly span: Span };
  /** The masters that a Sentinel watches. */
  readonly monitors: readonly SentinelMonitor[];
  /** No unknown statement, and no file put in. */
  readonly closed: boolean;
}

export interface SentinelMonitor {
  readonly name: Located<string>;
  readonly host: Located<string>;
  readonly port: number;
  /** So many Sentinels must agree that the master is down. */
  readonly quorum: Located<number>;
  /** Milliseconds without an answer. */
  readonly downAfter?: Located<number>;
  /** It tells the master a password. */
  readonly password?: Written;
  /** Other Sentinels that this one has met and written down. */
  readonly known: number;
  readonly span: Span;
}
