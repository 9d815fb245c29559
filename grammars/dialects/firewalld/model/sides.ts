import { writtenPrefix } from '../../../kit/linux/written-prefix.ts';
import type { AddressTerm, Family } from '../../../model/address.ts';
import type { Field, Opaque } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { Span } from '../../../text/span.ts';
import { attribute, childrenNamed } from '../element.ts';

/** One way for a side of a packet to match. */
export interface Side {
  readonly family: Family | 'both';
  readonly addresses?: Field<AddressTerm>;
  readonly opaque?: Opaque;
}

/** Every address. */
export const EVERYBODY: Side = { family: 'both' };

/** Whom a zone is for where it is bound to no interface; without sources either, whatever is bound to it elsewhere. */
export function sourcesOf(root: Statement): readonly Side[] {
  const sides = childrenNamed(root, 'source').map((one) => sideOf(one, 'source'));
  return sides.length > 0 ? sides : [EVERYBODY];
}

/** `<source address="192.0.2.0/24" invert="True"/>`; a set, a MAC address or a name is a condition that nothing decides. */
export function sideOf(statement: Statement, side: 'source' | 'destination'): Side {
  const inverted = /^(?:true|yes)$/i.test(attribute(statement, 'invert')?.value ?? '');
  const address = attribute(statement, 'address');
  const prefix = address && prefixOf(address.value);
  if (prefix)
    return {
      family: prefix.family,
      addresses: { anyOf: [prefix], ...(inverted ? { negated: true } : {}) },
    };
  const said = address ?? attribute(statement, 'ipset') ?? attribute(statement, 'mac');
  return unknownSide(`${side} ${inverted ? 'not ' : ''}${said?.value ?? `at ${statement.span.start}`}`, statement.span);
}

const unknownSide = (text: string, span: Span): Side => ({ family: 'both', opaque: { text, span } });

/** As a term of a match. */
export function prefixOf(text: string): Extract<AddressTerm, { kind: 'prefix' }> | undefined {
  const prefix = writtenPrefix(text);
  return prefix && { kind: 'prefix', ...prefix };
}
