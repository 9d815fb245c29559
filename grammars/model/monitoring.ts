import type { Located, Span } from '../text/span.ts';

/** What a monitoring server asks, as its own file tells it. */
export interface Monitoring {
  /** Hosts as they are written, without scheme, port and path, in lower case: `core-1.example.net`, `192.0.2.1`. */
  readonly targets: readonly Located<string>[];
  /** There may be others, which another system tells (service discovery, other files, a template). */
  readonly open: boolean;
  /** How often it asks, wherever that is written. Seconds. */
  readonly intervals: readonly Located<number>[];
  /** What lists them: a finding on what is not there stands here. */
  readonly list: Span;
}
