/** A path pattern made ready: it tells whether a path, first AS first, matches. Costs length of path times size of pattern. */
export type PathPattern = (path: readonly number[]) => boolean;

/** What a step of the automaton asks of a symbol: a character, or an AS number. */
type Symbols = readonly (string | number)[];
type Test = (symbol: string | number) => boolean;

type Part =
  | { readonly kind: 'one'; readonly test: Test }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Part[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly most: number };

/** @returns undefined for a pattern that is not understood, or too large */
export function pathPattern(text: string, syntax: 'cisco' | 'junos'): PathPattern | undefined {
  const reader: Reader = { text, at: 0, syntax };
  const part = alternatives(reader);
  if (!part || reader.at < text.length) return undefined;
  const machine = assemble(part, syntax === 'cisco');
  if (!machine) return undefined;
  return syntax === 'cisco' ? (path) => run(machine, [...path.join(' ')]) : (path) => run(machine, path);
}

/** A regular expression over the text of one community. */
export function textPattern(text: string): ((subject: string) => boolean) | undefined {
  const reader: Reader = { text, at: 0, syntax: 'cisco' };
  const part = alternatives(reader);
  const machine = part && reader.at === text.length ? assemble(part, true) : undefined;
  return machine && ((subject) => run(machine, [...subject]));
}

interface Reader {
  readonly text: string;
  readonly syntax: 'cisco' | 'junos';
  at: number;
}

const DEEPEST = 40;

function alternatives(reader: Reader, depth = 0): Part | undefined {
  if (depth > DEEPEST) return undefined;
  const parts: Part[] = [];
  for (;;) {
    const part = sequence(reader, depth);
    if (!part) return undefined;
    parts.push(part);
    if (reader.text[reader.at] !== '|') return parts.length === 1 ? part : { kind: 'any', parts };
    reader.at += 1;
  }
}

function sequence(reader: Reader, depth: number): Part | undefined {
  const parts: Part[] = [];
  for (;;) {
    if (reader.syntax === 'junos') blanks(reader);
    const next = reader.text[reader.at];
    if (next === undefined || next === '|' || next === ')') return { kind: 'all', parts };
    const part = atom(reader, depth);
    if (!part) return undefined;
    const whole = repeated(reader, part);
    if (!whole) return undefined;
    parts.push(whole);
  }
}

function blanks(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at += 1;
}

function repeated(reader: Reader, part: Part): Part | undefined {
  let whole = part;
  for (;;) {
    if (reader.syntax === 'junos') blanks(reader);
    const next = reader.text[reader.at];
    const bounds = /^\{(\d{1,3})(?:(,)(\d{1,3})?)?\}/.exec(reader.text.slice(reader.at, reader.at + 12));
    if (next === '*') whole = { kind: 'repeat', part: whole, least: 0, most: Number.POSITIVE_INFINITY };
    else if (next === '+') whole = { kind: 'repeat', part: whole, least: 1, most: Number.POSITIVE_INFINITY };
    else if (next === '?') whole = { kind: 'repeat', part: whole, least: 0, most: 1 };
    else if (bounds) {
      const least = Number(bounds[1]);
      const most = bounds[3] !== undefined ? Number(bounds[3]) : bounds[2] ? Number.POSITIVE_INFINITY : least;
      whole = { kind: 'repeat', part: whole, least, most };
    } else return next === '{' ? undefined : whole;
    reader.at += bounds ? bounds[0].length : 1;
  }
}

/** The end of the path, its start, or what stands between two AS numbers. */
const BOUNDARY: Part = {
  kind: 'any',
  parts: [{ kind: 'start' }, { kind: 'end' }, { kind: 'one', test: (symbol) => ' ,{}()'.includes(String(symbol)) }],
};

function atom(reader: Reader, depth: number): Part | undefined {
  const { text, syntax } = reader;
  const next = text[reader.at]!;
  if (next === '(') {
    reader.at += 1;
    if (text[reader.at] === ')') {
      reader.at += 1;
      return { kind: 'all', parts: [] };
    }
    const inner = alternatives(reader, depth + 1);
    if (!inner || text[reader.at] !== ')') return undefined;
    reader.at += 1;
    return inner;
  }
  if (next === '^' || next === '$') {
    reader.at += 1;
    return { kind: next === '^' ? 'start' : 'end' };
  }
  if (next === '.') {
    reader.at += 1;
    return { kind: 'one', test: () => true };
  }
  return syntax === 'junos' ? numbers(reader) : characters(reader);
}

/** `64500`, `64512-65534`, `[64512-65534]`, `[64500 64501]` */
function numbers(reader: Reader): Part | undefined {
  const found = /^(?:\[([\d\s-]+)\]|(\d+)(?:\s*-\s*(\d+))?)/.exec(reader.text.slice(reader.at));
  if (!found) return undefined;
  reader.at += found[0].length;
  const ranges = (found[1] ?? found[0]).trim().split(/\s+(?!-)(?<!-\s*)/);
  const bounds = ranges.map((range) => range.split('-').map((word) => Number(word.trim())));
  return {
    kind: 'one',
    test: (symbol) => bounds.some(([first, last]) => first! <= Number(symbol) && Number(symbol) <= (last ?? first!)),
  };
}

function characters(reader: Reader): Part | undefined {
  const next = reader.text[reader.at]!;
  if ('*+?{}])'.includes(next)) return undefined;
  reader.at += 1;
  if (next === '_') return BOUNDARY;
  if (next === '\\') {
    const literal = reader.text[reader.at];
    reader.at += 1;
    return literal === undefined || /[a-z0-9]/i.test(literal) ? undefined : one(literal);
  }
  return next === '[' ? characterClass(reader) : one(next);
}

const one = (literal: string): Part => ({ kind: 'one', test: (symbol) => symbol === literal });

function characterClass(reader: Reader): Part | undefined {
  const end = reader.text.indexOf(']', reader.at + 1);
  if (end < 0) return undefined;
  const body = reader.text.slice(reader.at, end);
  reader.at = end + 1;
  const negated = body.startsWith('^');
  const inside = [...(negated ? body.slice(1) : body)];
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < inside.length; i += 1) {
    const last = inside[i + 1] === '-' ? inside[i + 2] : undefined;
    ranges.push([inside[i]!, last ?? inside[i]!]);
    if (last !== undefined) i += 2;
  }
  return {
    kind: 'one',
    test: (symbol) => ranges.some(([first, last]) => first <= String(symbol) && String(symbol) <= last) !== negated,
  };
}

/** A state either reads a symbol, asks where it is, or goes on to several. */
type State =
  | { readonly kind: 'one'; readonly test: Test; readonly to: number }
  | { readonly kind: 'start' | 'end'; readonly to: number }
  | { readonly kind: 'fork'; to: readonly number[] }
  | { readonly kind: 'done' };

const MOST_STATES = 4_000;

interface Machine {
  readonly states: readonly State[];
  readonly first: number;
}

/** `searches`: the pattern may match anywhere; else it is the whole. */
function assemble(part: Part, searches: boolean): Machine | undefined {
  const states: State[] = [{ kind: 'done' }];
  const add = (state: State): number => states.push(state) - 1;
  const build = (piece: Part, to: number): number => {
    if (states.length > MOST_STATES) return 0;
    switch (piece.kind) {
      case 'one':
        return add({ kind: 'one', test: piece.test, to });
      case 'start':
      case 'end':
        return add({ kind: piece.kind, to });
      case 'all':
        return piece.parts.reduceRight((next, one) => build(one, next), to);
      case 'any':
        return add({ kind: 'fork', to: piece.parts.map((one) => build(one, to)) });
      case 'repeat': {
        let next = to;
        if (piece.most === Number.POSITIVE_INFINITY) {
          const loop: State = { kind: 'fork', to: [] };
          next = add(loop);
          loop.to = [to, build(piece.part, next)];
        } else
          for (let i = piece.least; i < piece.most; i += 1) {
            if (states.length > MOST_STATES) return 0;
            next = add({ kind: 'fork', to: [to, build(piece.part, next)] });
          }
        for (let i = 0; i < piece.least; i += 1) next = build(piece.part, next);
        return next;
      }
    }
  };
  const any: Part = {
    kind: 'repeat',
    part: { kind: 'one', test: () => true },
    least: 0,
    most: Number.POSITIVE_INFINITY,
  };
  const whole: Part = searches ? { kind: 'all', parts: [any, part, any] } : { kind: 'all', parts: [part] };
  const first = build(whole, 0);
  return states.length > MOST_STATES ? undefined : { states, first };
}

function run({ states, first }: Machine, symbols: Symbols): boolean {
  let current = new Set<number>();
  const reach = (into: Set<number>, index: number, place: number): void => {
    const stack = [index];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (into.has(top)) continue;
      into.add(top);
      const state = states[top]!;
      if (state.kind === 'fork') stack.push(...state.to);
      else if (state.kind === 'start' && place === 0) stack.push(state.to);
      else if (state.kind === 'end' && place === symbols.length) stack.push(state.to);
    }
  };
  reach(current, first, 0);
  for (const [place, symbol] of symbols.entries()) {
    const next = new Set<number>();
    for (const index of current) {
      const state = states[index]!;
      if (state.kind === 'one' && state.test(symbol)) reach(next, state.to, place + 1);
    }
    current = next;
  }
  return current.has(0);
}
