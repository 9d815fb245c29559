import { followLine, type LineChange } from './anchor.ts';

export interface Placed<T> {
  readonly value: T;
  readonly document: string;
  /** 0-based, where it is now. */
  readonly line: number;
}

export interface PlacedResults<T> {
  /** A newer answer to the same question on the same line replaces the older one, wherever edits have moved that line. */
  place(entry: Placed<T>, question: string, staleAfterMs: number): void;
  edited(document: string, changes: readonly LineChange[]): void;
  /** Those of a document that still hold; the others go. */
  keepOnly(document: string, holds: (one: Placed<T>) => boolean): void;
  clear(): void;
  readonly all: readonly Placed<T>[];
}

interface Kept<T> extends Placed<T> {
  readonly question: string;
  readonly expiry: NodeJS.Timeout;
}

/** Results that follow their lines until those are edited or time has passed. @param changed called after every difference. */
export function placedResults<T>(changed: () => void): PlacedResults<T> {
  let kept: readonly Kept<T>[] = [];
  const replace = (next: readonly Kept<T>[]): void => {
    const staying = new Set(next.map(({ expiry }) => expiry));
    for (const { expiry } of kept) if (!staying.has(expiry)) clearTimeout(expiry);
    kept = next;
    changed();
  };
  return {
    place(entry, question, staleAfterMs) {
      const expiry = setTimeout(() => replace(kept.filter((one) => one.expiry !== expiry)), staleAfterMs);
      const { document, line } = entry;
      const others = kept.filter((one) => one.question !== question || one.document !== document || one.line !== line);
      replace([...others, { ...entry, question, expiry }]);
    },
    edited(document, changes) {
      if (changes.length === 0 || kept.every((one) => one.document !== document)) return;
      replace(
        kept.flatMap((one) => {
          if (one.document !== document) return [one];
          const line = followLine(one.line, changes);
          return line === undefined ? [] : [{ ...one, line }];
        }),
      );
    },
    keepOnly(document, holds) {
      const staying = kept.filter((one) => one.document !== document || holds(one));
      if (staying.length < kept.length) replace(staying);
    },
    clear: () => replace([]),
    get all() {
      return kept;
    },
  };
}
