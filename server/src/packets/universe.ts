import type { Field, Filter, InterfacePattern, Match } from '../../../grammars/model/filter.ts';

/** What a set of filters that refer to each other can tell apart beyond header fields. */
export interface Universe {
  /** Some rule speaks of fragments; elsewhere every packet is whole (catalog: connection tracking reassembles). */
  readonly fragments: boolean;
  /** Equal keys: equal universes. */
  readonly key: string;
  /** Codes of the interfaces a pattern names. */
  codesOf(pattern: InterfacePattern): readonly { readonly first: number; readonly last: number }[];
  /** The code of one concrete interface, or of a zone for some interface of it; undefined stands for one that no rule names. */
  codeOf(name: string | undefined): number;
  /** A name with this code; undefined: any that no rule names. */
  nameOf(code: number): string | undefined;
}

const LAST_CODE = 0xffff;

/** Interfaces that no rule can tell apart. */
interface Atom {
  readonly name: string;
  /** `zone`: those of a zone that nothing else speaks of; `prefix`: likewise, those whose longest pattern this is. */
  readonly kind: 'zone' | 'name' | 'prefix';
  /** The zone they are in. */
  readonly zone?: string;
}

/**
 * Every exact name is an atom; so is, for every prefix pattern, "the other names whose longest pattern this is", in each zone that has
 * such and outside of all; and for every zone, the rest of it. The rest of the world is one more. `asked`: matches of a question, which
 * may name more than the filters do.
 */
export function universeOf(filters: readonly Filter[], asked: readonly Match[] = []): Universe {
  const { names, prefixes, zones, fragments } = spokenOf(filters, asked);
  const zoneOf = new Map(
    [...zones].flatMap(([zone, members]) => [...members].map((member) => [member, zone] as const)),
  );
  const regionOf = longestOf(prefixes);
  const inZone = (name: string): Pick<Atom, 'zone'> => {
    const zone = zoneOf.get(name);
    return zone === undefined ? {} : { zone };
  };
  const apart = new Set(
    [...zoneOf].flatMap(([member, zone]) => {
      const prefix = names.has(member) ? undefined : regionOf(member);
      return prefix === undefined ? [] : [keyOf(prefix, zone)];
    }),
  );
  const atoms: Atom[] = [
    ...[...zones.keys()].sort().map((name): Atom => ({ name, kind: 'zone', zone: name })),
    ...[...names].sort().map((name): Atom => ({ name, kind: 'name', ...inZone(name) })),
    ...[...prefixes]
      .sort()
      .flatMap((name): Atom[] => [
        { name, kind: 'prefix' },
        ...[...zones.keys()].flatMap((zone): Atom[] =>
          apart.has(keyOf(name, zone)) ? [{ name, kind: 'prefix', zone }] : [],
        ),
      ]),
  ].slice(0, LAST_CODE);
  const others = atoms.length;
  const exact = new Map(atoms.flatMap((atom, code) => (atom.kind === 'prefix' ? [] : [[atom.name, code] as const])));
  const regions = new Map(
    atoms.flatMap(({ kind, name, zone }, code) => (kind === 'prefix' ? [[keyOf(name, zone), code] as const] : [])),
  );
  const codesWhere = (holds: (atom: Atom) => boolean): { first: number; last: number }[] =>
    atoms.flatMap((atom, code) => (holds(atom) ? [{ first: code, last: code }] : []));
  const codeOf = (name: string): number => {
    const zone = zoneOf.get(name);
    const prefix = regionOf(name);
    const region = prefix === undefined ? undefined : regions.get(keyOf(prefix, zone));
    return exact.get(name) ?? region ?? (zone === undefined ? others : (exact.get(zone) ?? others));
  };
  return {
    fragments,
    key: `${fragments} ${atoms.map(({ name, kind, zone }) => `${name}${kind === 'prefix' ? '*' : ''}${zone ? `@${zone}` : ''}`).join(' ')} ${[...zoneOf].join(' ')}`,
    codesOf: ({ name, prefix }) => {
      if (prefix && name === '') return [{ first: 0, last: LAST_CODE }];
      if (prefix) return codesWhere((atom) => atom.kind !== 'zone' && atom.name.startsWith(name));
      if (zones.has(name)) return codesWhere((atom) => atom.zone === name);
      // No interface has an empty name: a question means one that no rule names.
      const code = name === '' ? others : exact.get(name);
      return code === undefined ? [] : [{ first: code, last: code }];
    },
    codeOf: (name) => (name === undefined ? others : codeOf(name)),
    nameOf: (code) => {
      const atom = atoms[code];
      if (atom?.kind !== 'prefix') return atom?.name;
      if (atom.zone !== undefined) return [...zones.get(atom.zone)!].find((member) => codeOf(member) === code);
      for (let number = 0; number <= atoms.length; number += 1) {
        const name = `${atom.name}${number}`;
        if (codeOf(name) === code) return name;
      }
      return undefined;
    },
  };
}

const keyOf = (prefix: string, zone: string | undefined): string => `${prefix}\n${zone ?? ''}`;

/** The longest prefix that a name starts with. */
function longestOf(prefixes: ReadonlySet<string>): (name: string) => string | undefined {
  if (prefixes.size === 0) return () => undefined;
  return (name) => {
    for (let length = name.length; length > 0; length -= 1) {
      const prefix = name.slice(0, length);
      if (prefixes.has(prefix)) return prefix;
    }
    return undefined;
  };
}

interface SpokenOf {
  readonly names: ReadonlySet<string>;
  readonly prefixes: ReadonlySet<string>;
  /** The members of each. */
  readonly zones: ReadonlyMap<string, ReadonlySet<string>>;
  readonly fragments: boolean;
}

function spokenOf(filters: readonly Filter[], asked: readonly Match[]): SpokenOf {
  const names = new Set<string>();
  const prefixes = new Set<string>();
  const zones = new Map<string, Set<string>>();
  // A zone's list of members is one for all rules that name it.
  const seen = new Set<readonly string[]>();
  let fragments = false;
  const note = ({ name, prefix, members }: InterfacePattern): void => {
    if (!members) return void (prefix ? prefixes : names).add(name);
    const known = zones.get(name) ?? new Set();
    zones.set(name, known);
    if (seen.has(members)) return;
    seen.add(members);
    for (const member of members) known.add(member);
  };
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
  for (const zone of zones.keys()) names.delete(zone);
  return { names, prefixes, zones, fragments };
}
