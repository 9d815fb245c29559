import { nameIn } from './named.ts';
import type { Value } from './value.ts';

/** How deep a service names what it registers with. */
const DEEPEST = 6;

/** Those of these names that a value, or what is nested in it, refers to. @param nameOf what a value refers to */
export function mentioned(
  value: Value,
  names: ReadonlyMap<string, unknown>,
  nameOf: (value: Value) => string | undefined = nameIn,
  depth = 0,
): string[] {
  if (depth > DEEPEST) return [];
  const own = value.kind === 'list' ? undefined : nameOf(value);
  if (own !== undefined && names.has(own)) return [own];
  if (value.kind === 'map') return value.fields.flatMap((one) => mentioned(one.value, names, nameOf, depth + 1));
  return value.kind === 'list' ? value.items.flatMap((one) => mentioned(one.value, names, nameOf, depth + 1)) : [];
}
