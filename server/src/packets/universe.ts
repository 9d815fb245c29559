import type { Field, Filter, InterfacePattern, Match } from '../../../grammars/model/filter.ts';

/** What a set of filters that refer to each other can tell apart beyond header fields. */
export interface Universe {
  /** Some rule speaks of fragments; elsewhere every packet is whole (catalog: connection tracking reassembles). */
  readonly fragments: boolean;
  /** Equal keys: equal universes. */
  readonly key: string;
  /** Codes of the interfaces a pattern names. */
  codesOf(pattern: InterfacePattern): readonly { readonly first: number; readonly last: number }[];
  /** The code of one concrete interface; undefined stands for one that no rule names. */
  codeOf(name: string | undefined): number;
  /** A name with this code; undefined: any that no rule names. */
  nameOf(code: number): string | undefined;
}

const LAST_CODE = 0xffff;

/**
 * Every exact name is an atom; so is, for every prefix pattern, "the other names whose longest pattern this is"; the rest of
 * the world is one more. `asked`: matches of a question, which may name more than the filters do.
 * No rule can tell two names of one atom apart.
 */
export function universeOf(filters: readonly Filter[], asked: readonly Match[] = []): Universe {
  const names = new Set<string>();
  const prefixes = new Set<string>();
  let fragments = false;
  const note = (pattern: InterfacePattern): void => void (pattern.prefix ? prefixes : names).add(pattern.name);
  const noteAll = ({ anyOf, except }: Field<InterfacePattern>): void => {
    anyOf.forEach(note);
    except?.forEach(note);
  };
  const see = ({ fragment, inInterface, outInterface }: Match): void => {
    if (fragment !== undefined) fragments = true;
    if (inInterface) noteAll(inInterface);
    if (outInterface) noteAll(outInterface);
  };
  for (const { rules } of filters) for (const { matches } of rules) for (const match of matches) see(match);
  asked.forEach(see);
  prefixes.delete('');
  names.delete('');
  const atoms = [
    ...[...names].sort().map((name) => ({ name, prefix: false })),
    ...[...prefixes].sort().map((name) => ({ name, prefix: true })),
  ].slice(0, LAST_CODE);
  const others = atoms.length;
  const exact = new Map(atoms.flatMap((atom, code) => (atom.prefix ? [] : [[atom.name, code] as const])));
  const region = new Map(atoms.flatMap((atom, code) => (atom.prefix ? [[atom.name, code] as const] : [])));
  const longestPrefix = (name: string): number => {
    for (let length = name.length; length > 0; length -= 1) {
      const code = region.get(name.slice(0, length));
      if (code !== undefined) return code;
    }
    return others;
  };
  return {
    fragments,
    key: `${fragments} ${atoms.map(({ name, prefix }) => name + (prefix ? '*' : '')).join(' ')}`,
    codesOf: ({ name, prefix }) => {
      if (prefix && name === '') return [{ first: 0, last: LAST_CODE }];
      if (!prefix) {
        // No interface has an empty name: a question means one that no rule names.
        const code = name === '' ? others : exact.get(name);
        return code === undefined ? [] : [{ first: code, last: code }];
      }
      return atoms.flatMap((atom, code) => (atom.name.startsWith(name) ? [{ first: code, last: code }] : []));
    },
    codeOf: (name) => (name === undefined ? others : (exact.get(name) ?? longestPrefix(name))),
    nameOf: (code) => {
      const atom = atoms[code];
      if (!atom?.prefix) return atom?.name;
      for (let number = 0; number <= atoms.length; number += 1) {
        const name = `${atom.name}${number}`;
        if (!exact.has(name) && longestPrefix(name) === code) return name;
      }
      return undefined;
    },
  };
}
