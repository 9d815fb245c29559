import { deployedResources } from '../../kit/cloud/deployed/deployed-resources.ts';
import { moduleResources } from '../../kit/cloud/module-resources.ts';
import type { Resource } from '../../kit/cloud/value.ts';
import type { HclBody, HclOutline } from '../../kit/hcl/hcl-outline.ts';
import { heredocText } from '../../kit/hcl/heredoc.ts';
import type { Embedded } from '../../model/device.ts';
import type { Definition, Use } from '../../model/reference.ts';
import type { Source } from './source.ts';

const MENTION = /(?<![\w.-])(aws_[a-z0-9_]{1,60})\.([A-Za-z_][\w-]{0,200})/g;

/** One file of a Terraform module: its resources of AWS. Other files of the module may hold the rest. */
export function readModule(outline: HclOutline): Source {
  const { body, text } = outline;
  const resources = moduleResources(outline, 'aws_');
  const uses = usesOf(text, resources);
  const partial = outline.problems.length > 0 || !isWhole(body, text, resources, uses);
  return {
    notation: 'terraform',
    resources,
    deployed: () => deployedResources(outline, 'aws_'),
    definitions: resources.filter(({ type }) => FILTERS.has(type)).map((resource) => definitionOf(resource, partial)),
    uses,
    embedded: body.blocks.flatMap((block) =>
      block.type === 'resource' && block.labels.length === 2 ? userData(block.body, text, 0) : [],
    ),
    partial,
  };
}

const FILTERS: ReadonlySet<string> = new Set(['aws_security_group', 'aws_network_acl']);

const definitionOf = ({ name, statement }: Resource, alwaysUsed: boolean): Definition => ({
  namespace: 'acl',
  name,
  spans: [statement.span],
  ...(alwaysUsed ? { alwaysUsed } : {}),
});

/** Every mention of a resource by address; what is not defined here may be in another file, so it is never undefined. */
function usesOf(text: string, resources: readonly Resource[]): Use[] {
  let at = 0;
  return [...text.matchAll(MENTION)].map((found) => {
    const value = `${found[1]}.${found[2]}`;
    const span = { start: found.index, end: found.index + value.length };
    while (at < resources.length && resources[at]!.statement.span.end <= span.start) at += 1;
    const around = resources[at];
    const inside = around !== undefined && around.statement.span.start <= span.start;
    return {
      namespaces: ['acl', 'object'],
      name: { value, span },
      by: value,
      predefined: true,
      ...(inside ? { within: { namespace: 'acl', name: around.name.value } } : {}),
    };
  });
}

/** The file says which provider it is for, and everything that it refers to is in it: there is no other. */
function isWhole({ blocks }: HclBody, text: string, resources: readonly Resource[], uses: readonly Use[]): boolean {
  if (!blocks.some(({ type }) => type === 'provider' || type === 'terraform')) return false;
  const defined = new Set(resources.map(({ name }) => name.value));
  for (const { type, labels, body } of blocks) {
    if (type === 'variable' && labels[0]) defined.add(`var.${labels[0].value}`);
    if (type === 'locals') for (const { name } of body.attributes) defined.add(`local.${name}`);
    if (type === 'module' && labels[0]) defined.add(`module.${labels[0].value}`);
  }
  const others = [...text.matchAll(/(?<![\w.-])(?:var|local|module)\.[A-Za-z_][\w-]{0,200}/g)].map(([whole]) => whole);
  return [...uses.map(({ name }) => name.value), ...others].every((name) => defined.has(name));
}

const DATA = ['user_data', 'user_data_base64'];
const DEEPEST = 3;

/** `user_data = <<EOF`, encoded or not, as far as it has no expressions. */
function userData({ attributes, blocks }: HclBody, text: string, depth: number): Embedded[] {
  if (depth > DEEPEST) return [];
  return [
    ...attributes.flatMap(({ name, value }) => {
      if (!DATA.includes(name)) return [];
      const [only] = value.kind === 'call' && value.name === 'base64encode' ? value.arguments : [value];
      return only?.kind === 'heredoc' ? (heredocText(text, only.span) ?? []) : [];
    }),
    ...blocks.flatMap(({ body }) => userData(body, text, depth + 1)),
  ];
}
