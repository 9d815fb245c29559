/** One rule of a list as a device shows it, with how many packets met it. */
export interface CountedRule {
  readonly list: string;
  /** Another name that the list answers to. */
  readonly alias?: string;
  /** Where chains of one name may be in several: `inet f`, `ip filter`. */
  readonly table?: string;
  /** Sequence number, or the name of a counter or a policy; absent: the platform has none. */
  readonly key?: string;
  /** Among the rules of its list, from 1; 0: the device shows them in no order. */
  readonly place: number;
  readonly action?: 'permit' | 'deny';
  /** As the device writes it, without counters. */
  readonly text: string;
  /** Since the counters were cleared. Absent: not counted, which is not the same as none. */
  readonly hits?: number;
  /** What is counted; absent: packets. */
  readonly unit?: 'session';
  /** Seconds since the last one; absent: not told. */
  readonly last?: number;
  /** Seconds that it has been counted for, at least; absent: not told. */
  readonly since?: number;
  /** Seconds that it may have been counted for, at most: the device is up for no longer. */
  readonly within?: number;
}
