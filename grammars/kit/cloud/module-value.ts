import type { Statement } from '../../outline.ts';
import type { HclExpression } from '../hcl/expression.ts';
import type { HclBlock, HclBody } from '../hcl/hcl-outline.ts';
import { structuredValue } from './structured-value.ts';
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

const expressionValue = (expression: HclExpression, statement: Statement, scope: Scope, depth = 0): Value =>
  structuredValue(expression, statement, (leaf, own) => leafValue(leaf, own, scope, depth));

function leafValue(expression: HclExpression, statement: Statement, scope: Scope, depth: number): Value {
  if (expression.kind === 'traversal') return traversal(expression.path, expression.span, statement, scope, depth);
  if (expression.kind !== 'call') return unknown(expression, scope);
  const [only, more] = expression.arguments;
  const same = only && !more && ['tolist', 'toset', 'tostring', 'tonumber'].includes(expression.name);
  return same ? expressionValue(only, statement, scope, depth) : unknown(expression, scope);
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
