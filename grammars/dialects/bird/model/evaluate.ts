import { parseAddress, widthOf } from '../../../model/address.ts';
import type { Interval } from '../../../model/filter.ts';
import type { PrefixListEntry } from '../../../model/routing.ts';
import type { Term } from '../grammar/ast.ts';
import { compare, numberSet } from './compare.ts';
import { and, FALSE, type Formula, not, or, TRUE } from './formula.ts';
import { opaqueAtom, type Program } from './program.ts';
import type { Source } from './source.ts';
import { entriesOf, type Part, UNKNOWN, type Value } from './values.ts';

/** Where an expression stands. */
export interface Place {
  readonly source: Source;
  readonly program: Program;
  /** Of functions: parameters and variables, where their values are known. */
  readonly variables: ReadonlyMap<string, Value>;
  /** Routes that come here. */
  readonly path: Formula;
  readonly depth: number;
  /** What a function of the file is worth; it may change the route on the way. */
  call(name: string, args: readonly Value[], place: Place, term: Term): Value;
}

const ATTRIBUTES: ReadonlySet<string> = new Set(
  'net source bgp_path bgp_community bgp_large_community bgp_ext_community'.split(' '),
);

/** Constants of sets that are used over and over. */
const constants = new WeakMap<Term, Value>();

export function evaluate(term: Term, place: Place): Value {
  place.program.budget.steps -= 1;
  if (place.program.budget.steps < 0 || place.depth > DEEPEST) {
    place.program.complete = false;
    return UNKNOWN;
  }
  switch (term.kind) {
    case 'number':
      return { kind: 'number', value: term.value };
    case 'bool':
      return { kind: 'bool', formula: term.value ? TRUE : FALSE };
    case 'text':
      return { kind: 'text', value: term.value };
    case 'address': {
      const parsed = parseAddress(term.text);
      return parsed ? { kind: 'address', ...parsed } : UNKNOWN;
    }
    case 'prefix':
      return prefixOf(term, place);
    case 'name':
      return named(term.name, place);
    case 'tuple':
      return tupleOf(term.parts, place);
    case 'set':
      return constant(term, () => setOf(term.items, place), place);
    case 'mask':
      return constant(term, () => maskOf(term.items, place), place);
    case 'empty':
      return { kind: 'empty' };
    case 'not': {
      const of = truthOf(term.of, place);
      return { kind: 'bool', formula: not(of) };
    }
    case 'member':
      return memberOf(term, place);
    case 'call':
      return callOf(term, place);
    case 'binary':
      return binaryOf(term, place);
    default:
      return UNKNOWN;
  }
}

/** How deep functions may call each other. */
const DEEPEST = 24;

/** As a condition; what is not known is a condition that nothing decides. */
export function truthOf(term: Term, place: Place): Formula {
  const value = evaluate(term, place);
  return value.kind === 'bool' ? value.formula : opaqueAtom(textOf(term, place), term.span);
}

const LONGEST_TEXT = 160;

/** As it is written, blanks made one. */
export function textOf({ span }: Term, { program }: Place): string {
  const text = program.text.slice(span.start, Math.min(span.end, span.start + LONGEST_TEXT));
  return `${text.replace(/\s+/g, ' ')}${span.end - span.start > LONGEST_TEXT ? `... at ${span.start}` : ''}`;
}

/** Outside of functions nothing that a set is made of can change. */
function constant(term: Term, make: () => Value, place: Place): Value {
  if (place.variables.size > 0) return make();
  const before = constants.get(term);
  if (before) return before;
  const made = make();
  constants.set(term, made);
  return made;
}

function named(name: string, place: Place): Value {
  const variable = place.variables.get(name);
  if (variable) return variable;
  if (ATTRIBUTES.has(name)) return { kind: 'attribute', name };
  const defined = place.source.constants.get(name);
  if (defined)
    return defined.value
      ? evaluate(defined.value, { ...place, variables: NO_VARIABLES, depth: place.depth + 1 })
      : UNKNOWN;
  return /^(?:RTS|RTD|ROA|NET|ASPA|ORIGIN|SCOPE)_/.test(name) ? { kind: 'words', words: [name], set: false } : UNKNOWN;
}

const NO_VARIABLES: ReadonlyMap<string, Value> = new Map();

const numberOf = (term: Term, place: Place): number | undefined => {
  const value = evaluate(term, place);
  return value.kind === 'number' ? value.value : undefined;
};

function prefixOf(term: Extract<Term, { kind: 'prefix' }>, place: Place): Value {
  const parsed = parseAddress(term.address);
  const length = numberOf(term.length, place);
  if (!parsed || length === undefined || length > widthOf(parsed.family)) return UNKNOWN;
  const prefix = { ...parsed, length };
  const { suffix } = term;
  if (suffix === undefined) return { kind: 'prefix', prefix };
  const width = widthOf(parsed.family);
  const first = suffix === 'more' ? length : suffix === 'less' ? 0 : numberOf(suffix.first, place);
  const last = suffix === 'more' ? width : suffix === 'less' ? length : numberOf(suffix.last, place);
  if (first === undefined || last === undefined || last > width) return UNKNOWN;
  return { kind: 'prefixes', entries: entriesOf(prefix, first, last, term.span) };
}

function tupleOf(parts: readonly Term[], place: Place): Value {
  const [only, ...more] = parts;
  if (only && more.length === 0) return evaluate(only, place);
  const numbers = parts.map((part) => (part.kind === 'anything' ? undefined : numberOf(part, place)));
  return numbers.every((number) => number !== undefined) ? { kind: 'community', parts: numbers } : UNKNOWN;
}

function setOf(items: readonly Term[], place: Place): Value {
  const entries: PrefixListEntry[] = [];
  const intervals: Interval[] = [];
  const members: (readonly Part[])[] = [];
  const words: string[] = [];
  for (const item of items) {
    if (item.kind === 'tuple' && item.parts.length > 1) {
      const parts = partsOf(item.parts, place);
      if (!parts) return UNKNOWN;
      members.push(parts);
      continue;
    }
    if (item.kind === 'range') {
      const [first, last] = [numberOf(item.first, place), numberOf(item.last, place)];
      if (first === undefined || last === undefined) return UNKNOWN;
      intervals.push({ first, last });
      continue;
    }
    const value = evaluate(item, place);
    if (value.kind === 'number') intervals.push({ first: value.value, last: value.value });
    else if (value.kind === 'numbers') intervals.push(...value.intervals);
    else if (value.kind === 'prefix')
      entries.push(...entriesOf(value.prefix, value.prefix.length, value.prefix.length, item.span));
    else if (value.kind === 'prefixes') entries.push(...value.entries);
    else if (value.kind === 'community') members.push(value.parts.map((part) => ({ first: part, last: part })));
    else if (value.kind === 'communities') members.push(...value.members);
    else if (value.kind === 'words') words.push(...value.words);
    else return UNKNOWN;
  }
  const kinds = [entries, intervals, members, words].filter((list) => list.length > 0).length;
  if (kinds > 1) return UNKNOWN;
  if (intervals.length > 0) return { kind: 'numbers', intervals };
  if (members.length > 0) return { kind: 'communities', members };
  if (words.length > 0) return { kind: 'words', words, set: true };
  // An empty set holds nothing, whatever it is a set of; only of prefixes that is followed.
  return { kind: 'prefixes', entries };
}

function partsOf(parts: readonly Term[], place: Place): Part[] | undefined {
  const made: Part[] = [];
  for (const part of parts) {
    if (part.kind === 'anything') made.push('anything');
    else if (part.kind === 'range') {
      const [first, last] = [numberOf(part.first, place), numberOf(part.last, place)];
      if (first === undefined || last === undefined) return undefined;
      made.push({ first, last });
    } else {
      const value = numberOf(part, place);
      if (value === undefined) return undefined;
      made.push({ first: value, last: value });
    }
  }
  return made;
}

function maskOf(items: readonly Term[], place: Place): Value {
  const parts: string[] = [];
  for (const item of items) {
    if (item.kind === 'anything') parts.push('.*');
    else if (item.kind === 'question') parts.push('.');
    else if (item.kind === 'plus') parts.push('.+');
    else if (item.kind === 'range') {
      const [first, last] = [numberOf(item.first, place), numberOf(item.last, place)];
      if (first === undefined || last === undefined) return UNKNOWN;
      parts.push(numberSet([{ first, last }]));
    } else {
      const value = evaluate(item, place);
      if (value.kind === 'number') parts.push(`${value.value}`);
      else if (value.kind === 'numbers') parts.push(numberSet(value.intervals));
      else return UNKNOWN;
    }
  }
  return { kind: 'mask', pattern: parts.join(' ') };
}

/** What is known of a route's attributes; `last_nonaggregated` is the last of a path without sets. */
const MEMBERS: Readonly<Record<string, string>> = {
  'net.len': 'net.len',
  'net.type': 'net.type',
  'bgp_path.len': 'bgp_path.len',
  'bgp_path.first': 'bgp_path.first',
  'bgp_path.last': 'bgp_path.last',
  'bgp_path.last_nonaggregated': 'bgp_path.last',
};

function memberOf(term: Extract<Term, { kind: 'member' }>, place: Place): Value {
  const of = evaluate(term.of, place);
  if (of.kind !== 'attribute' || term.args) return UNKNOWN;
  const name = MEMBERS[`${of.name}.${term.name}`];
  return name === undefined ? UNKNOWN : { kind: 'attribute', name };
}

function callOf(term: Extract<Term, { kind: 'call' }>, place: Place): Value {
  const { name } = term;
  if (name === 'roa_check') return { kind: 'attribute', name: 'roa' };
  if (BUILTIN_CALLS.has(name)) return UNKNOWN;
  const args = term.args.map((arg) => evaluate(arg, place));
  return place.call(name, args, place, term);
}

/** Functions that BIRD itself has. */
export const BUILTIN_CALLS: ReadonlySet<string> = new Set(
  (
    'roa_check aspa_check aspa_check_downstream aspa_check_upstream defined unset prepend add delete filter empty format reset ' +
    'append from_hex min max generic bt_assert bt_check_assign print'
  ).split(' '),
);

function binaryOf(term: Extract<Term, { kind: 'binary' }>, place: Place): Value {
  const { operator } = term;
  if (operator === '&&' || operator === '||') {
    const left = truthOf(term.left, place);
    const path = and(place.path, operator === '&&' ? left : not(left));
    const right = truthOf(term.right, { ...place, path });
    return { kind: 'bool', formula: operator === '&&' ? and(left, right) : or(left, right) };
  }
  const left = evaluate(term.left, place);
  const right = evaluate(term.right, place);
  if (operator === 'unclear') return UNKNOWN;
  if ('+-*/'.includes(operator)) {
    if (left.kind !== 'number' || right.kind !== 'number') return UNKNOWN;
    const value = arithmetic(operator, left.value, right.value);
    return Number.isInteger(value) && value >= 0 ? { kind: 'number', value } : UNKNOWN;
  }
  const negated = operator.startsWith('!');
  const { lists, epochs } = place.program;
  const formula = compare(negated ? (operator === '!=' ? '=' : '~') : operator, left, right, {
    lists,
    epochs,
    span: term.span,
  });
  if (!formula) return UNKNOWN;
  return { kind: 'bool', formula: negated ? not(formula) : formula };
}

function arithmetic(operator: string, left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  return operator === '*' ? left * right : Math.floor(left / right);
}
