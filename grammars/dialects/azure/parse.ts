import { deployedResources } from '../../kit/cloud/deployed/deployed-resources.ts';
import { moduleResources } from '../../kit/cloud/module-resources.ts';
import { hasBlocks } from '../../kit/cloud/notation.ts';
import { readHcl } from '../../kit/hcl/hcl-outline.ts';
import { readJson } from '../../kit/json-outline.ts';
import type { Outline } from '../../outline.ts';
import type { AzureOutline } from './source.ts';
import { readTemplate } from './template.ts';

/** Reads any of the notations; which it is shows in the first characters that mean something. */
export function parse(text: string): AzureOutline {
  if (hasBlocks(text)) {
    const outline = readHcl(text);
    return {
      ...outline,
      source: {
        notation: 'terraform',
        resources: moduleResources(outline, 'azurerm_'),
        deployed: () => deployedResources(outline, 'azurerm_'),
      },
    };
  }
  const outline = readJson(text);
  return { ...outline, source: readTemplate(outline) };
}

/** The outline itself when this module made it, else a new reading of its text. */
export const asAzure = (outline: Outline): AzureOutline =>
  'source' in outline ? (outline as AzureOutline) : parse(outline.text);
