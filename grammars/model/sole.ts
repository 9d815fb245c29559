import { type AddressTerm, type Family, widthOf } from './address.ts';
import type { Field, Interval } from './filter.ts';

/** The one address that the field names; undefined where it names more, or others than some. */
export function soleHost(
  field: Field<AddressTerm> | undefined,
): { readonly family: Family; readonly address: bigint } | undefined {
  const [term, ...more] = field?.anyOf ?? [];
  if (!field || field.negated || field.except || more.length > 0) return undefined;
  if (term?.kind === 'range')
    return term.first === term.last ? { family: term.family, address: term.first } : undefined;
  if (term?.kind !== 'prefix' || term.length !== widthOf(term.family)) return undefined;
  return { family: term.family, address: term.address };
}

/** The one number that the field names: a port, a protocol. */
export function solePort(field: Field<Interval> | undefined): number | undefined {
  const [one, ...more] = field?.anyOf ?? [];
  if (!field || field.negated || field.except || more.length > 0) return undefined;
  return one && one.first === one.last ? one.first : undefined;
}
