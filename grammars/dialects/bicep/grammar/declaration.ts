import type { HclEntry, HclExpression, HclObject } from '../../../kit/hcl/expression.ts';
import type { Span } from '../../../text/span.ts';

/** `var name = ...`, `resource name 'Type@version' = ...`; what it is called is the symbol that others refer to it by. */
export interface Declaration {
  readonly keyword: 'var' | 'resource';
  readonly symbol: string;
  readonly symbolSpan: Span;
  /** Of a resource: `Microsoft.Network/virtualNetworks@2024-05-01` without its quotes. */
  readonly type?: string;
  /** Made elsewhere: only referred to. */
  readonly existing: boolean;
  /** `if (...)` or `for x in list`: what decides whether, or how often, there is such a resource. */
  readonly condition?: Span;
  readonly value: HclExpression;
}

/** An object of a resource can hold resources of its own between its properties. */
export interface BicepObject extends HclObject {
  readonly entries: readonly BicepEntry[];
}

export interface BicepEntry extends HclEntry {
  readonly declaration?: Declaration;
}
