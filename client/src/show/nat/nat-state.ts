/** A set of addresses or ports that translations are made from. */
export interface NatPool {
  readonly name: string;
  readonly total: number;
  readonly used: number;
  /** How often none was left. */
  readonly misses?: number;
  /** A port is given out again for another destination: that all are in use does not end it. */
  readonly reused?: true;
}

/** Timers of idle flows, as the model of a configuration calls them. */
export type FlowTimeout = 'udp' | 'udp-stream' | 'tcp-established';

/** What a device says of itself in a few lines; absent: not told. */
export interface NatFigures {
  /** Translations, or sessions, now. */
  readonly active?: number;
  readonly peak?: number;
  /** How many there may be. */
  readonly most?: number;
  /** Refused since the counters were cleared: the limit was reached, or a pool was empty. */
  readonly failed?: number;
  readonly pools?: readonly NatPool[];
  /** Seconds, as the device is set; 0 and `never` are left out. */
  readonly timeouts?: Readonly<Partial<Record<FlowTimeout, number>>>;
}

/** What a device says of its address translation; absent: not told. */
export interface NatState extends NatFigures {
  readonly pools: readonly NatPool[];
  readonly timeouts: Readonly<Partial<Record<FlowTimeout, number>>>;
  /** How long idle translations of a protocol live, in seconds: as it is set, else the longest seen among those that are not ending. */
  readonly lifetimes: { readonly udp?: number; readonly tcp?: number };
  /** Translations seen one by one, by protocol. */
  readonly seen: Readonly<Record<string, number>>;
  /** Who has most of them, and how many; of at least two hosts. */
  readonly top?: { readonly host: string; readonly count: number };
}
