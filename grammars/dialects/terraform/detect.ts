import type { Detection } from '../../dialect.ts';
import { hasBlocks, isJson } from '../../kit/cloud/notation.ts';
import { lineStart } from '../../kit/line-starts.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

const RESOURCE = lineStart(/^[ \t]*resource[ \t]+"?\w+"?[ \t]+"?[\w-]+"?[ \t]*\{/m);
const BLOCK =
  /^[ \t]*(?:(variable|output|provider)[ \t]+(?:"[^"\n]{1,200}"|[\w-]{1,200})|(module)[ \t]+"[^"\n]{1,200}"|(locals|terraform))[ \t]*\{/m;
/** Blocks at the margin that others have who write HCL: Bake, Packer, Nomad, TFLint, Consul. */
const OTHERS =
  /^(?:target|group|job|source|build|packer|task|plugin|rule|config|service|listener|storage|project|app|pipeline)\b(?:[ \t]+"[^"\n]{1,200}"){0,2}[ \t]*\{/m;
const ASSIGNMENT = /^[A-Za-z_][\w-]{0,100}[ \t]*=[ \t]*\S/m;

/** Blocks that only Terraform has, and no resource: a file with those is its cloud's. Values for variables have nothing of their own but the name of their file. */
export function detect(text: string, path?: string): Detection {
  if (isJson(text)) return NOTHING;
  if (path !== undefined && /\.tfvars$/.test(path) && ASSIGNMENT.test(text))
    return { score: 45, reasons: ['values in a .tfvars file'] };
  if (!hasBlocks(text) || RESOURCE.isIn(text)) return NOTHING;
  const [, ...kinds] = BLOCK.exec(text) ?? [];
  const block = kinds.find((kind) => kind !== undefined);
  return block === undefined || OTHERS.test(text) ? NOTHING : { score: 30, reasons: [`${block}, and no resource`] };
}
