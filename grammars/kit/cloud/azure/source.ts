import type { Outline } from '../../../outline.ts';
import type { Resource } from '../value.ts';

export type Notation = 'template' | 'export' | 'terraform' | 'bicep';

/** What a text of any notation declares, before it is known what it means. */
export interface Source {
  readonly notation: Notation;
  /** Types of ARM are in lower case: Azure compares them so. */
  readonly resources: readonly Resource[];
  /** The same as it is deployed when nobody says otherwise: parameters and variables are their defaults, modules followed, copies told apart. */
  deployed(): readonly Resource[];
}

/** An outline that knows what it declares. */
export interface SourcedOutline extends Outline {
  readonly source: Source;
}
