import type { Outline, Statement } from '../../outline.ts';
import { COMMANDS } from './commands.ts';
import { inheritGroups } from './inherit.ts';
import { type Node, treeOf } from './tree.ts';

export interface Reading {
  readonly root: Node;
  /** Every applied group is in the text, which is no template and holds no command that is not followed. */
  readonly complete: boolean;
}

/** The hierarchy with what groups give to it. */
export function reading(outline: Outline): Reading {
  const root = treeOf(outline, COMMANDS);
  const inherited = inheritGroups(root);
  return { root, complete: inherited && !isTemplate(outline.text) && !outline.statements.some(changesElsewhere) };
}

/** Commands that change what this dialect does not follow: `rename`, `copy`, `replace pattern`, `load`. */
const changesElsewhere = ({ words: [verb, next] }: Statement): boolean =>
  next !== undefined && /^(?:rename|copy|replace|load|rollback|wildcard)$/.test(verb!.text);

/** Jinja and Go templates. */
export const isTemplate = (text: string): boolean => /\{\{|\{%|\{#[^\r\n]*#\}/.test(text);
