import { writtenPrefix } from '../../../kit/linux/written-prefix.ts';
import type { AddressTerm, Family } from '../../../model/address.ts';
import type { Field, Opaque } from '../../../model/filter.ts';
import type { Word } from '../../../outline.ts';
import { unquoted } from '../outline.ts';

export interface Address {
  readonly family?: Family;
  readonly addresses?: Field<AddressTerm>;
  readonly opaque?: Opaque;
}

/** `any`, an address, a prefix with a length or a mask; a variable of the shell is a condition that nothing decides. */
export function addressOf(word: Word | undefined): Address {
  const text = word && unquoted(word.text);
  if (text === undefined || text === 'any') return {};
  const prefix = writtenPrefix(text);
  if (prefix) return { family: prefix.family, addresses: { anyOf: [{ kind: 'prefix', ...prefix }] } };
  return { opaque: { text: `address ${text}`, span: word!.span } };
}
