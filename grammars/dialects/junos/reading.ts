import type { Outline, Statement } from '../../outline.ts';
import { COMMANDS } from './commands.ts';
import { inheritGroups } from './inherit.ts';
import { type Node, treeOf } from './tree.ts';

export interface Reading {
  readonly root: Node;
  /** Every applied group is in the text, which is no template and holds no command that is not followed. */
  readonly complete: boolean;
}

const known = new WeakMap<Outline, Reading>();

/** The hierarchy with what groups give to it; read once, for the model and for every change that is written. */
export function reading(outline: Outline): Reading {
  const before = known.get(outline);
  if (before) return before;
  const root = treeOf(outline, COMMANDS);
  const inherited = inheritGroups(root);
  const followed = !isTemplate(outline.text) && !outline.statements.some(changesElsewhere);
  const read: Reading = { root, complete: inherited && followed };
  known.set(outline, read);
  return read;
}

/** Commands that change what this dialect does not follow: `rename`, `copy`, `replace pattern`, `load`. */
const changesElsewhere = ({ words: [verb, next] }: Statement): boolean =>
  next !== undefined && /^(?:rename|copy|replace|load|rollback|wildcard)$/.test(verb!.text);

/** Jinja and Go templates. */
export const isTemplate = (text: string): boolean => /\{\{|\{%|\{#[^\r\n]*#\}/.test(text);
