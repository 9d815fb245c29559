import { canonical, type Value } from '../../kit/cloud/value.ts';
import type { HclExpression } from '../../kit/hcl/expression.ts';
import type { Statement } from '../../outline.ts';
import type { Span } from '../../text/span.ts';

/** What expressions are read against. */
export interface Names {
  readonly text: string;
  readonly variables: ReadonlyMap<string, HclExpression>;
  /** Of resources at the top. */
  readonly symbols: ReadonlySet<string>;
  /** By what a resource's name is, in canonical text, and by its type and that (`microsoft.network/loadbalancers web`): its symbol. */
  readonly called: ReadonlyMap<string, string>;
}

/** How far variables may lead to variables. */
const DEEPEST = 8;
/** A longer list of a variable is not taken over: it may be used everywhere. */
const MOST_ITEMS = 200;

/** References, calls and all that is put together: variables are followed to literals; parameters, whatever their default, are not known. */
export function leafValue(expression: HclExpression, statement: Statement, names: Names, depth = 0): Value {
  const { span } = expression;
  if (expression.kind === 'traversal') return referred(expression.path, span, { statement, names, depth });
  if (expression.kind === 'call' && expression.name === 'resourceId')
    return unknown(`resourceId(${idParts(expression.arguments, { statement, names, depth }).join(', ')})`, span);
  if (expression.kind === 'other' && names.text[span.start] === "'") return template(span, { statement, names, depth });
  return unknown(sourceOf(span, names), span);
}

const unknown = (text: string, span: Span): Value => ({ kind: 'unknown', text, span });

const sourceOf = ({ start, end }: Span, { text }: Names): string => text.slice(start, end).replace(/\s+/g, ' ');

interface Place {
  /** What the expression stands in. */
  readonly statement: Statement;
  readonly names: Names;
  readonly depth: number;
}

function referred(path: readonly string[], span: Span, place: Place): Value {
  const { names, depth } = place;
  const [root = '', ...rest] = path;
  const variable = names.variables.get(root);
  if (variable && rest.length === 0 && depth < DEEPEST) return followed(variable, span, place);
  if (!names.symbols.has(root)) return unknown(sourceOf(span, names), span);
  const nested = rest[0]?.startsWith('::') ? rest[0].slice(2) : undefined;
  const [attribute, more] = nested === undefined ? rest : rest.slice(1);
  // Only these name the resource itself: others are its parts.
  if (more !== undefined || (attribute !== undefined && attribute !== 'id' && attribute !== 'name'))
    return unknown(sourceOf(span, names), span);
  const name = nested === undefined ? root : `${root}/${nested}`;
  return { kind: 'name', name, ...(attribute === undefined ? {} : { attribute }), span };
}

/** What is written elsewhere cannot be replaced here. */
function followed(variable: HclExpression, span: Span, { statement, names, depth }: Place): Value {
  if (variable.kind === 'text') return { kind: 'text', text: variable.text, span, exact: false };
  if (variable.kind === 'null') return { kind: 'nothing', span };
  if (variable.kind === 'list') {
    const texts = variable.items.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
    // Longer lists, and those of rules: what is done to them there would be done for others too.
    if (texts.length < variable.items.length || texts.length > MOST_ITEMS) return unknown(sourceOf(span, names), span);
    return {
      kind: 'list',
      items: texts.map((text) => ({ value: { kind: 'text', text, span, exact: false }, statement })),
      span,
    };
  }
  if (variable.kind === 'object') return unknown(sourceOf(span, names), span);
  return { ...leafValue(variable, statement, names, depth + 1), span };
}

/** `'${prefix}-nsg'`: known where all its parts are. */
function template(span: Span, { statement, names, depth }: Place): Value {
  const source = names.text.slice(span.start + 1, span.end - 1);
  let known = true;
  const text = source.replace(/\$\{([^{}]*)\}/g, (whole, inner: string) => {
    const variable = names.variables.get(inner.trim());
    const value =
      variable && depth < DEEPEST ? followed(variable, span, { statement, names, depth: depth + 1 }) : undefined;
    if (value?.kind === 'text') return value.text;
    known = false;
    return whole;
  });
  return known && !text.includes('\\') && !text.includes('${')
    ? { kind: 'text', text, span, exact: false }
    : unknown(text, span);
}

/** The first name behind the type is that of a resource, the others are those of its parts. */
function idParts(parts: readonly HclExpression[], place: Place): readonly string[] {
  const at = parts.findIndex((one) => one.kind === 'text' && one.text.includes('/'));
  const type = parts[at];
  const owner = type?.kind === 'text' ? type.text.split('/').slice(0, 2).join('/').toLowerCase() : undefined;
  return parts.map((one, own) =>
    at >= 0 && own > at + 1 && one.kind === 'text'
      ? `'${one.text}'`
      : quotedName(one, place, own === at + 1 ? owner : undefined),
  );
}

/** A part of a resource's id, as a name in quotes where it is known: `web.name`, a variable, a literal. */
function quotedName(expression: HclExpression, { statement, names, depth }: Place, type?: string): string {
  const symbolOf = (text: string): string | undefined => names.called.get(`${type} ${text}`) ?? names.called.get(text);
  if (expression.kind === 'text') return `'${symbolOf(expression.text) ?? expression.text}'`;
  const value = leafValue(expression, statement, names, depth + 1);
  if (value.kind === 'name') return `'${value.name}'`;
  const text = canonical(value);
  const known = symbolOf(text);
  return known !== undefined || value.kind === 'text' ? `'${known ?? text}'` : sourceOf(expression.span, names);
}
