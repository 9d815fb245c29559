import { describe, expect, test } from 'vitest';
import { withinZones, zoneDispatch, zonePatterns } from '../../../grammars/kit/zone-dispatch.ts';
import type { Filter, FilterRule, InterfacePattern, Match } from '../../../grammars/model/filter.ts';
import type { Zone } from '../../../grammars/model/zones.ts';
import { filterOf as handMade, lineSpan } from '../../../test/support/filter-device.ts';
import fc from '../../../test/support/seeded.ts';
import { deviceOf, filterOf, NOWHERE, packetsOf, rule, verdict, WORLDS } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { Packet, Verdict } from './analyses.ts';
import { meets } from './packet-match.ts';
import { formatPacket, parsePacket } from './packet-text.ts';

const zone = (name: string, ...interfaces: readonly string[]): Zone => ({
  name: { value: name, span: NOWHERE },
  interfaces,
});

const ZONES = [zone('trust', 'ge1', 'ge2'), zone('dmz', 'ge3'), zone('untrust', 'ge0')];
const PATTERNS = zonePatterns(ZONES);
const named = (name: string): InterfacePattern => PATTERNS.get(name)!;
const TABLE = 'policies';

const root = (
  lists: readonly (readonly [string, string | undefined, string | undefined])[],
  fallback: 'permit' | 'deny',
  intraZone?: 'permit' | 'deny',
): Filter =>
  zoneDispatch(
    {
      name: { value: 'policies', span: NOWHERE },
      table: TABLE,
      family: 'ipv4',
      fallback: { action: fallback },
      stateful: true,
      hook: 'forward',
      span: NOWHERE,
      closed: true,
    },
    lists.map(([filter, from, to]) => ({
      filter: { value: filter, span: NOWHERE },
      ...(from === undefined ? {} : { from: named(from) }),
      ...(to === undefined ? {} : { to: named(to) }),
    })),
    intraZone ? [{ matches: withinZones(PATTERNS.values(), 'ipv4'), action: intraZone }] : [],
  );

const list = (name: string, rules: readonly FilterRule[]): Filter =>
  filterOf(rules, {
    name: { value: name, span: NOWHERE },
    table: TABLE,
    family: 'ipv4',
    fallback: { action: 'return' },
    stateful: true,
  });

describe('lists of zone pairs', () => {
  const PLAIN = WORLDS[0]!;
  const ENDS = ['ge0', 'ge1', 'ge3', 'trust', 'ge9'] as const;
  const plain = packetsOf({ ...PLAIN, ports: false });
  const packets = ENDS.flatMap((inInterface) =>
    ENDS.flatMap((outInterface) => plain.map((packet): Packet => ({ ...packet, inInterface, outInterface }))),
  );
  const zoneOf = (name: string): string | undefined =>
    ZONES.find((one) => one.name.value === name || one.interfaces.includes(name))?.name.value;

  /** Policy lookup as manuals tell it: the list of the pair, then the lists for all, then the default. */
  function lookedUp(
    pairs: readonly (readonly [from: string, to: string, rules: readonly FilterRule[]])[],
    global: readonly FilterRule[],
    intraZone: 'permit' | 'deny' | undefined,
    fallback: 'permit' | 'deny',
    packet: Packet,
  ): string {
    const [from, to] = [zoneOf(packet.inInterface!), zoneOf(packet.outInterface!)];
    const tried = [...pairs.filter((one) => one[0] === from && one[1] === to).flatMap((one) => one[2]), ...global];
    const first = tried.find((one) => one.active && one.action.kind !== 'continue' && meets(packet, one) === 'yes')
      ?.action.kind;
    return first ?? (intraZone && from !== undefined && from === to ? intraZone : fallback);
  }

  const ways = [
    ['trust', 'untrust'],
    ['trust', 'trust'],
    ['untrust', 'dmz'],
  ] as const;
  const cases = fc.record({
    lists: fc.array(fc.array(rule({ ...PLAIN, ports: false }, verdict), { maxLength: 3 }), {
      minLength: ways.length,
      maxLength: ways.length,
    }),
    global: fc.array(rule({ ...PLAIN, ports: false }, verdict), { maxLength: 3 }),
    intraZone: fc.constantFrom(undefined, 'permit' as const, 'deny' as const),
    fallback: fc.constantFrom('permit' as const, 'deny' as const),
  });

  test('decide as policy lookup does: the pair’s list, the list for all, the default', () => {
    fc.assert(
      fc.property(cases, ({ lists, global, intraZone, fallback }) => {
        const names = ways.map(([from, to]) => `${from} to ${to}`);
        const device = deviceOf(
          root(
            [...ways.map(([from, to], at) => [names[at]!, from, to] as const), ['global', undefined, undefined]],
            fallback,
            intraZone,
          ),
          ...lists.map((rules, at) => list(names[at]!, rules)),
          list('global', global),
        );
        const analyses = analyseFilters(device);
        const pairs = ways.map(([from, to], at) => [from, to, lists[at]!] as const);
        const expected = (packet: Packet): string => lookedUp(pairs, global, intraZone, fallback, packet);
        const wrong = packets.filter((packet) => analyses.test(0, packet).action !== expected(packet));
        expect(wrong.map(formatPacket)).toEqual([]);
        const deciders = new Set(packets.map((packet) => idOf(analyses.test(0, packet))));
        for (const [filter, { rules }] of device.filters.entries())
          for (const { status, ref } of filter === 0 ? [] : analyses.lines(filter))
            if (rules[ref.rule]!.active && rules[ref.rule]!.action.kind !== 'continue')
              expect(`${filter} ${ref.rule} ${status === 'live'}`).toBe(
                `${filter} ${ref.rule} ${deciders.has(`${filter} ${ref.rule}`)}`,
              );
        for (const [from, to] of [...ways, ['dmz', 'trust']] as const) {
          const within: Match = {
            family: 'ipv4',
            inInterface: { anyOf: [{ name: from }] },
            outInterface: { anyOf: [{ name: to }] },
          };
          const of = packets.filter((one) => zoneOf(one.inInterface!) === from && zoneOf(one.outInterface!) === to);
          const passing = of.filter((packet) => expected(packet) === 'permit').length;
          expect(analyses.passage!(0, [within])!.surelyPermitted.amount).toBe(
            passing === 0 ? 'none' : passing === of.length ? 'all' : 'some',
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  const idOf = ({ decidedBy }: Verdict): string => (decidedBy ? `${decidedBy.filter} ${decidedBy.rule}` : 'none');
});

describe('zones as conditions of one list', () => {
  const inOut = (rule: FilterRule, from: readonly string[], to: readonly string[]): FilterRule => ({
    ...rule,
    matches: rule.matches.map((match) => ({
      ...match,
      ...(from.length > 0 ? { inInterface: { anyOf: from.map(named) } } : {}),
      ...(to.length > 0 ? { outInterface: { anyOf: to.map(named) } } : {}),
    })),
  });

  test('a rule for several zones covers one for some of them, and for an interface of theirs', () => {
    const plain = handMade('rules', [
      'permit tcp any any 443',
      'deny tcp any any 443',
      'deny any any',
      'permit any any',
    ]);
    const [first, second, third, last] = plain.rules as [FilterRule, FilterRule, FilterRule, FilterRule];
    const port = { ...second, span: lineSpan(9) };
    const device = deviceOf({
      ...plain,
      hook: 'forward',
      rules: [
        inOut(first, ['trust', 'dmz'], ['untrust']),
        inOut(second, ['dmz'], ['untrust']),
        { ...port, matches: port.matches.map((match) => ({ ...match, inInterface: { anyOf: [{ name: 'ge1' }] } })) },
        inOut(third, ['trust'], []),
        inOut(last, [], ['untrust']),
      ],
    });
    const analyses = analyseFilters(device);
    expect(analyses.lines(0).map(({ status }) => status)).toEqual(['live', 'dead', 'live', 'live', 'live']);
    const action = (text: string): string => analyses.test(0, parsePacket(text)!).action;
    expect(action('tcp 10.0.0.1 > 198.51.100.1:443 in trust out untrust')).toBe('permit');
    expect(action('tcp 10.0.0.1 > 198.51.100.1:443 in ge2 out ge0')).toBe('permit');
    expect(action('tcp 10.0.0.1 > 198.51.100.1:443 in ge1 out ge3')).toBe('deny');
    expect(action('udp 10.0.0.1 > 198.51.100.1:53 in ge3 out untrust')).toBe('permit');
    expect(action('udp 10.0.0.1 > 198.51.100.1:53 in ge2 out untrust')).toBe('deny');
    expect(action('udp 10.0.0.1 > 198.51.100.1:53 in ge9 out ge9')).toBe('deny');
    expect(analyses.lines(0)[1]!.witness && formatPacket(analyses.lines(0)[1]!.witness!)).toContain(
      'in dmz out untrust',
    );
    expect(analyses.explain({ filter: 0, rule: 4 })).toContain('out untrust');
  });
});
