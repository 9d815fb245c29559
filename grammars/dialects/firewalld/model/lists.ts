import type { Binding, Filter, FilterRule, MatchProblem } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { Located, Span } from '../../../text/span.ts';
import { attribute, childrenNamed, elementName } from '../element.ts';
import { combined, type Part, partsOf } from './parts.ts';
import { type Ordered, ordered, REJECTS, richRule } from './rich-rules.ts';
import { EVERYBODY, type Side, sourcesOf } from './sides.ts';

export interface ListFacts {
  readonly filters: readonly Filter[];
  readonly bindings: readonly Binding[];
  readonly matchProblems: readonly MatchProblem[];
}

/**
 * What a zone lets into the host. Rules stand as they are tried (firewalld.richlanguage(5)): rich rules of negative priority, then refusals,
 * then everything that is let in, then rich rules of positive priority; answers and the host's own traffic come before all zones.
 */
export function zoneFilter(root: Statement, path: string | undefined, closed: boolean): ListFacts {
  const { value, span } = nameOf(root, path);
  const name = { value: `zone ${value}`, span };
  const sides = childrenNamed(root, 'interface').length > 0 ? [EVERYBODY] : sourcesOf(root);
  const { rules, problems } = written(root, sides);
  const target = attribute(root, 'target');
  const accepts = target?.value === 'ACCEPT';
  const inside = accepts || INSIDE.test(value);
  const own = endOf(root);
  const filter: Filter = {
    name,
    family: 'both',
    purpose: 'packet',
    rules: [...known(own), ...rules, ...(refusesQuietly(target) ? [] : ending(root, own))],
    fallback: { action: accepts ? 'permit' : 'deny', ...(target ? { span: target.span } : {}) },
    stateful: true,
    span: root.span,
    closed,
    ...(inside ? {} : { hook: 'input' as const }),
  };
  return { filters: [filter], bindings: inside ? [boundTo(name)] : [], matchProblems: problems };
}

/**
 * Zones for networks whose people are known (firewalld.zones(5)), as is whoever a zone lets in without any rule: nobody from outside stands
 * before these.
 */
const INSIDE = /^(?:home|internal|work|trusted|libvirt(?:-routed)?|docker|nm-shared)$/i;

/** What a policy decides of packets from some zones to others, or to or from the host. */
export function policyFilter(root: Statement, path: string | undefined, closed: boolean): ListFacts {
  const { value, span } = nameOf(root, path);
  const name = { value: `policy ${value}`, span };
  const { rules, problems } = written(root, [EVERYBODY]);
  const target = attribute(root, 'target');
  const fallback = TARGETS[target?.value ?? 'CONTINUE'] ?? 'return';
  const filter: Filter = {
    name,
    family: 'both',
    purpose: 'packet',
    rules: [...known(endOf(root)), ...rules],
    fallback: { action: fallback, ...(target ? { span: target.span } : {}) },
    stateful: true,
    span: root.span,
    closed,
  };
  const fromHost = childrenNamed(root, 'ingress-zone').some((zone) => attribute(zone, 'name')?.value === 'HOST');
  return { filters: [filter], bindings: [boundTo(name, fromHost ? 'out' : 'in')], matchProblems: problems };
}

const TARGETS: Readonly<Record<string, Filter['fallback']['action']>> = {
  ACCEPT: 'permit',
  REJECT: 'deny',
  DROP: 'deny',
};

const boundTo = ({ value, span }: Located<string>, direction: Binding['direction'] = 'in'): Binding => ({
  filter: { value, span },
  family: 'both',
  place: { kind: 'interface', name: value },
  direction,
  span,
});

/** Files are called as what they are; without a path, by the words in them. */
function nameOf(root: Statement, path: string | undefined): Located<string> {
  const [short] = childrenNamed(root, 'short');
  const said = short?.words
    .slice(1)
    .map(({ text }) => text)
    .join(' ');
  return { value: path ?? (said || 'without a name'), span: root.words[0]!.span };
}

const endOf = ({ span: { end } }: Statement): Span => ({ start: end, end });

function written(root: Statement, sides: readonly Side[]): { rules: FilterRule[]; problems: MatchProblem[] } {
  const list: Ordered[] = [];
  const problems: MatchProblem[] = [];
  const inverted = childrenNamed(root, 'icmp-block-inversion').length > 0;
  for (const statement of root.children) {
    if (elementName(statement) === 'rule') {
      const rich = richRule(statement, sides);
      list.push(...rich.rules);
      problems.push(...rich.problems);
      continue;
    }
    const { parts, problem } = partsOf(statement);
    problems.push(...problem);
    if (parts.length === 0) continue;
    const blocks = elementName(statement) === 'icmp-block' && !inverted;
    const matches = combined(sides, parts);
    list.push({
      rule: blocks
        ? { ...ruleOf(statement.span, matches, { kind: 'deny', reject: true }), effects: [REJECTS] }
        : ruleOf(statement.span, matches, { kind: 'permit' }),
      priority: 0,
    });
  }
  return { rules: ordered(list), problems };
}

const ruleOf = (span: Span, matches: FilterRule['matches'], action: FilterRule['action']): FilterRule => ({
  span,
  matches,
  action,
  effects: [],
  active: true,
});

const implicit = (span: Span, matches: FilterRule['matches'], action: FilterRule['action']): FilterRule => ({
  ...ruleOf(span, matches, action),
  implicit: true,
});

/** Before any zone: answers, and the host's own. */
const known = (span: Span): FilterRule[] => [
  implicit(span, [{ family: 'both', state: { anyOf: ['established', 'related'] } }], { kind: 'permit' }),
  implicit(span, [{ family: 'both', inInterface: { anyOf: [{ name: 'lo' }] } }], { kind: 'permit' }),
];

/** A zone that does not drop lets ICMP in, but for what it blocks; turned round, only what it names. The rest is told that it is refused. */
function ending(root: Statement, span: Span): FilterRule[] {
  const inverted = childrenNamed(root, 'icmp-block-inversion').length > 0;
  const parts: Part[] = [
    { family: 'ipv4', protocol: 1 },
    { family: 'ipv6', protocol: 58 },
  ];
  return [
    ...(inverted ? [] : [implicit(span, combined([EVERYBODY], parts), { kind: 'permit' })]),
    { ...implicit(span, [{ family: 'both' }], { kind: 'deny', reject: true }), effects: [REJECTS] },
  ];
}

const refusesQuietly = (target: Located<string> | undefined): boolean =>
  target?.value === 'DROP' || target?.value === 'ACCEPT';
