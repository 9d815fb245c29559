import { printedValue } from '../../kit/cloud/printed-value.ts';
import type { Resource } from '../../kit/cloud/value.ts';
import { childOf, entriesOf, itemsOf, textOf, type YamlNode } from '../../kit/yaml-node.ts';
import type { YamlOutline } from '../../kit/yaml-outline.ts';
import type { Statement } from '../../outline.ts';

/** Every object of every document, those in lists too. Values of a template are not known before it is filled in: it has none. */
export function resourcesOf({ documents, templated, text }: YamlOutline): Resource[] {
  if (templated) return [];
  return documents.flatMap((root) => objectsOf(root, documentStatement(root), text));
}

/** How deep lists stand in lists. */
const DEEPEST = 4;

function objectsOf(node: YamlNode, statement: Statement, text: string, depth = 0): Resource[] {
  const kind = textOf(childOf(node, 'kind'));
  const items = itemsOf(node.kind === 'seq' ? node : childOf(node, 'items'));
  if (node.kind === 'seq' || (kind?.endsWith('List') && items.length > 0))
    return depth < DEEPEST ? items.flatMap((one) => objectsOf(one.value, one.statement, text, depth + 1)) : [];
  const properties = printedValue(node, text);
  if (kind === undefined || properties.kind !== 'map') return [];
  const named = childOf(childOf(node, 'metadata'), 'name');
  const name = textOf(named);
  return [
    {
      type: kind,
      name: name === undefined ? { value: kind, span: statement.header } : { value: name, span: named!.span },
      properties,
      statement,
    },
  ];
}

/** A document has no statement of its own: its entries stand at the top. */
function documentStatement(root: YamlNode): Statement {
  const { start } = root.span;
  return {
    words: [],
    header: { start, end: start },
    span: root.span,
    children: entriesOf(root).map(({ statement }) => statement),
    parent: undefined,
    coverage: 'recognised',
  };
}
