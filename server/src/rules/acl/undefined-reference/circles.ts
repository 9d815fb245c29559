import type { Namespace, References, Use } from '../../../../../grammars/model/reference.ts';

/** The uses that close a circle (A names B, B names A), each with the names on the way round, first and last alike. */
export function circlesOf({
  definitions,
  uses,
}: References): { readonly use: Use; readonly names: readonly string[] }[] {
  const defined = new Set(definitions.map(({ namespace, name }) => key(namespace, name.value)));
  const inside = new Map<string, Use[]>();
  for (const use of uses) {
    if (!use.within) continue;
    const owner = key(use.within.namespace, use.within.name);
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
      const namespace = use.namespaces.find((one) => defined.has(key(one, use.name.value)));
      if (namespace === undefined) continue;
      const target = key(namespace, use.name.value);
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

const key = (namespace: Namespace, name: string): string => `${namespace} ${name}`;

const plain = (name: string): string => name.slice(name.indexOf(' ') + 1);
