import { type Block, entriesOf, table } from '../config-tree.ts';

/** One virtual firewall: its own objects, policies and routes. */
export interface Scope {
  /** Of one of several; the only one, or `root`, has none. */
  readonly vdom?: string;
  readonly block: Block;
}

/** The virtual domains of the text; without any, the text itself. */
export function scopesOf(root: Block): Scope[] {
  const domains = entriesOf(root, 'vdom').filter((block) => block.tables.size > 0);
  const own: Scope[] = [...root.tables.keys()].some(
    (path) => !/^(?:vdom|global|system )/.test(path) || path === 'system zone',
  )
    ? [{ block: root }]
    : [];
  const named = domains.map(
    (block): Scope => ({
      ...(domains.length > 1 && block.name.value !== 'root' ? { vdom: block.name.value } : {}),
      block,
    }),
  );
  return own.length + named.length > 0 ? [...own, ...named] : [{ block: root }];
}

/** Tables of the whole box stand at the top, or in `config global`. */
export const globalTables = (root: Block, ...path: readonly [string, ...string[]]): Block[] =>
  [root, table(root, 'global'), ...entriesOf(root, 'vdom')].flatMap((block) => table(block, ...path) ?? []);

export const globalEntries = (root: Block, ...path: readonly [string, ...string[]]): Block[] =>
  globalTables(root, ...path).flatMap(({ entries }) => entries);
