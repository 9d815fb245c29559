import type { Resource } from '../../kit/cloud/value.ts';
import type { YamlNode } from '../../kit/yaml-node.ts';
import type { Outline } from '../../outline.ts';

export type Notation = 'template' | 'export' | 'terraform';

/** What a text of any notation declares, before it is known what it means. */
export interface Source {
  readonly notation: Notation;
  /** Types of ARM are in lower case: Azure compares them so. */
  readonly resources: readonly Resource[];
}

/** An outline that knows what it declares. */
export interface AzureOutline extends Outline {
  readonly source: Source;
  /** Roots of JSON. */
  readonly documents?: readonly YamlNode[];
}
