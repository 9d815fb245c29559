import type { Resource } from '../../kit/cloud/value.ts';
import type { HclBody } from '../../kit/hcl/hcl-outline.ts';
import type { YamlNode } from '../../kit/yaml-node.ts';
import type { Embedded } from '../../model/device.ts';
import type { Definition, Use } from '../../model/reference.ts';
import type { Outline } from '../../outline.ts';

export type Notation = 'cloudformation' | 'describe' | 'terraform';

/** What a text of any notation declares, before it is known what it means. */
export interface Source {
  readonly notation: Notation;
  readonly resources: readonly Resource[];
  /** The same with what parameters and variables are by default, modules followed and copies told apart: as it is deployed when nobody says otherwise. */
  deployed(): readonly Resource[];
  readonly definitions: readonly Definition[];
  readonly uses: readonly Use[];
  readonly embedded: readonly Embedded[];
  /** Names may be defined, and things used, outside the text. */
  readonly partial: boolean;
}

/** An outline that knows what it declares. */
export interface AwsOutline extends Outline {
  readonly source: Source;
  /** Roots of YAML and JSON. */
  readonly documents?: readonly YamlNode[];
  /** Of a Terraform file. */
  readonly body?: HclBody;
}
