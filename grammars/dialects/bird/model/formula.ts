import type { RouteCondition } from '../../../model/routing.ts';

/** What of a route a condition looks at that commands may change. */
export type Changing = 'communities' | 'path' | 'nothing';

export interface Atom {
  readonly kind: 'atom';
  readonly condition: RouteCondition;
  /** Holds exactly where `condition` does not; of `rpki` there are two, see `not`. */
  readonly negation: RouteCondition;
  readonly on: Changing;
  /** How often that had been changed when it was asked. */
  readonly epoch: number;
}

/** A truth over routes. */
export type Formula =
  | { readonly kind: 'true' | 'false' }
  | Atom
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[]; readonly size: number }
  | { readonly kind: 'not'; readonly of: Formula };

export const TRUE: Formula = { kind: 'true' };
export const FALSE: Formula = { kind: 'false' };

export function and(...parts: readonly Formula[]): Formula {
  if (parts.some(({ kind }) => kind === 'false')) return FALSE;
  const left = parts.filter(({ kind }) => kind !== 'true');
  return left.length === 0 ? TRUE : left.length === 1 ? left[0]! : { kind: 'and', parts: left, size: sizeOf(left) };
}

const sizeOf = (parts: readonly Formula[]): number => parts.reduce((sum, part) => sum + weight(part), 1);

/** How many conditions it is made of. */
export function weight(formula: Formula): number {
  if (formula.kind === 'and' || formula.kind === 'or') return formula.size;
  return formula.kind === 'not' ? weight(formula.of) : 1;
}

export function or(...parts: readonly Formula[]): Formula {
  if (parts.some(({ kind }) => kind === 'true')) return TRUE;
  const left = parts.filter(({ kind }) => kind !== 'false');
  return left.length === 0 ? FALSE : left.length === 1 ? left[0]! : { kind: 'or', parts: left, size: sizeOf(left) };
}

const origins = new WeakMap<Formula, Formula>();

/** As `or`, where a later one asks that an earlier one did not hold: said by the order already. */
export function firstOf(parts: readonly Formula[]): Formula {
  const before = new Set<Formula>();
  const made = parts.map((part) => {
    const kept = conjuncts(part).filter((one) => !before.has(origins.get(one)!));
    before.add(part);
    return and(...kept);
  });
  return or(...made);
}

const conjuncts = (formula: Formula): readonly Formula[] =>
  formula.kind === 'and' ? formula.parts.flatMap(conjuncts) : [formula];

export function not(of: Formula): Formula {
  const made = opposite(of);
  origins.set(made, of);
  return made;
}

function opposite(of: Formula): Formula {
  if (of.kind === 'true') return FALSE;
  if (of.kind === 'false') return TRUE;
  if (of.kind === 'atom') return otherwise(of);
  return of.kind === 'not' ? of.of : { kind: 'not', of };
}

const VALIDATION = ['valid', 'invalid', 'not-found'] as const;

function otherwise(atom: Atom): Formula {
  const { condition, negation } = atom;
  if (condition.kind !== 'rpki') return { ...atom, condition: negation, negation: condition };
  return or(...VALIDATION.filter((state) => state !== condition.state).map(validationAtom));
}

/** What origin validation says: one of three. */
export function validationAtom(state: (typeof VALIDATION)[number]): Atom {
  const condition: RouteCondition = { kind: 'rpki', state };
  return { kind: 'atom', condition, negation: condition, on: 'nothing', epoch: 0 };
}

/** More alternatives than this are not spelt out. */
const MOST = 48;

/** The formula as alternatives of conditions that all hold; undefined where there are too many. */
export function alternatives(formula: Formula, negated = false): readonly (readonly Atom[])[] | undefined {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return (formula.kind === 'true') === negated ? [] : [[]];
    case 'atom':
      return negated ? alternatives(otherwise(formula)) : [[formula]];
    case 'not':
      return alternatives(formula.of, !negated);
    default: {
      const all: (readonly (readonly Atom[])[])[] = [];
      for (const part of formula.parts) {
        const own = alternatives(part, negated);
        if (!own) return undefined;
        all.push(own);
      }
      return (formula.kind === 'or') === negated ? product(all) : sum(all);
    }
  }
}

function product(all: readonly (readonly (readonly Atom[])[])[]): readonly (readonly Atom[])[] | undefined {
  let made: (readonly Atom[])[] = [[]];
  for (const choices of all) {
    if (made.length * choices.length > MOST) return undefined;
    made = made.flatMap((before) =>
      choices.map((choice) => [...before, ...choice.filter((one) => !before.includes(one))]),
    );
  }
  return made;
}

function sum(all: readonly (readonly (readonly Atom[])[])[]): readonly (readonly Atom[])[] | undefined {
  const flat = all.flat();
  if (flat.some((one) => one.length === 0)) return [[]];
  const merged = mergePrefixes(flat);
  return merged.length > MOST ? undefined : merged;
}

/** `net ~ A || net ~ B` is one condition. */
function mergePrefixes(choices: readonly (readonly Atom[])[]): (readonly Atom[])[] {
  const lists: Atom[] = [];
  const others: (readonly Atom[])[] = [];
  for (const choice of choices) {
    const [only] = choice;
    if (choice.length === 1 && only!.condition.kind === 'prefixes' && permitsOnly(only!.condition)) lists.push(only!);
    else others.push(choice);
  }
  if (lists.length < 2) return [...choices];
  const entries = lists.flatMap(({ condition }) => (condition.kind === 'prefixes' ? condition.entries : []));
  return [[prefixAtom(entries)], ...others];
}

type Entries = Extract<RouteCondition, { kind: 'prefixes' }>['entries'];

const permitsOnly = ({ entries }: { readonly entries: Entries }): boolean =>
  entries.every(({ action }) => action === 'permit');

const negations = new WeakMap<Entries, Entries>();

/** Of entries that permit. */
export function prefixAtom(entries: Entries): Atom {
  return {
    kind: 'atom',
    condition: { kind: 'prefixes', entries },
    negation: { kind: 'prefixes', entries: allBut(entries) },
    on: 'nothing',
    epoch: 0,
  };
}

function allBut(entries: Entries): Entries {
  const before = negations.get(entries);
  if (before) return before;
  const span = entries[0]?.span ?? { start: 0, end: 0 };
  const made: Entries = [
    ...entries.map((entry) => ({ ...entry, action: 'deny' as const })),
    { span, action: 'permit', prefix: { family: 'ipv4', address: 0n, length: 0 }, lengths: { first: 0, last: 32 } },
    { span, action: 'permit', prefix: { family: 'ipv6', address: 0n, length: 0 }, lengths: { first: 0, last: 128 } },
  ];
  negations.set(entries, made);
  return made;
}
