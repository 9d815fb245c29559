import type { ProbeId } from '../protocol.ts';
import { type Address, type Target, targetText } from './target.ts';

/** Where a list of texts is kept between sessions; the editor's global state. */
export interface KeptTexts {
  get(): readonly string[];
  set(texts: readonly string[]): Thenable<void>;
}

/**
 * "Always for this target": a yes that stands for one probe of one target at the very addresses the user has seen, so that
 * a name that leads elsewhere tomorrow is asked about again. Trust, allow-list and forbidden ranges hold regardless.
 */
export interface StandingConsents {
  holds(probe: ProbeId, target: Target, addresses: readonly Address[]): boolean;
  give(probe: ProbeId, target: Target, addresses: readonly Address[]): Thenable<void>;
  /** @returns how many there were. */
  withdrawAll(): Promise<number>;
}

export function standingConsents(kept: KeptTexts): StandingConsents {
  return {
    holds: (...asked) => kept.get().includes(wordOf(...asked)),
    give: (...asked) => kept.set([...new Set([...kept.get(), wordOf(...asked)])]),
    withdrawAll: async () => {
      const count = kept.get().length;
      await kept.set([]);
      return count;
    },
  };
}

const wordOf = (probe: ProbeId, target: Target, addresses: readonly Address[]): string =>
  [
    probe,
    targetText(target),
    ...(target.stunServer === undefined ? [] : [`stun ${target.stunServer}`]),
    ...(target.longest === undefined ? [] : [`${target.longest}s`]),
    ...addresses.map(({ text }) => text).sort(),
  ].join(' ');
