import type { HclExpression } from '../hcl/expression.ts';
import type { HclBlock, HclBody, HclOutline } from '../hcl/hcl-outline.ts';
import { bodyValue, type Scope } from './module-value.ts';
import { canonical, propertyOf, type Resource } from './value.ts';

/** Resources of one provider (`aws_`) in a Terraform file. */
export function moduleResources({ body, text }: HclOutline, provider: string): Resource[] {
  const scope: Scope = { text, locals: localsOf(body) };
  return body.blocks
    .filter(({ type, labels }) => type === 'resource' && labels.length === 2 && labels[0]!.value.startsWith(provider))
    .map((block) => resourceOf(block, scope));
}

function localsOf({ blocks }: HclBody): Scope['locals'] {
  const found = new Map<string, HclExpression>();
  for (const { type, body } of blocks) {
    if (type !== 'locals') continue;
    for (const { name, value } of body.attributes) found.set(name, value);
  }
  return found;
}

function resourceOf({ labels, body, statement }: HclBlock, scope: Scope): Resource {
  const [type, name] = labels as [HclBlock['labels'][number], HclBlock['labels'][number]];
  const properties = bodyValue(body, statement, scope);
  const count = propertyOf(properties, 'count');
  const each = propertyOf(properties, 'for_each');
  const condition =
    each !== undefined
      ? `for_each ${canonical(each)}`
      : count !== undefined && canonical(count) !== '1'
        ? `count ${canonical(count)}`
        : undefined;
  return {
    type: type.value,
    name: { value: `${type.value}.${name.value}`, span: name.span },
    properties,
    statement,
    ...(condition === undefined ? {} : { condition }),
  };
}
