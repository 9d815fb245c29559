import type { Field, MapValue, Value } from '../../kit/cloud/value.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../../kit/yaml-node.ts';

/** What a function gives, where that is known; `argument` is what it is applied to. */
export type Known = (name: string, argument: YamlNode) => string | undefined;

const NOTHING_KNOWN: Known = () => undefined;

/** A CloudFormation value: intrinsic functions in their short (`!Ref X`) and long form (`Ref: X`); plain JSON has none of them. */
export function templateValue(node: YamlNode, text: string, known: Known = NOTHING_KNOWN): Value {
  if (node.tag !== undefined) return functionValue(node.tag.slice(1), node, node, text, known);
  if (node.kind === 'map') {
    const [only, more] = node.entries;
    if (only && !more && isFunction(only.key))
      return functionValue(only.key.replace(/^Fn::/, ''), only.value, node, text, known);
    return mapValue(node, text, known);
  }
  if (node.kind === 'seq') {
    const items = node.items.map(({ value, statement }) => ({ value: templateValue(value, text, known), statement }));
    return { kind: 'list', items, span: node.span };
  }
  return scalarValue(node, text);
}

export const mapValue = (node: YamlMap, text: string, known: Known = NOTHING_KNOWN): MapValue => ({
  kind: 'map',
  fields: node.entries.map((entry) => fieldValue(entry, text, known)),
  span: node.span,
});

const fieldValue = ({ key, keySpan, value, statement }: YamlEntry, text: string, known: Known): Field => ({
  key,
  keySpan,
  value: templateValue(value, text, known),
  statement,
});

export const isFunction = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::');

function scalarValue(node: YamlScalar, text: string): Value {
  const { span, value } = node;
  if (node.style === 'empty' || (node.style === 'plain' && /^(?:null|~)$/i.test(value)))
    return { kind: 'nothing', span };
  if (node.opaque) return { kind: 'unknown', text: text.slice(span.start, span.end), span };
  const quoted = node.style === 'double' || node.style === 'single';
  const inner = quoted ? { start: span.start + 1, end: span.end - 1 } : span;
  const exact = text.slice(inner.start, inner.end) === value;
  return { kind: 'text', text: value, span: exact ? inner : span, exact };
}

/** `argument` is what the function is applied to, `whole` the function with it. */
function functionValue(name: string, argument: YamlNode, whole: YamlNode, text: string, known: Known): Value {
  const { span } = whole;
  const told = known(name, argument);
  if (told !== undefined) return { kind: 'text', text: told, span, exact: false };
  const unknown: Value = { kind: 'unknown', text: text.slice(span.start, span.end).replace(/\s+/g, ' '), span };
  const target = targetOf(name, argument);
  if (target === undefined) {
    // A substitution without anything to be substituted is a text.
    if (name === 'Sub' && argument.kind === 'scalar' && !argument.value.includes('${'))
      return scalarValue({ ...argument, opaque: false }, text);
    return { ...unknown, text: `${name} ${unknown.text}` };
  }
  if (target.name === 'AWS::NoValue') return { kind: 'nothing', span };
  return { kind: 'name', ...target, span };
}

/** What `Ref`, `GetAtt` and a `Sub` of one variable refer to. */
function targetOf(name: string, argument: YamlNode): { name: string; attribute?: string } | undefined {
  if (name === 'Ref') return argument.kind === 'scalar' ? { name: argument.value } : undefined;
  if (name === 'GetAtt') {
    const [first, second] = argument.kind === 'seq' ? argument.items.map(({ value }) => value) : [];
    if (first?.kind === 'scalar' && second?.kind === 'scalar') return { name: first.value, attribute: second.value };
    return argument.kind === 'scalar' ? attributed(argument.value) : undefined;
  }
  const variable = name === 'Sub' && argument.kind === 'scalar' ? /^\$\{([\w.:]+)\}$/.exec(argument.value) : null;
  if (!variable) return undefined;
  return variable[1]!.includes('::') ? { name: variable[1]! } : attributed(variable[1]!);
}

function attributed(path: string): { name: string; attribute?: string } {
  const dot = path.indexOf('.');
  return dot < 0 ? { name: path } : { name: path.slice(0, dot), attribute: path.slice(dot + 1) };
}
