import { parseAddress } from '../model/address.ts';
import type { Device, Resolver } from '../model/device.ts';
import type { Statement } from '../outline.ts';
import type { Located } from '../text/span.ts';

/** Addresses as they are written, in the order in which they are asked; names and whatever else is no address are passed over. */
export const resolversAt = (written: readonly Located<string>[]): readonly Resolver[] =>
  written.flatMap(({ value, span }) => {
    const address = parseAddress(value);
    return address ? [{ ...address, span }] : [];
  });

/** For the device: nothing where the text names none, as others may be learned. */
export const knownResolvers = (resolvers: readonly Resolver[]): Pick<Device, 'resolvers'> =>
  resolvers.length > 0 ? { resolvers } : {};

/**
 * `ip name-server 192.0.2.53 192.0.2.54`, each word an address. A line of another routing table than the default one is passed over.
 * @param command the words before the addresses, in lower case
 * @param tables the words before the name of a routing table
 */
export function nameServerLines(
  statements: readonly Statement[],
  command: readonly string[],
  tables: readonly string[],
): Pick<Device, 'resolvers'> {
  const lines = statements.filter(
    ({ words, coverage }) =>
      coverage !== 'unknown' &&
      command.every((word, at) => words[at]?.text.toLowerCase() === word) &&
      !words.some(
        ({ text }, at) => tables.includes(text.toLowerCase()) && words[at + 1]?.text.toLowerCase() !== 'default',
      ),
  );
  const words = lines.flatMap((line) => line.words.slice(command.length));
  return knownResolvers(resolversAt(words.map(({ text, span }) => ({ value: text, span }))));
}
