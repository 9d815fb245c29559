import type { Outline } from '../../outline.ts';
import { COMMANDS } from './commands.ts';
import { inheritGroups } from './inherit.ts';
import { type Node, treeOf } from './tree.ts';

export interface Reading {
  readonly root: Node;
  /** Every applied group is in the text, and the text is no template that something will fill in. */
  readonly complete: boolean;
}

const known = new WeakMap<Outline, Reading>();

/** The hierarchy with what groups give to it; read once, for the model and for every change that is written. */
export function reading(outline: Outline): Reading {
  const before = known.get(outline);
  if (before) return before;
  const root = treeOf(outline, COMMANDS);
  const inherited = inheritGroups(root);
  const read: Reading = { root, complete: inherited && !isTemplate(outline.text) };
  known.set(outline, read);
  return read;
}

/** Jinja and Go templates. */
export const isTemplate = (text: string): boolean => /\{\{|\{%|\{#[^\r\n]*#\}/.test(text);
