import type { Field, Value } from '../../kit/cloud/value.ts';
import type { YamlNode, YamlScalar } from '../../kit/yaml-node.ts';

/** What a template's expressions are read against. */
export interface Names {
  readonly text: string;
  /** By name in lower case: Azure does not tell cases apart. */
  readonly variables: ReadonlyMap<string, YamlNode>;
  /** Defaults of those that are taken to have them. */
  readonly parameters: ReadonlyMap<string, YamlNode>;
  /** `[...]` is an expression; what Azure prints has none. */
  readonly expressions: boolean;
}

/** How far variables may lead to variables. */
const DEEPEST = 8;
/** A longer list of a variable is not taken over: it may be used everywhere. */
const MOST_ITEMS = 200;

/** A value of a template: variables are followed to literals and lists; parameters, whatever their default, are not known. */
export function templateValue(node: YamlNode, names: Names, depth = 0): Value {
  if (node.kind === 'map') {
    const fields = node.entries.map(
      ({ key, keySpan, value, statement }): Field => ({
        key,
        keySpan,
        value: templateValue(value, names, depth),
        statement,
      }),
    );
    return { kind: 'map', fields, span: node.span };
  }
  if (node.kind === 'seq') {
    const items = node.items.map(({ value, statement }) => ({ value: templateValue(value, names, depth), statement }));
    return { kind: 'list', items, span: node.span };
  }
  return scalarValue(node, names, depth);
}

function scalarValue(node: YamlScalar, names: Names, depth: number): Value {
  const { span, value } = node;
  if (node.style === 'empty' || (node.style === 'plain' && value === 'null')) return { kind: 'nothing', span };
  const quoted = node.style === 'double';
  const inner = quoted ? { start: span.start + 1, end: span.end - 1 } : span;
  if (quoted && names.expressions && value.startsWith('[') && value.endsWith(']')) {
    // [[ stands for a bracket.
    if (value.startsWith('[[')) return { kind: 'text', text: value.slice(1), span, exact: false };
    return expressionValue(value.slice(1, -1), inner, names, depth);
  }
  const exact = names.text.slice(inner.start, inner.end) === value;
  return { kind: 'text', text: value, span: exact ? inner : span, exact };
}

function expressionValue(source: string, span: Value['span'], names: Names, depth: number): Value {
  const expression = source.trim();
  const [, kind = '', called = ''] = /^(variables|parameters)\(\s*'([^']{1,200})'\s*\)$/i.exec(expression) ?? [];
  const found = literalOf(kind, called, names);
  if (found?.kind === 'scalar' && depth < DEEPEST) {
    const followed = scalarValue(found, names, depth + 1);
    // What is written elsewhere cannot be replaced here.
    if (followed.kind === 'text') return { ...followed, span, exact: false };
    if (followed.kind === 'unknown') return { ...followed, span };
    if (followed.kind === 'list') {
      const items = followed.items.map(({ value, statement }) => ({ value: { ...value, span }, statement }));
      return { ...followed, items, span };
    }
  }
  if (found?.kind === 'seq' && found.items.length <= MOST_ITEMS && found.items.every(({ value }) => isLiteral(value))) {
    const items = found.items.map(({ value, statement }) => ({
      value: { kind: 'text' as const, text: value.kind === 'scalar' ? value.value : '', span, exact: false },
      statement,
    }));
    return { kind: 'list', items, span };
  }
  // Equal names are equal texts, whether written or from a variable.
  const known = expression.replace(
    /(variables|parameters)\(\s*'([^']{1,200})'\s*\)/gi,
    (call, of: string, name: string) => {
      const node = literalOf(of, name, names);
      const literal = node !== undefined && isLiteral(node) && !node.value.includes("'");
      return literal ? `'${node.value}'` : call;
    },
  );
  return { kind: 'unknown', text: known.replace(/\s+/g, ' '), span };
}

const literalOf = (kind: string, name: string, { variables, parameters }: Names): YamlNode | undefined =>
  (kind.toLowerCase() === 'variables' ? variables : parameters).get(name.toLowerCase());

const isLiteral = (node: YamlNode): node is YamlScalar =>
  node.kind === 'scalar' && node.style === 'double' && !node.value.startsWith('[');
