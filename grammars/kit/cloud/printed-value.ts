import type { YamlNode, YamlScalar } from '../yaml-node.ts';
import type { Field, Value } from './value.ts';

/** A value of JSON or YAML that says what it says: what an API prints, without expressions. */
export function printedValue(node: YamlNode, text: string): Value {
  const { span } = node;
  if (node.kind === 'map') {
    const fields = node.entries.map(
      ({ key, keySpan, value, statement }): Field => ({ key, keySpan, value: printedValue(value, text), statement }),
    );
    return { kind: 'map', fields, span };
  }
  if (node.kind === 'seq') {
    const items = node.items.map(({ value, statement }) => ({ value: printedValue(value, text), statement }));
    return { kind: 'list', items, span };
  }
  return printedScalar(node, text);
}

function printedScalar({ span, value, style, opaque }: YamlScalar, text: string): Value {
  if (opaque) return { kind: 'unknown', text: value, span };
  if (style === 'empty' || (style === 'plain' && value === 'null')) return { kind: 'nothing', span };
  const quoted = style === 'double' || style === 'single';
  const inner = quoted ? { start: span.start + 1, end: span.end - 1 } : span;
  const exact = text.slice(inner.start, inner.end) === value;
  return { kind: 'text', text: value, span: exact ? inner : span, exact, quoted };
}
