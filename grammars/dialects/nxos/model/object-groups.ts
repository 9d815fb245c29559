import type { Groups } from '../../../kit/cisco-like/access-match.ts';
import { type Facts, isWholeNumber, located, lower } from '../../../kit/cisco-like/facts.ts';
import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';
import { portTerms } from '../../../kit/cisco-like/object-groups.ts';
import { type AddressTerm, hostMask, parseAddress, parsePrefix, widthOf } from '../../../model/address.ts';
import type { Field, Interval } from '../../../model/filter.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at } from '../../../text/span.ts';

/** Collects `object-group ip address|port`; a line that is not understood makes the group unknown. */
export interface ObjectGroups extends Groups {
  read(statement: Statement, facts: Facts): void;
}

export function objectGroups(): ObjectGroups {
  const addresses = new Map<string, AddressTerm[] | undefined>();
  const ports = new Map<string, Interval[] | undefined>();
  return {
    read: (statement, facts) => {
      const name = statement.words[3];
      if (!name) return;
      const port = isPortGroup(statement);
      const groups: Map<string, (AddressTerm | Interval)[] | undefined> = port ? ports : addresses;
      const terms: (AddressTerm | Interval)[] = groups.get(name.text) ?? [];
      let open = groups.has(name.text) && groups.get(name.text) === undefined;
      for (const child of statement.children) {
        const numbered = child.words.length > 1 && isWholeNumber(child.words[0]!.text);
        const words = numbered ? child.words.slice(1) : child.words;
        if (/^(?:description|exit|no)$/.test(lower(words, 0))) {
          if (lower(words, 0) === 'no') open = true;
          continue;
        }
        const found = port ? portTerms(words, NEWER_NAMES) : addressTerms(words, facts);
        if (found) terms.push(...found);
        else {
          open = true;
          child.coverage = 'unknown';
        }
      }
      // What a group without members matches is not known for every release.
      groups.set(name.text, open || terms.length === 0 ? undefined : terms);
    },
    addresses: (name) => addresses.get(name),
    services: () => undefined,
    ports: (name): Field<Interval> | undefined => {
      const terms = ports.get(name);
      return terms && { anyOf: terms };
    },
  };
}

/** `object-group ip port WEB`, the others hold addresses. */
export const isPortGroup = (statement: Statement): boolean => lower(statement.words, 2) === 'port';

export const groupName = (statement: Statement) => statement.words[3] && located(statement.words[3]);

/** `host 192.0.2.1`, `192.0.2.0/24`, `192.0.2.0 0.0.0.255` */
function addressTerms(words: readonly Word[], facts: Facts): AddressTerm[] | undefined {
  const [first, second] = words;
  if (!first) return undefined;
  if (lower(words, 0) === 'host') {
    const host = second && parseAddress(second.text);
    return host && [{ kind: 'prefix', ...host, length: widthOf(host.family) }];
  }
  const prefix = parsePrefix(first.text);
  if (prefix) return [{ kind: 'prefix', ...prefix }];
  const address = parseAddress(first.text);
  if (!address) return undefined;
  if (!second) return [{ kind: 'prefix', ...address, length: widthOf(address.family) }];
  const mask = parseAddress(second.text);
  if (address.family !== 'ipv4' || mask?.family !== 'ipv4') return undefined;
  facts.masks.push({
    slot: 'wildcard',
    address: at(address.address, first.span),
    mask: at(mask.address, second.span),
  });
  const network = address.address & ~mask.address & hostMask('ipv4', 0);
  return [{ kind: 'wildcard', family: 'ipv4', address: network, wildcard: mask.address }];
}
