import { hasBlocks, isJson } from '../../kit/cloud/notation.ts';
import { readHcl } from '../../kit/hcl/hcl-outline.ts';
import { readJson } from '../../kit/json-outline.ts';
import { readYaml, type YamlOutline } from '../../kit/yaml-outline.ts';
import type { Outline } from '../../outline.ts';
import { readTemplate, templateRoot } from './cloudformation.ts';
import { readExport } from './describe.ts';
import type { AwsOutline } from './source.ts';
import { readModule } from './terraform.ts';

/** Reads any of the notations; which it is shows in the first characters that mean something. */
export function parse(text: string): AwsOutline {
  if (isModule(text)) {
    const outline = readHcl(text);
    return { ...outline, source: readModule(outline) };
  }
  const outline = isJson(text) ? readJson(text) : readYaml(text);
  return { ...outline, source: sourceOf(outline) };
}

/** The outline itself when this module made it, else a new reading of its text. */
export const asAws = (outline: Outline): AwsOutline =>
  'source' in outline ? (outline as AwsOutline) : parse(outline.text);

function sourceOf(outline: YamlOutline): AwsOutline['source'] {
  const root = templateRoot(outline);
  return root ? readTemplate(root, outline) : readExport(outline);
}

/** Blocks of Terraform at the start of lines, and no template around them. */
export const isModule = (text: string): boolean =>
  hasBlocks(text) && !/^(?:AWSTemplateFormatVersion|Resources)[ \t]*:/m.test(text);
