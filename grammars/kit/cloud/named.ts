import { canonical, elementsOf, type MapValue, propertyOf, type Resource, textOf, type Value } from './value.ts';

/** What a value refers to, by the name that it has in the unit; undefined: it is not known, or nothing. */
export const nameIn = (value: Value | undefined): string | undefined =>
  value?.kind === 'name' || (value?.kind === 'text' && value.text !== '') ? canonical(value) : undefined;

export const namedBy = (map: MapValue, ...keys: readonly string[]): string | undefined =>
  nameIn(propertyOf(map, ...keys));

/** Maps in a list, or one alone. */
export const mapsIn = (value: Value | undefined): readonly MapValue[] =>
  elementsOf(value).filter((one) => one.kind === 'map');

/** Names by tag: `tags = { Name = "web-1" }`, `Tags: [{ Key: Name, Value: web-1 }]`. */
export function tagNames({ properties }: Pick<Resource, 'properties'>): string[] {
  const tags = propertyOf(properties, 'Tags', 'tags');
  if (tags?.kind === 'map') {
    const name = textOf(propertyOf(tags, 'Name', 'name'));
    return name === undefined ? [] : [name];
  }
  return mapsIn(tags).flatMap((tag) =>
    textOf(propertyOf(tag, 'Key')) === 'Name' ? (textOf(propertyOf(tag, 'Value')) ?? []) : [],
  );
}
