import type { Groups } from '../../../kit/cisco-like/access-match.ts';
import { type Facts, lower, use } from '../../../kit/cisco-like/facts.ts';
import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';
import { type Group, portTerms, resolveGroup } from '../../../kit/cisco-like/object-groups.ts';
import { type AddressTerm, lengthOfMask, parseAddress, parsePrefix, widthOf } from '../../../model/address.ts';
import type { Interval } from '../../../model/filter.ts';
import type { Statement, Word } from '../../../outline.ts';

/** Collects `object-group network|port`. */
export interface ObjectGroups extends Groups {
  read(statement: Statement, facts: Facts): void;
}

export function objectGroups(): ObjectGroups {
  const networks = new Map<string, Group<AddressTerm>>();
  const ports = new Map<string, Group<Interval>>();
  return {
    read: (statement, facts) => {
      const name = statement.words.at(-1)!;
      const port = lower(statement.words, 1) === 'port';
      const groups: Map<string, Group<AddressTerm | Interval>> = port ? ports : networks;
      const group = groups.get(name.text) ?? { terms: [], members: [], open: false };
      groups.set(name.text, group);
      for (const child of statement.children) {
        const first = lower(child.words, 0);
        if (first === 'description' || first === 'exit') continue;
        if (first === 'object-group' && child.words[1]) {
          const namespace = port ? 'service-object' : 'object';
          use(facts, namespace, child.words[1], child, 'config-refused', { namespace, name: name.text });
          group.members.push(child.words[1].text);
          continue;
        }
        const terms = port ? portTerms(child.words, NEWER_NAMES) : addressTerms(child.words);
        if (terms) group.terms.push(...terms);
        else {
          group.open = true;
          child.coverage = 'unknown';
        }
      }
    },
    addresses: (name) => resolveGroup(name, networks),
    services: () => undefined,
    ports: (name) => {
      const terms = resolveGroup(name, ports);
      return terms && { anyOf: terms };
    },
  };
}

/** `host 192.0.2.1`, `192.0.2.0/24`, `192.0.2.0 255.255.255.0`, `range 192.0.2.1 192.0.2.9` */
function addressTerms(words: readonly Word[]): AddressTerm[] | undefined {
  const [first, second, third] = words.map((word) => word.text);
  if (first === 'host') {
    const host = parseAddress(second ?? '');
    return host && [{ kind: 'prefix', ...host, length: widthOf(host.family) }];
  }
  if (first === 'range') {
    const from = parseAddress(second ?? '');
    const to = parseAddress(third ?? '');
    return from && to && from.family === to.family
      ? [{ kind: 'range', family: from.family, first: from.address, last: to.address }]
      : undefined;
  }
  const prefix = parsePrefix(first ?? '');
  if (prefix) return [{ kind: 'prefix', ...prefix }];
  const address = parseAddress(first ?? '');
  const mask = parseAddress(second ?? '');
  const length = mask?.family === 'ipv4' ? lengthOfMask(mask.address) : undefined;
  return address?.family === 'ipv4' && length !== undefined ? [{ kind: 'prefix', ...address, length }] : undefined;
}
