import { printedValue } from '../../kit/cloud/printed-value.ts';
import { canonical, type MapValue, propertyOf, type Resource, textOf } from '../../kit/cloud/value.ts';
import { childOf, entryOf, itemsOf, type YamlItem, type YamlNode } from '../../kit/yaml-node.ts';
import type { YamlOutline } from '../../kit/yaml-outline.ts';
import type { Statement } from '../../outline.ts';
import type { Source } from './source.ts';

/** What the API or `gcloud` prints, JSON or YAML: one resource, several, a list, or a list under `items`; with `kind` or without. */
export function readPrinted({ documents, statements, text }: YamlOutline): Source {
  const items = documents.flatMap((document) => itemsIn(document, statements));
  const resources = items.flatMap((one) => resourceOf(one, text));
  return { notation: 'printed', resources, deployed: () => resources };
}

function itemsIn(root: YamlNode, statements: readonly Statement[]): readonly YamlItem[] {
  if (root.kind === 'seq') return root.items;
  if (root.kind !== 'map') return [];
  if (entryOf(root, 'items')) return itemsOf(childOf(root, 'items'));
  // One resource: what stands at the top is nested in it.
  const { start, end } = root.span;
  const children = statements.filter(({ span }) => start <= span.start && span.end <= end);
  const header = { start, end: start + 1 };
  const statement: Statement = {
    words: [],
    header,
    span: root.span,
    children,
    parent: undefined,
    coverage: 'unknown',
  };
  return [{ value: root, statement }];
}

function resourceOf({ value: node, statement }: YamlItem, text: string): Resource[] {
  const properties = printedValue(node, text);
  const type = properties.kind === 'map' ? typeOf(properties) : undefined;
  if (properties.kind !== 'map' || type === undefined) return [];
  const named = propertyOf(properties, 'name', 'displayName', 'shortName');
  return [
    {
      type,
      name: named ? { value: canonical(named), span: named.span } : { value: type, span: statement.header },
      properties,
      statement,
    },
  ];
}

/** `kind` says it; generators leave that away, and then only one kind has such properties. */
function typeOf(map: MapValue): string | undefined {
  const kind = textOf(propertyOf(map, 'kind'));
  if (kind?.startsWith('compute#')) return kind;
  const has = (...keys: readonly string[]): boolean => propertyOf(map, ...keys) !== undefined;
  if (has('allowed', 'denied')) return 'compute#firewall';
  if (has('rules')) return 'compute#firewallPolicy';
  if (has('destRange')) return 'compute#route';
  if (has('nats')) return 'compute#router';
  if (has('sourceSubnetworkIpRangesToNat')) return 'nat';
  return undefined;
}
