import type { FilterRule } from '../../../model/filter.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { get, type Node, spansOf, type Tree } from '../tree.ts';

/** Another word where the rule says its action; drops and resets become plain denies and back. */
export function setAction(
  text: string,
  tree: Tree,
  rule: FilterRule,
  action: 'permit' | 'deny',
): TextEdit[] | undefined {
  const node = ruleNode(tree.root, rule);
  const written = [...(get(node, 'action')?.children.values() ?? [])].at(-1);
  if (!written || tree.reordered) return undefined;
  const quoted = text[written.span.start - 1] === '"' && tree.form !== 'xml';
  if (quoted) return undefined;
  return [{ span: written.span, newText: action === 'permit' ? 'allow' : 'deny' }];
}

/** The tree's node of a rule. */
export function ruleNode(root: Node, { span, key }: FilterRule): Node | undefined {
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.name === key?.value && node.parent?.name === 'rules' && spansOf(node)[0]?.start === span.start)
      return node;
    for (const child of node.children.values()) pending.push(child);
  }
  return undefined;
}
