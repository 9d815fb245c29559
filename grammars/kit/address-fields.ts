import { type AddressTerm, type Family, widthOf } from '../model/address.ts';
import type { Field } from '../model/filter.ts';

/** Both conditions at once. @returns undefined where one has no intervals (a mask with holes). */
export function bothAddresses(
  a: Field<AddressTerm>,
  b: Field<AddressTerm>,
  family: Family,
): Field<AddressTerm> | undefined {
  const left = intervalsOf(a, family);
  const right = intervalsOf(b, family);
  if (!left || !right) return undefined;
  const anyOf = left.flatMap((one) =>
    right.flatMap((other): AddressTerm[] => {
      const first = later(one.first, other.first);
      const last = later(one.last, other.last) === one.last ? other.last : one.last;
      return first <= last ? [{ kind: 'range', family, first, last }] : [];
    }),
  );
  return { anyOf };
}

// Math.max takes no bigint.
const later = (a: bigint, b: bigint): bigint => (a < b ? b : a);

interface AddressInterval {
  readonly first: bigint;
  readonly last: bigint;
}

function intervalsOf(field: Field<AddressTerm>, family: Family): AddressInterval[] | undefined {
  const intervals: AddressInterval[] = [];
  for (const term of field.anyOf) {
    if (term.kind === 'any' || term.kind === 'wildcard') return undefined;
    if (term.family !== family) continue;
    const free = term.kind === 'prefix' ? (1n << BigInt(widthOf(family) - term.length)) - 1n : 0n;
    intervals.push(
      term.kind === 'prefix'
        ? { first: term.address & ~free, last: term.address | free }
        : { first: term.first, last: term.last },
    );
  }
  if (!field.negated) return intervals;
  const outside: AddressInterval[] = [];
  let from = 0n;
  for (const { first, last } of intervals.sort((a, b) => (a.first < b.first ? -1 : 1))) {
    if (from < first) outside.push({ first: from, last: first - 1n });
    if (last >= from) from = last + 1n;
  }
  const top = (1n << BigInt(widthOf(family))) - 1n;
  return from <= top ? [...outside, { first: from, last: top }] : outside;
}
