import type { Word } from '../outline.ts';
import type { CommandKind } from './indented-outline.ts';

/** Patterns by mode; see `commandTable` for their notation. */
export type CommandPatterns = Readonly<Record<string, string>>;

export interface CommandTable {
  /** The kind of the command in this mode; `no` and `default` in front are looked through. */
  find(mode: string, words: readonly Word[]): CommandKind | undefined;
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
