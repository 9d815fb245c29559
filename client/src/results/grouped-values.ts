import type { SeenValue } from './run-details.ts';

/** A name with its value, or with what is below it: `servers`, `1`, `address`. */
export interface ValueGroup {
  readonly name: string;
  /** Of a group, its own first values: what tells it from its neighbours. */
  readonly value: string;
  readonly children: readonly ValueGroup[];
}

const FIRST = 3;

/** Values by the steps of the way to them; a group that holds nothing but one group is told in one row with it. */
export function groupedValues(values: readonly SeenValue[]): readonly ValueGroup[] {
  const groups: { name: string; value?: string; below: SeenValue[] }[] = [];
  for (const { name, value } of values) {
    const dot = name.indexOf('.');
    const [head, rest] = dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
    const last = groups.at(-1);
    if (rest === undefined) groups.push({ name: head, value, below: [] });
    else if (last && last.value === undefined && last.name === head) last.below.push({ name: rest, value });
    else groups.push({ name: head, below: [{ name: rest, value }] });
  }
  return groups.map(({ name, value, below }): ValueGroup => {
    if (value !== undefined) return { name, value, children: [] };
    const children = groupedValues(below);
    const [only, ...others] = children;
    if (only && others.length === 0 && only.children.length > 0)
      return { name: `${name} ${only.name}`, value: only.value, children: only.children };
    const own = children.filter((child) => child.children.length === 0).map((child) => child.value);
    return { name, value: own.slice(0, FIRST).join(', '), children };
  });
}
