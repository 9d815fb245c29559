import { canonical, elementsOf, type MapValue, propertyOf, type Value } from '../../../kit/cloud/value.ts';

/** What a label selector says, the same text for the same selection: `pods app=web, tier in (a, b)`; an empty one selects all. */
export function selectorText(selector: Value | undefined, what: 'pods' | 'namespaces'): string {
  if (selector !== undefined && selector.kind !== 'map' && selector.kind !== 'nothing')
    return `${what} ${canonical(selector)}`;
  const parts = selector?.kind === 'map' ? [...labels(selector), ...expressions(selector), ...others(selector)] : [];
  return parts.length === 0 ? `all ${what}` : `${what} ${parts.sort().join(', ')}`;
}

function labels(selector: MapValue): string[] {
  const written = propertyOf(selector, 'matchLabels');
  if (written?.kind !== 'map') return written ? [canonical(written)] : [];
  return written.fields.map(({ key, value }) => `${key}=${canonical(value)}`);
}

const expressions = (selector: MapValue): string[] =>
  elementsOf(propertyOf(selector, 'matchExpressions')).map((one) => {
    if (one.kind !== 'map') return canonical(one);
    const word = (key: string): string => canonical(propertyOf(one, key) ?? { kind: 'nothing', span: one.span });
    const values = elementsOf(propertyOf(one, 'values')).map(canonical);
    const operator = word('operator');
    return `${word('key')} ${operator}${values.length > 0 ? ` (${values.sort().join(', ')})` : ''}`;
  });

/** Words that a selector does not have: whatever they were meant to say, it is not all. */
const others = ({ fields }: MapValue): string[] =>
  fields
    .filter(({ key }) => key !== 'matchLabels' && key !== 'matchExpressions')
    .map(({ key, keySpan }) => `${key} at ${keySpan.start}`);
