import type { Word } from '../outline.ts';
import type { CommandKind } from './indented-outline.ts';

/** Patterns by mode; see `commandTable` for their notation. */
export type CommandPatterns = Readonly<Record<string, string>>;

export interface CommandTable {
  /** The kind of the command in this mode; `no` and `default` in front are looked through. */
  find(mode: string, words: readonly Word[]): CommandKind | undefined;
  /** As `find`, for keywords cut short to two letters or more, where only one command fits; the kind carries them written out. */
  findAbbreviated(mode: string, words: readonly Word[]): CommandKind | undefined;
  readonly modes: readonly string[];
}

interface Node {
  readonly literals: Map<string, Node>;
  any?: Node;
  number?: Node;
  /** Matches whatever is left, also nothing. */
  rest?: CommandKind;
  end?: CommandKind;
}

const LONGEST_PATTERN = 24;

/**
 * A trie over command patterns, one per line of a mode's text:
 *
 *     interface * ...      > interface     opens mode `interface`
 *     + ip address ...                     modelled; without `+` recognised
 *     neighbor * activate
 *     ip nat inside|outside [x] <n>        alternatives, an optional word, a number
 *     exit-address-family <                closes the block it stands in
 *
 * Words are compared without regard to case. `*` is one word, `...` the rest of the line. A literal wins over a number,
 * a number over `*`, all of them over `...`. A mode `a : b c` also knows the patterns of modes b and c.
 */
export function commandTable(patterns: CommandPatterns): CommandTable {
  const roots = new Map<string, Node>();
  for (const key of Object.keys(patterns)) {
    const [mode = key] = key.split(/\s*:\s*/);
    const root = newNode();
    for (const own of withParents(key, patterns)) for (const line of own.split('\n')) addPattern(root, line);
    roots.set(mode, root);
  }
  return {
    findAbbreviated: (mode, words) => {
      const root = roots.get(mode);
      if (!root) return undefined;
      const from = /^(?:no|default)$/i.test(words[0]?.text ?? '') ? 1 : 0;
      const budget = { steps: MOST_STEPS };
      const found = expand(root, words, from, budget);
      if (!found || found === 'ambiguous') return undefined;
      const full = [...words.slice(0, from), ...found.words];
      return { ...(from === 0 ? found.kind : withoutBlock(found.kind)), words: full };
    },
    modes: [...roots.keys()],
    find: (mode, words) => {
      const root = roots.get(mode);
      if (!root) return undefined;
      const direct = findFrom(root, words, 0);
      if (direct) return direct;
      const first = words[0]?.text.toLowerCase();
      if (first !== 'no' && first !== 'default') return undefined;
      const found = findFrom(root, words, 1) ?? (words.length > 1 ? findPrefix(root, words, 1) : undefined);
      return found && withoutBlock(found);
    },
  };
}

function withParents(key: string, patterns: CommandPatterns): string[] {
  const [, parents = ''] = key.split(/\s*:\s*/);
  const inherited = parents
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((parent) => {
      const full = Object.keys(patterns).find((candidate) => candidate.split(/\s*:\s*/)[0] === parent);
      if (full === undefined) throw new Error(`command table: no mode ${parent}`);
      return withParents(full, patterns);
    });
  return [...inherited, patterns[key]!];
}

const withoutBlock = (kind: CommandKind): CommandKind => ({ coverage: kind.coverage });

function addPattern(root: Node, line: string): void {
  const text = line.trim();
  if (text === '') return;
  const words = text.split(/\s+/);
  const modelled = words[0] === '+';
  if (modelled) words.shift();
  let opens: string | undefined;
  let closes = false;
  if (words.at(-2) === '>') [, opens] = words.splice(-2);
  else if (words.at(-1) === '<') closes = words.pop() !== undefined;
  const kind: CommandKind = {
    coverage: modelled ? 'modelled' : 'recognised',
    ...(opens === undefined ? {} : { opens }),
    ...(closes ? { closes } : {}),
  };
  insert(root, words, 0, kind);
}

function insert(node: Node, words: readonly string[], index: number, kind: CommandKind): void {
  if (words.length > LONGEST_PATTERN) throw new Error(`command table: ${words.join(' ')} is too long`);
  const word = words[index];
  if (word === undefined) {
    node.end = kind;
    return;
  }
  if (word === '...') {
    node.rest = kind;
    return;
  }
  const optional = word.startsWith('[') && word.endsWith(']');
  if (optional) insert(node, words, index + 1, kind);
  for (const one of (optional ? word.slice(1, -1) : word).split('|'))
    insert(childFor(node, one), words, index + 1, kind);
}

function childFor(node: Node, word: string): Node {
  if (word === '*') {
    node.any ??= newNode();
    return node.any;
  }
  if (word === '<n>') {
    node.number ??= newNode();
    return node.number;
  }
  const literal = word.toLowerCase();
  let next = node.literals.get(literal);
  if (!next) {
    next = newNode();
    node.literals.set(literal, next);
  }
  return next;
}

const newNode = (): Node => ({ literals: new Map() });

function findFrom(node: Node, words: readonly Word[], index: number): CommandKind | undefined {
  const word = words[index];
  if (word === undefined) return node.end ?? node.rest;
  const literal = node.literals.get(word.text.toLowerCase());
  const found =
    (literal && findFrom(literal, words, index + 1)) ??
    (node.number && isNumber(word.text) ? findFrom(node.number, words, index + 1) : undefined) ??
    (node.any && findFrom(node.any, words, index + 1));
  return found ?? node.rest;
}

/** How many nodes a search for an abbreviation may look at. */
const MOST_STEPS = 400;

interface Expansion {
  readonly kind: CommandKind;
  /** From the word on where the search stands. */
  readonly words: readonly Word[];
}

function expand(
  node: Node,
  words: readonly Word[],
  index: number,
  budget: { steps: number },
): Expansion | 'ambiguous' | undefined {
  const word = words[index];
  if (word === undefined) {
    const kind = node.end ?? node.rest;
    return kind && { kind, words: [] };
  }
  budget.steps -= 1;
  if (budget.steps < 0) return 'ambiguous';
  const text = word.text.toLowerCase();
  const exact = node.literals.get(text);
  const found = new Map<string, Expansion>();
  for (const [literal, next] of exact ? [[text, exact] as const] : abbreviatedBy(node, text)) {
    const deeper = expand(next, words, index + 1, budget);
    if (deeper === 'ambiguous') return deeper;
    if (deeper) found.set(literal, { kind: deeper.kind, words: [{ text: literal, span: word.span }, ...deeper.words] });
  }
  if (found.size > 1) return 'ambiguous';
  const [only] = found.values();
  if (only) return exact ? { ...only, words: [word, ...only.words.slice(1)] } : only;
  for (const next of [isNumber(word.text) ? node.number : undefined, node.any]) {
    const deeper = next && expand(next, words, index + 1, budget);
    if (deeper === 'ambiguous') return deeper;
    if (deeper) return { kind: deeper.kind, words: [word, ...deeper.words] };
  }
  return node.rest && { kind: node.rest, words: words.slice(index) };
}

const abbreviatedBy = (node: Node, text: string): (readonly [string, Node])[] =>
  text.length < 2 || !/^[a-z0-9-]+$/.test(text)
    ? []
    : [...node.literals].filter(([literal]) => literal.startsWith(text));

/** `no neighbor X route-map`: the words end inside a pattern. */
function findPrefix(node: Node, words: readonly Word[], index: number): CommandKind | undefined {
  const word = words[index];
  if (word === undefined) return { coverage: 'recognised' };
  const literal = node.literals.get(word.text.toLowerCase());
  return (
    (literal && findPrefix(literal, words, index + 1)) ??
    (node.number && isNumber(word.text) ? findPrefix(node.number, words, index + 1) : undefined) ??
    (node.any && findPrefix(node.any, words, index + 1))
  );
}

function isNumber(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return text.length > 0;
}
