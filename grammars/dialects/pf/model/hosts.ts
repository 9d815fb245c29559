import { type AddressTerm, hostMask, parseAddress, widthOf } from '../../../model/address.ts';
import type { Field, Match } from '../../../model/filter.ts';
import type { Host } from '../grammar/ast.ts';

/** Addresses of a table; undefined where they are not all in the text. */
export type Tables = ReadonlyMap<string, Field<AddressTerm> | undefined>;

/** One of several ways in which a list of hosts matches. */
export type HostChoice =
  | { readonly kind: 'any' }
  | { readonly kind: 'field'; readonly field: Field<AddressTerm> }
  | { readonly kind: 'opaque'; readonly text: string };

/** `{ 10.0.0.0/8, !10.1.0.0/16, <web>, em0:network }`: members are alternatives, a negated one too (pf.conf(5)). */
export function hostChoices(hosts: readonly Host[], tables: Tables): HostChoice[] {
  const [only, more] = hosts;
  const table = only?.kind === 'table' && !more && !only.negated ? tables.get(only.text) : undefined;
  // Long tables are used again and again: they are not copied.
  if (table) return [{ kind: 'field', field: table }];
  const plain: AddressTerm[] = [];
  const others: HostChoice[] = [];
  for (const host of hosts) {
    if (host.kind === 'word' && host.text === 'any' && !host.negated) return [{ kind: 'any' }];
    const field = host.kind === 'table' ? tables.get(host.text) : fieldOf(host);
    if (!field) others.push({ kind: 'opaque', text: textOf(host) });
    else if (!host.negated && !field.except && !field.negated) plain.push(...field.anyOf);
    else if (!host.negated) others.push({ kind: 'field', field });
    else if (field.except) others.push({ kind: 'opaque', text: textOf(host) });
    else others.push({ kind: 'field', field: { ...field, negated: !field.negated } });
  }
  return [...(plain.length > 0 ? [{ kind: 'field' as const, field: { anyOf: plain } }] : []), ...others];
}

export const fieldOf = (host: Host): Field<AddressTerm> | undefined => {
  const term = host.kind === 'word' ? termOf(host) : undefined;
  return term && { anyOf: [term] };
};

/** The addresses that a table lists; a negated one is an exception to a wider one. */
export function tableField(hosts: readonly Host[]): Field<AddressTerm> | undefined {
  const anyOf: AddressTerm[] = [];
  const except: AddressTerm[] = [];
  for (const host of hosts) {
    const term = host.kind === 'word' ? termOf(host) : undefined;
    if (!term) return undefined;
    (host.negated ? except : anyOf).push(term);
  }
  // The longest match decides: an address inside an exception would be taken back in.
  if (except.some((hole) => anyOf.some((term) => within(term, hole)))) return undefined;
  return { anyOf, ...(except.length > 0 ? { except } : {}) };
}

function termOf({ text, length, last }: Host): AddressTerm | undefined {
  const address = parseAddress(text) ?? shortened(text, length);
  if (!address) return undefined;
  if (last !== undefined) {
    const end = parseAddress(last);
    return end?.family === address.family
      ? { kind: 'range', family: address.family, first: address.address, last: end.address }
      : undefined;
  }
  const width = widthOf(address.family);
  const bits = length === undefined ? width : /^\d{1,3}$/.test(length) ? Number(length) : width + 1;
  if (bits > width) return undefined;
  return {
    kind: 'prefix',
    family: address.family,
    address: address.address & ~hostMask(address.family, bits),
    length: bits,
  };
}

/** `10/8` is 10.0.0.0/8. */
function shortened(text: string, length: string | undefined): ReturnType<typeof parseAddress> {
  if (length === undefined || !/^\d{1,3}(?:\.\d{1,3}){0,2}$/.test(text)) return undefined;
  return parseAddress([...text.split('.'), '0', '0', '0'].slice(0, 4).join('.'));
}

function within(inner: AddressTerm, outer: AddressTerm): boolean {
  if (inner.kind !== 'prefix' || outer.kind !== 'prefix') return true;
  return (
    inner.family === outer.family &&
    inner.length >= outer.length &&
    (inner.address & ~hostMask(outer.family, outer.length)) === outer.address
  );
}

export const textOf = ({ negated, kind, text, length, last }: Host): string => {
  const name = kind === 'table' ? `<${text}>` : kind === 'dynamic' ? `(${text})` : text;
  return `${negated ? '!' : ''}${name}${length === undefined ? '' : `/${length}`}${last === undefined ? '' : `-${last}`}`;
};

/** The families that a match with these addresses can be of. */
export function familyOf(match: Match): Match['family'] {
  for (const field of [match.source, match.destination]) {
    const only = match.family === 'both' && field && !field.negated ? onlyFamily(field.anyOf) : undefined;
    if (only) return only;
  }
  return match.family;
}

function onlyFamily(terms: readonly AddressTerm[]): 'ipv4' | 'ipv6' | undefined {
  if (FAMILIES.has(terms)) return FAMILIES.get(terms);
  const first = terms[0];
  const same =
    first && first.kind !== 'any' && terms.every((term) => term.kind !== 'any' && term.family === first.family);
  const family = same ? first.family : undefined;
  FAMILIES.set(terms, family);
  return family;
}

const FAMILIES = new WeakMap<readonly AddressTerm[], 'ipv4' | 'ipv6' | undefined>();
