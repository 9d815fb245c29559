import type { Facts } from '../../../kit/cisco-like/facts.ts';
import type { Field, Filter, FilterRule, InterfacePattern, Interval, Match } from '../../../model/filter.ts';
import type { Nat, OutsideAddress, PortForward, Published } from '../../../model/nat.ts';
import type { Statement, Word } from '../../../outline.ts';
import { interfaceNamed } from './interfaces.ts';
import type { Objects } from './objects.ts';

/** A translation as a rule, before the order is known. */
export interface NatDraft {
  readonly statement: Statement;
  readonly rule: FilterRule;
  readonly forward?: PortForward;
  /** The first address that a source gets. */
  readonly outside?: OutsideAddress;
  readonly published?: Published;
  readonly static?: NonNullable<Nat['statics']>[number];
  /** Of connections from the side that it maps to. */
  readonly back?: FilterRule;
}

/** Of `service tcp https 8443`, `static (inside,outside) tcp interface 8443 10.0.0.5 https`. */
export interface Ports {
  readonly protocol: number;
  readonly real: Field<Interval>;
  readonly mapped: Field<Interval>;
}

/** What statements are read with, when the whole text is known. */
export interface NatContext {
  readonly facts: Facts;
  readonly objects: Objects;
  readonly family: Filter['family'];
  readonly lists: readonly Filter[];
}

/** Packets that come by one interface and leave by one of others; names as `nameif` has them. */
export function between(
  matches: readonly Match[],
  facts: Facts,
  inside: Word | undefined,
  outside: readonly Word[] | undefined,
): Match[] {
  const pattern = (word: Word): InterfacePattern => {
    const port = interfaceNamed(facts, word);
    return port ? { name: port.zone!, members: [port.name.value] } : { name: word.text };
  };
  return matches.map((match) => ({
    ...match,
    ...(inside ? { inInterface: { anyOf: [pattern(inside)] } } : {}),
    ...(outside ? { outInterface: { anyOf: outside.map(pattern) } } : {}),
  }));
}

/** The interface as it is configured; where none has the name, that name. */
export const portName = (facts: Facts, word: Word): string => interfaceNamed(facts, word)?.name.value ?? word.text;

export const joined = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');

/** Of `service tcp https 8443`. */
export interface Ports {
  readonly protocol: number;
  readonly real: Field<Interval>;
  readonly mapped: Field<Interval>;
}
