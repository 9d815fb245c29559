import {
  type Definition,
  type Namespace,
  type References,
  ROUTE_NAMESPACES,
  type Use,
} from '../../../../grammars/model/reference.ts';
import { definedNames, nameKey } from './name-keys.ts';
import type { NamesOfFiles } from './names-of-files.ts';
import { nearestName } from './nearest-name.ts';

export interface UndefinedUse {
  readonly use: Use;
  /** The definition that was probably meant. */
  readonly near: Definition | undefined;
}

/**
 * Uses of names that nothing defines. `predefined`: the platform's own names count as defined. `files`: names of
 * the files that this one is put together with.
 */
export function undefinedUses(
  { definitions, uses }: References,
  predefined: boolean,
  files?: NamesOfFiles,
): UndefinedUse[] {
  const defined = definedNames(definitions);
  return uses.flatMap((use) => {
    if (use.predefined && predefined) return [];
    const isDefined = (namespace: Namespace): boolean => {
      const key = nameKey(namespace, use.name.value, use.scope);
      return (
        defined.has(key) || (files !== undefined && (!files.isKnown(namespace) || files.isDefined(namespace, key)))
      );
    };
    if (use.namespaces.some(isDefined)) return [];
    return [{ use, near: nearest(use, definitions) }];
  });
}

/** Route policies and their lists are another rule's. */
export const isRouteSide = ({ namespaces }: Use): boolean =>
  namespaces.every((namespace) => ROUTE_NAMESPACES.includes(namespace));

/** Among more names than this a suggestion costs too much and is worth little. */
const MOST_NAMES = 2000;

function nearest(use: Use, definitions: readonly Definition[]): Definition | undefined {
  const own = definitions.filter(
    ({ namespace, name, scope }) =>
      scope === use.scope &&
      use.namespaces.includes(namespace) &&
      !(use.within?.namespace === namespace && use.within.name === name.value),
  );
  if (own.length > MOST_NAMES) return undefined;
  const name = nearestName(
    use.name.value,
    own.map((definition) => definition.name.value),
  );
  return own.find((definition) => definition.name.value === name);
}
