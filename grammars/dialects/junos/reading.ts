import type { Outline } from '../../outline.ts';
import { COMMANDS } from './commands.ts';
import { inheritGroups } from './inherit.ts';
import { type Node, treeOf } from './tree.ts';

export interface Reading {
  readonly root: Node;
  /** Every applied group is in the text, and the text is no template that something will fill in. */
  readonly complete: boolean;
}

/** The hierarchy with what groups give to it. */
export function reading(outline: Outline): Reading {
  const root = treeOf(outline, COMMANDS);
  const inherited = inheritGroups(root);
  return { root, complete: inherited && !isTemplate(outline.text) };
}

/** Jinja and Go templates. */
export const isTemplate = (text: string): boolean => /\{\{|\{%|\{#[^\r\n]*#\}/.test(text);
