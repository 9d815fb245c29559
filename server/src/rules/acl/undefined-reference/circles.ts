import type { References, Use } from '../../../../../grammars/model/reference.ts';
import { definedNames, nameKey } from '../../wording/name-keys.ts';

/** The uses that close a circle (A names B, B names A), each with the names on the way round, first and last alike. */
export function circlesOf({
  definitions,
  uses,
}: References): { readonly use: Use; readonly names: readonly string[] }[] {
  const defined = definedNames(definitions);
  const inside = new Map<string, Use[]>();
  for (const use of uses) {
    if (!use.within) continue;
    const owner = nameKey(use.within.namespace, use.within.name, use.scope);
    inside.set(owner, [...(inside.get(owner) ?? []), use]);
  }
  const found: { use: Use; names: string[] }[] = [];
  const done = new Set<string>();
  for (const start of inside.keys()) {
    if (done.has(start)) continue;
    const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    const open = new Set([start]);
    while (path.length > 0) {
      const top = path.at(-1)!;
      const use = inside.get(top.name)?.[top.next];
      top.next += 1;
      if (!use) {
        path.pop();
        open.delete(top.name);
        done.add(top.name);
        continue;
      }
      const namespace = use.namespaces.find((one) => defined.has(nameKey(one, use.name.value, use.scope)));
      if (namespace === undefined) continue;
      const target = nameKey(namespace, use.name.value, use.scope);
      if (open.has(target)) {
        const from = path.findIndex(({ name }) => name === target);
        found.push({ use, names: [...path.slice(from).map(({ name }) => plain(name)), use.name.value] });
      } else if (!done.has(target)) {
        path.push({ name: target, next: 0 });
        open.add(target);
      }
    }
  }
  return found;
}

const plain = (key: string): string => key.slice(key.lastIndexOf('\n') + 1);
