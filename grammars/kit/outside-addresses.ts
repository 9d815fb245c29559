import { type AddressTerm, networkOf, type Prefix, parseAddress, parsePrefix, widthOf } from '../model/address.ts';
import type { OutsideAddress } from '../model/nat.ts';
import type { Statement } from '../outline.ts';
import type { Located, Span } from '../text/span.ts';

/** The first address that is written: `203.0.113.5`, `203.0.113.5-203.0.113.9`, `203.0.113.0/28`. Anything else is passed over. */
export function firstOutside(written: readonly Located<string>[]): OutsideAddress[] {
  for (const { value, span } of written) {
    const address = parseAddress(value.split('-')[0]!.trim());
    if (address) return [{ ...address, span }];
    const prefix = parsePrefix(value);
    if (prefix) return [{ family: prefix.family, address: firstHost(prefix), span }];
  }
  return [];
}

/** `ip nat pool OUTSIDE 203.0.113.5 203.0.113.9`, or ranges in the lines under it. @param before how many words stand before the addresses */
export function outsideOfPool({ words, children }: Statement, before: number): OutsideAddress[] {
  const all = [...words.slice(before), ...children.flatMap((child) => child.words)];
  const written = all.filter((_, at) => all[at - 1]?.text.toLowerCase() !== 'netmask');
  return firstOutside(written.map(({ text, span }) => ({ value: text, span })));
}

/** Of an object that a translation names. @param span of the name */
export function outsideOfTerm(term: AddressTerm | undefined, span: Span): OutsideAddress[] {
  if (term?.kind === 'prefix') return [{ family: term.family, address: firstHost(term), span }];
  return term?.kind === 'range' ? [{ family: term.family, address: term.first, span }] : [];
}

/** A network itself is no host's, nor answers for one. */
const firstHost = (prefix: Prefix): bigint =>
  networkOf(prefix) === prefix.address && widthOf(prefix.family) - prefix.length > 1
    ? prefix.address + 1n
    : prefix.address;
