import { type Condition, matchesOf } from '../../../kit/match-conditions.ts';
import { parseRewrite } from '../../../kit/rewrite.ts';
import type { Action, FilterRule, Match, Opaque } from '../../../model/filter.ts';
import type { RateLimit } from '../../../model/flood.ts';
import { at, type Span } from '../../../text/span.ts';
import type { Element, Part, Selector, Value, Verdict } from '../grammar/ast.ts';
import { demandOf, impliedBy } from './conditions.ts';
import type { Names } from './values.ts';

type Family = Match['family'];

/** What a rule is read in the light of. */
export interface RulePlace {
  readonly text: string;
  readonly family: Family;
  readonly purpose: 'packet' | 'nat' | 'classify' | 'mangle';
  readonly names: Names;
  /** Fields that some rule of the table sets (`meta mark`), and sets that rules add to: asked twice, they may answer differently. */
  readonly changing: ReadonlySet<string>;
}

/** More matches than this in one rule are one open question. */
const MOST_MATCHES = 512;

/** The rule in the model: one, or one for each element of a verdict map, in order. */
export function filterRules(parts: readonly Part[], span: Span, place: RulePlace): FilterRule[] {
  const draft = new Draft(span, place);
  const effects: string[] = [];
  let action: Action = { kind: 'continue' };
  let random: FilterRule['randomPorts'];
  let expanded: FilterRule[] | undefined;
  for (const part of parts) {
    switch (part.kind) {
      case 'match':
        draft.demand(part);
        break;
      case 'unsure':
        draft.unsure(part.span, true, part.rate && rateIn(place.family, part.rate));
        break;
      case 'effect':
        effects.push(part.name);
        break;
      case 'assign':
        effects.push(oneLine(place.text, part.span));
        break;
      case 'nat':
        draft.keysOf(part.to);
        random = part.nat === 'source' ? randomPorts(part) : undefined;
        action = translation(part.nat, oneLine(place.text, part.span));
        break;
      case 'verdict':
        if (part.verdict === 'reject')
          effects.push(`reject-with:${part.text.replace(/^reject(?: with )?/, '') || 'default'}`);
        action = actionOf(part, place);
        break;
      case 'vmap':
        expanded = expand(part, draft, effects, place);
        break;
      case 'comment':
        break;
    }
  }
  if (expanded) return expanded;
  return [
    {
      span,
      matches: draft.matches(),
      action,
      effects: [...effects].sort(),
      active: true,
      ...(random ? { randomPorts: random } : {}),
    },
  ];
}

/** Where both families pass, there is no one field of the source: the edits would let one of them by. */
function rateIn(family: Family, { perSource, ...rate }: RateLimit): RateLimit {
  if (!perSource || family === 'both') return rate;
  const header = family === 'ipv6' ? 'ip6' : 'ip';
  return {
    ...rate,
    perSource: perSource.map((edit) => ({ ...edit, newText: edit.newText.replace('{ ip ', `{ ${header} `) })),
  };
}

/** A rule that is not understood: it may match anything, and its last word may still be its verdict. */
export function strangeRule(span: Span, words: readonly string[], place: RulePlace): FilterRule {
  const verdict = words.findLast((word) => /^(?:accept|drop|reject|return)$/.test(word));
  const action: Action =
    verdict === undefined
      ? { kind: 'continue' }
      : actionOf({ kind: 'verdict', verdict: verdict as 'accept' | 'drop' | 'return', text: verdict, span }, place);
  const opaque = [{ text: `${oneLine(place.text, span)} (rule at ${span.start})`, span }];
  return { span, matches: [{ family: place.family, opaque }], action, effects: [], active: true };
}

class Draft {
  private family: Family | 'none';
  private readonly conditions: Condition[];
  private readonly span: Span;
  private readonly place: RulePlace;

  constructor(span: Span, place: RulePlace, from?: Draft) {
    this.span = span;
    this.place = place;
    this.family = from?.family ?? place.family;
    this.conditions = from ? [...from.conditions] : [];
  }

  /** The same so far, for an element of a map. */
  copy(span: Span): Draft {
    return new Draft(span, this.place, this);
  }

  demand(part: Extract<Part, { kind: 'match' }>): void {
    const demand = demandOf(part, this.place.names);
    if (demand && !part.selectors.some((selector) => this.changes(selector, 'ip dscp'))) {
      this.restrict(demand.family);
      this.conditions.push(...demand.conditions);
      return;
    }
    for (const selector of part.selectors) this.imply(selector);
    const own =
      part.selectors.some((selector) => this.changes(selector)) ||
      setsIn(part.value).some((name) => this.place.changing.has(`@${name}`));
    this.unsure(part.span, own);
  }

  imply(selector: Selector): void {
    const { family, conditions } = impliedBy(selector);
    this.restrict(family);
    this.conditions.push(...conditions);
  }

  /** `own`: the same words elsewhere ask something else (a limit counts for itself). */
  unsure(span: Span, own: boolean, rate?: RateLimit): void {
    const text = oneLine(this.place.text, span) + (own ? ` (rule at ${this.span.start})` : '');
    this.conditions.push({ kind: 'opaque', opaque: { text, span, ...(rate ? { rate } : {}) } });
  }

  /** A translation by map happens for the map's keys only. */
  keysOf(to: readonly Value[]): void {
    for (const value of to) {
      if (value.kind !== 'mapped') continue;
      const selectors = value.keys.flatMap((key) => (key.kind === 'selector' ? [key.selector] : []));
      if (selectors.length !== value.keys.length) this.unsure(value.span, false);
      else if (selectors.every(({ words }) => !/^(?:numgen|jhash|symhash)$/.test(words[0]!)))
        this.demand({ kind: 'match', selectors, masks: [], operator: undefined, value: value.map, span: value.span });
    }
  }

  matches(): readonly Match[] {
    if (this.family === 'none') return [];
    const { family } = this;
    const count = this.conditions.reduce(
      (product, condition) => product * (condition.kind === 'either' ? condition.of.length : 1),
      1,
    );
    const conditions =
      count <= MOST_MATCHES
        ? this.conditions
        : this.conditions.map(
            (one): Condition => (one.kind === 'either' ? { kind: 'opaque', opaque: this.undecided(one) } : one),
          );
    return matchesOf(family, conditions, (condition) => this.undecided(condition));
  }

  private changes({ words }: Selector, ...only: readonly string[]): boolean {
    const field = words.length === 1 && words[0] === 'mark' ? 'meta mark' : words.join(' ');
    return this.place.changing.has(field) && (only.length === 0 || only.includes(field));
  }

  private restrict(family: Demand['family']): void {
    if (family === undefined || this.family === family) return;
    this.family = this.family === 'both' ? family : 'none';
  }

  private undecided(condition: Condition): Opaque {
    return {
      text: JSON.stringify(condition, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
      span: this.span,
    };
  }
}

type Demand = ReturnType<typeof impliedBy>;

/** One rule for each element of a verdict map. Elements written in the rule are rules of their own; a named map's are not to be reported. */
function expand(
  part: Extract<Part, { kind: 'vmap' }>,
  draft: Draft,
  effects: readonly string[],
  place: RulePlace,
): FilterRule[] | undefined {
  const value = part.map.kind === 'variable' ? place.names.variable(part.map.name.value) : part.map;
  const named = value?.kind === 'set-name';
  const written = value?.kind === 'set' && value === part.map;
  const elements: readonly Element[] | undefined =
    value?.kind === 'set'
      ? value.elements
      : value?.kind === 'set-name' && !place.changing.has(`@${value.name.value}`)
        ? place.names.set(value.name.value)
        : undefined;
  if (!elements || elements.length > MOST_MATCHES) {
    // Any verdict at all: like a jump that leads nowhere, the packet may end here or go on.
    const own = draft.copy(part.span);
    own.unsure(part.span, named);
    const name = oneLine(place.text, part.map.span);
    return [
      {
        span: part.span,
        matches: own.matches(),
        action: { kind: 'jump', target: at(`vmap ${name}`, part.map.span) },
        effects: [],
        active: true,
        ...WITHOUT_REPORT,
      },
    ];
  }
  const rules = [...elements]
    // The catch-all is asked last, wherever it stands.
    .sort((a, b) => Number(isCatchAll(a)) - Number(isCatchAll(b)))
    .map((element): FilterRule => {
      const span = written ? element.span : part.span;
      const own = draft.copy(span);
      if (part.masked) own.unsure(part.span, false);
      if (isCatchAll(element)) for (const selector of part.selectors) own.imply(selector);
      else if (!part.masked)
        own.demand({
          kind: 'match',
          selectors: part.selectors,
          masks: [],
          operator: undefined,
          value: element.key,
          span: element.key.span,
        });
      else own.unsure(element.key.span, false);
      if (element.expires) own.unsure(element.span, false);
      const data = element.data;
      const action: Action = data?.kind === 'verdict' ? actionOf(data, place) : { kind: 'continue' };
      return {
        span,
        matches: own.matches(),
        action,
        effects: [...effects].sort(),
        active: true,
        ...(written ? {} : WITHOUT_REPORT),
      };
    });
  return rules;
}

const WITHOUT_REPORT = { implicit: true } as const;

const isCatchAll = ({ key }: Element): boolean => key.kind === 'literal' && key.text === '*';

/** nft(8): flags of NAT statements, with a comma between two. */
function randomPorts({ flags }: Extract<Part, { kind: 'nat' }>): FilterRule['randomPorts'] {
  const at = flags.findIndex(({ text }) => text === 'random' || text === 'fully-random');
  const flag = flags[at];
  if (!flag) return undefined;
  const next = flags[at + 1];
  const removal =
    at > 0
      ? { start: flags[at - 1]!.span.end, end: flag.span.end }
      : next
        ? { start: flag.span.start, end: next.span.start }
        : { start: flag.span.start - 1, end: flag.span.end };
  return { span: flag.span, removal };
}

/** nft(8): `dnat to 10.0.0.5:8080`; maps, ranges and flags leave the choice to the kernel. */
function translation(nat: 'source' | 'destination', to: string): Action {
  const target = /^[sd]nat(?: ip6?)?(?: to)? (\S+)$/.exec(to)?.[1];
  const rewrite = target === undefined ? undefined : parseRewrite(target);
  return { kind: 'translate', nat, to, ...(rewrite ? { rewrite } : {}) };
}

function actionOf(verdict: Verdict, place: RulePlace): Action {
  switch (verdict.verdict) {
    case 'accept':
      return place.purpose === 'nat' ? { kind: 'exempt' } : { kind: 'permit' };
    case 'drop':
      return { kind: 'deny' };
    case 'reject':
      return { kind: 'deny', reject: true };
    case 'return':
      return { kind: 'return' };
    case 'continue':
      return { kind: 'continue' };
    // Another program decides: a jump that leads nowhere says just that.
    case 'queue':
      return { kind: 'jump', target: at('queue', verdict.span) };
    default:
      return { kind: verdict.verdict, target: verdict.target ?? at(verdict.text, verdict.span) };
  }
}

/** Names of the sets that a value is taken from. */
function setsIn(value: Value): string[] {
  if (value.kind === 'set-name') return [value.name.value];
  if (value.kind === 'set') return value.elements.flatMap(({ key }) => setsIn(key));
  return [];
}

/** The text with each run of blanks as one. */
export const oneLine = (text: string, { start, end }: Span): string => text.slice(start, end).replace(/\s+/g, ' ');

/** Sets that the statements of a rule name: to be defined, or to be filled by it. */
export function setUses(parts: readonly Part[]): { readonly names: readonly Value[] } {
  const names: Value[] = [];
  const visit = (value: Value): void => {
    if (value.kind === 'set-name') names.push(value);
    else if (value.kind === 'set')
      for (const { key, data } of value.elements) {
        visit(key);
        if (data && data.kind !== 'verdict') visit(data);
      }
    else if (value.kind === 'list' || value.kind === 'concat') value.items.forEach(visit);
    else if (value.kind === 'pair') {
      visit(value.left);
      visit(value.right);
    } else if (value.kind === 'mapped') {
      value.keys.forEach(visit);
      visit(value.map);
    }
  };
  for (const part of parts) {
    if (part.kind === 'match') {
      visit(part.value);
      for (const { value } of part.masks) visit(value);
    } else if (part.kind === 'vmap') visit(part.map);
    else if (part.kind === 'assign') visit(part.value);
    else if (part.kind === 'nat') part.to.forEach(visit);
  }
  return { names };
}

/** Verdicts that lead to chains, those of maps among them. */
export function jumpsOf(parts: readonly Part[]): Verdict[] {
  return parts.flatMap((part) => {
    if (part.kind === 'verdict') return [part];
    if (part.kind === 'vmap' && part.map.kind === 'set') return verdictsOf(part.map.elements);
    return [];
  });
}

export const verdictsOf = (elements: readonly Element[]): Verdict[] =>
  elements.flatMap(({ data }) => (data?.kind === 'verdict' ? [data] : []));
