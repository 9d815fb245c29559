import { type Facts, isWholeNumber, lower } from '../../../kit/cisco-like/facts.ts';
import type { InterfaceDraft } from '../../../kit/cisco-like/interface-draft.ts';
import type { Binding, Filter, FilterRule, InterfacePattern } from '../../../model/filter.ts';
import type { Interface } from '../../../model/interface.ts';
import type { Zone, Zones, ZoneWay } from '../../../model/zones.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located, type Span } from '../../../text/span.ts';

/** Security levels of interfaces: what passes where no list is bound. */
export interface Levels {
  /** `nameif outside`, `security-level 50`, `management-only` */
  readLine(words: readonly Word[], draft: InterfaceDraft): void;
  /** `same-security-traffic permit inter-interface` */
  readSame(statement: Statement): void;
  /** Ask when all interfaces and bindings are read. */
  ports(facts: Facts): readonly LeveledPort[];
  /** Whether interfaces of one level, and one interface with itself, may talk to each other. */
  readonly same: { readonly inter: boolean; readonly intra: boolean };
}

export interface LeveledPort {
  readonly name: Located<string>;
  readonly port: Interface;
  readonly level: number;
  readonly levelSpan: Span;
}

interface Draft {
  name?: Located<string>;
  level?: { readonly value: number; readonly span: Span };
  management: boolean;
}

export function levelReader(): Levels {
  const drafts = new Map<string, Draft>();
  const same = { inter: false, intra: false };
  return {
    same,
    readLine: (words, { name }) => {
      const draft = drafts.get(name.value) ?? { management: false };
      drafts.set(name.value, draft);
      const first = lower(words, 0);
      const value = words[1];
      if (first === 'nameif' && value) draft.name = at(value.text, value.span);
      else if (first === 'security-level' && value && isWholeNumber(value.text))
        draft.level = { value: Number(value.text), span: value.span };
      else if (first === 'management-only') draft.management = true;
    },
    readSame: ({ words }) => {
      if (lower(words, 1) !== 'permit') return;
      if (lower(words, 2) === 'inter-interface') same.inter = true;
      if (lower(words, 2) === 'intra-interface') same.intra = true;
    },
    // What passes through an interface for management goes to the device.
    ports: ({ interfaces }) =>
      interfaces.flatMap((port): LeveledPort[] => {
        const { name, level, management } = drafts.get(port.name.value) ?? { management: true };
        if (!name || management || port.shutdown) return [];
        // `inside` is 100, every other name 0, until it is said otherwise.
        const value = level?.value ?? (name.value.toLowerCase() === 'inside' ? 100 : 0);
        return [{ name, port, level: value, levelSpan: level?.span ?? name.span }];
      }),
  };
}

/**
 * In the place of a list where none is bound inbound: from a higher level to lower ones all passes, to the same one where that is
 * permitted, else nothing (Cisco ASA Firewall CLI Configuration Guide, "Default Access Rules"). None of it is written.
 */
export function unlisted(
  ports: readonly LeveledPort[],
  bindings: readonly Binding[],
  { inter, intra }: Levels['same'],
  family: Filter['family'],
): { readonly filters: Filter[]; readonly bindings: Binding[] } {
  const listed = new Set(
    bindings.flatMap(({ place, direction }) => (place.kind === 'interface' && direction === 'in' ? [place.name] : [])),
  );
  const reach = reachOf(ports, inter);
  const free = ports.filter(({ port }) => !listed.has(port.name.value));
  const filters = free.map((one): Filter => {
    const self = ruleFor(one, family, intra ? 'permit' : 'deny', [patternOf(one)]);
    return {
      name: at(`security level ${one.level} of ${one.name.value}`, one.levelSpan),
      family,
      purpose: 'packet',
      rules: [...self, ...ruleFor(one, family, 'permit', reach(one.level))],
      fallback: { action: 'deny' },
      stateful: true,
      span: one.levelSpan,
      closed: true,
      implicit: true,
    };
  });
  return {
    filters,
    bindings: free.map(({ port, levelSpan }, index) => ({
      filter: filters[index]!.name,
      family,
      place: { kind: 'interface', name: port.name.value },
      direction: 'in',
      span: levelSpan,
    })),
  };
}

/** What leaves by one of these; none where there are none. */
function ruleFor(
  { levelSpan: { start } }: LeveledPort,
  family: Filter['family'],
  action: 'permit' | 'deny',
  anyOf: readonly InterfacePattern[],
): FilterRule[] {
  if (anyOf.length === 0) return [];
  return [
    {
      span: { start, end: start },
      matches: [{ family, outInterface: { anyOf } }],
      action: { kind: action },
      effects: [],
      active: true,
      implicit: true,
    },
  ];
}

/** The interfaces that one of this level reaches without a list; one array for each level. */
function reachOf(ports: readonly LeveledPort[], inter: boolean): (level: number) => readonly InterfacePattern[] {
  const known = new Map<number, readonly InterfacePattern[]>();
  return (level) => {
    const reached =
      known.get(level) ?? ports.filter((one) => one.level < level || (inter && one.level === level)).map(patternOf);
    known.set(level, reached);
    return reached;
  };
}

const patternOf = ({ name, port }: LeveledPort): InterfacePattern => ({ name: name.value, members: [port.name.value] });

/**
 * Interfaces as zones: where something may pass by level, or by a list that permits anything at all. Interfaces of one level do not
 * reach each other unless that is permitted, whatever lists say. Undefined for more of them than one can look at in pairs.
 */
export function zonesOf(
  ports: readonly LeveledPort[],
  bindings: readonly Binding[],
  filters: readonly Filter[],
  { inter }: Levels['same'],
): Zones | undefined {
  if (ports.length < 2 || ports.length > MOST) return undefined;
  const zones = ports.map(({ name, port, level }): Zone => ({ name, interfaces: [port.name.value], level }));
  const byName = new Map(filters.map((filter) => [filter.name.value, filter]));
  const listOf = new Map(
    bindings.flatMap(({ place, direction, filter }) =>
      place.kind === 'interface' && direction === 'in' ? [[place.name, filter] as const] : [],
    ),
  );
  const ways = ports.flatMap((from) => {
    const list = listOf.get(from.port.name.value);
    const filter = list && byName.get(list.value);
    const listed = filter && !filter.implicit;
    // A list that is not here, or of which a line was not understood, may permit anything.
    const permits = !filter?.closed || filter.rules.some(({ active, action }) => active && action.kind === 'permit');
    return ports.flatMap((to): ZoneWay[] => {
      if (from === to || (from.level === to.level && !inter)) return [];
      const way = { from: from.name.value, to: to.name.value, span: list?.span ?? from.levelSpan };
      if (listed || !filter) return [{ ...way, permits }];
      return from.level >= to.level ? [{ ...way, permits: true }] : [];
    });
  });
  return { zones, ways, closed: ports.every(({ port }) => port.closed) };
}

const MOST = 100;
