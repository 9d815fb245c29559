import type { Located } from '../text/span.ts';

/** What the failure of one zone (one data centre) of a cloud takes away, where the text says so in as many words. */
export interface SingleZone {
  /**
   * `database` has no standby elsewhere; `objects` are kept in one version; `storage` has all its copies in one data centre; `machines` are all
   * in one zone; `way-out` leads subnets of other zones through a NAT gateway in this one.
   */
  readonly kind: 'database' | 'objects' | 'storage' | 'machines' | 'way-out';
  /** As the text refers to it. */
  readonly of: string;
  /** What says so: `multi_az = false`, the reference to the gateway. */
  readonly written: Located<string>;
  /** What stands there where it is kept in several; absent: other lines are needed. */
  readonly better?: string;
}
