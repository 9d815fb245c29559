import type { RateLimit } from '../../../model/flood.ts';
import type { Located, Span } from '../../../text/span.ts';

/** What a packet or connection is asked for: `tcp dport`, `iifname`, `ct state`, `fib saddr . iif oif`. */
export interface Selector {
  readonly words: readonly string[];
  readonly span: Span;
}

export type Value =
  /** A number, an address, a name, a quoted text (without its quotes), `*`. */
  | { readonly kind: 'literal'; readonly text: string; readonly span: Span }
  | { readonly kind: 'variable'; readonly name: Located<string>; readonly span: Span }
  | { readonly kind: 'set-name'; readonly name: Located<string>; readonly span: Span }
  | { readonly kind: 'set'; readonly elements: readonly Element[]; readonly span: Span }
  /** `1024-65535`, `10.0.0.0/8`, `fin | syn`: two values and what stands between them. */
  | {
      readonly kind: 'pair';
      readonly operator: string;
      readonly left: Value;
      readonly right: Value;
      readonly span: Span;
    }
  /** `established,related` without braces. */
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly span: Span }
  /** `10.0.0.1 . 22` */
  | { readonly kind: 'concat'; readonly items: readonly Value[]; readonly span: Span }
  /** A field of the packet, where a value is made of one: `ip saddr map @m`. */
  | { readonly kind: 'selector'; readonly selector: Selector; readonly span: Span }
  | { readonly kind: 'mapped'; readonly keys: readonly Value[]; readonly map: Value; readonly span: Span };

export interface Element {
  readonly key: Value;
  readonly data?: Value | Verdict;
  /** `timeout 1h`: the element goes by itself. */
  readonly expires: boolean;
  readonly span: Span;
}

export type Verdict =
  | {
      readonly kind: 'verdict';
      readonly verdict: 'accept' | 'drop' | 'continue' | 'return' | 'queue';
      readonly text: string;
      readonly span: Span;
    }
  | {
      readonly kind: 'verdict';
      readonly verdict: 'jump' | 'goto';
      readonly target: Located<string> | undefined;
      readonly text: string;
      readonly span: Span;
    }
  | { readonly kind: 'verdict'; readonly verdict: 'reject'; readonly text: string; readonly span: Span };

/** A name of the table's objects that a statement uses. */
export interface ObjectUse {
  readonly kind: 'set' | 'object' | 'flowtable';
  readonly name: Located<string>;
}

/** One part of a rule, in the order of the text. */
export type Part =
  | {
      readonly kind: 'match';
      readonly selectors: readonly Selector[];
      /** `& (fin|syn)`, applied to the field before it is compared. */
      readonly masks: readonly { readonly operator: string; readonly value: Value }[];
      /** Absent where none is written. */
      readonly operator: string | undefined;
      readonly value: Value;
      readonly span: Span;
    }
  | {
      readonly kind: 'vmap';
      readonly selectors: readonly Selector[];
      readonly masked: boolean;
      readonly map: Value;
      readonly span: Span;
    }
  | Verdict
  | {
      readonly kind: 'nat';
      readonly nat: 'source' | 'destination';
      readonly to: readonly Value[];
      readonly span: Span;
      readonly flags: readonly { readonly text: string; readonly span: Span }[];
    }
  /** `ip dscp set cs1`, `ct helper set "ftp"`. */
  | { readonly kind: 'assign'; readonly selector: Selector; readonly value: Value; readonly span: Span }
  /** Does something and goes on: `counter`, `log prefix "x"`. */
  | {
      readonly kind: 'effect';
      readonly name: string;
      readonly span: Span;
      readonly uses: readonly ObjectUse[];
      readonly updates?: Located<string>;
    }
  /** Holds or does not, nobody knows: `limit rate 5/second`. Its rate is in the words of the model, the edits for a table of IPv4. */
  | {
      readonly kind: 'unsure';
      readonly span: Span;
      readonly rate?: RateLimit;
      readonly uses: readonly ObjectUse[];
      readonly updates?: Located<string>;
    }
  | { readonly kind: 'comment'; readonly span: Span };
