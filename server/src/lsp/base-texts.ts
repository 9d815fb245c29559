import type { BaseTextParams } from '../../../client/src/protocol.ts';
import { comparePair, type FilterPair, pairFilters, printOf } from '../review/compare-documents.ts';
import type { NamedFilter } from '../review/named-filters.ts';
import type { Prepared } from '../review/prepare.ts';
import type { Reading, Workspace } from './workspace.ts';

/** A filter of an open document that is written otherwise than in the text the document is compared with. */
export interface ChangedFilter {
  readonly before: NamedFilter;
  readonly after: NamedFilter;
  readonly label: string;
}

/** The texts that open documents are compared with, as the client tells them (`netreview/baseText`). */
export interface BaseTexts {
  set(params: BaseTextParams): void;
  /** Filters of the reading that are written otherwise; what they do is not compared yet. */
  changedFilters(reading: Reading): readonly ChangedFilter[];
  /** Compared once per version. */
  compared(changed: ChangedFilter): FilterPair;
}

interface Base {
  readonly text: string;
  readonly label: string;
}

export function baseTexts(workspace: Workspace): BaseTexts {
  const bases = new Map<string, Base>();
  const prepared = new WeakMap<Base, { readonly dialect: string; readonly document: Prepared | undefined }>();
  const changes = new WeakMap<Reading, { readonly base: Base; readonly changed: readonly ChangedFilter[] }>();
  const comparisons = new WeakMap<ChangedFilter, FilterPair>();
  workspace.documents.onDidClose(({ document }) => bases.delete(document.uri));

  const prepareBase = (base: Base, { scope, prepared: now }: Reading): Prepared | undefined => {
    const dialect = now!.dialect.id;
    const known = prepared.get(base);
    if (known?.dialect === dialect) return known.document;
    const document = workspace.prepareText(base.text, scope, dialect);
    prepared.set(base, { dialect, document });
    return document;
  };
  return {
    set({ uri, text, label }) {
      if (text === null) bases.delete(uri);
      else bases.set(uri, { text, label });
    },
    changedFilters(reading) {
      const base = bases.get(reading.uri);
      if (!base || !reading.prepared || base.text === reading.prepared.text) return [];
      const known = changes.get(reading);
      if (known?.base === base) return known.changed;
      const before = prepareBase(base, reading);
      const paired = before && pairFilters(before, reading.prepared);
      const pairs = paired && !('problem' in paired) ? paired.pairs : [];
      const changed = pairs
        .filter(([one, other]) => printOf(one) !== printOf(other))
        .map(([one, other]) => ({ before: one, after: other, label: base.label }));
      changes.set(reading, { base, changed });
      return changed;
    },
    compared(changed) {
      const known = comparisons.get(changed) ?? comparePair(changed.before, changed.after, workspace.packetsOf);
      comparisons.set(changed, known);
      return known;
    },
  };
}
