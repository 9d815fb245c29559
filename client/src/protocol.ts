/**
 * What the client and the language server say to each other beyond the language server protocol.
 * Types and method names only: both sides import this file and nothing else of one another.
 */
import type { Bilingual } from '../../grammars/outline.ts';
import type { DevicePlatform } from './device-platform.ts';
import type { ProbeId } from './probe-id.ts';

export type { DevicePlatform } from './device-platform.ts';
export * from './probe-id.ts';
export * from './stated-idle.ts';

/** 0-based lines and UTF-16 characters, as in the language server protocol. */
export interface WireRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** What the client passes as `initializationOptions`. */
export interface InitializationOptions {
  /** `en` or `zh-cn`; anything else reads English. */
  readonly locale: string;
  /** False: `.netreview/config.yaml` of the folders does not count yet. The client restarts the server when trust is given. */
  readonly trusted: boolean;
  /** The client shows what a finding says above what a hover answers; absent: a hover says it. */
  readonly showsFindings?: boolean;
}

/** Server to client, after each review of an open document. */
export const STATUS = 'netreview/status';
export interface StatusParams {
  readonly uri: string;
  readonly version: number;
  /** Absent: no dialect claims the text. */
  readonly dialect?: { readonly id: string; readonly name: string; readonly reasons: readonly string[] };
  /** Where no dialect claims the text: the one it resembles most, and how many of the first lines that one knows. */
  readonly nearest?: { readonly id: string; readonly name: string; readonly known: number; readonly lines: number };
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
      /** The rule that decided; absent: a filter's end did. */
      readonly deciding?: WireRange;
      /** The rules matched on the way through all filters, in order. */
      readonly trace: readonly {
        readonly range: WireRange;
        readonly text: string;
        readonly filter: string;
        /** The packet after this rule, where it translates it. */
        readonly becomes?: string;
      }[];
      /** The whole answer in one sentence. */
      readonly sentence: string;
    };

/** Client to server, for *Trace Packet...*: the way of a packet through the network that the files of the folder describe. */
export const TRACE = 'netreview/trace';
export interface TraceParams {
  /** A document of the folder; where several devices could be meant, the one nearest to it is. */
  readonly uri: string;
  readonly about: TraceSubject;
}
export type TraceSubject =
  | {
      /** `tcp 192.0.2.7:40000 > 198.51.100.10:443` */
      readonly packet: string;
      /** A device, or `device:interface` by which it comes in, `device:VRF`; absent: whoever has the source. */
      readonly from?: string;
    }
  /** The packet that breaks this intent of the folder, by its name. */
  | { readonly intent: string };
export interface WireLine {
  readonly uri: string;
  readonly range: WireRange;
  readonly text: string;
}
export interface WireHop {
  readonly device: string;
  /** As the topology knows the device. */
  readonly id: string;
  /** Absent: the packet is made here. */
  readonly inInterface?: string;
  /** Absent: it ends here. */
  readonly outInterface?: string;
  /** What happens here, in the user's language. */
  readonly text: string;
  /** The rules that it meets, then its route. */
  readonly lines: readonly WireLine[];
  /** The one of all that decides; absent: none is written (a device has the address itself). */
  readonly decides?: WireLine;
}
/** One of the ways that equal routes give a packet. */
export interface WireWay {
  /** `delivered`, `denied`, `no-route`, `discarded`, `loop`, `leaves`, `unknown`. */
  readonly end: string;
  readonly sure: boolean;
  /** In one sentence. */
  readonly sentence: string;
  /** The line that decides the end. */
  readonly at?: WireLine;
  readonly hops: readonly WireHop[];
}
/** A device that has failed, one of its interfaces, or a statement of it that was removed. */
export interface WireGone {
  /** As the topology knows the device. */
  readonly id: string;
  readonly interface?: string;
  readonly statement?: WireLine;
}
export type TraceResult =
  | { readonly ok: false; readonly problem: string }
  | {
      readonly ok: true;
      /** As it is read: ports and flags are filled in. Absent: an intent that holds. */
      readonly packet?: string;
      /** Of all ways. */
      readonly sure: boolean;
      /** How the first way ends, or how the intent fares, in one sentence. */
      readonly sentence: string;
      readonly ways: readonly WireWay[];
      /** What has to fail for the intent to be broken. */
      readonly gone: readonly WireGone[];
      readonly markdown: string;
      /** What `netreview trace --format json` prints. */
      readonly json: string;
    };

/** Client to server, for *Diagnose*: what breaks a host's way out, by the configurations of the document's folder alone. */
export const DIAGNOSE = 'netreview/diagnose';
export interface DiagnoseParams {
  /** A file of the host, unless `host` names one. */
  readonly uri: string;
  /** A host of the folder, by its name. */
  readonly host?: string;
  /** `www.example.net@198.51.100.10:443`; absent: anywhere. */
  readonly target?: string;
  /** Another host that answers STUN. */
  readonly stunServer?: string;
}
export type DiagnoseResult =
  | { readonly ok: false; readonly problem: string /** Hosts to choose from. */; readonly hosts?: readonly string[] }
  | { readonly ok: true; readonly diagnosis: WireDiagnosis; readonly markdown: string };
/** What `netreview diagnose --format json` prints, but for the version; a path is a URI in the editor. */
export interface WireDiagnosis {
  readonly device: string;
  readonly path: string;
  readonly source: string;
  readonly target: string;
  readonly steps: readonly WireDiagnosedStep[];
  readonly cause?: WireDiagnosedStep;
}
export interface WireDiagnosedStep {
  /** `route`, `nat`, `dns`, `tcp`, `pmtu`, `tls`, `stun`, `nat-udp-lifetime` */
  readonly step: string;
  readonly status: 'holds' | 'broken' | 'risk' | 'unknown' | 'not-reached';
  readonly text: Bilingual;
  readonly packet?: string;
  readonly at?: { readonly path: string; readonly line: number; readonly range: WireRange; readonly text: string };
  readonly source?: string;
  /** What stops it says so to the source. */
  readonly rejects?: true;
}

/** Client to server, for *What If...*: what changes when a device, a link or a statement is gone. Without `fail`: what could fail. */
export const WHAT_IF = 'netreview/whatIf';
export interface WhatIfParams {
  readonly uri: string;
  /** A device, `device:interface` or `device:VRF`. */
  readonly fail?: string;
  /** Instead: the statement on this line of the document, counted from 0. */
  readonly remove?: number;
}
export interface WireChange {
  /** The device it is about, as the topology knows it; absent: an intent, which is about several. */
  readonly id?: string;
  /** In the user's language. */
  readonly text: string;
  /** What was reached is not any more, or an intent that held does not. */
  readonly lost: boolean;
}
export type WhatIfResult =
  | { readonly ok: false; readonly problem: string }
  | { readonly ok: true; readonly choices: readonly { readonly name: string; readonly kind: 'device' | 'link' }[] }
  | {
      readonly ok: true;
      readonly name: string;
      /** Something is not reached any more, or an intent holds no more. */
      readonly lost: boolean;
      readonly gone: readonly WireGone[];
      /** What is lost first; of many the first hundred. */
      readonly changes: readonly WireChange[];
      readonly markdown: string;
      readonly json: string;
    };

/** Client to server, for *Show Topology*: the devices of the document's folder, their links and BGP sessions, by the configurations. */
export const TOPOLOGY = 'netreview/topology';
export interface TopologyParams {
  readonly uri: string;
}
export type TopologyResult = { readonly ok: false; readonly problem: string } | ({ readonly ok: true } & WireTopology);
export interface WireTopology {
  /** A device is known by its document's URI; the devices of a cloud, which share theirs, by more than that. */
  readonly devices: readonly {
    readonly name: string;
    readonly id: string;
    readonly uri: string;
    readonly range: WireRange;
    /** Of a device of a cloud: where the text is about it; empty: all of its document is. */
    readonly about?: readonly { readonly uri: string; readonly range: WireRange }[];
  }[];
  readonly links: readonly {
    /** `192.0.2.0/30` */
    readonly subnets: readonly string[];
    /** `descriptions`: they name each other; `cloud`: its text joins them. */
    readonly told: 'subnets' | 'descriptions' | 'cloud';
    /** `MLAG 5`: one half of what a device has to both switches of a pair. */
    readonly bundle?: string;
    /** Two or more. */
    readonly ends: readonly {
      /** Of the device. */
      readonly id: string;
      readonly uri: string;
      readonly device: string;
      readonly interface: string;
      readonly range: WireRange;
    }[];
  }[];
  readonly sessions: readonly {
    /** Of the device. */
    readonly id: string;
    readonly uri: string;
    readonly device: string;
    readonly neighbour: string;
    /** Absent: the other end is not known. */
    readonly peer?: string;
    /** Of the device at the other end. */
    readonly peerId?: string;
    /** As configured, not as running. */
    readonly state: 'agrees' | 'shut-down' | 'one-sided' | 'faulty' | 'unknown';
    /** The state in the user's language. */
    readonly text: string;
    readonly range: WireRange;
  }[];
  /** Two switches that look like one to what is attached to both. */
  readonly pairs: readonly {
    /** `vPC`, `MLAG`, `M-LAG`: as its platform calls it. */
    readonly kind: string;
    /** The two; `id` is the device's. */
    readonly ends: readonly {
      readonly id: string;
      readonly uri: string;
      readonly device: string;
      readonly range: WireRange;
    }[];
  }[];
}

/** Client to server: what of a document (or at a position in it) a probe could be sent to. */
export const PROBE_TARGETS = 'netreview/probeTargets';
export interface ProbeTargetsParams {
  readonly uri: string;
  /** Absent: the whole document. */
  readonly position?: { readonly line: number; readonly character: number };
  /** Each rule of a filter is a target, not the filter alone; at a position it is so without asking. */
  readonly everyRule?: boolean;
  /** Devices that other files of its network configure as well, behind its own targets. */
  readonly network?: true;
}
export interface ProbeTarget {
  readonly probe: ProbeId;
  /** An address or a host name, never a URL. */
  readonly host: string;
  /** For probes that have one. */
  readonly port?: number;
  /** What the host is asked about or for: a DNS question, a TLS server name. */
  readonly name?: string;
  /** What the configuration gives the host: kernel settings; `timeout.udp` and the like in seconds; `bgp.as`. */
  readonly settings?: readonly { readonly key: string; readonly value: string }[];
  /** What of the device is meant: a neighbour, an interface, a filter; of probes that log in. */
  readonly subject?: string;
  readonly vrf?: string;
  readonly platform?: DevicePlatform;
  /** A rule of the filter that `subject` names: its key as the device shows it, and its place among the rules, from 1. */
  readonly rulePlace?: { readonly key?: string; readonly place: number };
  /** Routes that the configuration originates, for `rpki` and `mrt`: prefixes, and the AS that announces them. */
  readonly routes?: readonly { readonly prefix: string; readonly asn?: number }[];
  /** What it is in the configuration, in the user's language: neighbour, next hop, interface, rule. */
  readonly role: string;
  /** The line it came from: where the verdict will stand. */
  readonly range: WireRange;
  /** The finding that asked for it, if any. */
  readonly rule?: string;
  /** Another file of the network that names it, and the device; absent: the document asked about does. */
  readonly elsewhere?: { readonly uri: string; readonly device: string };
}
export type ProbeTargetsResult = readonly ProbeTarget[];

/** What a verdict says of the finding that asked for the probe: it was met in the wild, or it was not from here. */
export type Bearing = 'confirmed' | 'contradicted';

/** Client to server: what probes say of findings of an open document, instead of all that was said of it before. */
export const PROBED = 'netreview/probed';
export interface ProbedParams {
  readonly uri: string;
  /** Of the document; of any other version nothing is said. */
  readonly version: number;
  readonly findings: readonly { readonly rule: string /** From 0. */; readonly line: number; readonly said: Bearing }[];
}

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
export const COMMAND_SHOW_INTENT = 'netreview.showIntent';

/** The only argument of COMMAND_SHOW_INTENT: the packet that breaks the intent is drawn on the topology. */
export interface ShowIntentArguments {
  readonly uri: string;
  readonly intent: string;
}

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

/** Client to server, for *Review Workspace*: files on disk of all folders, as the command line would. Cancellable; progress over `workDoneToken`. */
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

/** Client to server, for *Explain Rule*: what the rule at a position matches alone, what is left of it, and who takes the rest. */
export const EXPLAIN_RULE = 'netreview/explainRule';
export interface ExplainRuleParams {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}
export type ExplainRuleResult =
  | { readonly ok: false; readonly problem: string }
  | { readonly ok: true; readonly filter: string; readonly range: WireRange; readonly markdown: string };

/** Client to server, for *Compare With...*: the packets that an open document newly permits and newly denies. */
export const COMPARE = 'netreview/compare';
export interface CompareParams {
  /** The later side: an open document. */
  readonly uri: string;
  readonly before: {
    readonly text: string;
    /** Below its folder; helps to tell its dialect. */
    readonly path: string;
    /** What the report calls it: a path, `HEAD`. */
    readonly label: string;
  };
  /** Filters to compare, by name on each side; absent: all that have the same name. */
  readonly filters?: readonly { readonly before: string; readonly after: string }[];
}
export type CompareResult =
  | { readonly ok: false; readonly problem: string }
  | {
      readonly ok: true;
      readonly changed: boolean;
      readonly markdown: string;
      /** What `netreview diff --format json` prints. */
      readonly json: string;
      /** How many filters, and directions of BGP sessions, were compared. */
      readonly compared: number;
      readonly onlyBefore: readonly string[];
      readonly onlyAfter: readonly string[];
    };

/** Client to server, for *Find Rules Matching...*. Cancellable. */
export const FIND_RULES = 'netreview/findRules';
export interface FindRulesParams {
  /** `tcp any > 192.0.2.0/24:443` */
  readonly packets: string;
  /** Absent: all files of the workspace folders, as *Review Workspace* reads them. */
  readonly uri?: string;
}
export interface WireFoundRule {
  readonly uri: string;
  readonly range: WireRange;
  readonly filter: string;
  readonly text: string;
  readonly action: string;
  /** How much of the packets still comes to the rule. */
  readonly decides: 'none' | 'some' | 'all';
  /** Those packets in words. */
  readonly packets: string;
  /** False: conditions that no packet shows may leave it less. */
  readonly sure: boolean;
}
export type FindRulesResult =
  | { readonly ok: false; readonly problem: string }
  | {
      readonly ok: true;
      readonly rules: readonly WireFoundRule[];
      /** There are more than are listed. */
      readonly more: boolean;
      /** Filters too intricate for the question. */
      readonly undecided: readonly string[];
    };

/** Client to server: the text that an open document is compared with for its code lenses; `null`: with nothing. */
export const BASE_TEXT = 'netreview/baseText';
export interface BaseTextParams {
  readonly uri: string;
  readonly text: string | null;
  /** As the lens says it: `HEAD`. */
  readonly label: string;
}

/** Command of the code lens on a filter; its only argument is the document's URI. */
export const COMMAND_COMPARE_WITH_HEAD = 'netreview.compareWithHead';
