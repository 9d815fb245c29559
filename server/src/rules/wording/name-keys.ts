import type { Definition, Namespace } from '../../../../grammars/model/reference.ts';

/** A name with where it is known: equal keys mean the same thing. */
export const nameKey = (namespace: Namespace, name: string, scope: string | undefined): string =>
  `${namespace}\n${scope ?? ''}\n${name}`;

export const definedNames = (definitions: readonly Definition[]): ReadonlySet<string> =>
  new Set(definitions.map(({ namespace, name, scope }) => nameKey(namespace, name.value, scope)));
