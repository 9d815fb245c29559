import type { Change } from '../../../grammars/change.ts';
import type { Dialect } from '../../../grammars/dialect.ts';
import { canApply, type TextEdit } from '../../../grammars/text/edit.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { analyseFilters } from '../packets/analyse.ts';
import type { FilterAnalyses } from '../packets/analyses.ts';
import { rules as allRules } from '../rules/index.ts';
import { brokenIntents } from './broken-intents.ts';
import { hostSpan, toHost } from './embedding.ts';
import { type Finding, type Fix, SEVERITIES } from './finding.ts';
import { cutsManagement } from './management-guard.ts';
import { notDecided } from './not-decided.ts';
import type { Prepared } from './prepare.ts';
import {
  type OptionValue,
  type Proposal,
  type Report,
  type Rule,
  type RuleContext,
  type Surroundings,
  suits,
} from './rule.ts';
import type { Settings } from './settings.ts';
import { suppress } from './suppressions.ts';
import { holdWhenFilled } from './template-findings.ts';
import { rolesAbout } from './topology-file.ts';

export interface ReviewHost {
  /** Called between rules and between a rule's reports; may wait, and throws to cancel. */
  readonly pause?: () => Promise<void>;
  /** Milliseconds, any origin. */
  readonly now?: () => number;
  /** ISO date of today, for what expires: suppressions, certificates. */
  readonly today?: string;
  /** A rule threw: one line, without text of the config. */
  readonly onRuleError?: (rule: string, error: unknown) => void;
  /** Answers about the filters of a document, where they are kept from one question to the next; absent: computed anew. */
  readonly packetsOf?: (prepared: Prepared) => RuleContext['packets'];
  /** The devices that the document stands among; absent: it is reviewed alone. */
  readonly surroundingsOf?: (prepared: Prepared) => Surroundings | undefined;
  /** Only these; absent: all. */
  readonly rules?: readonly Rule[];
  /** Comments that silence findings are left to whoever asks: the text is put together of several. */
  readonly unsuppressed?: true;
  /** 0-based line of an offset as the reader sees it; absent: in the document itself. An embedded document's lines are its host's. */
  readonly lineOf?: (offset: number) => number;
}

/** Longest time between two calls of `pause`, in milliseconds, as far as the work can be cut. */
const LONGEST = 10;

export interface Review {
  /** In text order. */
  readonly findings: readonly Finding[];
  /** Rule id -> milliseconds. */
  readonly ruleMs: Readonly<Record<string, number>>;
}

/** Runs every rule that the dialect has facts for. Pure but for the host's clock; a rule that throws costs its own findings only. */
export async function review(prepared: Prepared, chosen: Settings, host: ReviewHost = {}): Promise<Review> {
  const settings = { ...chosen, roles: rolesAbout(prepared, chosen.roles) };
  const now = host.now ?? (() => 0);
  const ruleMs: Record<string, number> = {};
  const findings: Finding[] = prepared.outline.problems.map((problem) => ({
    rule: 'netreview/syntax',
    severity: 'error',
    span: problem.span,
    text: problem.text,
    related: [],
    fixes: [],
  }));
  const packets = host.packetsOf?.(prepared) ?? analyseFilters(prepared.device);
  const lineOf = host.lineOf ?? ((offset: number): number => prepared.index.positionAt(offset).line);
  const rules = host.rules ?? allRules;
  const network = host.surroundingsOf?.(prepared);
  const asksPackets = ({ meta }: Rule): boolean =>
    meta.needs.includes('packet-filters') && settings.rules[meta.id]?.severity !== 'off';
  const asked = prepared.dialect.provides.includes('packet-filters') && rules.some(asksPackets);
  if (host.pause && asked) await analyseInPieces(packets, host.pause, host.now);
  for (const rule of rules) {
    const setting = settings.rules[rule.meta.id];
    if (setting?.severity === 'off' || !suits(rule.meta, prepared.dialect)) continue;
    const context = {
      ...contextOf(prepared, rule, settings, packets, lineOf),
      ...(host.today === undefined ? {} : { today: host.today }),
      ...(network ? { network } : {}),
    };
    const next = nextFinding(prepared, rule, context, settings, host);
    let finding: Finding | undefined;
    do {
      const started = now();
      finding = next();
      ruleMs[rule.meta.id] = (ruleMs[rule.meta.id] ?? 0) + now() - started;
      if (finding) findings.push(finding);
      if (host.pause) await host.pause();
    } while (finding);
  }
  if (asked) findings.push(...notDecided(prepared, packets));
  const broken = network?.broken?.().filter(({ intent }) => intent.kind !== 'isolate') ?? [];
  if (network) findings.push(...brokenIntents(broken, network.self.path, prepared.index, settings));
  for (const { embedding, document } of prepared.embedded) {
    const inner = await review(document, chosen, {
      ...host,
      lineOf: (offset) => lineOf(hostSpan({ start: offset, end: offset + 1 }, embedding).start),
    });
    for (const finding of inner.findings) findings.push(toHost(finding, embedding));
    for (const [id, ms] of Object.entries(inner.ruleMs)) ruleMs[id] = (ruleMs[id] ?? 0) + ms;
  }
  const held = holdWhenFilled(prepared, findings);
  return { findings: (host.unsuppressed ? held : suppress(prepared, held, host.today)).toSorted(byPlace), ruleMs };
}

/** Rules ask for sets without waiting; what takes long is done before, with pauses. */
async function analyseInPieces(
  packets: FilterAnalyses,
  pause: () => Promise<void>,
  now: (() => number) | undefined,
): Promise<void> {
  let since = now?.() ?? 0;
  const work = packets.work?.()[Symbol.iterator]();
  const step = (): boolean => {
    try {
      return work?.next().done === false;
    } catch {
      // The rule that asks for it meets it again, and is told of.
      return false;
    }
  };
  while (step()) {
    if (now && now() - since < LONGEST) continue;
    await pause();
    since = now?.() ?? 0;
  }
}

/** One finding a call, until there are no more or the rule throws: then undefined. */
function nextFinding(
  prepared: Prepared,
  rule: Rule,
  context: RuleContext,
  settings: Settings,
  host: ReviewHost,
): () => Finding | undefined {
  let reports: Iterator<Report> | undefined;
  return () => {
    try {
      reports ??= rule.check(context)[Symbol.iterator]();
      const { value, done } = reports.next();
      return done ? undefined : findingOf(prepared, rule, value, settings);
    } catch (error) {
      host.onRuleError?.(rule.meta.id, error);
      return undefined;
    }
  };
}

function contextOf(
  prepared: Prepared,
  rule: Rule,
  settings: Settings,
  packets: RuleContext['packets'],
  lineOf: RuleContext['lineOf'],
): RuleContext {
  return {
    dialect: prepared.dialect,
    outline: prepared.outline,
    device: prepared.device,
    profile: settings.profile,
    roles: settings.roles,
    packets,
    option: <T extends OptionValue>(name: string): T => optionOf(rule, settings, name) as T,
    lineOf,
  };
}

/** The user's value, else the preset's, else the rule's default. */
export function optionOf(rule: Rule, settings: Settings, name: string): OptionValue {
  const spec = rule.meta.options[name];
  if (!spec) throw new Error(`${rule.meta.id} declares no option ${name}`);
  const chosen = settings.rules[rule.meta.id]?.options?.[name];
  if (chosen !== undefined) return chosen;
  return settings.preset === 'article' && spec.article !== undefined ? spec.article : spec.default;
}

/** With places of its own: those of the document move when its next version takes its statements over. */
function findingOf(prepared: Prepared, rule: Rule, report: Report, settings: Settings): Finding {
  const override = settings.rules[rule.meta.id]?.severity;
  return {
    rule: rule.meta.id,
    severity: (override === 'off' ? undefined : override) ?? report.severity ?? rule.meta.severity,
    span: clip(report.span, prepared.text.length),
    text: report.text,
    related: (report.related ?? []).map((one) => ({ ...one, span: { ...one.span } })),
    ...(report.witness === undefined ? {} : { witness: report.witness }),
    ...(report.intent === undefined ? {} : { intent: report.intent }),
    fixes: (report.fixes ?? []).flatMap((proposal) => offered(prepared, proposal, settings) ?? []),
    ...(report.unnecessary ? { unnecessary: true } : {}),
  };
}

/** A safe fix leaves every packet its fate; any other must leave operators their declared access. */
function offered(prepared: Prepared, proposal: Proposal, { management }: Settings): Fix | undefined {
  const fix = writtenFix(prepared, withFragments(prepared.dialect, proposal));
  if (!fix || fix.safety === 'safe' || !management) return fix;
  return cutsManagement(prepared, fix.edits, management) ? undefined : fix;
}

/** A title that speaks of ports leaves out what else such a permit lets pass on some platforms. */
function withFragments({ fragmentsPass }: Dialect, proposal: Proposal): Proposal {
  if (!fragmentsPass || !permitsPorts(proposal.change)) return proposal;
  const { en, 'zh-cn': zh } = proposal.title;
  return {
    ...proposal,
    title: { en: `${en}; later fragments of them too`, 'zh-cn': `${zh};其后续分片也一并放行` },
  };
}

/** Not what takes the place of a wider permit: that one let such fragments pass before. */
function permitsPorts(change: Change): boolean {
  if (change.kind === 'several')
    return change.changes.some(permitsPorts) && !change.changes.some(({ kind }) => kind === 'delete-rule');
  if ((change.kind !== 'insert-rule' && change.kind !== 'insert-rules') || change.action !== 'permit') return false;
  const matches = change.kind === 'insert-rule' ? [change.match] : change.matches;
  return matches.some((match) => match.sourcePort ?? match.destinationPort ?? match.icmp ?? match.tcpFlags);
}

/** The proposal as its dialect writes it; undefined where it cannot. */
export function writtenFix(
  { dialect, outline, device }: Prepared,
  { title, safety, change }: Proposal,
): Fix | undefined {
  const edits = editsOf(dialect, outline, device, change);
  // Changes that meet in one place were each written for the text without the other.
  if (!edits || edits.length === 0 || !canApply(outline.text.length, edits)) return undefined;
  return { title, safety, edits: edits.map((edit) => ({ ...edit, span: { ...edit.span } })) };
}

function editsOf(
  dialect: Dialect,
  outline: Prepared['outline'],
  device: Prepared['device'],
  change: Change,
): readonly TextEdit[] | undefined {
  if (change.kind === 'edits') return change.edits;
  const whole = dialect.write(change, outline, device);
  if (whole || change.kind !== 'several') return whole;
  const lists: (readonly TextEdit[])[] = [];
  for (const one of change.changes) {
    const edits = editsOf(dialect, outline, device, one);
    if (!edits) return undefined;
    lists.push(edits);
  }
  // Where edits of several changes meet at one place, what each writes first comes first: two bindings, then two definitions.
  const longest = Math.max(0, ...lists.map((edits) => edits.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((edits) => edits[i] ?? [])).flat();
}

const clip = (span: Span, length: number): Span => ({
  start: Math.min(span.start, length),
  end: Math.min(span.end, length),
});

const byPlace = (a: Finding, b: Finding): number =>
  a.span.start - b.span.start ||
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  a.rule.localeCompare(b.rule);
