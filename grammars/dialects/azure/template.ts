import type { Source } from '../../kit/cloud/azure/source.ts';
import { canonical, type MapValue, propertyOf, type Resource, textOf } from '../../kit/cloud/value.ts';
import {
  childOf,
  entriesOf,
  entryOf,
  itemsOf,
  textOf as nodeText,
  type YamlItem,
  type YamlNode,
} from '../../kit/yaml-node.ts';
import type { YamlOutline } from '../../kit/yaml-outline.ts';
import type { Statement } from '../../outline.ts';
import { type Names, templateValue } from './template-value.ts';

/** An ARM template; or what Azure prints of one resource or of several, in its own shape or as `az` flattens it. */
export function readTemplate({ documents, statements, text }: YamlOutline): Source {
  const [root] = documents;
  const template = root && childOf(root, 'resources');
  const schema = nodeText(childOf(root, '$schema'));
  if (template && (schema !== undefined || childOf(root, 'contentVersion'))) {
    const variables = new Map(
      entriesOf(childOf(root, 'variables')).map(({ key, value }) => [key.toLowerCase(), value]),
    );
    const names: Names = { text, variables, parameters: new Map(), expressions: true };
    const read = (known: Names): Resource[] => listed(template).flatMap((one) => resourcesOf(one, undefined, known));
    const parameters = new Map(
      entriesOf(childOf(root, 'parameters')).flatMap(({ key, value }) => {
        const own = childOf(value, 'defaultValue');
        return own ? [[key.toLowerCase(), own] as const] : [];
      }),
    );
    return { notation: 'template', resources: read(names), deployed: () => read({ ...names, parameters }) };
  }
  const names: Names = { text, variables: new Map(), parameters: new Map(), expressions: false };
  const resources = documents.flatMap((document) =>
    itemsIn(document, statements).flatMap((one) => resourcesOf(one, undefined, names)),
  );
  return { notation: 'export', resources, deployed: () => resources };
}

/** A list, a list under `value`, or one resource: then what is nested in it stands at the top. */
function itemsIn(root: YamlNode, statements: readonly Statement[]): readonly YamlItem[] {
  if (root.kind === 'seq') return root.items;
  const { start } = root.span;
  if (root.kind !== 'map' || entryOf(root, 'value')) return itemsOf(childOf(root, 'value'));
  const children = statements.filter(({ span }) => start <= span.start && span.end <= root.span.end);
  const header = { start, end: start + 1 };
  return [
    {
      value: root,
      statement: { words: [], header, span: root.span, children, parent: undefined, coverage: 'unknown' },
    },
  ];
}

interface Parent {
  readonly type: string;
  readonly name: string;
  readonly depth: number;
}

/** How deep resources stand in each other: a group's rule, a network's subnet, and one more. */
const DEEPEST = 4;

function versionIn(whole: MapValue): Pick<Resource, 'apiVersion'> {
  const apiVersion = textOf(propertyOf(whole, 'apiVersion'));
  return apiVersion === undefined ? {} : { apiVersion };
}

/** A list, or an object by symbolic names (language version 2.0). */
const listed = (node: YamlNode): readonly { readonly value: YamlNode; readonly statement: Statement }[] =>
  node.kind === 'map' ? entriesOf(node) : itemsOf(node);

/** A resource and those nested in it, whose types and names are relative to it. */
function resourcesOf(
  { value: node, statement }: { readonly value: YamlNode; readonly statement: Statement },
  parent: Parent | undefined,
  names: Names,
): Resource[] {
  const own = nodeText(childOf(node, 'type'))?.toLowerCase();
  const whole = templateValue(node, names);
  if (own === undefined || whole.kind !== 'map') return [];
  const type = parent && !own.startsWith(`${parent.type}/`) ? `${parent.type}/${own}` : own;
  const named = propertyOf(whole, 'name');
  const last = named ? canonical(named) : type;
  const name = parent && !last.startsWith(`${parent.name}/`) ? `${parent.name}/${last}` : last;
  const properties = propertyOf(whole, 'properties');
  const decides = propertyOf(whole, 'condition') ?? propertyOf(whole, 'copy');
  const certain = textOf(decides)?.toLowerCase() === 'true';
  const nested = childOf(node, 'resources');
  const depth = (parent?.depth ?? 0) + 1;
  return [
    {
      type,
      name: { value: name, span: named?.span ?? statement.header },
      properties: properties?.kind === 'map' ? properties : whole,
      statement,
      around: whole,
      ...versionIn(whole),
      ...(decides && !certain ? { condition: `condition ${canonical(decides)}` } : {}),
    },
    ...(nested && depth < DEEPEST
      ? listed(nested).flatMap((one) => resourcesOf(one, { type, name, depth }, names))
      : []),
  ];
}
