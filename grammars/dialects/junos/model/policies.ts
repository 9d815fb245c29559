import type { RoutePolicy } from '../../../model/routing.ts';
import { get, hasUnknown, kids, located, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';

export const policiesOf = (root: Node, complete: boolean): RoutePolicy[] =>
  kids(get(root, 'policy-options', 'policy-statement')).map((node) => ({
    name: located(node),
    span: spanOf(node),
    closed: complete && !hasUnknown(node),
  }));
