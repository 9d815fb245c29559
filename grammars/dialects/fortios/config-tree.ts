import type { Outline, Statement, Word } from '../../outline.ts';
import type { Located, Span } from '../../text/span.ts';

/** A `config` or an `edit`, with all that the text says of it, wherever. */
export interface Block {
  /** The path after `config`, or the entry's name. */
  readonly name: Located<string>;
  readonly parent: Block | undefined;
  /** Every statement that opens it. */
  readonly statements: readonly Statement[];
  /** What `set` and `append` leave, by the setting's name; after `unset`, none. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** `config` blocks inside, by path. */
  readonly tables: ReadonlyMap<string, Block>;
  /** Entries in the order that holds on the device. */
  readonly entries: readonly Block[];
  /** `move` gave the entries another order than the text has. */
  readonly moved: boolean;
  /** Something inside is unknown, or done by a command that is not followed. */
  readonly unclear: boolean;
}

export interface Setting {
  readonly statement: Statement;
  readonly values: readonly Located<string>[];
}

interface Draft {
  readonly name: Located<string>;
  readonly parent: Draft | undefined;
  readonly statements: Statement[];
  readonly settings: Map<string, Setting>;
  readonly tables: Map<string, Draft>;
  readonly named: Map<string, Draft>;
  entries: Draft[];
  moved: boolean;
  unclear: boolean;
}

const known = new WeakMap<Outline, Block>();

/** What the commands of the text make, in their order; read once. */
export function configTree(outline: Outline): Block {
  const before = known.get(outline);
  if (before) return before;
  const root = newBlock({ value: '', span: { start: 0, end: 0 } }, undefined);
  readAll(root, outline.statements);
  known.set(outline, root);
  return root;
}

const newBlock = (name: Located<string>, parent: Draft | undefined): Draft => ({
  name,
  parent,
  statements: [],
  settings: new Map(),
  tables: new Map(),
  named: new Map(),
  entries: [],
  moved: false,
  unclear: false,
});

function readAll(block: Draft, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (statement.coverage === 'unknown') unclear(block);
    read(block, statement);
  }
}

/** What is unclear inside makes the blocks around it unclear. */
function unclear(block: Draft): void {
  for (let at: Draft | undefined = block; at && !at.unclear; at = at.parent) at.unclear = true;
}

function read(block: Draft, statement: Statement): void {
  const { words } = statement;
  const [verb, name] = [words[0]!.text, words[1] && unquoted(words[1])];
  switch (verb) {
    case 'config': {
      const path = words.slice(1).map((word) => unquoted(word).value);
      open(block.tables, path.join(' '), block, statement, name);
      return;
    }
    case 'edit': {
      if (!name) return;
      // `edit 0` takes the next free number: each is an entry of its own.
      const own = name.value === '0' ? `0 ${statement.span.start}` : name.value;
      const isNew = !block.named.has(own);
      const entry = open(block.named, own, block, statement, name);
      if (isNew) block.entries.push(entry);
      return;
    }
    case 'set':
    case 'append':
    case 'unset': {
      if (name) change(block, verb, name.value, { statement, values: words.slice(2).map(unquoted) });
      return;
    }
    default:
      reorder(block, verb, words.slice(1).map(unquoted));
  }
}

function open(
  among: Map<string, Draft>,
  key: string,
  parent: Draft,
  statement: Statement,
  name: Located<string> | undefined,
): Draft {
  let block = among.get(key);
  if (!block) {
    block = newBlock(name ?? { value: key, span: statement.header }, parent);
    among.set(key, block);
  }
  block.statements.push(statement);
  readAll(block, statement.children);
  return block;
}

function change({ settings }: Draft, verb: 'set' | 'append' | 'unset', name: string, setting: Setting): void {
  if (verb === 'unset') settings.delete(name);
  else if (verb === 'set') settings.set(name, setting);
  else settings.set(name, { ...setting, values: [...(settings.get(name)?.values ?? []), ...setting.values] });
}

/** `move 5 before 1`, `delete 3`, `purge`, `rename A to B`; what is left is a command that is not followed. */
function reorder(block: Draft, verb: string, words: readonly Located<string>[]): void {
  const [first, second, third] = words.map(({ value }) => value);
  const own = first === undefined ? undefined : block.named.get(first);
  if (verb === 'purge') {
    block.named.clear();
    block.entries = [];
  } else if (verb === 'delete' && first !== undefined) {
    block.named.delete(first);
    block.entries = block.entries.filter((entry) => entry !== own);
    if (!own) unclear(block);
  } else if (verb === 'move' && own && (second === 'before' || second === 'after')) {
    const anchor = third === undefined ? undefined : block.named.get(third);
    if (!anchor || anchor === own) {
      unclear(block);
      return;
    }
    const rest = block.entries.filter((entry) => entry !== own);
    rest.splice(rest.indexOf(anchor) + (second === 'after' ? 1 : 0), 0, own);
    block.entries = rest;
    block.moved = true;
  } else if (/^(?:move|rename|clone|delete|select|unselect|clear)$/.test(verb)) unclear(block);
}

/** The word without its quotes; of a simple one, the span inside them. */
export function unquoted({ text, span }: Word): Located<string> {
  if (!/["'\\]/.test(text)) return { value: text, span };
  const simple = /^(?:"([^"\\]*)"|'([^']*)')$/.exec(text);
  if (simple) return { value: simple[1] ?? simple[2]!, span: { start: span.start + 1, end: span.end - 1 } };
  let value = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const here = text[at]!;
    if (here === '\\' && quote !== "'") {
      at += 1;
      value += text[at] ?? '';
    } else if (quote === '' && (here === '"' || here === "'")) quote = here;
    else if (here === quote) quote = '';
    else value += here;
  }
  return { value, span };
}

/** The block down this path of `config`s. */
export function table(block: Block | undefined, ...path: readonly string[]): Block | undefined {
  let at = block;
  for (const one of path) at = at?.tables.get(one);
  return at;
}

export const entriesOf = (block: Block | undefined, path: string): readonly Block[] =>
  table(block, path)?.entries ?? [];

export const values = (block: Block | undefined, name: string): readonly Located<string>[] =>
  block?.settings.get(name)?.values ?? [];

export const value = (block: Block | undefined, name: string): Located<string> | undefined => values(block, name)[0];

/** The setting's first word. */
export const word = (block: Block | undefined, name: string): string | undefined => value(block, name)?.value;

export function numberOf(block: Block | undefined, name: string): Located<number> | undefined {
  const found = value(block, name);
  return found && /^\d{1,10}$/.test(found.value) ? { value: Number(found.value), span: found.span } : undefined;
}

export const isOn = (block: Block | undefined, name: string): boolean => word(block, name) === 'enable';

/** From the first `edit` or `config` to its `next` or `end`, of each place that adds to it. */
export const spansOf = ({ statements }: Block): Span[] => statements.map(({ span }) => span);

export const spanOf = (block: Block): Span => block.statements[0]?.span ?? block.name.span;
