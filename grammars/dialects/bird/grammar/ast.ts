import type { Span } from '../../../text/span.ts';

/** An expression of the filter language. */
export type Term = { readonly span: Span } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'address'; readonly text: string }
  /** `10.0.0.0/8`, also `10.0.0.0/8{8,24}`, `10.0.0.0/8+`, `10.0.0.0/8-`; `less`: shorter prefixes on its way up. */
  | {
      readonly kind: 'prefix';
      readonly address: string;
      readonly length: Term;
      readonly suffix?: 'more' | 'less' | { readonly first: Term; readonly last: Term };
    }
  | { readonly kind: 'name'; readonly name: string }
  /** `(64500, 100)`, `(rt, 64500, 100)`; with one part: brackets. */
  | { readonly kind: 'tuple'; readonly parts: readonly Term[] }
  | { readonly kind: 'range'; readonly first: Term; readonly last: Term }
  /** `*` in a set of communities. */
  | { readonly kind: 'anything' }
  | { readonly kind: 'set'; readonly items: readonly Term[] }
  /** `[= * 64500 ? =]` */
  | { readonly kind: 'mask'; readonly items: readonly Term[] }
  | { readonly kind: 'question' | 'plus' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'not'; readonly of: Term }
  | { readonly kind: 'minus'; readonly of: Term }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Term; readonly right: Term }
  /** `net.len`, `bgp_path.prepend(64500)` */
  | {
      readonly kind: 'member';
      readonly of: Term;
      readonly name: string;
      readonly nameSpan: Span;
      readonly args?: readonly Term[];
    }
  | { readonly kind: 'call'; readonly name: string; readonly nameSpan: Span; readonly args: readonly Term[] }
);

/** The words of one statement of a filter; what stands in its braces are statements of their own. */
export type Command = { readonly span: Span } /** `body` absent: its block. */ & (
  | { readonly kind: 'if'; readonly condition: Term; readonly body?: Command }
  | { readonly kind: 'else'; readonly body?: Command }
  | { readonly kind: 'case'; readonly of: Term }
  /** `RTS_BGP, RTS_STATIC: accept;`; no labels: `else:`. */
  | { readonly kind: 'label'; readonly labels: readonly Term[]; readonly body?: Command }
  | { readonly kind: 'for'; readonly variable: string; readonly of: Term; readonly body?: Command }
  | { readonly kind: 'accept' | 'reject' | 'error' }
  | { readonly kind: 'print' }
  | { readonly kind: 'return'; readonly value?: Term }
  | { readonly kind: 'declare'; readonly name: string; readonly value?: Term }
  | { readonly kind: 'assign'; readonly to: Term; readonly value: Term }
  | { readonly kind: 'do'; readonly what: Term }
);

/** `function f(int a; prefix p) -> bool` */
export interface Header {
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly string[];
}
