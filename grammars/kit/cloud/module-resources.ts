import type { HclExpression } from '../hcl/expression.ts';
import type { HclBlock, HclBody, HclOutline } from '../hcl/hcl-outline.ts';
import { bodyValue, copyOf, entriesOf, type Scope } from './module-value.ts';
import { canonical, propertyOf, type Resource, textOf } from './value.ts';

/** Resources of one provider (`aws_`) in a Terraform file. */
export function moduleResources({ body, text }: HclOutline, provider: string): Resource[] {
  const scope: Scope = { text, locals: localsOf(body) };
  return body.blocks
    .filter(({ type, labels }) => type === 'resource' && labels.length === 2 && labels[0]!.value.startsWith(provider))
    .flatMap((block) => copiesOf(block, scope) ?? [resourceOf(block, scope)]);
}

function localsOf({ blocks }: HclBody): Scope['locals'] {
  const found = new Map<string, HclExpression>();
  for (const { type, body } of blocks) {
    if (type !== 'locals') continue;
    for (const { name, value } of body.attributes) found.set(name, value);
  }
  return found;
}

/** Rules that nothing refers to: one for each entry, which is the copy's statement. */
const RULES =
  /^(?:aws_(?:vpc_)?security_group_(?:(?:in|e)gress_)?rule|aws_network_acl_rule|azurerm_network_security_rule)$/;

/** @returns undefined where it is not of these, or what it is made for does not stand in it */
function copiesOf(block: HclBlock, scope: Scope): Resource[] | undefined {
  const [type, name] = block.labels as [HclBlock['labels'][number], HclBlock['labels'][number]];
  if (!RULES.test(type.value) || block.body.blocks.some((one) => one.type === 'dynamic')) return undefined;
  const entries = entriesOf(block, scope);
  // A set of texts has its members as keys.
  return entries?.map(({ key, value, statement }) => {
    const own = textOf(value) !== undefined && /^\d+$/.test(key) ? textOf(value)! : key;
    return {
      type: type.value,
      name: { value: `${type.value}.${name.value}[${own}]`, span: name.span },
      properties: copyOf(block.body, block.statement, new Map([['each', { key: own, value }]]), scope),
      statement,
      origin: block.statement,
    };
  });
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
