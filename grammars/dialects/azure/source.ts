import type { SourcedOutline } from '../../kit/cloud/azure/source.ts';
import type { HclBody } from '../../kit/hcl/hcl-outline.ts';
import type { YamlNode } from '../../kit/yaml-node.ts';

export interface AzureOutline extends SourcedOutline {
  /** Roots of JSON. */
  readonly documents?: readonly YamlNode[];
  /** Of a Terraform file. */
  readonly body?: HclBody;
}
