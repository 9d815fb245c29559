import {
  childOf,
  entriesOf,
  entryOf,
  itemsOf,
  textOf,
  type YamlEntry,
  type YamlItem,
  type YamlNode,
} from '../../kit/yaml-node.ts';
import type { YamlOutline } from '../../kit/yaml-outline.ts';
import type { Statement } from '../../outline.ts';
import { isTaskKeyword } from './keywords.ts';

/** One call of a module. */
export interface Task {
  /** All of it: module and keywords. */
  readonly node: YamlNode;
  readonly statement: Statement;
  /** The last part of its name: `sysctl` of `ansible.posix.sysctl`. */
  readonly module: string;
  readonly entry: YamlEntry;
  /** Its arguments by name; absent: written in one line. */
  readonly arguments: YamlNode | undefined;
  /** Carried out only sometimes, or several times. */
  readonly conditional: boolean;
}

/** Tasks of one list that is carried out from its first to its last, those of its blocks among them. */
export type TaskList = readonly Task[];

const LISTS = ['pre_tasks', 'tasks', 'post_tasks'] as const;

/** The lists of every play of a playbook, or the one that a file of tasks is; handlers run only when something changed. */
export function taskLists({ documents }: YamlOutline): TaskList[] {
  return documents.flatMap((root) => {
    const plays = itemsOf(root).filter(({ value }) => entryOf(value, 'hosts'));
    if (plays.length === 0) return [tasksIn(itemsOf(root), false, 0)];
    return plays.map(({ value }) => tasksOfPlay(value));
  });
}

/** Without handlers. */
export const tasksOfPlay = (play: YamlNode): TaskList =>
  LISTS.flatMap((key) => tasksIn(itemsOf(childOf(play, key)), false, 0));

/** How deep blocks stand in blocks. */
const DEEPEST = 20;

function tasksIn(items: readonly YamlItem[], conditional: boolean, depth: number): Task[] {
  if (depth > DEEPEST) return [];
  return items.flatMap(({ value, statement }) => {
    const own = conditional || isConditional(value);
    const nested = ['block', 'rescue', 'always'].flatMap((key) => {
      const inner = itemsOf(childOf(value, key));
      return tasksIn(inner, own || key === 'rescue', depth + 1);
    });
    return [...taskOf(value, statement, own), ...nested];
  });
}

const isConditional = (node: YamlNode): boolean =>
  entriesOf(node).some(({ key }) => key === 'when' || key === 'loop' || key === 'until' || key.startsWith('with_'));

function taskOf(node: YamlNode, statement: Statement, conditional: boolean): Task[] {
  const [entry, more] = entriesOf(node).filter(({ key, inherited }) => !isTaskKeyword(key) && !inherited);
  if (!entry || more) return [];
  const { key, value } = entry;
  const args = value.kind === 'map' ? value : childOf(node, 'args');
  return [{ node, statement, module: key.slice(key.lastIndexOf('.') + 1), entry, arguments: args, conditional }];
}

/** An argument whose value is written there, without expressions. */
export function argument({ arguments: args }: Task, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = textOf(childOf(args, name));
    if (text !== undefined) return text;
  }
  return undefined;
}

export const isFilledIn = (text: string): boolean => text.includes('{{') || text.includes('{%');
