/** A set of addresses or ports that translations are made from. */
export interface NatPool {
  readonly name: string;
  readonly total: number;
  readonly used: number;
  /** How often none was left. */
  readonly misses?: number;
}

/** What a device says of its address translation; absent: not told. */
export interface NatState {
  /** Translations, or sessions, now. */
  readonly active?: number;
  readonly peak?: number;
  /** How many there may be. */
  readonly most?: number;
  /** Refused since the counters were cleared: the limit was reached, or a pool was empty. */
  readonly failed?: number;
  readonly pools: readonly NatPool[];
  /** Longest lifetime seen among translations of a protocol that are not ending, in seconds. */
  readonly lifetimes: { readonly udp?: number; readonly tcp?: number };
  /** Translations seen one by one, by protocol. */
  readonly seen: Readonly<Record<string, number>>;
  /** Who has most of them, and how many; of at least two hosts. */
  readonly top?: { readonly host: string; readonly count: number };
}
