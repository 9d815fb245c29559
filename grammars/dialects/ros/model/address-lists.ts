import { type AddressTerm, type Family, parseAddress, parseNetwork, widthOf } from '../../../model/address.ts';
import type { Definition } from '../../../model/reference.ts';
import { addedTo, allOf, located, type Menus, said } from '../entries.ts';
import { scriptsOf } from './scripts.ts';

/** `/ip firewall address-list` and its IPv6 twin: what each name stands for. */
export interface AddressLists {
  /** Undefined: not all of it is in the text (names to be looked up, rules or services that add to it). */
  terms(family: Family, name: string): readonly AddressTerm[] | undefined;
  readonly definitions: readonly Definition[];
  /** Something else may fill it: a rule, a profile, a script. */
  filledElsewhere(name: string): boolean;
}

export const menuOf = (family: Family): string => (family === 'ipv4' ? 'ip firewall' : 'ipv6 firewall');

export function addressLists(menus: Menus): AddressLists {
  const filled = filledNames(menus);
  const scripts = scriptText(menus);
  const traces = tracesIn(menus);
  const others: Definition[] = [];
  const lists = new Map<string, { terms: AddressTerm[]; whole: boolean }>();
  const definitions = new Map<string, Definition & { spans: Definition['spans'][number][] }>();
  for (const family of ['ipv4', 'ipv6'] as const) {
    for (const entry of allOf(menus, `${menuOf(family)} address-list`)) {
      const name = located(entry, 'list');
      if (entry.command.verb !== 'add' || !name) continue;
      const key = `${family} ${name.value}`;
      const definition = definitions.get(key);
      if (definition) {
        definition.spans.push(entry.statement.span);
        // Each entry names the list; the first one stands for it.
        others.push({ namespace: 'set', scope: family, name, spans: [entry.statement.span], alwaysUsed: true });
      } else definitions.set(key, { namespace: 'set', scope: family, name, spans: [entry.statement.span] });
    }
    for (const entry of addedTo(menus, `${menuOf(family)} address-list`)) {
      const name = said(entry, 'list');
      if (name === undefined) continue;
      const list = lists.get(`${family} ${name}`) ?? { terms: [], whole: true };
      lists.set(`${family} ${name}`, list);
      const term = addressTerm(said(entry, 'address') ?? '', family);
      if (term) list.terms.push(term);
      // A name, looked up as long as the entry lives; or an entry that ends.
      else list.whole = false;
    }
    // Changed once more by a script: what holds in the end is not in the text.
    for (const { command } of allOf(menus, `${menuOf(family)} address-list`))
      if (command.verb !== 'add' && command.verb !== 'print')
        for (const [key, list] of lists) if (key.startsWith(family)) list.whole = false;
  }
  const filledElsewhere = (name: string): boolean => filled.has(name) || scripts.includes(name);
  return {
    terms: (family, name) => {
      const list = lists.get(`${family} ${name}`);
      return list?.whole && !filledElsewhere(name) ? list.terms : undefined;
    },
    definitions: [
      ...[...definitions.values()].map((definition) =>
        traces.has(definition.name.value) ? { ...definition, alwaysUsed: true } : definition,
      ),
      ...others,
    ],
    filledElsewhere,
  };
}

/** `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1-192.0.2.9`. @returns undefined for anything else, or another family's. */
export function addressTerm(text: string, family: Family): AddressTerm | undefined {
  const [from, to] = text.split('-');
  if (to !== undefined) {
    const first = parseAddress(from!);
    const last = parseAddress(to);
    return first?.family === family && last?.family === family && first.address <= last.address
      ? { kind: 'range', family, first: first.address, last: last.address }
      : undefined;
  }
  const prefix = parseNetwork(text);
  if (prefix?.family !== family) return undefined;
  const free = (1n << BigInt(widthOf(family) - prefix.length)) - 1n;
  return { kind: 'prefix', family, address: prefix.address & ~free, length: prefix.length };
}

/** Names that `add-src-to-address-list` and the like, PPP profiles or DHCP leases put addresses on. */
function filledNames(menus: Menus): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [menu, entries] of menus) {
    if (menu.endsWith('address-list')) continue;
    for (const entry of entries)
      for (const key of ['address-list', 'address-lists'])
        for (const name of said(entry, key)?.split(',') ?? []) names.add(name);
  }
  return names;
}

/** Words of values outside of the firewall: prefixes to announce, lists that routing rules test, DNS. */
function tracesIn(menus: Menus): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [menu, entries] of menus) {
    if (/ firewall (?:address-list|filter|nat|mangle|raw)$/.test(menu)) continue;
    for (const { command } of entries)
      for (const { value } of command.parameters)
        for (const word of value.value.split(/[\s,;(){}"=!]+/)) words.add(word);
  }
  return words;
}

const scriptText = (menus: Menus): string =>
  scriptsOf(menus)
    .map(({ text }) => text)
    .join('\n');
