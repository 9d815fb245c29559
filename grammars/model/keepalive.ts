import type { Located, Span } from '../text/span.ts';

/** When a TCP connection without traffic is probed for the first time. */
export interface Keepalive {
  /** Its value, and where that is written, with its unit. */
  readonly seconds: Located<number>;
  /** What a number of seconds is written with there. */
  readonly unit: '' | 's';
  /** The platform's own name for it: `net.ipv4.tcp_keepalive_time`, `so_keepalive`. */
  readonly label: string;
  /** Whose connections: all of the host that ask for it, or one service's, to those who connect to it or to whom it connects. */
  readonly of: 'host' | 'clients' | 'servers';
  /** The statement. */
  readonly span: Span;
}
