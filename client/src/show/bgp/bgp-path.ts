/** One path to a prefix as a device tells it; absent: not told. */
export interface BgpPath {
  /** As the device writes it. */
  readonly prefix: string;
  readonly nextHop: string;
  /** The next hop has a route. */
  readonly reachable?: boolean;
  /** AS numbers from the neighbour's to the origin's; a set is one entry, as it counts (RFC 4271 9.1.2.2). Empty: this AS. */
  readonly asPath: readonly string[];
  readonly origin?: 'igp' | 'egp' | 'incomplete';
  readonly localPreference?: number;
  readonly med?: number;
  readonly weight?: number;
  readonly source?: 'external' | 'internal' | 'local';
  /** Metric of the way to the next hop. */
  readonly metric?: number;
  readonly best: boolean;
  readonly validation?: 'valid' | 'invalid' | 'not-found';
  /** What the device itself says of why it is the best, or is not. */
  readonly reason?: string;
}

/** AS numbers of a path as it is written: `65001 65002 {65003,65004}`, `(65100)`, `AS65001i`, `I`. */
export function asNumbersOf(text: string): readonly string[] {
  return (text.match(/\{[^}]{0,200}\}|\b\d+(?:\.\d+)?\b/g) ?? []).map((word) => word.replaceAll(/\s/g, ''));
}

export function originOf(text: string | undefined): BgpPath['origin'] {
  const word = text?.toLowerCase();
  if (word === 'igp' || word === 'i') return 'igp';
  if (word === 'egp' || word === 'e') return 'egp';
  return word === 'incomplete' || word === '?' ? 'incomplete' : undefined;
}
