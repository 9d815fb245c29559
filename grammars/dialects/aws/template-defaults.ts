import { cidrBlocks } from '../../kit/cloud/cidr-blocks.ts';
import { childOf, entriesOf, itemsOf, textOf, type YamlMap, type YamlNode } from '../../kit/yaml-node.ts';
import type { Known } from './template-value.ts';

/** How deep functions may stand in functions. */
const DEEPEST = 8;

/** What functions of a template give where nobody says otherwise: parameters are their defaults, mappings literal, blocks of addresses counted out. */
export function templateDefaults(root: YamlMap): Known {
  const parameters = childOf(root, 'Parameters');
  const mappings = childOf(root, 'Mappings');
  const named = (name: string): string | undefined =>
    entriesOf(parameters).some(({ key }) => key === name)
      ? textOf(childOf(childOf(parameters, name), 'Default'))
      : undefined;
  const literal = (node: YamlNode | undefined, depth: number): string | undefined => {
    if (!node || depth > DEEPEST) return undefined;
    const called = callIn(node);
    if (called) return known(called.name, called.argument, depth + 1);
    return node.kind === 'scalar' && !node.opaque ? node.value : undefined;
  };
  const known = (name: string, argument: YamlNode, depth: number): string | undefined => {
    const parts = itemsOf(argument).map(({ value }) => value);
    switch (name) {
      case 'Ref':
        return argument.kind === 'scalar' ? named(argument.value) : undefined;
      case 'Sub':
        return argument.kind === 'scalar' ? named(/^\$\{(\w+)\}$/.exec(argument.value)?.[1] ?? '') : undefined;
      case 'FindInMap': {
        const [map, first, second] = parts.map((part) => literal(part, depth));
        return map !== undefined && first !== undefined && second !== undefined
          ? textOf(childOf(childOf(childOf(mappings, map), first), second))
          : undefined;
      }
      case 'Select': {
        const at = Number(literal(parts[0], depth));
        const blocks = parts[1] && callIn(parts[1]);
        if (blocks?.name !== 'Cidr') return literal(itemsOf(parts[1])[at]?.value, depth);
        const [block, count, bits] = itemsOf(blocks.argument).map(({ value }) => literal(value, depth));
        return block === undefined ? undefined : cidrBlocks(block, Number(count), Number(bits))?.[at];
      }
      default:
        return undefined;
    }
  };
  return (name, argument) => known(name, argument, 0);
}

/** `!Ref X` and `Ref: X`. */
function callIn(node: YamlNode): { readonly name: string; readonly argument: YamlNode } | undefined {
  if (node.tag !== undefined) return { name: node.tag.slice(1), argument: node };
  const [only, more] = entriesOf(node);
  return only && !more && /^(?:Ref$|Fn::)/.test(only.key)
    ? { name: only.key.replace(/^Fn::/, ''), argument: only.value }
    : undefined;
}
