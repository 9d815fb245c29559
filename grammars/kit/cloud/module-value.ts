import type { Statement } from '../../outline.ts';
import type { HclExpression } from '../hcl/expression.ts';
import type { HclBlock, HclBody } from '../hcl/hcl-outline.ts';
import type { Field, MapValue, Value } from './value.ts';

/** What a Terraform expression is read against. */
export interface Scope {
  readonly text: string;
  /** `locals` of the text. */
  readonly locals: ReadonlyMap<string, HclExpression>;
}

/** Attributes and nested blocks of a body; a dynamic block is one whose number and content are not known. */
export function bodyValue(body: HclBody, statement: Statement, scope: Scope): MapValue {
  const fields = [
    ...body.attributes.map(
      ({ name, nameSpan, value, statement: own }): Field => ({
        key: name,
        keySpan: nameSpan,
        value: expressionValue(value, own, scope),
        statement: own,
      }),
    ),
    ...body.blocks.map((block) => blockField(block, scope)),
  ];
  return {
    kind: 'map',
    fields: fields.sort((a, b) => a.statement.span.start - b.statement.span.start),
    span: statement.span,
  };
}

function blockField({ type, typeSpan, labels, body, statement }: HclBlock, scope: Scope): Field {
  const [label] = labels;
  if (type === 'dynamic' && label) {
    const value: Value = {
      kind: 'unknown',
      text: `dynamic ${label.value} at ${label.span.start}`,
      span: statement.span,
    };
    return { key: label.value, keySpan: label.span, value, statement, block: true };
  }
  return { key: type, keySpan: typeSpan, value: bodyValue(body, statement, scope), statement, block: true };
}

/** How far locals may lead to locals. */
const DEEPEST = 8;

/** `statement` is what the expression stands in; its children are those of lists and objects. */
function expressionValue(expression: HclExpression, statement: Statement, scope: Scope, depth = 0): Value {
  const { span } = expression;
  switch (expression.kind) {
    case 'null':
      return { kind: 'nothing', span };
    case 'text':
      return { kind: 'text', text: expression.text, span, exact: expression.exact };
    case 'list': {
      const items = expression.items.map((item, at) => {
        const own = statement.children[at] ?? statement;
        return { value: expressionValue(item, own, scope, depth), statement: own };
      });
      return { kind: 'list', items, span };
    }
    case 'object': {
      const fields = expression.entries.map(({ key = '', keySpan, value }, at): Field => {
        const own = statement.children[at] ?? statement;
        return { key, keySpan, value: expressionValue(value, own, scope, depth), statement: own };
      });
      return { kind: 'map', fields, span };
    }
    case 'traversal':
      return traversal(expression.path, span, statement, scope, depth);
    case 'call': {
      const [only, more] = expression.arguments;
      const same = only && !more && ['tolist', 'toset', 'tostring', 'tonumber'].includes(expression.name);
      return same ? expressionValue(only, statement, scope, depth) : unknown(expression, scope);
    }
    default:
      return unknown(expression, scope);
  }
}

/** Roots of references that are no resource of the module. */
const OTHER_ROOTS: ReadonlySet<string> = new Set([
  'var',
  'local',
  'each',
  'count',
  'data',
  'module',
  'path',
  'self',
  'terraform',
]);

function traversal(
  path: readonly string[],
  span: Value['span'],
  statement: Statement,
  scope: Scope,
  depth: number,
): Value {
  const [root, name, ...rest] = path;
  if (root === 'local' && name !== undefined && rest.length === 0 && depth < DEEPEST) {
    const found = scope.locals.get(name);
    // A list of rules is not taken over: what is done to it there would be done for others too.
    if (found && isPlain(found)) return expressionValue(found, statement, scope, depth + 1);
  }
  if (root === undefined || name === undefined || OTHER_ROOTS.has(root))
    return { kind: 'unknown', text: path.join('.'), span };
  return { kind: 'name', name: `${root}.${name}`, ...(rest.length > 0 ? { attribute: rest.join('.') } : {}), span };
}

/** A literal, or a list of literals. */
const isPlain = (expression: HclExpression): boolean =>
  expression.kind === 'text' ||
  expression.kind === 'traversal' ||
  (expression.kind === 'list' && expression.items.every(({ kind }) => kind === 'text' || kind === 'traversal'));

const unknown = ({ span }: HclExpression, { text }: Scope): Value => ({
  kind: 'unknown',
  text: text.slice(span.start, span.end).replace(/\s+/g, ' '),
  span,
});
