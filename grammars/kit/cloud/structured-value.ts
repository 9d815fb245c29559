import type { Statement } from '../../outline.ts';
import type { HclExpression } from '../hcl/expression.ts';
import type { Field, Value } from './value.ts';

/**
 * What an expression says where it says it itself: literals, lists and objects.
 * @param statement what it stands in; its children are those of lists and objects
 * @param leaf what everything else stands for
 */
export function structuredValue(
  expression: HclExpression,
  statement: Statement,
  leaf: (expression: HclExpression, statement: Statement) => Value,
): Value {
  const { span } = expression;
  switch (expression.kind) {
    case 'null':
      return { kind: 'nothing', span };
    case 'text':
      return { kind: 'text', text: expression.text, span, exact: expression.exact };
    case 'list': {
      const items = expression.items.map((item, at) => {
        const own = statement.children[at] ?? statement;
        return { value: structuredValue(item, own, leaf), statement: own };
      });
      return { kind: 'list', items, span };
    }
    case 'object': {
      const fields = expression.entries.map(({ key = '', keySpan, value }, at): Field => {
        const own = statement.children[at] ?? statement;
        return { key, keySpan, value: structuredValue(value, own, leaf), statement: own };
      });
      return { kind: 'map', fields, span };
    }
    default:
      return leaf(expression, statement);
  }
}
