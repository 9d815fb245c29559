import { isYes, kids, type Node } from '../tree.ts';

/** The rules of these rulebases, in the order in which they are tried. */
export const rulesOf = (rulebases: readonly Node[], kind: 'security' | 'nat'): Node[] =>
  rulebases.flatMap((rulebase) => kids(rulebase, kind, 'rules'));

export const isActive = (rule: Node): boolean => !isYes(rule, 'disabled');
