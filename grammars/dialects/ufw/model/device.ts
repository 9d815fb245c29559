import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Filter, FilterRule, Hook, MatchProblem } from '../../../model/filter.ts';
import type { Outline, Statement, Word } from '../../../outline.ts';
import type { Span } from '../../../text/span.ts';
import { type Command, commandOf } from '../commands.ts';
import { type RuleLine, ruleLine } from '../grammar/rule-line.ts';
import { problemsOf, ruleOf } from './rules.ts';

/** The rules that a list of commands leaves behind, or what the settings say of all that no rule decides. */
export function toModel({ statements, text }: Outline): Device {
  const draft: Draft = {
    lists: { in: [], out: [], routed: [] },
    policies: {},
    problems: [],
    certain: true,
    closed: true,
  };
  for (const statement of statements) carryOut(draft, statement, commandOf(statement));
  const whole = { start: 0, end: text.length };
  return {
    ...emptyDevice,
    filters: draft.certain ? WAYS.flatMap((way) => filterOf(draft, way, whole)) : [],
    matchProblems: draft.problems,
    fragment: true,
  };
}

type Way = 'in' | 'out' | 'routed';
const WAYS: readonly Way[] = ['in', 'out', 'routed'];

interface Entry {
  /** What the rule says, for finding it again. */
  readonly key: string;
  readonly rule: FilterRule;
}

interface Draft {
  lists: Record<Way, Entry[]>;
  readonly policies: Partial<Record<Way, Word>>;
  readonly problems: MatchProblem[];
  /** Nothing decides whether lines are carried out. */
  certain: boolean;
  closed: boolean;
}

function carryOut(draft: Draft, statement: Statement, command: Command): void {
  statement.coverage = command.kind === 'unknown' ? 'unknown' : command.kind === 'other' ? 'recognised' : 'modelled';
  switch (command.kind) {
    case 'rule':
      addRule(draft, statement, command.words);
      break;
    case 'default':
      setDefault(draft, statement, command.words);
      break;
    case 'setting': {
      const way = SETTINGS[command.key];
      if (way) draft.policies[way] = command.value;
      else statement.coverage = 'recognised';
      break;
    }
    case 'reset':
      draft.lists = { in: [], out: [], routed: [] };
      break;
    // By numbers of a list that is not here; or not always, or more than once.
    case 'delete-number':
      draft.certain = false;
      break;
    case 'control':
      statement.coverage = 'recognised';
      draft.certain = false;
      break;
    case 'unknown':
      draft.closed = false;
      break;
    default:
  }
}

const SETTINGS: Readonly<Record<string, Way>> = {
  DEFAULT_INPUT_POLICY: 'in',
  DEFAULT_OUTPUT_POLICY: 'out',
  DEFAULT_FORWARD_POLICY: 'routed',
};

function addRule(draft: Draft, statement: Statement, words: readonly Word[]): void {
  const line = ruleLine(words);
  if (!line) {
    statement.coverage = 'unknown';
    draft.closed = false;
    return;
  }
  const problems = problemsOf(line);
  draft.problems.push(...problems);
  // Refused, it adds nothing.
  if (problems.length > 0) return;
  const list = draft.lists[line.routed ? 'routed' : (line.direction ?? 'in')];
  const key = keyOf(line);
  const there = list.findIndex((one) => one.key === key);
  if (line.place?.kind === 'delete') {
    if (there >= 0) list.splice(there, 1);
    return;
  }
  // ufw skips what is there already.
  if (there >= 0) return;
  const rule = ruleOf(line, statement);
  const place = placeOf(line, list.length);
  list.splice(place, 0, { key, rule: place < list.length ? { ...rule, sorted: true } : rule });
}

/** Everything but the place, the remark and the log. */
const keyOf = ({ place: _place, comment: _comment, log: _log, ...line }: RuleLine): string =>
  JSON.stringify(line, (name, value: unknown) => (name === 'span' ? undefined : value));

function placeOf({ place }: RuleLine, length: number): number {
  if (place?.kind === 'prepend') return 0;
  const number = Number(place?.number?.text);
  return Number.isInteger(number) && number > 0 && number <= length ? number - 1 : length;
}

/** `default deny incoming`, `default allow`: without a direction, what comes in. */
function setDefault(draft: Draft, statement: Statement, words: readonly Word[]): void {
  const rest = words.slice(1);
  const verdict = rest.find(({ text }) => /^(?:allow|deny|reject)$/i.test(text));
  const way = rest.find(({ text }) => text.toLowerCase() in DIRECTIONS);
  if (!verdict || rest.length > (way ? 2 : 1)) {
    statement.coverage = 'unknown';
    return;
  }
  draft.policies[DIRECTIONS[way?.text.toLowerCase() ?? 'incoming']!] = verdict;
}

const DIRECTIONS: Readonly<Record<string, Way>> = {
  incoming: 'in',
  input: 'in',
  outgoing: 'out',
  output: 'out',
  routed: 'routed',
  forward: 'routed',
};
const NAMES: Readonly<Record<Way, string>> = { in: 'incoming', out: 'outgoing', routed: 'routed' };
const HOOKS: Readonly<Record<Way, Hook>> = { in: 'input', out: 'output', routed: 'forward' };
/** As the package sets them up (ufw-framework(8)). */
const USUAL: Readonly<Record<Way, 'permit' | 'deny'>> = { in: 'deny', out: 'permit', routed: 'deny' };

function filterOf({ lists, policies, closed }: Draft, way: Way, whole: Span): Filter[] {
  const policy = policies[way];
  const list = lists[way];
  if (list.length === 0 && !policy) return [];
  const said = policy ? (/^(?:allow|accept)$/i.test(policy.text) ? 'permit' : 'deny') : USUAL[way];
  const first = policy?.span ?? list[0]!.rule.span;
  return [
    {
      name: { value: `ufw ${NAMES[way]}`, span: { start: first.start, end: first.start } },
      family: 'both',
      purpose: 'packet',
      rules: [...before(way, first.start), ...list.map(({ rule }) => rule)],
      fallback: { action: said, ...(policy ? { span: policy.span } : {}) },
      stateful: true,
      hook: HOOKS[way],
      span: whole,
      closed,
    },
  ];
}

/** What before.rules lets pass: answers, the host's own, and ICMP. */
function before(way: Way, offset: number): FilterRule[] {
  const matches: FilterRule['matches'][] = [
    [{ family: 'both', state: { anyOf: ['established', 'related'] } }],
    ...(way === 'routed'
      ? []
      : [[{ family: 'both' as const, [way === 'in' ? 'inInterface' : 'outInterface']: { anyOf: [{ name: 'lo' }] } }]]),
    ...(way === 'out'
      ? []
      : [
          [
            { family: 'ipv4' as const, protocol: { anyOf: [{ first: 1, last: 1 }] } },
            { family: 'ipv6' as const, protocol: { anyOf: [{ first: 58, last: 58 }] } },
          ],
        ]),
  ];
  return matches.map((one) => ({
    span: { start: offset, end: offset },
    matches: one,
    action: { kind: 'permit' },
    effects: [],
    active: true,
    implicit: true,
  }));
}
