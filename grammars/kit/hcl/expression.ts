import type { Span } from '../../text/span.ts';

/** What stands behind `=`. Only what has a value of its own here is told apart; everything else is `other`. */
export type HclExpression =
  | HclText
  | HclHeredoc
  | HclList
  | HclObject
  | HclTraversal
  | HclCall
  | { readonly kind: 'null'; readonly span: Span }
  /** Operators, conditions, `for`, templates with expressions, broken text. */
  | { readonly kind: 'other'; readonly span: Span };

/** A literal string, number or boolean. */
export interface HclText {
  readonly kind: 'text';
  readonly text: string;
  /** Without the quotes where the text stands there as it is. */
  readonly span: Span;
  readonly quoted: boolean;
  /** The source at `span` is `text`. */
  readonly exact: boolean;
}

export interface HclHeredoc {
  readonly kind: 'heredoc';
  /** With opening and closing marker. */
  readonly span: Span;
}

export interface HclList {
  readonly kind: 'list';
  readonly items: readonly HclExpression[];
  readonly span: Span;
}

export interface HclObject {
  readonly kind: 'object';
  readonly entries: readonly HclEntry[];
  readonly span: Span;
}

export interface HclEntry {
  /** Absent: computed. */
  readonly key?: string;
  readonly keySpan: Span;
  readonly value: HclExpression;
  /** Where more belongs to it than its value: the end of all. */
  readonly end?: number;
}

/** `aws_vpc.main.id`, `var.ports[0]`: names and literal indices, in order. */
export interface HclTraversal {
  readonly kind: 'traversal';
  readonly path: readonly string[];
  readonly span: Span;
}

export interface HclCall {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly HclExpression[];
  readonly span: Span;
}
