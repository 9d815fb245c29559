import type { Match, Opaque } from '../../../../model/filter.ts';
import { get, kids, spanOf } from '../../node.ts';
import type { Node } from '../../tree.ts';
import { fieldOf, prefixOf } from '../addresses.ts';
import { intervalOf, PORTS, PROTOCOLS } from '../names.ts';
import type { AddressBooks } from './address-books.ts';
import type { Applications } from './applications.ts';

type Part = Partial<Match>;

/** Conditions of a NAT rule: kinds are ANDed, values of one kind ORed; names are those of the global book. */
export function natMatches(match: Node | undefined, books: AddressBooks, applications: Applications): Match[] {
  const opaque: Opaque[] = [];
  let parts: Part[] = [{}];
  const and = (alternatives: readonly Part[]): void => {
    parts = parts.flatMap((part) => alternatives.map((one) => ({ ...part, ...one })));
  };
  for (const node of kids(match)) {
    const values = kids(node);
    const unsure = (): void =>
      void opaque.push({ text: `${node.name} ${values.map(textOf).sort().join(' ')}`, span: spanOf(node) });
    const side = node.name.startsWith('source') ? 'source' : 'destination';
    const free = parts.every((part) => part[side] === undefined);
    if (/^(?:source|destination)-address$/.test(node.name)) {
      const known = values.flatMap(({ name }) => {
        const prefix = prefixOf(name);
        return prefix ? [{ prefix, except: false }] : [];
      });
      const field = known.length === values.length ? fieldOf(known, [], 'both') : undefined;
      if (field && free) and([{ [side]: field }]);
      else unsure();
    } else if (/^(?:source|destination)-address-name$/.test(node.name)) {
      // Names are those of the global book.
      const entries = values.map(({ name }) => books.entry(name, undefined));
      const terms = entries.flatMap((entry) => entry?.terms ?? []);
      if (free && terms.length > 0 && entries.every((entry) => entry && !entry.more))
        and([{ [side]: { anyOf: terms } }]);
      else unsure();
    } else if (/^(?:source|destination)-port$/.test(node.name)) {
      const ports = values.map((port) => {
        const to = kids(get(port, 'to'))[0];
        return intervalOf(to ? `${port.name}-${to.name}` : port.name, PORTS, 65535);
      });
      const known = ports.flatMap((port) => port ?? []);
      if (known.length === ports.length && known.length > 0) and([{ [`${side}Port`]: { anyOf: known } }]);
      else unsure();
    } else if (node.name === 'protocol') {
      const known = values.flatMap(({ name }) => intervalOf(name, PROTOCOLS, 255) ?? []);
      if (known.length === values.length && known.length > 0) and([{ protocol: { anyOf: known } }]);
      else unsure();
    } else if (node.name === 'application') {
      if (values.some(({ name }) => name === 'any')) continue;
      const services = values.map(({ name }) => applications(name));
      const alone = parts.every((part) => !part.protocol && !part.destinationPort && !part.sourcePort);
      if (alone && services.every((one) => one && one.length > 0 && !one.some((service) => service.unsure)))
        and(services.flatMap((one) => one!));
      else unsure();
    } else unsure();
  }
  return parts.map((part) => ({ ...part, family: 'both', ...(opaque.length > 0 ? { opaque } : {}) }));
}

/** A condition or an action with all that is below it. */
export const textOf = (node: Node): string => [node.name, ...kids(node).map(textOf)].join(' ');
