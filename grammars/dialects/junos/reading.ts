import type { Outline } from '../../outline.ts';
import { COMMANDS } from './commands.ts';
import { inheritGroups } from './inherit.ts';
import { type Node, treeOf } from './tree.ts';

export interface Reading {
  readonly root: Node;
  /** Every applied group is in the text. */
  readonly complete: boolean;
}

/** The hierarchy with what groups give to it. */
export function reading(outline: Outline): Reading {
  const root = treeOf(outline, COMMANDS);
  return { root, complete: inheritGroups(root) };
}
