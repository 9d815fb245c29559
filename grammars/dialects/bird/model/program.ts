import type { RoutePolicyEntry, RouteSetting } from '../../../model/routing.ts';
import { at, type Span } from '../../../text/span.ts';
import { type Atom, alternatives, type Formula } from './formula.ts';
import type { Lists } from './lists.ts';

/** A filter on its way to being a policy. */
export interface Program {
  readonly text: string;
  readonly lists: Lists;
  readonly entries: RoutePolicyEntry[];
  /** How often commands have changed what conditions look at. */
  readonly epochs: { communities: number; path: number };
  /** Shared by all filters of a file: what is beyond is not followed. */
  readonly budget: { steps: number };
  /** Everything in it was read and followed. */
  complete: boolean;
  /** Takes AS numbers out of the path. */
  cutsPath: boolean;
  readonly lineOf: (offset: number) => number;
}

/** More entries than this are no longer worth following. */
const MOST_ENTRIES = 2_000;

/** Settings that come out the same when they are made twice. */
const repeatable = ({ kind }: RouteSetting): boolean => kind !== 'prepend';

/** Under this condition: do this. `next` goes on. */
export function emit(
  program: Program,
  when: Formula,
  action: 'permit' | 'deny' | 'next',
  settings: readonly RouteSetting[],
  span: Span,
): void {
  if (action === 'next' && settings.length === 0) return;
  let choices = alternatives(when);
  if (!choices || (action === 'next' && choices.length > 1 && !settings.every(repeatable)))
    choices = [[opaqueAtom('one of many conditions', span)]];
  program.budget.steps -= choices.length;
  if (program.entries.length + choices.length > MOST_ENTRIES || program.budget.steps < 0) {
    program.complete = false;
    return;
  }
  const key = at(`line ${program.lineOf(span.start) + 1}`, span);
  for (const choice of choices)
    program.entries.push({
      span,
      key,
      action,
      conditions: choice.map((atom) => (isStale(atom, program) ? staleAtom(atom, span) : atom).condition),
      settings: action === 'deny' ? [] : settings,
    });
  if (action !== 'next') return;
  for (const { kind } of settings) {
    if (kind === 'prepend' || kind === 'opaque-path') program.epochs.path += 1;
    if (/community/.test(kind)) program.epochs.communities += 1;
  }
}

const isStale = ({ on, epoch }: Atom, { epochs }: Program): boolean => on !== 'nothing' && epoch !== epochs[on];

/** It was asked before something changed what it looks at. */
const staleAtom = (atom: Atom, span: Span): Atom => opaqueAtom(`earlier ${JSON.stringify(atom.condition)}`, span);

export function opaqueAtom(text: string, span: Span): Atom {
  return {
    kind: 'atom',
    condition: { kind: 'opaque', text, span },
    negation: { kind: 'opaque', text: `not ${text}`, span },
    on: 'nothing',
    epoch: 0,
  };
}
