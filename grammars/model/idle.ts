import type { Located, Span } from '../text/span.ts';

/** When a server of HTTP ends a connection on which its client asks nothing more. */
export interface IdleEnd {
  readonly seconds: Located<number>;
  /** What a number of seconds is written with there. */
  readonly unit: '' | 's';
  /** The program's own name for it: `keepalive_timeout`. */
  readonly label: string;
}

/** How long a load balancer of HTTP keeps a connection to one of its servers for the next request. */
export interface IdleKept {
  /** The balancer. */
  readonly name: string;
  readonly seconds: number;
  /** Where that is said, else the balancer's name: it has its platform's default. */
  readonly span: Span;
}
