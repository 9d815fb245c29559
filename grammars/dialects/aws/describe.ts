import { propertyOf, type Resource, textOf } from '../../kit/cloud/value.ts';
import { entriesOf, itemsOf, type YamlItem, type YamlNode } from '../../kit/yaml-node.ts';
import type { YamlOutline } from '../../kit/yaml-outline.ts';
import { EXPORTS } from './exports.ts';
import type { Source } from './source.ts';
import { templateValue } from './template-value.ts';

/** What `aws ec2 describe-*` and its like print: lists under the name of what is in them, or such a list alone. */
export function readExport(outline: YamlOutline): Source {
  const resources = outline.documents.flatMap((document) => resourcesOf(document, outline.text));
  return {
    notation: 'describe',
    resources,
    deployed: () => resources,
    definitions: [],
    uses: [],
    embedded: [],
    partial: true,
  };
}

function resourcesOf(root: YamlNode, text: string): Resource[] {
  if (root.kind === 'seq') {
    const type = listType(root.items);
    return type === undefined ? [] : root.items.flatMap((item) => resourceOf(type, item, text));
  }
  return entriesOf(root).flatMap(({ key, value }) =>
    key in EXPORTS ? itemsOf(value).flatMap((item) => resourceOf(key, item, text)) : [],
  );
}

/** The kind of a list without a name, by the keys of its first entry. */
export function listType(items: readonly YamlItem[]): string | undefined {
  const keys = entriesOf(items[0]?.value).map(({ key }) => key);
  return Object.keys(EXPORTS).find((type) => EXPORTS[type]!.tells.every((key) => keys.includes(key)));
}

function resourceOf(type: string, { value, statement }: YamlItem, text: string): Resource[] {
  const properties = templateValue(value, text);
  if (properties.kind !== 'map') return [];
  const id = propertyOf(properties, EXPORTS[type]!.id);
  return [
    {
      type,
      name: { value: textOf(id) ?? type, span: id?.span ?? statement.header },
      properties,
      statement,
    },
  ];
}
