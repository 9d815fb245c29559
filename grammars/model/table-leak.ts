import type { Located, Span } from '../text/span.ts';

/** Routes in use of one VRF, of whatever protocol, are put into the table of another one (EOS, `leak routes`). */
export interface TableLeak {
  /** Empty: the global table. */
  readonly from: Located<string>;
  /** Empty: the global table. */
  readonly into: string;
  /** What comes in. */
  readonly policy: Located<string>;
  readonly span: Span;
}
