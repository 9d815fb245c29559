import { cidrHost, cidrSubnet } from '../cidr-blocks.ts';
import { type Item, type MapValue, numberOf, textOf, type Value } from '../value.ts';

type Span = Value['span'];

const text = (value: string | number | undefined, span: Span): Value | undefined =>
  value === undefined ? undefined : { kind: 'text', text: String(value), span, exact: false };

const listOf = (values: readonly Value[], like: Item['statement'], span: Span): Value => ({
  kind: 'list',
  items: values.map((value) => ({ value, statement: like })),
  span,
});

const itemsOf = (value: Value | undefined): readonly Value[] | undefined =>
  value?.kind === 'list' ? value.items.map((item) => item.value) : undefined;

/** Terraform's functions on what networks are made of. @returns undefined where the result is not known */
export function callFunction(
  name: string,
  values: readonly Value[],
  statement: Item['statement'],
  span: Span,
): Value | undefined {
  const [first, second, third] = values;
  switch (name) {
    case 'tolist':
    case 'toset':
    case 'tomap':
    case 'tostring':
    case 'tonumber':
    case 'flatten':
      return name === 'flatten' && itemsOf(first)?.some(({ kind }) => kind === 'list') ? undefined : first;
    case 'cidrsubnet': {
      const [bits, number] = [numberOf(second), numberOf(third)];
      const block = textOf(first);
      return block === undefined || bits === undefined || number === undefined
        ? undefined
        : text(cidrSubnet(block, bits, number), span);
    }
    case 'cidrhost': {
      const [block, number] = [textOf(first), numberOf(second)];
      return block === undefined || number === undefined ? undefined : text(cidrHost(block, number), span);
    }
    case 'length': {
      if (first?.kind === 'map') return text(first.fields.length, span);
      const count = itemsOf(first)?.length ?? textOf(first)?.length;
      return text(count, span);
    }
    case 'element': {
      const [items, at] = [itemsOf(first), numberOf(second)];
      return items && items.length > 0 && at !== undefined && at >= 0 ? items[at % items.length] : undefined;
    }
    case 'concat': {
      const all = values.map(itemsOf);
      return all.every((one) => one !== undefined) ? listOf(all.flat() as Value[], statement, span) : undefined;
    }
    case 'lookup': {
      const key = textOf(second);
      if (first?.kind !== 'map' || key === undefined) return undefined;
      return first.fields.findLast((field) => field.key === key)?.value ?? third;
    }
    case 'keys':
      return first?.kind === 'map'
        ? listOf(
            [...first.fields.map(({ key }) => key)].sort().map((key) => text(key, span)!),
            statement,
            span,
          )
        : undefined;
    case 'merge':
      return values.every((one) => one.kind === 'map')
        ? { kind: 'map', fields: values.flatMap((one) => (one as MapValue).fields), span }
        : undefined;
    case 'range': {
      const count = numberOf(first);
      return count !== undefined && !second && count >= 0 && count <= 256
        ? listOf(
            Array.from({ length: count }, (_, at) => text(at, span)!),
            statement,
            span,
          )
        : undefined;
    }
    default:
      return undefined;
  }
}
