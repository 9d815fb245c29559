import type { Action, Filter, FilterRule } from '../../../model/filter.ts';
import { at } from '../../../text/span.ts';
import { get, hasUnknown, kids, located, spansOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { matchesOf } from './match.ts';
import type { ResolvedList } from './prefix-lists.ts';

export interface FilterPlace {
  readonly node: Node;
  readonly family: Filter['family'];
}

/** Filters of IP packets; those of bridging families have conditions the algebra does not know. */
export function filterPlaces(root: Node): FilterPlace[] {
  const firewall = get(root, 'firewall');
  const under = (node: Node | undefined, family: Filter['family']): FilterPlace[] =>
    kids(node).map((filter) => ({ node: filter, family }));
  return [
    // Without a family a filter is one of family inet.
    ...under(get(firewall, 'filter'), 'ipv4'),
    ...under(get(firewall, 'family', 'inet', 'filter'), 'ipv4'),
    ...under(get(firewall, 'family', 'inet6', 'filter'), 'ipv6'),
    ...under(get(firewall, 'family', 'any', 'filter'), 'both'),
  ];
}

/**
 * @param continued names of filters that are only used where another follows (input-list, nested): what they leave undecided goes on
 */
export function filtersOf(
  root: Node,
  lists: ReadonlyMap<string, ResolvedList>,
  continued: ReadonlySet<string>,
  complete: boolean,
): Filter[] {
  return filterPlaces(root).map(({ node, family }) => ({
    name: located(node),
    family,
    purpose: 'packet',
    rules: termsOf(node).map((term) => ruleOf(term, family, lists)),
    fallback: { action: continued.has(node.name) ? 'return' : 'deny' },
    stateful: false,
    span: wholeOf(node),
    closed: complete && !hasUnknown(node),
  }));
}

/** Terms in order, inactive ones too. */
export const termsOf = (filter: Node): readonly Node[] => filter.children.get('term')?.children.values() ?? [];

const wholeOf = (node: Node): Filter['span'] => {
  const spans = spansOf(node);
  return { start: spans[0]!.start, end: spans.at(-1)!.end };
};

function ruleOf(term: Node, family: Filter['family'], lists: ReadonlyMap<string, ResolvedList>): FilterRule {
  const spans = spansOf(term);
  const active = !term.inactive && !term.parent?.inactive;
  const { action, effects } = actionOf(term);
  return {
    span: spans[0]!,
    ...(spans.length > 1 ? { spans } : {}),
    key: located(term),
    matches: matchesOf(get(term, 'from'), family, lists),
    action,
    effects,
    active,
  };
}

/** Actions after which the packet is accepted though nothing says so: anything but `next term` and the denials. */
function actionOf(term: Node): { action: Action; effects: string[] } {
  const nested = kids(get(term, 'filter'))[0];
  if (nested) return { action: { kind: 'jump', target: at(nested.name, nested.span) }, effects: [] };
  const then = get(term, 'then');
  let action: Action = { kind: 'permit' };
  const effects: string[] = [];
  for (const node of kids(then)) {
    const values = kids(node).map(({ name }) => name);
    if (node.name === 'discard') action = { kind: 'deny' };
    else if (node.name === 'reject') {
      action = { kind: 'deny', reject: true };
      if (values[0] !== undefined) effects.push(`reject-with:${values[0]}`);
    } else if (node.name === 'next' && values.includes('term')) action = { kind: 'continue' };
    else if (node.name !== 'accept') effects.push(values.length > 0 ? `${node.name}:${values.join(' ')}` : node.name);
  }
  return { action, effects: effects.sort() };
}
