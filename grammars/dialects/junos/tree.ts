import { listOf } from '../../kit/braces-outline.ts';
import type { Coverage, Outline, Statement, Word } from '../../outline.ts';
import { type Located, type Span, span } from '../../text/span.ts';
import { Children } from './children.ts';
import { type Command, isDone, keyword, named, restOf } from './command-tree.ts';

/**
 * One word of the configuration hierarchy: `interfaces`, below it `ge-0/0/0`, below it `unit`, `0`, ...
 * The braces and the set form of a configuration make the same tree.
 */
export interface Node {
  /** Without quotes. */
  readonly name: string;
  /** Where it was first written, without quotes. */
  readonly span: Span;
  readonly parent: Node | undefined;
  children: Children<Node>;
  /** Its place in the command tree; undefined where the commands do not know it. */
  readonly command: Command | undefined;
  /** Statements whose own words pass through here, in text order. */
  readonly statements: Statement[];
  readonly depth: number;
  /** An unknown statement ends here. */
  unknown: boolean;
  inactive: boolean;
  /** Comes from this group of `apply-groups`. */
  readonly group?: string;
}

/** Below this depth words are not put into the tree: readers of it recurse. */
const DEEPEST = 150;

/** Most nodes are leaves: they share this one, which stays empty. */
const NO_CHILDREN = new Children<Node>();

export function addChild(parent: Node, child: Node): void {
  if (parent.children === NO_CHILDREN) parent.children = new Children();
  parent.children.add(child);
}

export const newRoot = (command: Command): Node => makeNode('', span(0, 0), undefined, command);

export function makeNode(
  name: string,
  where: Span,
  parent: Node | undefined,
  command: Command | undefined,
  group?: string,
): Node {
  return {
    name,
    span: where,
    parent,
    children: NO_CHILDREN,
    command,
    statements: [],
    depth: parent ? parent.depth + 1 : 0,
    unknown: false,
    inactive: false,
    ...(group === undefined ? {} : { group }),
  };
}

export const nameOf = (word: Word): Located<string> => {
  const { text } = word;
  if (!text.startsWith('"')) return { value: text, span: word.span };
  const closed = text.length > 1 && text.endsWith('"');
  return {
    value: text.slice(1, closed ? -1 : undefined),
    span: span(word.span.start + 1, word.span.end - (closed ? 1 : 0)),
  };
};

/** The hierarchy of an outline, in either form. Sets the coverage of every statement. */
export function treeOf(outline: Outline, commands: Command): Node {
  const root = newRoot(commands);
  const session: Session = { root, base: root, reorderings: 0 };
  for (const statement of outline.statements) {
    if (isVerb(statement)) runVerb(statement, session);
    else addBraces(statement, root);
  }
  return root;
}

/** Where `edit` has gone, for set form. */
interface Session {
  readonly root: Node;
  base: Node;
  /** Work done by `insert`, bounded so that costs stay linear. */
  reorderings: number;
}

const MARKS: ReadonlySet<string> = new Set(['inactive:', 'protect:', 'replace:', 'delete:', 'unprotect:']);
const VERBS: ReadonlySet<string> = new Set(
  'set delete deactivate activate annotate insert protect unprotect edit top up exit'.split(' '),
);

export const isVerb = ({ words, children }: Pick<Statement, 'words' | 'children'>): boolean =>
  children.length === 0 && VERBS.has(words[0]!.text);

function addBraces(statement: Statement, base: Node): void {
  const first = statement.words.findIndex((word) => !MARKS.has(word.text));
  const words = first < 0 ? [] : statement.words.slice(first);
  const marks = first < 0 ? statement.words : statement.words.slice(0, first);
  const object = marks.length > 0 ? objectOf(words, base, statement.children.length > 0) : [];
  const marked = (mark: string): boolean => marks.some((word) => word.text === mark);
  // `load replace` puts this object in the place of the one that was there.
  if (marked('replace:') || marked('delete:'))
    for (const node of find(base, object)) node.parent?.children.delete(node.name);
  if (marked('delete:')) {
    statement.coverage = 'modelled';
    return;
  }
  const { ends, coverage } = insert(base, words, statement);
  statement.coverage = coverage;
  if (marked('inactive:')) for (const node of find(base, object)) node.inactive = true;
  // A list in front of a block would be many parents; the last one stands for them.
  const next = ends.at(-1) ?? base;
  for (const child of statement.children) addBraces(child, next);
}

/** The words that name what a mark speaks of: a block's header; of a leaf its keyword, with the name or names it takes. */
function objectOf(words: readonly Word[], base: Node, isBlock: boolean): readonly Word[] {
  const [first, second] = words;
  if (isBlock || !first || !second) return words;
  const command = commandBelow(base.command, nameOf(first).value);
  const takesName = command !== undefined && (named(command) !== undefined || first.text === 'family');
  if (!takesName) return [first];
  const list = listOf(second);
  return list === undefined ? [first, second] : [first, ...words.filter((word) => listOf(word) === list)];
}

function runVerb(statement: Statement, session: Session): void {
  const verb = statement.words[0]!.text;
  const words = statement.words.slice(1);
  switch (verb) {
    case 'set':
      statement.coverage = insert(session.base, words, statement).coverage;
      return;
    case 'edit':
      session.base = insert(session.base, words, statement).ends.at(-1) ?? session.base;
      statement.coverage = 'recognised';
      return;
    case 'top':
    case 'exit':
      session.base = session.root;
      statement.coverage = 'recognised';
      return;
    case 'up':
      session.base = session.base.parent ?? session.root;
      statement.coverage = 'recognised';
      return;
    case 'delete':
    case 'deactivate':
    case 'activate': {
      statement.coverage = 'modelled';
      for (const node of find(session.base, words)) {
        if (verb === 'delete') node.parent?.children.delete(node.name);
        else node.inactive = verb === 'deactivate';
        // The line goes with the object it speaks of.
        for (let at = node; at.parent; at = at.parent)
          if (at.statements.at(-1) !== statement) at.statements.push(statement);
      }
      return;
    }
    case 'insert':
      statement.coverage = reorder(session, words) ? 'modelled' : 'unknown';
      return;
    default:
      statement.coverage = 'recognised';
  }
}

/** `a [ b c ]` has several ends. Empty where a word is missing. */
function find(base: Node, words: readonly Word[]): Node[] {
  let before: Node | undefined = base;
  let ends: Node[] = [base];
  let list: number | undefined;
  for (const word of words) {
    const own = listOf(word);
    if (own === undefined || own !== list) {
      before = ends.at(-1);
      ends = [];
    }
    list = own;
    const node = before?.children.get(nameOf(word).value);
    if (node) ends.push(node);
    else if (own === undefined) return [];
  }
  return ends[0] === base ? [] : ends;
}

interface Inserted {
  readonly ends: readonly Node[];
  readonly coverage: Coverage;
}

function insert(base: Node, words: readonly Word[], statement: Statement): Inserted {
  /** One node a word, several for a list. */
  const steps: Node[][] = [];
  let list: number | undefined;
  for (const word of words) {
    const own = listOf(word);
    if (own === undefined || own !== list) steps.push([]);
    list = own;
    const before = steps.at(-2)?.at(-1) ?? base;
    const node = place(before, word, statement);
    if (!node) {
      before.unknown = true;
      return { ends: [before], coverage: 'unknown' };
    }
    steps.at(-1)!.push(node);
  }
  const ends = steps.at(-1);
  if (!ends) return { ends: [base], coverage: 'unknown' };
  return { ends, coverage: coverOf(ends) };
}

function coverOf(ends: readonly Node[]): Coverage {
  let coverage: Coverage = 'modelled';
  for (const node of ends) {
    const own = node.command?.coverage ?? 'unknown';
    if (own === 'unknown') node.unknown = true;
    if (own === 'unknown' || (own === 'recognised' && coverage === 'modelled')) coverage = own;
  }
  return coverage;
}

/** The word's node below this one, made where it is new; undefined where the tree gets too deep. */
function place(parent: Node, word: Word, statement: Statement): Node | undefined {
  const { value: name, span: where } = nameOf(word);
  const known = parent.children.get(name);
  if (known) {
    if (known.statements.at(-1) !== statement) known.statements.push(statement);
    return known;
  }
  if (parent.depth >= DEEPEST) return undefined;
  const { home, command } = commandFor(parent, name);
  const there = home.children.get(name);
  if (there) {
    if (there.statements.at(-1) !== statement) there.statements.push(statement);
    return there;
  }
  const node = makeNode(name, where, home, command);
  node.statements.push(statement);
  addChild(home, node);
  return node;
}

/** Statements that may stand everywhere. */
const EVERYWHERE: ReadonlyMap<string, Command> = new Map(
  ['apply-groups', 'apply-groups-except', 'apply-flags', 'apply-macro'].map((name) => [
    name,
    { children: new Map(), rest: 'modelled', coverage: 'modelled' },
  ]),
);
const WILD: Command = { children: new Map(), rest: 'recognised', coverage: 'recognised' };

export function commandBelow(command: Command | undefined, name: string): Command | undefined {
  if (!command) return undefined;
  const found = keyword(command, name) ?? EVERYWHERE.get(name) ?? named(command);
  if (found) return found;
  const rest = restOf(command);
  if (rest) return REST[rest];
  // A wildcard of a group over keywords: any of them may be meant.
  return name.startsWith('<') && !isDone(command) ? WILD : undefined;
}

const REST: Readonly<Record<Coverage, Command>> = {
  modelled: { children: new Map(), rest: 'modelled', coverage: 'modelled' },
  recognised: WILD,
  unknown: { children: new Map(), rest: 'unknown', coverage: 'unknown' },
};

/** After a finished leaf, a keyword belongs to the nearest container that knows it: `maximum 500 teardown 80`. */
function commandFor(parent: Node, name: string): { home: Node; command: Command | undefined } {
  const here = parent.command;
  if (!here) return { home: parent, command: undefined };
  const own = here.leaf && here.rest ? keyword(here, name) : commandBelow(here, name);
  if (own) return { home: parent, command: own };
  if (here.leaf || isDone(here)) {
    for (let at = parent.parent, hops = 0; at?.command && hops < 4; at = at.parent, hops += 1) {
      const found = keyword(at.command, name);
      if (found) return { home: at, command: found };
    }
  }
  return { home: parent, command: commandBelow(here, name) };
}

/** `insert firewall filter F term B before term A` */
function reorder(session: Session, words: readonly Word[]): boolean {
  const at = words.findIndex((word) => word.text === 'before' || word.text === 'after');
  const moved = at > 0 ? find(session.base, words.slice(0, at))[0] : undefined;
  const anchor = moved?.parent?.children.get(nameOf(words.at(-1)!).value);
  if (!moved?.parent || !anchor || anchor === moved) return false;
  session.reorderings += moved.parent.children.size;
  if (session.reorderings > 2_000_000) return false;
  moved.parent.children.move(moved, words[at]!.text === 'after' ? 'after' : 'before', anchor);
  return true;
}
