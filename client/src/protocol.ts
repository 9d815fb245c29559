/**
 * What the client and the language server say to each other beyond the language server protocol.
 * Types and method names only: both sides import this file and nothing else of one another.
 */

/** 0-based lines and UTF-16 characters, as in the language server protocol. */
export interface WireRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** What the client passes as `initializationOptions`. */
export interface InitializationOptions {
  /** `en` or `zh-cn`; anything else reads English. */
  readonly locale: string;
  /** Folder whose `.netreview/config.yaml` counts, by URI; the server reads it, the client watches it. */
  readonly trusted: boolean;
}

/** Server to client, after each review of an open document. */
export const STATUS = 'netreview/status';
export interface StatusParams {
  readonly uri: string;
  readonly version: number;
  /** Absent: no dialect claims the text. */
  readonly dialect?: { readonly id: string; readonly name: string; readonly reasons: readonly string[] };
  /** Lines, each counted once. */
  readonly coverage?: {
    readonly lines: number;
    readonly modelled: number;
    readonly recognised: number;
    readonly unknown: number;
  };
  readonly preset: string;
  readonly profile: string;
}

/** Client to server: the dialects there are, for a choice. */
export const DIALECTS = 'netreview/dialects';
export type DialectsResult = readonly {
  readonly id: string;
  readonly name: string;
  /** Starts a comment to the line's end; the marker `netreview-dialect: ID` is written with it. Absent: `#`. */
  readonly lineComment?: string;
}[];

/** Client to server: the filters of a document, for *Test Packet...*. */
export const FILTERS = 'netreview/filters';
export interface FiltersParams {
  readonly uri: string;
}
export type FiltersResult = readonly {
  readonly name: string;
  readonly family: string;
  readonly rules: number;
  readonly range: WireRange;
}[];

/** Client to server: which line of a filter decides a packet. */
export const TEST_PACKET = 'netreview/testPacket';
export interface TestPacketParams {
  readonly uri: string;
  readonly filter: string;
  /** `tcp 198.51.100.7:40000 > 192.0.2.10:443` */
  readonly packet: string;
}
export type TestPacketResult =
  | { readonly ok: false; readonly problem: string }
  | {
      readonly ok: true;
      readonly packet: string;
      readonly action: string;
      readonly sure: boolean;
      /** The rules matched on the way, the deciding one last; empty: the filter's end decided. */
      readonly trace: readonly { readonly range: WireRange; readonly text: string }[];
      /** The whole answer in one sentence. */
      readonly sentence: string;
    };

/** Client to server: what of a document (or at a position in it) a probe could be sent to. */
export const PROBE_TARGETS = 'netreview/probeTargets';
export interface ProbeTargetsParams {
  readonly uri: string;
  /** Absent: the whole document. */
  readonly position?: { readonly line: number; readonly character: number };
}
/** The probes there are; each is a folder of `client/src/probes`. */
export type ProbeId = 'reachability' | 'tcp' | 'stun' | 'dns' | 'tls' | 'turn';
export interface ProbeTarget {
  readonly probe: ProbeId;
  /** An address or a host name, never a URL. */
  readonly host: string;
  /** For probes that have one. */
  readonly port?: number;
  /** What the host is asked about or for: a DNS question, a TLS server name. */
  readonly name?: string;
  /** What it is in the configuration, in the user's language: neighbour, next hop, interface, rule. */
  readonly role: string;
  /** The line it came from: where the verdict will stand. */
  readonly range: WireRange;
  /** The finding that asked for it, if any. */
  readonly rule?: string;
}
export type ProbeTargetsResult = readonly ProbeTarget[];

/** Client to server: a rule's page as Markdown. */
export const RULE_PAGE = 'netreview/rulePage';
export interface RulePageParams {
  readonly rule: string;
}
export type RulePageResult = { readonly markdown: string } | null;

/** Client to server: all rules, for *Show Rule*. */
export const RULES = 'netreview/rules';
export type RulesResult = readonly { readonly id: string; readonly severity: string; readonly title: string }[];

/** Commands that code actions of the server name and the client carries out. */
export const COMMAND_SHOW_RULE = 'netreview.showRule';
export const COMMAND_SUPPRESS = 'netreview.suppressWithReason';

/** The only argument of COMMAND_SUPPRESS. The client asks for the reason and inserts the comment. */
export interface SuppressArguments {
  readonly uri: string;
  readonly version: number;
  readonly rule: string;
  /** Where the comment goes. */
  readonly position: { readonly line: number; readonly character: number };
  /** The comment up to ` -- `: indentation, comment start, mark and rule. */
  readonly before: string;
  /** What follows the reason: the line end, a comment's closing sign. */
  readonly after: string;
}

/**
 * Client to server, for *Review Workspace*: reviews the files on disk of all workspace folders, as the command line would
 * (.gitignore honoured, binaries and large files named). Cancellable; progress over `workDoneToken`.
 */
export const REVIEW_WORKSPACE = 'netreview/reviewWorkspace';
export interface ReviewWorkspaceParams {
  readonly workDoneToken?: number | string;
}
export interface ReviewWorkspaceResult {
  readonly files: readonly {
    readonly uri: string;
    readonly dialect: string;
    /** `Diagnostic` of the language server protocol, as for an open document. */
    readonly diagnostics: readonly unknown[];
  }[];
  /** Not reviewed though asked: too large, unreadable. */
  readonly skipped: readonly { readonly uri: string; readonly reason: string }[];
}
