import type { HclBlock, HclBody } from '../hcl/hcl-outline.ts';
import { joinedPath, MODULE_FILES } from './deployed/deployed-resources.ts';

/** Everything that a module of Terraform speaks of is here: its own resources of the provider (`google_`), and the files of modules that it calls. */
export function isWholeModule(body: HclBody, text: string, provider: string): boolean {
  const parts = [
    { folder: '', blocks: body.blocks },
    ...body.blocks.flatMap(({ type, labels, body: own }) =>
      type === MODULE_FILES && labels[0] ? [{ folder: labels[0].value, blocks: own.blocks }] : [],
    ),
  ];
  const defined = new Set<string>();
  const folders = new Set(parts.map(({ folder }) => folder));
  for (const { folder, blocks } of parts)
    for (const { type, labels, body: own } of blocks) {
      if (type === 'resource' && labels[1]) defined.add(`${labels[0]!.value}.${labels[1].value}`);
      if (type === 'module' && !isHere(own, folder, folders)) return false;
    }
  const mention = new RegExp(`(?<![\\w.-])${provider}[a-z0-9_]{1,60}\\.[A-Za-z_][\\w-]{0,200}`, 'g');
  return [...text.matchAll(mention)].every(([name]) => defined.has(name));
}

function isHere({ attributes }: HclBlock['body'], folder: string, folders: ReadonlySet<string>): boolean {
  const source = attributes.find(({ name }) => name === 'source')?.value;
  return source?.kind === 'text' && /^\.{1,2}\//.test(source.text) && folders.has(joinedPath(folder, source.text));
}
