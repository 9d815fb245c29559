import { filterPlaces, termsOf } from '../model/filters.ts';
import { hostEntries } from '../model/security/host-inbound.ts';
import { natRuleSets, natRulesIn } from '../model/security/nat-rules.ts';
import { type PolicyPlace, policiesIn, policyPlaces } from '../model/security/policies.ts';
import { securityZones } from '../model/security/zones.ts';
import type { Node } from '../tree.ts';

/** A list of rules as it is written. */
export interface WrittenList {
  readonly kind: 'terms' | 'nat' | 'policies' | 'services';
  readonly node: Node;
  /** In the order of the filter's rules. */
  readonly rules: readonly Node[];
  readonly policies?: PolicyPlace;
  /** Whether this rule can be taken out, and the list is still one. */
  mayLose(rule: number): boolean;
}

/** The list at this index of `device.filters`; undefined for a filter that is not written as a list. */
export function listAt(root: Node, index: number): WrittenList | undefined {
  const ordered = (kind: WrittenList['kind'], node: Node, rules: readonly Node[]): WrittenList => ({
    kind,
    node,
    rules,
    mayLose: () => rules.length > 1,
  });
  const makers: (() => WrittenList)[] = [
    ...filterPlaces(root).map(
      ({ node }) =>
        () =>
          ordered('terms', node, termsOf(node)),
    ),
    ...natRuleSets(root).map((set) => () => ordered('nat', set.node, natRulesIn(set))),
    ...policyPlaces(root).map((place) => () => ({
      ...ordered('policies', place.node, policiesIn(place)),
      policies: place,
    })),
    () => services(root),
  ];
  return makers[index]?.();
}

function services(root: Node): WrittenList {
  const rules = hostEntries(securityZones(root)).map(({ node }) => node);
  return {
    kind: 'services',
    node: root,
    rules,
    // A service in a list of words, or the last one of its place: without any, what the zone says counts again.
    mayLose: (rule) => {
      const node = rules[rule];
      return (
        node !== undefined &&
        node.children.size === 0 &&
        rules.some((other) => other !== node && other.parent?.parent === node.parent?.parent) &&
        node.statements.every(
          ({ words, children }) => children.length === 0 && words.at(-1)!.span.start <= node.span.start,
        )
      );
    },
  };
}
