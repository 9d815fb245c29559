import type { Binding } from '../../../model/filter.ts';
import { get, kids, located, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { filterPlaces, termsOf } from './filters.ts';

/** A filter at work: the binding, and whether another filter of a list follows it. */
export interface FilterUse {
  readonly node: Node;
  /** `family inet filter input-list`, for messages. */
  readonly by: string;
  readonly binding?: Binding;
  readonly followed: boolean;
  /** The filter that refers to it. */
  readonly within?: string;
}

const FAMILIES: Readonly<Record<string, Binding['family']>> = { inet: 'ipv4', inet6: 'ipv6', any: 'both' };

export function filterUses(root: Node): FilterUse[] {
  const uses: FilterUse[] = [];
  for (const physical of kids(get(root, 'interfaces'))) {
    for (const unit of kids(get(physical, 'unit'))) {
      const place = placeOf(physical.name, unit.name);
      uses.push(...attached(get(unit, 'filter'), 'both', 'filter', place));
      for (const family of kids(get(unit, 'family')))
        uses.push(...attached(get(family, 'filter'), FAMILIES[family.name], `family ${family.name} filter`, place));
    }
  }
  for (const instance of [root, ...kids(get(root, 'routing-instances'))]) {
    for (const family of kids(get(instance, 'forwarding-options', 'family')))
      uses.push(...attached(get(family, 'filter'), undefined, `forwarding-options family ${family.name} filter`));
  }
  for (const { node } of filterPlaces(root)) {
    for (const term of termsOf(node)) {
      if (term.inactive) continue;
      for (const nested of kids(get(term, 'filter')))
        uses.push({ node: nested, by: `term ${term.name} filter`, followed: true, within: node.name });
    }
  }
  return uses;
}

/** A filter on the loopback guards the routing engine. */
const placeOf = (physical: string, unit: string): Binding['place'] =>
  physical === 'lo0' ? { kind: 'management' } : { kind: 'interface', name: `${physical}.${unit}` };

function attached(
  filter: Node | undefined,
  family: Binding['family'] | undefined,
  by: string,
  place?: Binding['place'],
): FilterUse[] {
  const uses: FilterUse[] = [];
  for (const [name, direction] of DIRECTIONS) {
    const names = kids(get(filter, name)).filter(isFilterName);
    for (const [index, node] of names.entries()) {
      const binding: Binding | undefined = place &&
        family && {
          filter: located(node),
          family,
          place,
          direction,
          span: spanOf(node),
          ...(names.length === 1 ? turned(node) : {}),
        };
      uses.push({
        node,
        by: `${by} ${name}`,
        followed: name.endsWith('-list') && index < names.length - 1,
        ...(binding ? { binding } : {}),
      });
    }
  }
  return uses;
}

/** The keyword before the filter's name, where both are written side by side. */
function turned(node: Node): Pick<Binding, 'turnedRound'> {
  const keyword = node.parent;
  const other = keyword && TURNED[keyword.name];
  if (!other || keyword.group !== undefined || node.group !== undefined) return {};
  return keyword.span.end < node.span.start && node.span.start - keyword.span.end <= 3
    ? { turnedRound: [{ span: keyword.span, newText: other }] }
    : {};
}

const TURNED: Readonly<Record<string, string>> = { input: 'output', output: 'input' };

/** `input F precedence 5`; `$junos-input-filter` is filled in at run time. */
const isFilterName = ({ name }: Node): boolean =>
  name !== 'precedence' && name !== 'shared-name' && !name.startsWith('$');

const DIRECTIONS = [
  ['input', 'in'],
  ['input-list', 'in'],
  ['output', 'out'],
  ['output-list', 'out'],
] as const;

/** Filters that never stand alone or last: what they do not decide is for the next one. */
export function continuedNames(uses: readonly FilterUse[]): ReadonlySet<string> {
  const followed = new Set(uses.filter((use) => use.followed).map((use) => use.node.name));
  for (const use of uses) if (!use.followed) followed.delete(use.node.name);
  return followed;
}
