import type { Located, Span } from '../../../text/span.ts';

/** One member of a list of addresses. */
export interface Host {
  readonly negated: boolean;
  readonly kind: 'word' | 'table' | 'dynamic';
  /** `192.0.2.1`, `em0:network`, `any`; the table's or the interface's name. */
  readonly text: string;
  /** Behind the slash. */
  readonly length?: string;
  /** Last address of a range. */
  readonly last?: string;
  readonly span: Span;
}

/** `port 22`, `port 1024:65535`, `port >= 1024`, `port 1 >< 9`. */
export interface PortTest {
  readonly first: string;
  /** Absent: `=`. */
  readonly operator?: string;
  readonly last?: string;
  readonly span: Span;
}

export interface IcmpWord {
  readonly type: string;
  readonly code?: string;
}

export interface InterfaceWord {
  readonly negated: boolean;
  readonly name: string;
}

/** One part of a rule. */
export type Part =
  | { readonly kind: 'direction'; readonly direction: 'in' | 'out' }
  | { readonly kind: 'quick' }
  | { readonly kind: 'log' }
  | { readonly kind: 'interfaces'; readonly names: readonly InterfaceWord[]; readonly span: Span }
  | { readonly kind: 'family'; readonly family: 'ipv4' | 'ipv6' }
  | { readonly kind: 'protocols'; readonly names: readonly string[]; readonly span: Span }
  | {
      readonly kind: 'hosts';
      readonly side: 'from' | 'to';
      readonly hosts: readonly Host[];
      readonly ports: readonly PortTest[];
      readonly span: Span;
    }
  | { readonly kind: 'flags'; readonly set: string; readonly mask: string; readonly span: Span }
  | { readonly kind: 'icmp'; readonly version: 4 | 6; readonly types: readonly IcmpWord[]; readonly span: Span }
  | {
      readonly kind: 'state';
      /** `keep`, `modulate`, `synproxy`, `no`. */
      readonly how: string;
      readonly options: readonly StateOption[];
      readonly span: Span;
    }
  /** Decides nothing. */
  | { readonly kind: 'note'; readonly span: Span }
  | { readonly kind: 'effect'; readonly span: Span }
  /** Holds or does not, nobody knows. */
  | { readonly kind: 'unsure'; readonly own: boolean; readonly span: Span }
  | { readonly kind: 'translate'; readonly how: string; readonly span: Span };

/** `tcp.established 60`, `overload <bruteforce>` */
export interface StateOption {
  readonly words: readonly Located<string>[];
}

export interface RuleLine {
  readonly kind: 'pass' | 'match' | 'block' | 'nat' | 'rdr' | 'binat' | 'anchor' | 'antispoof';
  /** `no nat` */
  readonly no: boolean;
  /** `block return-rst`, canonical. */
  readonly how?: string;
  readonly anchor?: Located<string>;
  /** Which kind of anchor: `anchor`, `rdr-anchor`. */
  readonly word: Located<string>;
  readonly parts: readonly Part[];
  /** Behind the arrow. */
  readonly to?: Span;
}
