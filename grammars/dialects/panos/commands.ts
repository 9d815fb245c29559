import { commandTable } from '../../kit/command-table.ts';
import type { Coverage, Outline, Statement, Word } from '../../outline.ts';
import { DEVICE, OBJECTS } from './commands/paths.ts';
import type { Node, Tree } from './tree.ts';

const table = commandTable({
  objects: OBJECTS,
  'vsys : objects': '',
  'shared : objects': '',
  'device : objects': DEVICE,
});

/** Declares what every statement is, by where its words end in the hierarchy. */
export function declareCoverage(outline: Outline, tree: Tree): void {
  for (const statement of outline.statements) declare(statement, tree);
}

function declare(statement: Statement, tree: Tree): Coverage {
  const inside = statement.children.map((child) => declare(child, tree));
  const own = ownCoverage(statement, tree);
  // A block is known when something in it is.
  const known = inside.includes('modelled') ? 'modelled' : inside.includes('recognised') ? 'recognised' : undefined;
  statement.coverage = own === 'modelled' ? own : (known ?? own);
  return statement.coverage;
}

function ownCoverage(statement: Statement, tree: Tree): Coverage {
  const verb = statement.words[0]!.text;
  if (tree.form === 'set' && statement.children.length === 0) {
    if (verb === 'delete' || verb === 'move') return 'modelled';
    // How the session prints, and what it answers: `set cli pager off`, `Entering configuration mode`.
    if (verb === 'set' && statement.words[1]?.text === 'cli') return 'recognised';
    if (/^(?:Entering|Exiting)$/.test(verb) && statement.words[1]?.text === 'configuration') return 'recognised';
    if (verb !== 'set')
      return /^(?:rename|copy|edit|show|commit|exit|quit|run|configure|admin-session)$/.test(verb)
        ? 'recognised'
        : 'unknown';
  }
  // One command may give several settings: what is unknown of it makes it unknown.
  const ends = tree.ends(statement).map(coverageAt);
  if (ends.length === 0 || ends.includes('unknown')) return 'unknown';
  return ends.includes('modelled') ? 'modelled' : 'recognised';
}

const remembered = new WeakMap<Node, Coverage>();

function coverageAt(node: Node): Coverage {
  const before = remembered.get(node);
  if (before) return before;
  const path: string[] = [];
  for (let at: Node | undefined = node; at?.parent; at = at.parent) path.push(at.name);
  const found = coverageOf(path.reverse());
  remembered.set(node, found);
  return found;
}

/** Of a path from the root. */
export function coverageOf(path: readonly string[]): Coverage {
  const { mode, rest } = placeOf(path);
  // The containers themselves.
  if (rest.length === 0) return path.length > 0 ? 'recognised' : 'unknown';
  return table.find(mode, rest.map(wordOf))?.coverage ?? 'unknown';
}

const wordOf = (text: string): Word => ({ text, span: { start: 0, end: 0 } });

/** Without the containers around: `config devices NAME vsys NAME`, `template NAME config ...`, `device-group NAME`, `shared`. */
export function placeOf(path: readonly string[]): {
  readonly mode: 'device' | 'vsys' | 'shared';
  readonly rest: readonly string[];
} {
  let rest = path;
  let mode: 'device' | 'vsys' | 'shared' = 'device';
  for (;;) {
    const [first, second] = rest;
    if (first === 'config' || first === 'panorama') rest = rest.slice(1);
    else if (first === 'policy' && second === 'panorama') {
      mode = 'shared';
      rest = rest.slice(2);
    } else if (mode === 'device' && /^(?:devices|template|template-stack)$/.test(first ?? '')) rest = rest.slice(2);
    else if (mode === 'device' && (first === 'vsys' || first === 'device-group')) {
      mode = 'vsys';
      rest = rest.slice(2);
    } else if (mode === 'device' && first === 'shared') {
      mode = 'shared';
      rest = rest.slice(1);
    } else return { mode, rest };
  }
}
