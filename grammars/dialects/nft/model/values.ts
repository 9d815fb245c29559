import type { AddressTerm } from '../../../model/address.ts';
import { hostMask, parseAddress, widthOf } from '../../../model/address.ts';
import type { InterfacePattern, Interval } from '../../../model/filter.ts';
import type { Element, Value } from '../grammar/ast.ts';

/** What a name stands for where a rule is read. */
export interface Names {
  variable(name: string): Value | undefined;
  /** Undefined where the set's elements are not all in the text. */
  set(name: string): readonly Element[] | undefined;
}

/** More values than this in one condition are not spelled out. */
const MOST = 20_000;

/** The single values of a set, list, variable or named set; undefined where they are not known. */
export function itemsOf(value: Value, names: Names): Value[] | undefined {
  const out: Value[] = [];
  return collect(value, names, out, 0) && out.length <= MOST ? out : undefined;
}

function collect(value: Value, names: Names, out: Value[], depth: number): boolean {
  if (depth > 20 || out.length > MOST) return false;
  switch (value.kind) {
    case 'variable': {
      const known = names.variable(value.name.value);
      return known !== undefined && collect(known, names, out, depth + 1);
    }
    case 'set':
      return value.elements.every((element) => !element.expires && collect(element.key, names, out, depth + 1));
    case 'set-name': {
      const elements = names.set(value.name.value);
      return elements?.every((element) => collect(element.key, names, out, depth + 1)) ?? false;
    }
    case 'list':
      return value.items.every((item) => collect(item, names, out, depth + 1));
    case 'literal':
    case 'pair':
    case 'concat':
      out.push(value);
      return true;
    default:
      return false;
  }
}

/** What was read of a set's elements, so that a long set that many rules name is read once. */
export type Memo<T> = WeakMap<readonly Element[], readonly T[] | undefined>;

/** The single values, each read by `read`; undefined where one is not known or says something else. */
export function readItems<T>(
  value: Value,
  names: Names,
  read: (item: Value) => T | undefined,
  memo: Memo<T>,
): readonly T[] | undefined {
  const elements = elementsOf(value, names, 0);
  if (elements && memo.has(elements)) return memo.get(elements);
  const out: T[] = [];
  for (const item of itemsOf(value, names) ?? [undefined]) {
    const one = item && read(item);
    if (one === undefined) {
      if (elements?.every(isPlain)) memo.set(elements, undefined);
      return undefined;
    }
    out.push(one);
  }
  if (elements?.every(isPlain)) memo.set(elements, out);
  return out;
}

function elementsOf(value: Value, names: Names, depth: number): readonly Element[] | undefined {
  if (value.kind === 'set') return value.elements;
  if (value.kind === 'set-name') return names.set(value.name.value);
  const known = value.kind === 'variable' && depth < 20 ? names.variable(value.name.value) : undefined;
  return known && elementsOf(known, names, depth + 1);
}

/** Means the same wherever it is read. */
const isPlain = ({ key }: Element): boolean =>
  key.kind === 'literal' || (key.kind === 'pair' && key.left.kind === 'literal' && key.right.kind === 'literal');

/** A single literal, through variables. */
export function literalOf(value: Value, names: Names, depth = 0): string | undefined {
  if (value.kind === 'literal') return value.text;
  if (value.kind !== 'variable' || depth > 20) return undefined;
  const known = names.variable(value.name.value);
  if (known?.kind === 'set' && known.elements.length === 1) return literalOf(known.elements[0]!.key, names, depth + 1);
  return known && literalOf(known, names, depth + 1);
}

/** `22`, `ssh`, `1024-65535`. */
export function intervalOf(
  value: Value,
  read: (text: string) => number | undefined,
  names: Names,
): Interval | undefined {
  if (value.kind === 'pair' && value.operator === '-') {
    const first = numberIn(value.left, read, names);
    const last = numberIn(value.right, read, names);
    return first === undefined || last === undefined ? undefined : { first, last };
  }
  const number = numberIn(value, read, names);
  return number === undefined ? undefined : { first: number, last: number };
}

function numberIn(value: Value, read: (text: string) => number | undefined, names: Names): number | undefined {
  const text = literalOf(value, names);
  return text === undefined ? undefined : read(text);
}

/** `192.0.2.1`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9`; undefined for host names. */
export function addressTermOf(value: Value, names: Names): AddressTerm | undefined {
  if (value.kind !== 'pair') {
    const parsed = addressIn(value, names);
    return parsed && { kind: 'prefix', ...parsed, length: widthOf(parsed.family) };
  }
  const left = addressIn(value.left, names);
  if (!left) return undefined;
  if (value.operator === '/') {
    const length = Number(literalOf(value.right, names) ?? Number.NaN);
    if (!Number.isInteger(length) || length < 0 || length > widthOf(left.family)) return undefined;
    return { kind: 'prefix', family: left.family, address: left.address & ~hostMask(left.family, length), length };
  }
  const right = addressIn(value.right, names);
  if (value.operator !== '-' || right?.family !== left.family) return undefined;
  return { kind: 'range', family: left.family, first: left.address, last: right.address };
}

function addressIn(value: Value, names: Names): ReturnType<typeof parseAddress> {
  const text = literalOf(value, names);
  return text === undefined ? undefined : parseAddress(text);
}

/** `"eth0"`, `wg*`. Numbers are interface indexes, which say nothing here. */
export function interfaceOf(value: Value, names: Names): InterfacePattern | undefined {
  const text = literalOf(value, names);
  if (text === undefined || text === '' || /^\d+$/.test(text)) return undefined;
  if (!text.endsWith('*')) return { name: text };
  return text.endsWith('\\*') ? { name: `${text.slice(0, -2)}*` } : { name: text.slice(0, -1), prefix: true };
}
