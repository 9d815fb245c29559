import type { RoutePolicyEntry, RouteSetting } from '../../../model/routing.ts';
import type { Span } from '../../../text/span.ts';
import type { Term } from '../grammar/ast.ts';
import type { Step } from './code.ts';
import { compare, membersOf } from './compare.ts';
import { BUILTIN_CALLS, evaluate, type Place, textOf, truthOf } from './evaluate.ts';
import { and, FALSE, type Formula, firstOf, not, or, TRUE, weight } from './formula.ts';
import { communityAtom, type Lists } from './lists.ts';
import { emit, opaqueAtom, type Program } from './program.ts';
import type { Source } from './source.ts';
import { UNKNOWN, type Value } from './values.ts';

/** A filter followed: what it decides, in order. */
export interface Followed {
  readonly entries: readonly RoutePolicyEntry[];
  /** Everything in it was read and followed. */
  readonly complete: boolean;
  /** Takes AS numbers out of paths. */
  readonly cutsPath: boolean;
}

export interface Shared {
  readonly source: Source;
  readonly lists: Lists;
  readonly budget: { steps: number };
  readonly lineOf: (offset: number) => number;
}

/** The commands of a filter as entries of a policy, in which the first that matches decides. */
export function follow(steps: readonly Step[], shared: Shared): Followed {
  return run(shared, (run) => {
    execute(steps, run, TRUE);
    flush(run, TRUE);
  });
}

/** `where net ~ OWN` */
export function followCondition(term: Term, shared: Shared): Followed {
  return run(shared, (run) => emit(run.program, truthOf(term, placeOf(run, TRUE)), 'permit', [], term.span));
}

function run(shared: Shared, act: (run: Run) => void): Followed {
  const program: Program = {
    text: shared.source.text,
    lists: shared.lists,
    entries: [],
    epochs: { communities: 0, path: 0 },
    budget: shared.budget,
    complete: true,
    cutsPath: false,
    lineOf: shared.lineOf,
  };
  act({ source: shared.source, program, variables: new Map(), base: TRUE, depth: 0, pending: { settings: [] } });
  return { entries: program.entries, complete: program.complete, cutsPath: program.cutsPath };
}

/** The body of a filter or function on its way. */
interface Run {
  readonly source: Source;
  readonly program: Program;
  readonly variables: Map<string, Value>;
  /** Routes that came to the call of the function. */
  readonly base: Formula;
  readonly depth: number;
  /** The statement of the filter that called: it stands for all that functions decide. */
  readonly site?: Span;
  /** What was set and is not yet an entry, under one condition. */
  readonly pending: { settings: RouteSetting[]; span?: Span };
  /** Of a function: what it returns, and when. */
  readonly returns?: { readonly when: Formula; readonly value: Value }[];
}

const placeOf = (run: Run, path: Formula): Place => ({
  source: run.source,
  program: run.program,
  variables: run.variables,
  path: and(run.base, path),
  depth: run.depth,
  call: (name, args, place, term) => callFunction(name, args, place, term, run),
});

function flush(run: Run, path: Formula): void {
  const { pending } = run;
  if (pending.settings.length > 0) emit(run.program, and(run.base, path), 'next', pending.settings, pending.span!);
  pending.settings = [];
}

/** @returns the routes that go on behind the steps: `path` itself where none was turned away by a `return` */
function execute(steps: readonly Step[], run: Run, start: Formula): Formula {
  let path = start;
  for (const step of steps) {
    if (path.kind === 'false') return FALSE;
    run.program.budget.steps -= weight(path);
    if (run.program.budget.steps < 0 || weight(path) > MOST_CONDITIONS) {
      run.program.complete = false;
      return FALSE;
    }
    switch (step.kind) {
      case 'accept':
      case 'reject':
        emit(
          run.program,
          and(run.base, path),
          step.kind === 'accept' ? 'permit' : 'deny',
          run.pending.settings,
          run.site ?? step.span,
        );
        run.pending.settings = [];
        return FALSE;
      case 'if':
        path = choose(step, run, path);
        break;
      case 'case':
        path = chooseCase(step, run, path);
        break;
      case 'for': {
        flush(run, path);
        run.variables.set(step.variable, UNKNOWN);
        const once = and(path, opaqueAtom(`for ${step.variable} at ${step.span.start}`, step.span));
        execute(step.body, run, once);
        flush(run, once);
        break;
      }
      case 'return':
        if (!run.returns) {
          // In a filter: it ends undecided, and that refuses.
          emit(run.program, and(run.base, path), 'deny', [], run.site ?? step.span);
          return FALSE;
        }
        flushBeforeCalls(step.value, run, path);
        run.returns.push({ when: path, value: step.value ? evaluate(step.value, placeOf(run, path)) : UNKNOWN });
        flush(run, path);
        return FALSE;
      case 'declare':
        flushBeforeCalls(step.value, run, path);
        run.variables.set(step.name, step.value ? evaluate(step.value, placeOf(run, path)) : UNKNOWN);
        break;
      case 'set':
        assign(step.to, step.value, step.span, run, path);
        break;
      case 'do':
        perform(step.what, step.span, run, path);
        break;
      case 'unread':
        run.program.complete = false;
        break;
      case 'nothing':
        break;
    }
  }
  return path;
}

/** Where more conditions than these lie before a statement, it is not followed. */
const MOST_CONDITIONS = 400;

/** A function that is called may ask for what was just set. */
function flushBeforeCalls(term: Term | undefined, run: Run, path: Formula): void {
  if (term) flush(run, path);
}

function choose(step: Extract<Step, { kind: 'if' }>, run: Run, path: Formula): Formula {
  flush(run, path);
  const condition = truthOf(step.condition, placeOf(run, path));
  return branch(condition, step.body, step.otherwise ?? [], run, path);
}

function branch(
  condition: Formula,
  then: readonly Step[],
  otherwise: readonly Step[],
  run: Run,
  path: Formula,
): Formula {
  const yes = and(path, condition);
  const returned = run.returns?.length ?? 0;
  const before = new Map(run.variables);
  const left = execute(then, run, yes);
  flush(run, left);
  const gone = left.kind === 'false' && (run.returns?.length ?? 0) === returned;
  // What the first branch decided does not come to the second.
  const no = condition.kind === 'true' ? FALSE : gone ? path : and(path, not(condition));
  const variables = new Map(run.variables);
  restore(run.variables, before);
  const right = execute(otherwise, run, no);
  flush(run, right);
  // A variable that only one branch set is not known behind them.
  for (const [name, value] of variables) if (run.variables.get(name) !== value) run.variables.set(name, UNKNOWN);
  if (gone) return right;
  return left === yes && right === no ? path : or(left, right);
}

function restore(variables: Map<string, Value>, to: ReadonlyMap<string, Value>): void {
  variables.clear();
  for (const [name, value] of to) variables.set(name, value);
}

function chooseCase(step: Extract<Step, { kind: 'case' }>, run: Run, path: Formula): Formula {
  flush(run, path);
  const place = placeOf(run, path);
  const value = evaluate(step.of, place);
  const branches = step.branches.map(({ labels, body }) => ({
    condition: labels.length === 0 ? TRUE : or(...labels.map((label) => labelled(value, label, step.of, place))),
    body,
  }));
  return chain(branches, run, path);
}

/** One after the other: what a branch takes does not come to the next. */
function chain(
  branches: readonly { readonly condition: Formula; readonly body: readonly Step[] }[],
  run: Run,
  path: Formula,
): Formula {
  let rest = path;
  const live: Formula[] = [];
  for (const { condition, body } of branches) {
    const own = and(rest, condition);
    const before = new Map(run.variables);
    const returned = run.returns?.length ?? 0;
    const left = execute(body, run, own);
    flush(run, left);
    const gone = left.kind === 'false' && (run.returns?.length ?? 0) === returned;
    for (const [name, value] of before) if (run.variables.get(name) !== value) run.variables.set(name, UNKNOWN);
    live.push(left);
    rest = condition.kind === 'true' ? FALSE : gone ? rest : and(rest, not(condition));
  }
  return or(...live, rest);
}

function labelled(value: Value, label: Term, of: Term, place: Place): Formula {
  const against: Value =
    label.kind === 'range'
      ? evaluate({ kind: 'set', items: [label], span: label.span }, place)
      : evaluate(label, place);
  const { lists, epochs } = place.program;
  const operator = against.kind === 'numbers' ? '~' : '=';
  return (
    compare(operator, value, against, { lists, epochs, span: label.span }) ??
    opaqueAtom(`${textOf(of, place)} = ${textOf(label, place)}`, label.span)
  );
}

/** `bgp_med = 10`, `x = 5` */
function assign(to: Term, value: Term, span: Span, run: Run, path: Formula): void {
  if (to.kind !== 'name') return;
  if (run.variables.has(to.name)) {
    flush(run, path);
    run.variables.set(to.name, evaluate(value, placeOf(run, path)));
    return;
  }
  if (value.kind === 'call' && !BUILTIN_CALLS.has(value.name)) flush(run, path);
  const settings = settingsOf(to.name, value, run, path);
  if (settings.length > 0) set(run, settings, span);
}

function set(run: Run, settings: readonly RouteSetting[], span: Span): void {
  run.pending.settings = [...run.pending.settings, ...settings];
  run.pending.span = run.site ?? span;
}

function settingsOf(name: string, value: Term, run: Run, path: Formula): RouteSetting[] {
  switch (name) {
    case 'bgp_local_pref':
    case 'bgp_med': {
      const number = evaluate(value, placeOf(run, path));
      if (number.kind !== 'number') return name === 'bgp_med' ? [{ kind: 'med' }] : [];
      return [{ kind: name === 'bgp_med' ? 'med' : 'local-preference', value: number.value }];
    }
    case 'bgp_path':
      // bgp_path = prepend(bgp_path, 64500)
      return value.kind === 'call' && sameName(value.args[0], name)
        ? changed(name, value.name, value.args.slice(1), run, path)
        : opaquePath(run);
    case 'bgp_community':
    case 'bgp_large_community':
      if (value.kind === 'empty') return [clearing(name, run, value.span)];
      return value.kind === 'call' && sameName(value.args[0], name)
        ? changed(name, value.name, value.args.slice(1), run, path)
        : [{ kind: 'opaque-community' }];
    default:
      return [];
  }
}

const sameName = (term: Term | undefined, name: string): boolean => term?.kind === 'name' && term.name === name;

function opaquePath(run: Run): RouteSetting[] {
  run.program.cutsPath = true;
  return [{ kind: 'opaque-path' }];
}

/** All communities of the kind are taken away; those of the other stay. */
function clearing(name: string, run: Run, span: Span): RouteSetting {
  const parts = Array.from({ length: name === 'bgp_community' ? 2 : 3 }, () => 'anything' as const);
  return deletion([parts], run, span);
}

function deletion(members: Parameters<typeof communityAtom>[1], run: Run, span: Span): RouteSetting {
  const atom = communityAtom(run.program.lists, members, span, 0);
  return atom?.condition.kind === 'community'
    ? { kind: 'delete-community', list: atom.condition.names[0]! }
    : { kind: 'opaque-community' };
}

/** `bgp_community.add((64500, 100))`, `bgp_path.prepend(64500)` */
function changed(name: string, method: string, args: readonly Term[], run: Run, path: Formula): RouteSetting[] {
  const [arg] = args;
  const value = arg ? evaluate(arg, placeOf(run, path)) : UNKNOWN;
  if (name === 'bgp_path') {
    if (method !== 'prepend') return opaquePath(run);
    return value.kind === 'number' ? [{ kind: 'prepend', asns: [value.value] }] : [{ kind: 'opaque-path' }];
  }
  const members = membersOf(value);
  if (method === 'delete' && members) return [deletion(members, run, arg!.span)];
  const texts = members?.map((parts) => parts.map((part) => (part === 'anything' ? '*' : part.first)).join(':'));
  const single = members?.every((parts) => parts.every((part) => part !== 'anything' && part.first === part.last));
  return method === 'add' && texts && single
    ? [{ kind: 'community', how: 'add', values: texts }]
    : [{ kind: 'opaque-community' }];
}

/** Settings of attributes that conditions are never asked about are left out. */
const FOLLOWED: ReadonlySet<string> = new Set(['bgp_path', 'bgp_community', 'bgp_large_community']);

function perform(what: Term, span: Span, run: Run, path: Formula): void {
  if (what.kind === 'member' && what.args && what.of.kind === 'name') {
    if (!FOLLOWED.has(what.of.name)) return;
    const settings = changed(what.of.name, what.name, what.args, run, path);
    set(run, settings, span);
    return;
  }
  if (what.kind === 'call') {
    if (what.name === 'unset') {
      const [of] = what.args;
      if (of?.kind === 'name' && of.name === 'bgp_med') set(run, [{ kind: 'med' }], span);
      if (of?.kind !== 'name' || !FOLLOWED.has(of.name)) return;
      set(run, of.name === 'bgp_path' ? opaquePath(run) : [clearing(of.name, run, span)], span);
      return;
    }
    if (BUILTIN_CALLS.has(what.name)) return;
    flush(run, path);
    evaluate(what, placeOf({ ...run, site: run.site ?? span }, path));
    return;
  }
  run.program.complete = false;
}

/** Runs the function where it is called. */
function callFunction(name: string, args: readonly Value[], place: Place, term: Term, caller: Run): Value {
  const code = caller.source.functions.get(name);
  const { program } = caller;
  if (!code?.header || code.header.parameters.length !== args.length) {
    program.complete = false;
    return UNKNOWN;
  }
  if (place.depth >= DEEPEST) {
    program.complete = false;
    return UNKNOWN;
  }
  const returns: { when: Formula; value: Value }[] = [];
  const run: Run = {
    source: caller.source,
    program,
    variables: new Map(code.header.parameters.map((parameter, i) => [parameter, args[i]!])),
    base: place.path,
    depth: place.depth + 1,
    site: caller.site ?? term.span,
    pending: { settings: [] },
    returns,
  };
  const left = execute(code.steps, run, TRUE);
  flush(run, left);
  return resultOf(returns, left, term, place);
}

const DEEPEST = 24;

/** Later returns are for routes that earlier ones left over, so where those agree their conditions need not be told apart. */
function resultOf(
  returns: readonly { readonly when: Formula; readonly value: Value }[],
  left: Formula,
  term: Term,
  place: Place,
): Value {
  const [first] = returns;
  if (!first) return UNKNOWN;
  if (returns.length === 1 && left.kind === 'false' && first.when.kind === 'true') return first.value;
  const truths = returns.map(({ when, value }) =>
    and(when, value.kind === 'bool' ? value.formula : opaqueAtom(textOf(term, place), term.span)),
  );
  // A function that ends without a value: what becomes of the route then is not known.
  const undecided = left.kind === 'false' ? FALSE : and(left, opaqueAtom(`${textOf(term, place)} ends`, term.span));
  return { kind: 'bool', formula: firstOf([...truths, undecided]) };
}
