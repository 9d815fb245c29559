/** One rule of a list as a device shows it, with how many packets met it. */
export interface CountedRule {
  readonly list: string;
  /** Where chains of one name may be in several: `inet f`, `ip filter`. */
  readonly table?: string;
  /** Sequence number, or the name of a counter; absent: the platform has none. */
  readonly key?: string;
  /** Among the rules of its list, from 1. */
  readonly place: number;
  readonly action?: 'permit' | 'deny';
  /** As the device writes it, without counters. */
  readonly text: string;
  /** Packets since the counters were cleared. Absent: not counted, which is not the same as none. */
  readonly hits?: number;
}
