import type { PolicyUse } from './model/bgp.ts';
import type { Match } from './model/filter.ts';
import type { Timer } from './model/nat.ts';
import type { TextEdit } from './text/edit.ts';
import type { Span } from './text/span.ts';

/**
 * What a fix wants, in words of the model; the dialect that wrote the text turns it into edits.
 * Rules are named by their place: index in `device.filters` and index in that filter's `rules`.
 */
export type Change =
  /** Remove a rule and the remarks that are its own. */
  | { readonly kind: 'delete-rule'; readonly filter: number; readonly rule: number }
  /** Put a rule (with its remarks) directly before another one, renumbering where keys must ascend. */
  | { readonly kind: 'move-rule'; readonly filter: number; readonly rule: number; readonly before: number }
  /** Add a rule before rule `before` (its index; `rules.length` appends). */
  | {
      readonly kind: 'insert-rule';
      readonly filter: number;
      readonly before: number;
      readonly action: 'permit' | 'deny';
      /**
       * Plain: family, prefixes, protocol, port intervals; one ICMP type and code, established TCP (ACK or RST), later fragments,
       * connection states and interfaces where the dialect can say them.
       */
      readonly match: Match;
      readonly log?: boolean;
    }
  /** Several such rules directly behind each other, in this order, before rule `before`. */
  | {
      readonly kind: 'insert-rules';
      readonly filter: number;
      readonly before: number;
      readonly action: 'permit' | 'deny';
      readonly matches: readonly Match[];
    }
  /** Turn a permit into a deny that logs (or back). */
  | {
      readonly kind: 'set-action';
      readonly filter: number;
      readonly rule: number;
      readonly action: 'permit' | 'deny';
      readonly log: boolean;
    }
  /** What befalls packets that no rule of the filter decides. */
  | { readonly kind: 'set-fallback'; readonly filter: number; readonly action: 'permit' | 'deny' }
  /** Replace exactly this text. */
  | { readonly kind: 'replace-text'; readonly span: Span; readonly newText: string }
  /** Remove whole statements with their line ends. */
  | { readonly kind: 'delete-statements'; readonly spans: readonly Span[] }
  /** Give a list entry a free ordering key. */
  | { readonly kind: 'set-key'; readonly span: Span; readonly key: number }
  | { readonly kind: 'set-timer'; readonly timer: Timer; readonly seconds: number }
  /** Where: process `process` of `device.bgp`; `neighbour` its index there, absent for the process-wide timers. */
  | {
      readonly kind: 'set-bgp-timers';
      readonly process: number;
      readonly neighbour?: number;
      readonly keepalive: number;
      readonly hold: number;
    }
  | {
      readonly kind: 'set-max-prefix';
      readonly process: number;
      readonly neighbour: number;
      readonly family: string;
      readonly limit: number;
      readonly threshold: number;
      /** Minutes */
      readonly restart: number;
    }
  /** Bind policies to a neighbour and write a skeleton of each that does not exist. */
  | {
      readonly kind: 'add-bgp-policy';
      readonly process: number;
      readonly neighbour: number;
      readonly family: string;
      readonly direction: 'import' | 'export';
      readonly policyName: string;
      readonly use: PolicyUse['kind'];
    }
  /**
   * All of these or none, as one fix. A dialect may write them together; where it does not, each is written by itself, edits at one place
   * in the order of each one's own.
   */
  | { readonly kind: 'several'; readonly changes: readonly Change[] }
  /** Edits that the model already holds (schema repairs). */
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] };
