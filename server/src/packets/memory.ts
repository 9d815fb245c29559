import type { Filter } from '../../../grammars/model/filter.ts';
import type { Conflict, LineAnalysis } from './analyses.ts';
import type { Bounds } from './bounds.ts';

/**
 * What is kept between two versions of one document, so that an edit costs what it changes: for each filter the rules of the last
 * version and their analyses, never a diagram. Holds one version of one document's filters and no more.
 */
export interface FilterMemory {
  recall(key: string): Remembered | undefined;
  keep(key: string, remembered: Remembered): void;
  /** Forgets all but these: filters that are no longer in the document. */
  retain(keys: ReadonlySet<string>): void;
  /** A memory of its own for the n-th text embedded in the document. */
  part(n: number): FilterMemory;
}

export interface Remembered {
  /** The filters of the group and their places in that version's device. */
  readonly filters: readonly Filter[];
  readonly indexes: readonly number[];
  readonly lines: readonly (readonly LineAnalysis[])[];
  /** For filters that are lists without jumps, by member: what their next version can start from. */
  readonly lists?: readonly ListState[];
  /** The same for chains that jump to each other. */
  readonly group?: GroupState;
}

export interface ListState {
  /** What its packets are told apart by, and which of them come to it. */
  readonly universe: string;
  readonly bounds: Bounds;
  readonly optional: Uint8Array;
  readonly conflicts: readonly (readonly Conflict[])[];
}

/** What the next version of chains that jump to each other can start from; by the group's members. No sets. */
export interface GroupState {
  readonly universe: string;
  readonly outcomes: readonly string[];
  readonly bounds: readonly Bounds[];
  /** 1: dead or superfluous. */
  readonly optional: readonly Uint8Array[];
  /** A packet that comes to the chain from its callers; undefined where none does. */
  readonly comes: readonly (Float64Array | undefined)[];
  /** For live rules that only ask whether a packet comes to them: such a packet. */
  readonly meets: readonly (readonly (Float64Array | undefined)[])[];
}

export function filterMemory(): FilterMemory {
  const entries = new Map<string, Remembered>();
  const parts: FilterMemory[] = [];
  return {
    recall: (key) => entries.get(key),
    keep: (key, remembered) => void entries.set(key, remembered),
    retain: (keys) => {
      for (const key of [...entries.keys()]) if (!keys.has(key)) entries.delete(key);
    },
    part: (n) => (parts[n] ??= filterMemory()),
  };
}
