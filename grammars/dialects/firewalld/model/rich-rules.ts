import type { Action, FilterRule, MatchProblem } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import { attribute, childrenNamed, elementName } from '../element.ts';
import { combined, type Part, partsOf } from './parts.ts';
import { EVERYBODY, type Side, sideOf } from './sides.ts';

/** A rule with its place among the others: by priority; of equal ones refusals come first. */
export interface Ordered {
  readonly rule: FilterRule;
  readonly priority: number;
}

export interface RichRule {
  readonly rules: readonly Ordered[];
  readonly problems: readonly MatchProblem[];
}

/** As they are tried. Those that the text has elsewhere say so. */
export function ordered(list: readonly Ordered[]): FilterRule[] {
  const placed = list.map((one, at) => ({ ...one, at }));
  placed.sort((a, b) => a.priority - b.priority || rank(a.rule) - rank(b.rule) || a.at - b.at);
  return placed.map(({ rule, at }, place) => (at === place ? rule : { ...rule, sorted: true }));
}

/** Logs, refusals, and what is let in, each in a chain of their own. */
const rank = ({ action: { kind } }: FilterRule): number => (kind === 'continue' ? 0 : kind === 'deny' ? 1 : 2);

/**
 * `<rule family="ipv4" priority="-10"><source address="192.0.2.0/24"/><service name="http"/><accept/></rule>`
 * @param zone whom the zone is for; a rule that names a source of its own is for those of them that are both
 */
export function richRule(statement: Statement, zone: readonly Side[]): RichRule {
  const { children, span } = statement;
  const action = actionOf(statement);
  if (!action) return { rules: [], problems: [] };
  const elements = children.map(partsOf);
  const [what] = elements.filter(({ parts }) => parts.length > 0);
  const said = attribute(statement, 'family')?.value;
  const family = said === 'ipv4' || said === 'ipv6' ? said : undefined;
  const limit = childrenNamed(action.element, 'limit')[0];
  const parts: readonly Part[] = (what?.parts ?? [{}]).flatMap((part) =>
    family && part.family && part.family !== family ? [] : [{ ...part, ...(family ? { family } : {}) }],
  );
  const [destination] = childrenNamed(statement, 'destination').map((one) => sideOf(one, 'destination'));
  const matches = combined(sourcesOf(statement, zone), parts, destination ?? EVERYBODY);
  const rule: FilterRule = {
    span,
    matches: limit
      ? matches.map((match) => ({
          ...match,
          opaque: [
            ...(match.opaque ?? []),
            { text: `limit ${attribute(limit, 'value')?.value ?? ''}`, span: limit.span },
          ],
        }))
      : matches,
    action: action.action,
    effects: [...childrenNamed(statement, 'log', 'nflog', 'audit', 'mark').map(elementName), ...action.effects].sort(),
    active: true,
  };
  const priority = Number(attribute(statement, 'priority')?.value ?? 0);
  return {
    rules: [{ rule, priority: Number.isInteger(priority) ? priority : 0 }],
    problems: elements.flatMap(({ problem }) => problem),
  };
}

/** A rule's own source within the zone's: which of two conditions holds more is not asked, the zone's is kept as one that nothing decides. */
function sourcesOf(statement: Statement, zone: readonly Side[]): readonly Side[] {
  const [own] = childrenNamed(statement, 'source').map((one) => sideOf(one, 'source'));
  if (!own) return zone;
  const limited = zone.some(({ addresses, opaque }) => addresses ?? opaque);
  if (!limited || own.opaque) return [own];
  return [{ ...own, opaque: { text: `source ${own.family} of the zone`, span: statement.span } }];
}

interface RichAction {
  readonly action: Action;
  readonly effects: readonly string[];
  /** What can be limited. */
  readonly element: Statement;
}

/** Translations and marks decide nothing; a block of ICMP refuses without saying so. */
function actionOf(statement: Statement): RichAction | undefined {
  const [element] = childrenNamed(statement, 'accept', 'reject', 'drop');
  if (element) {
    const type = attribute(element, 'type')?.value;
    const effects = elementName(element) !== 'reject' ? [] : [type === undefined ? REJECTS : `reject-with:${type}`];
    return { action: ACTIONS[elementName(element)]!, effects, element };
  }
  const [block] = childrenNamed(statement, 'icmp-block');
  if (block) return { action: { kind: 'deny', reject: true }, effects: [REJECTS], element: block };
  const [other] = childrenNamed(statement, 'log', 'nflog', 'audit', 'mark');
  const translates = childrenNamed(statement, 'masquerade', 'forward-port').length > 0;
  return other && !translates ? { action: { kind: 'continue' }, effects: [], element: other } : undefined;
}

/** In the way of the family. */
export const REJECTS = 'reject-with:default';

const ACTIONS: Readonly<Record<string, Action>> = {
  accept: { kind: 'permit' },
  reject: { kind: 'deny', reject: true },
  drop: { kind: 'deny' },
};
