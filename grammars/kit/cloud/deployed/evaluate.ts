import type { Statement } from '../../../outline.ts';
import type { HclExpression } from '../../hcl/expression.ts';
import { readHcl } from '../../hcl/hcl-outline.ts';
import { booleanOf, canonical, type Field, numberOf, textOf, type Value } from '../value.ts';
import type { Environment } from './environment.ts';
import { callFunction } from './functions.ts';

/** How far expressions lead to others. */
const DEEPEST = 24;

/** Where a value is needed: what stands elsewhere is taken over as though it stood here. */
interface Place {
  readonly statement: Statement;
  /** Absent: the expression stands here itself. */
  readonly span?: Value['span'];
  /** The text that spans of the expression are of; absent: that of the module. */
  readonly text?: string;
  readonly depth: number;
}

/** What an expression of Terraform gives, as far as literals tell it. */
export const evaluate = (expression: HclExpression, statement: Statement, environment: Environment): Value =>
  valueAt(expression, environment, { statement, depth: 0 });

function valueAt(expression: HclExpression, environment: Environment, place: Place): Value {
  const span = place.span ?? expression.span;
  if (place.depth > DEEPEST) return unknown(expression, environment, place);
  const deeper = { ...place, depth: place.depth + 1 };
  switch (expression.kind) {
    case 'null':
      return { kind: 'nothing', span };
    case 'text':
      return { kind: 'text', text: expression.text, span, exact: place.span === undefined && expression.exact };
    case 'list': {
      const items = expression.items.map((item, at) => {
        const statement = place.span ? place.statement : (place.statement.children[at] ?? place.statement);
        return { value: valueAt(item, environment, { ...deeper, statement }), statement };
      });
      return { kind: 'list', items, span };
    }
    case 'object': {
      const fields = expression.entries.map(({ key = '', keySpan, value }, at): Field => {
        const statement = place.span ? place.statement : (place.statement.children[at] ?? place.statement);
        return {
          key,
          keySpan: place.span ?? keySpan,
          value: valueAt(value, environment, { ...deeper, statement }),
          statement,
        };
      });
      return { kind: 'map', fields, span };
    }
    case 'traversal':
      return traversed(expression, environment, deeper) ?? unknown(expression, environment, place);
    case 'call': {
      const values = expression.arguments.map((one) => valueAt(one, environment, deeper));
      const found = callFunction(expression.name, values, place.statement, span);
      return found ? moved(found, span) : unknown(expression, environment, place);
    }
    case 'other':
      return (
        computed(sourceOf(expression, environment, place), environment, { ...deeper, span }) ??
        unknown(expression, environment, place)
      );
    default:
      return unknown(expression, environment, place);
  }
}

const sourceOf = ({ span }: HclExpression, { text }: Environment, place: Place): string =>
  (place.text ?? text).slice(span.start, span.end);

const unknown = (expression: HclExpression, environment: Environment, place: Place): Value => ({
  kind: 'unknown',
  text: `${environment.prefix}${sourceOf(expression, environment, place).replace(/\s+/g, ' ')}`,
  span: place.span ?? expression.span,
});

/** As though it stood there. */
function moved(value: Value, span: Value['span']): Value {
  switch (value.kind) {
    case 'text':
      return { ...value, span, exact: false };
    case 'list':
      return { ...value, span, items: value.items.map((item) => ({ ...item, value: moved(item.value, span) })) };
    case 'map':
      return { ...value, span, fields: value.fields.map((field) => ({ ...field, value: moved(field.value, span) })) };
    default:
      return { ...value, span };
  }
}

/** Values that are made of each other grow without end. */
const LARGEST = 5_000;

function isSmall(value: Value): boolean {
  let left = LARGEST;
  const open = [value];
  for (let one = open.pop(); one; one = open.pop()) {
    left -= 1;
    if (left < 0) return false;
    if (one.kind === 'list') open.push(...one.items.map((item) => item.value));
    if (one.kind === 'map') open.push(...one.fields.map((field) => field.value));
  }
  return true;
}

const ELSEWHERE: ReadonlySet<string> = new Set(['data', 'path', 'self', 'terraform']);

function traversed(
  { path, span: own }: Extract<HclExpression, { kind: 'traversal' }>,
  environment: Environment,
  place: Place,
): Value | undefined {
  const span = place.span ?? own;
  const [root = '', name = '', ...rest] = path;
  const iterator = environment.own.get(root);
  if (iterator) {
    const value: Value | undefined =
      name === 'key' || name === 'index'
        ? { kind: 'text', text: iterator.key, span, exact: false }
        : name === 'value'
          ? iterator.value
          : undefined;
    return value && descend(moved(value, span), rest);
  }
  if (root === 'var') {
    const value = environment.variable(name);
    return value && isSmall(value) ? descend(moved(value, span), rest) : undefined;
  }
  if (root === 'local') {
    const value = environment.local(name);
    return value && isSmall(value) ? descend(moved(value, span), rest) : undefined;
  }
  if (root === 'module') {
    const [first = '', second, ...more] = rest;
    const found = environment.output(name, undefined, first);
    if (found) return descend(moved(found, span), rest.slice(1));
    const keyed = second === undefined ? undefined : environment.output(name, first, second);
    return keyed && descend(moved(keyed, span), more);
  }
  if (ELSEWHERE.has(root) || path.length < 2) return undefined;
  return resource(`${root}.${name}`, rest, environment, place, span);
}

function resource(
  base: string,
  rest: readonly string[],
  environment: Environment,
  { statement }: Place,
  span: Value['span'],
): Value | undefined {
  const keys = environment.keysOf(base);
  const named = (name: string, path: readonly string[]): Value => ({
    kind: 'name',
    name: `${environment.prefix}${name}`,
    ...(path.length > 0 ? { attribute: path.join('.') } : {}),
    span,
  });
  if (keys === undefined || keys === 'single') return named(base, rest);
  const [key, ...path] = rest;
  if (key === '*')
    return { kind: 'list', items: keys.map((one) => ({ value: named(`${base}[${one}]`, path), statement })), span };
  return key !== undefined && keys.includes(key) ? named(`${base}[${key}]`, path) : undefined;
}

/** A part of a value; of all its items for `*`. */
function descend(value: Value, path: readonly string[]): Value | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (value.kind === 'list' && key === '*') {
    const items = value.items.map((item) => ({ ...item, value: descend(item.value, rest) }));
    return items.every((item) => item.value !== undefined)
      ? { ...value, items: items as typeof value.items }
      : undefined;
  }
  if (value.kind === 'list') {
    const item = /^\d{1,4}$/.test(key) ? value.items[Number(key)] : undefined;
    return item && descend(item.value, rest);
  }
  if (value.kind === 'name') return value.attribute === undefined ? { ...value, attribute: path.join('.') } : undefined;
  const field = value.kind === 'map' ? value.fields.findLast((one) => one.key === key) : undefined;
  return field && descend(field.value, rest);
}

/** Templates, conditions, sums, lists by `for`, and names with a key that is computed. */
function computed(source: string, environment: Environment, place: Place): Value | undefined {
  const again = (text: string): Value | undefined => {
    const [attribute] = readHcl(`x = ${text}\n`).body.attributes;
    if (!attribute || place.depth > DEEPEST) return undefined;
    const inner = `x = ${text}\n`;
    return valueAt(attribute.value, environment, { ...place, text: inner, depth: place.depth + 1 });
  };
  const trimmed = source.trim();
  const text = (value: string): Value => ({ kind: 'text', text: value, span: place.span!, exact: false });
  if (/^\(.*\)$/s.test(trimmed) && !/[()]/.test(trimmed.slice(1, -1))) return again(trimmed.slice(1, -1));
  if (/^"[^\n]*"$/.test(trimmed)) {
    let known = true;
    const filled = trimmed.slice(1, -1).replace(/\$\{([^{}]*)\}/g, (_, inner: string) => {
      const value = textOf(again(inner));
      if (value === undefined) known = false;
      return value ?? '';
    });
    return known && !/[\\$%"]/.test(filled) ? text(filled) : undefined;
  }
  const choice = /^([^?]+)\?([^?:]+):([^?:]+)$/s.exec(trimmed);
  if (choice) {
    const decides = booleanOf(again(choice[1]!.trim()));
    return decides === undefined ? undefined : again((decides ? choice[2]! : choice[3]!).trim());
  }
  const equal = /^([^=!<>]+)([=!]=)([^=!<>]+)$/s.exec(trimmed);
  if (equal) {
    const [left, right] = [textOf(again(equal[1]!.trim())), textOf(again(equal[3]!.trim()))];
    return left === undefined || right === undefined
      ? undefined
      : text(String((left === right) === (equal[2] === '==')));
  }
  const sum = /^([\w.]+)\s*([-+*])\s*([\w.]+)$/.exec(trimmed);
  if (sum) {
    const [left, right] = [numberOf(again(sum[1]!)), numberOf(again(sum[3]!))];
    if (left === undefined || right === undefined) return undefined;
    return text(String(sum[2] === '+' ? left + right : sum[2] === '-' ? left - right : left * right));
  }
  const each = /^\[\s*for\s+(\w+)\s+in\s+([\w.-]+)\s*:\s*(\w+)((?:\.\w+)*)\s*\]$/.exec(trimmed);
  if (each && each[1] === each[3]) return again(`${each[2]}[*]${each[4]}`);
  const values = /^values\(\s*([\w.-]+)\s*\)\s*\[\s*([\d*]+)\s*\]((?:\.\w+)*)$/.exec(trimmed);
  if (values) return again(`${values[1]}[${values[2]}]${values[3]}`);
  return keyed(trimmed, again);
}

/** `aws_subnet.public[count.index].id`: the key becomes a literal. */
function keyed(source: string, again: (text: string) => Value | undefined): Value | undefined {
  let replaced = false;
  const literal = source.replace(/\[([^[\]"*]+)\]/g, (whole, inner: string) => {
    const value = /^\d+$/.test(inner.trim()) ? undefined : again(inner.trim());
    if (value?.kind !== 'text') return whole;
    replaced = true;
    return `[${JSON.stringify(canonical(value))}]`;
  });
  return replaced ? again(literal) : undefined;
}
