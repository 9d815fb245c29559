import type { Change } from '../../../grammars/change.ts';
import type { Dialect, Fact } from '../../../grammars/dialect.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Bilingual, Outline } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { Member, Network } from '../network/network.ts';
import type { FilterAnalyses } from '../packets/analyses.ts';
import type { IntentResult } from '../twin/check-intents.ts';
import type { Related, Safety, Severity } from './finding.ts';
import type { NeighbourRole } from './topology-file.ts';

export type OptionValue = boolean | number | string | null | readonly string[] | readonly number[];

export interface OptionSpec {
  readonly default: OptionValue;
  /** The value in preset `article`, where it differs. */
  readonly article?: OptionValue;
  /** `s`, `entries`, `%`, `ports`, `prefixes` (of a list: its members are networks and addresses), or `-` */
  readonly unit: string;
  readonly description: Bilingual;
}

export interface RuleMeta {
  /** `area/kebab-case`, names the problem. */
  readonly id: string;
  /** The severity it usually has; a report may lower or raise it. */
  readonly severity: Severity;
  readonly needs: readonly Fact[];
  /** One of them is enough; absent: none is needed. */
  readonly needsOneOf?: readonly Fact[];
  readonly title: Bilingual;
  /** Standards and manuals the rule rests on: `RFC 4787 REQ-5`. */
  readonly sources: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
}

/** A fix as a rule proposes it; dropped where the dialect cannot write the change. */
export interface Proposal {
  readonly title: Bilingual;
  readonly safety: Safety;
  readonly change: Change;
}

/** What a rule yields; the engine makes a Finding of it. */
export interface Report {
  readonly severity?: Severity;
  readonly span: Span;
  readonly text: Bilingual;
  readonly related?: readonly Related[];
  readonly witness?: string;
  /** The intent that is broken, by its name; see `Finding`. */
  readonly intent?: string;
  readonly fixes?: readonly Proposal[];
  readonly unnecessary?: boolean;
}

export type Profile = 'default' | 'edge-isp' | 'enterprise-edge' | 'datacenter-fabric' | 'lab';

/** A document in its network. */
export interface Surroundings {
  readonly network: Network;
  /** May be a version that the network does not have yet: devices are told apart by their paths. */
  readonly self: Member;
  /** What breaks the intents that somebody has written down for the network; absent: there are none. */
  readonly broken?: () => readonly IntentResult[];
}

export interface RuleContext {
  readonly dialect: Dialect;
  readonly outline: Outline;
  readonly device: Device;
  readonly profile: Profile;
  /** Declared roles of BGP neighbours: those that are about this device. The first that holds for a neighbour decides. */
  readonly roles: readonly NeighbourRole[];
  /** Exact packet sets of the device's filters, computed once per review, on first use. */
  readonly packets: FilterAnalyses;
  /** The other devices of the workspace, and this one among them; absent: it is reviewed alone. */
  readonly network?: Surroundings;
  /** ISO date; absent: whoever asks does not tell, and nothing is said that depends on it. */
  readonly today?: string;
  /** The option's value after preset and settings. @throws Error for an option the rule does not declare. */
  option<T extends OptionValue>(name: string): T;
  /** 0-based line of an offset, for messages ("line 12" is `line + 1`); of an embedded document, the line of its host. */
  lineOf(offset: number): number;
}

export interface Rule {
  readonly meta: RuleMeta;
  check(context: RuleContext): Iterable<Report>;
}

/** Whether a dialect has the facts that the rule cannot do without. */
export const suits = ({ needs, needsOneOf }: RuleMeta, { provides }: Pick<Dialect, 'provides'>): boolean =>
  needs.every((fact) => provides.includes(fact)) &&
  (needsOneOf === undefined || needsOneOf.some((fact) => provides.includes(fact)));

export const defineRule = (rule: Rule): Rule => rule;
