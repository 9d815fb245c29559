import type { Statement } from '../../outline.ts';
import type { HclExpression } from '../hcl/expression.ts';
import type { HclBlock, HclBody } from '../hcl/hcl-outline.ts';
import type { Environment } from './deployed/environment.ts';
import { evaluate } from './deployed/evaluate.ts';
import { structuredValue } from './structured-value.ts';
import type { Field, MapValue, Value } from './value.ts';

/** What a Terraform expression is read against. */
export interface Scope {
  readonly text: string;
  /** `locals` of the text. */
  readonly locals: ReadonlyMap<string, HclExpression>;
}

/** Attributes and nested blocks of a body; a dynamic block is as many as its list has entries, where that is written in it. */
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
    ...body.blocks.flatMap((block) => blockFields(block, scope)),
  ];
  return {
    kind: 'map',
    fields: fields.sort((a, b) => a.statement.span.start - b.statement.span.start),
    span: statement.span,
  };
}

function blockFields(block: HclBlock, scope: Scope): Field[] {
  const { type, typeSpan, labels, body, statement } = block;
  const [label] = labels;
  if (type !== 'dynamic' || !label)
    return [{ key: type, keySpan: typeSpan, value: bodyValue(body, statement, scope), statement, block: true }];
  const base = { key: label.value, keySpan: label.span, block: true };
  const made = entriesOf(block, scope)?.map(
    (entry): Field => ({
      ...base,
      value: contentOf(block, label.value, entry, scope),
      statement: entry.statement,
      origin: statement,
    }),
  );
  if (made) return made;
  const text = `dynamic ${label.value} at ${label.span.start}`;
  return [{ ...base, value: { kind: 'unknown', text, span: statement.span }, statement }];
}

/** One of those that a block is made for. */
export interface Entry {
  readonly key: string;
  readonly value: Value;
  readonly statement: Statement;
}

/** More entries than this are not told apart. */
const MOST_ENTRIES = 100;

/** Those of a list or a map that stands in the block itself, each with its own statement: taken out there, it is gone. */
export function entriesOf({ body }: HclBlock, scope: Scope): readonly Entry[] | undefined {
  const each = body.attributes.find(({ name }) => name === 'for_each');
  const isLiteral = each && (LITERALS.has(each.value.kind) || each.value.kind === 'call');
  const value = isLiteral ? expressionValue(each.value, each.statement, scope) : undefined;
  const entries =
    value?.kind === 'list'
      ? value.items.map((item, at): Entry => ({ key: String(at), ...item }))
      : value?.kind === 'map'
        ? value.fields.map((field): Entry => field)
        : undefined;
  if (!entries || entries.length > MOST_ENTRIES) return undefined;
  // In a call, entries are no statements of their own: nothing is taken out there.
  return entries.map((entry) =>
    entry.statement === each!.statement
      ? { ...entry, statement: { ...entry.statement, header: entry.value.span, span: entry.value.span, children: [] } }
      : entry,
  );
}

const LITERALS: ReadonlySet<HclExpression['kind']> = new Set(['list', 'object']);

function contentOf({ body, statement }: HclBlock, label: string, { key, value }: Entry, scope: Scope): Value {
  const content = body.blocks.find(({ type }) => type === 'content');
  const written = body.attributes.find(({ name }) => name === 'iterator')?.value;
  const iterator = written?.kind === 'traversal' ? written.path[0]! : label;
  // Blocks within it are not followed.
  if (!content || content.body.blocks.length > 0)
    return { kind: 'unknown', text: `dynamic ${label} at ${statement.span.start}`, span: statement.span };
  return copyOf(content.body, statement, new Map([[iterator, { key, value }]]), scope);
}

/** Attributes of a body, for one entry of what it is made for. */
export function copyOf(body: HclBody, statement: Statement, own: Environment['own'], scope: Scope): MapValue {
  const environment: Environment = {
    text: scope.text,
    prefix: '',
    own,
    local: (name) => {
      const found = scope.locals.get(name);
      return found && isPlain(found) ? expressionValue(found, statement, scope) : undefined;
    },
    variable: () => undefined,
    output: () => undefined,
    keysOf: (resource) => (OTHER_ROOTS.has(resource.replace(/\..*$/, '')) ? [] : 'single'),
  };
  const fields = body.attributes.map(
    (one): Field => ({
      key: one.name,
      keySpan: one.nameSpan,
      value: fixed(evaluate(one.value, one.statement, environment)),
      statement: one.statement,
    }),
  );
  return { kind: 'map', fields, span: statement.span };
}

/** What stands in the content stands there for all entries. */
const fixed = (value: Value): Value =>
  value.kind === 'text'
    ? { ...value, exact: false }
    : value.kind === 'list'
      ? { ...value, items: value.items.map((item) => ({ ...item, value: fixed(item.value) })) }
      : value;

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
