import { declareAll } from '../../kit/cloud/coverage.ts';
import { childOf, entriesOf, entryOf, itemsOf, type YamlNode } from '../../kit/yaml-node.ts';
import type { YamlOutline } from '../../kit/yaml-outline.ts';
import { isPlayKeyword, isTaskKeyword } from './keywords.ts';

/**
 * Playbooks are programs about anything: what a known module is told is recognised as a whole. Unknown is what the language itself does not
 * have: words of a play that are none, and a task with two modules or more.
 */
export function declareCoverage({ documents, statements }: YamlOutline): void {
  for (const statement of statements) declareAll(statement, 'unknown');
  for (const root of documents) for (const { value } of itemsOf(root)) declareItem(value, 0);
  for (const root of documents) for (const { statement } of itemsOf(root)) statement.coverage = 'recognised';
}

const DEEPEST = 20;

function declareItem(node: YamlNode, depth: number): void {
  if (depth > DEEPEST) return;
  const play = entryOf(node, 'hosts') !== undefined;
  const modules = entriesOf(node).filter(({ key }) => !isTaskKeyword(key));
  for (const { key, statement } of entriesOf(node)) {
    const known = play
      ? isPlayKeyword(key) || key.startsWith('import_playbook')
      : isTaskKeyword(key) || modules.length === 1;
    declareAll(statement, known ? 'recognised' : 'unknown');
  }
  for (const key of ['tasks', 'pre_tasks', 'post_tasks', 'handlers', 'block', 'rescue', 'always'])
    for (const { value } of itemsOf(childOf(node, key))) declareItem(value, depth + 1);
}
