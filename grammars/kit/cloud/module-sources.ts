import type { HclBody } from '../hcl/hcl-outline.ts';

/** Folders of modules that a file of Terraform calls, as it writes them: `./modules/vpc`. */
export const moduleSources = ({ blocks }: HclBody): readonly string[] => [
  ...new Set(
    blocks.flatMap(({ type, body }) => {
      const source = type === 'module' ? body.attributes.find(({ name }) => name === 'source')?.value : undefined;
      return source?.kind === 'text' && /^\.{1,2}\//.test(source.text) ? [source.text] : [];
    }),
  ),
];
