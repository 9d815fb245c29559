import type { Resource } from '../../kit/cloud/value.ts';
import type { HclBody } from '../../kit/hcl/hcl-outline.ts';
import type { YamlNode } from '../../kit/yaml-node.ts';
import type { Outline } from '../../outline.ts';

export type Notation = 'printed' | 'terraform';

/** What a text of either notation declares, before it is known what it means. */
export interface Source {
  readonly notation: Notation;
  readonly resources: readonly Resource[];
  /** The same as it is deployed when nobody says otherwise: variables are their defaults, modules followed, copies told apart. */
  deployed(): readonly Resource[];
}

/** An outline that knows what it declares. */
export interface GcpOutline extends Outline {
  readonly source: Source;
  /** Roots of JSON or YAML. */
  readonly documents?: readonly YamlNode[];
  /** Of a Terraform file. */
  readonly body?: HclBody;
}
