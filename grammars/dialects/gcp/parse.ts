import { deployedResources } from '../../kit/cloud/deployed/deployed-resources.ts';
import { moduleResources } from '../../kit/cloud/module-resources.ts';
import { hasBlocks, isJson } from '../../kit/cloud/notation.ts';
import { readHcl } from '../../kit/hcl/hcl-outline.ts';
import { readJson } from '../../kit/json-outline.ts';
import { readYaml } from '../../kit/yaml-outline.ts';
import type { Outline } from '../../outline.ts';
import { readPrinted } from './printed.ts';
import type { GcpOutline } from './source.ts';

/** Reads any of the notations; which it is shows in the first characters that mean something. */
export function parse(text: string): GcpOutline {
  if (hasBlocks(text)) {
    const outline = readHcl(text);
    return {
      ...outline,
      source: {
        notation: 'terraform',
        resources: moduleResources(outline, 'google_'),
        deployed: () => deployedResources(outline, 'google_'),
      },
    };
  }
  const outline = isJson(text) ? readJson(text) : readYaml(text);
  return { ...outline, source: readPrinted(outline) };
}

/** The outline itself when this module made it, else a new reading of its text. */
export const asGcp = (outline: Outline): GcpOutline =>
  'source' in outline ? (outline as GcpOutline) : parse(outline.text);
