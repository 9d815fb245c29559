import type { MapValue } from '../../../kit/cloud/value.ts';
import type { Opaque } from '../../../model/filter.ts';

/** Fields that the API does not have there, each a condition that nothing decides. */
export const otherFields = ({ fields }: MapValue, known: readonly string[]): Opaque[] =>
  fields
    .filter(({ key }) => !known.includes(key))
    .map(({ key, keySpan }) => ({ text: `${key} at ${keySpan.start}`, span: keySpan }));
