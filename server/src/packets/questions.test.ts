import { describe, expect, test } from 'vitest';
import type { Action, Filter, FilterRule } from '../../../grammars/model/filter.ts';
import { walksOf } from '../../../test/support/naive-filter.ts';
import fc from '../../../test/support/seeded.ts';
import { chains, deviceOf, list, match, packetsOf, type World, world } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { Packet } from './analyses.ts';
import { meets, meetsFields } from './packet-match.ts';

const lists = world.chain((one) => list(one).map((filter) => [one, filter] as const));
const questions = world.chain((one) =>
  fc.tuple(fc.constant(one), chains(one), fc.option(match(one), { nil: undefined })),
);
const tables = world.chain((one) => chains(one).map((filters) => [one, filters] as const));

function packetsFor(world: World, ...filters: readonly Filter[]): Packet[] {
  const known = filters.some(({ rules }) => rules.some(({ matches }) => matches.some(({ fragment }) => fragment)));
  return packetsOf({ ...world, fragments: known });
}

const isNewFlow = (packet: Packet): boolean =>
  packet.state === 'new' && !packet.nonFirstFragment && (packet.protocol !== 6 || packet.tcpFlags === 2);

const answerOf = (packet: Packet): Packet => ({
  ...packet,
  state: 'established',
  ...(packet.protocol === 6 ? { tcpFlags: 16 } : {}),
});

describe('test packet', () => {
  test('agrees with the plain reading of the chains', () => {
    fc.assert(
      fc.property(tables, ([world, filters]) => {
        const analyses = analyseFilters(deviceOf(...filters));
        for (const packet of packetsFor(world, ...filters)) {
          const walks = walksOf(filters, 0, packet);
          const verdict = analyses.test(0, packet);
          const verdicts = new Set(walks.map(({ verdict }) => verdict.split(' ')[0]));
          if (!verdicts.has(verdict.action) || verdict.sure !== (verdicts.size === 1))
            throw wrong(packet, verdict, walks);
          const deciders = new Set(walks.map(({ decidedBy }) => JSON.stringify(decidedBy)));
          if (verdict.sure && !verdict.deciderUnsure && deciders.size > 1) throw wrong(packet, verdict, walks);
          if (walks.length > 1) continue;
          const [walk] = walks;
          const same =
            JSON.stringify(verdict.trace) === JSON.stringify(walk!.matched) &&
            JSON.stringify(verdict.decidedBy) === JSON.stringify(walk!.decidedBy);
          if (!same) throw wrong(packet, verdict, walks);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const wrong = (...details: readonly unknown[]): Error =>
  new Error(JSON.stringify(details, (_, value: unknown) => (typeof value === 'bigint' ? value.toString(16) : value)));

describe('blocked ports', () => {
  test('are those that no new flow of the protocol can pass', () => {
    fc.assert(
      fc.property(
        questions,
        fc.constantFrom(6 as const, 17 as const),
        fc.constantFrom(undefined, 'eth0', 'eth5'),
        fc.boolean(),
        ([world, filters, within], protocol, inInterface, answers) => {
          const packets = packetsFor(world, ...filters);
          const analyses = analyseFilters(deviceOf(...filters));
          for (const family of world.families) {
            const ports = [7, 22, 50, 80, 900].map((port) => ({ first: port, last: port }));
            const answer = analyses.blockedPorts(0, {
              family,
              protocol,
              ports,
              ...(inInterface ? { inInterface } : {}),
              ...(within ? { within } : {}),
              answers,
            });
            const flows = packets.filter(
              (packet) => packet.family === family && packet.protocol === protocol && isNewFlow(packet),
            );
            const asked = flows
              .map((packet) => (inInterface ? { ...packet, inInterface } : packet))
              .map((packet) => (answers ? answerOf(packet) : packet));
            const blocked = ports.filter(({ first }) =>
              asked
                .map((packet) => ({ ...packet, destinationPort: first }))
                .filter((packet) => !within || meetsFields(packet, within))
                .every((packet) => walksOf(filters, 0, packet).every(({ verdict }) => verdict.startsWith('deny'))),
            );
            expect(answer.blocked).toEqual(blocked);
            if (!answer.witness) continue;
            expect(answer.witness.destinationPort).toBe(blocked[0]!.first);
            expect(walksOf(filters, 0, answer.witness).every(({ verdict }) => verdict.startsWith('deny'))).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('effect of a change', () => {
  test('holds every packet whose verdict the change alters, and no other', () => {
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(), fc.boolean(), ([world, filter], first, second, move) => {
        const packets = packetsFor(world, filter);
        const at = first % filter.rules.length;
        const { action } = filter.rules[at]!;
        const before = second % (at + 1);
        const other = action.kind === 'permit' ? 'deny' : 'permit';
        const effect = analyseFilters(deviceOf(filter)).effectOf!(
          { filter: 0, rule: at },
          move ? { kind: 'move', before } : { kind: 'set-action', action: other },
        );
        if (action.kind !== 'permit' && action.kind !== 'deny') {
          expect(effect).toBeUndefined();
          return;
        }
        const rules = [...filter.rules];
        const [own] = rules.splice(at, 1);
        rules.splice(move ? before : at, 0, move ? own! : { ...own!, action: { kind: other } });
        const verdicts = (list: Filter, packet: Packet): string =>
          [...new Set(walksOf([list], 0, packet).map(({ verdict }) => verdict.split(' ')[0]))].sort().join();
        const altered = packets.filter((packet) => verdicts(filter, packet) !== verdicts({ ...filter, rules }, packet));
        if (altered.length > 0) expect(effect!.changed).not.toBe('nothing');
        if (world.opaque) return;
        expect(effect!.changed === 'nothing').toBe(altered.length === 0);
        if (effect!.witness)
          expect(verdicts(filter, effect!.witness)).not.toBe(verdicts({ ...filter, rules }, effect!.witness));
      }),
      { numRuns: 120 },
    );
  });
});

describe('effect of a move', () => {
  const moved = (filters: readonly Filter[], at: number, before: number): readonly Filter[] => {
    const rules = [...filters[0]!.rules];
    const [own] = rules.splice(at, 1);
    rules.splice(before, 0, own!);
    return [{ ...filters[0]!, rules }, ...filters.slice(1)];
  };
  const leadsOn = ({ action }: FilterRule): boolean => ['jump', 'goto', 'continue'].includes(action.kind);
  const leadsNowhere = ({ action }: FilterRule): boolean => 'target' in action && action.target.value === 'MISSING';
  const fates = (filters: readonly Filter[], packet: Packet): string => {
    const words = walksOf(filters, 0, packet).map(({ verdict }) =>
      verdict.replace(' reject', '').replace(/^exempt$/, 'permit'),
    );
    return [...new Set(words)].sort().join();
  };
  const check = (world: World, filters: readonly Filter[], first: number, second: number): void => {
    const at = first % filters[0]!.rules.length;
    const before = second % (at + 1);
    const effect = analyseFilters(deviceOf(...filters)).effectOf!({ filter: 0, rule: at }, { kind: 'move', before });
    if (leadsOn(filters[0]!.rules[at]!)) {
      expect(effect).toBeUndefined();
      return;
    }
    const after = moved(filters, at, before);
    const isAltered = (packet: Packet): boolean => fates(filters, packet) !== fates(after, packet);
    const altered = packetsFor(world, ...filters).filter(isAltered);
    if (altered.length > 0) expect(effect!.changed).not.toBe('nothing');
    if (world.opaque || filters.some(({ rules }) => rules.some(leadsNowhere))) return;
    expect(effect!.changed === 'nothing').toBe(altered.length === 0);
    if (effect!.witness) expect(isAltered(effect!.witness)).toBe(true);
  };

  test('past rules that lead to chains, or of one that returns', () => {
    fc.assert(
      fc.property(tables, fc.nat(), fc.nat(), ([world, filters], first, second) =>
        check(world, filters, first, second),
      ),
      { numRuns: 150 },
    );
  });

  test('of a translation, or of an exemption from others', () => {
    const translations = ({ action, effects }: FilterRule): Action => {
      if (action.kind === 'permit') return { kind: 'translate', nat: 'source', to: 'one' };
      if (action.kind !== 'deny') return action;
      if (action.reject) return { kind: 'permit' };
      return effects.length > 0 ? { kind: 'exempt' } : { kind: 'translate', nat: 'source', to: 'two' };
    };
    fc.assert(
      fc.property(tables, fc.nat(), fc.nat(), ([world, filters], first, second) => {
        const nat = filters.map((filter, at): Filter => {
          const rules = filter.rules.map((rule) => ({ ...rule, action: translations(rule) }));
          return { ...filter, purpose: 'nat', rules, fallback: { action: at === 0 ? 'permit' : 'return' } };
        });
        check(world, nat, first, second);
      }),
      { numRuns: 150 },
    );
  });
});

describe('explain', () => {
  test('says nothing exactly of dead rules, and the same text for the same set', () => {
    fc.assert(
      fc.property(lists, ([, filter]) => {
        const analyses = analyseFilters(deviceOf(filter));
        const again = analyseFilters(deviceOf({ ...filter, rules: [...filter.rules] }));
        for (const [at, line] of analyses.lines(0).entries()) {
          const text = analyses.explain({ filter: 0, rule: at });
          expect(again.explain({ filter: 0, rule: at })).toBe(text);
          const rule = filter.rules[at]!;
          if (!rule.active || rule.action.kind === 'continue') continue;
          expect(text === 'nothing').toBe(line.status === 'dead' || line.status === 'never-matches');
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a set has one rendering, whatever rules it came from', () => {
    const both = (rules: Filter['rules']): string =>
      analyseFilters(deviceOf({ ...base, rules })).explain({ filter: 0, rule: 0 });
    const base = baseList();
    const port = (first: number, last: number) => ({ first, last });
    const one = both([
      {
        ...rule,
        matches: [{ family: 'ipv4', destinationPort: { anyOf: [port(80, 90)] }, protocol: { anyOf: [port(6, 6)] } }],
      },
    ]);
    const two = both([
      {
        ...rule,
        matches: [85, 80].map((first) => ({
          family: 'ipv4' as const,
          protocol: { anyOf: [port(6, 6)] },
          destinationPort: { anyOf: [port(first, first + 5)] },
        })),
      },
    ]);
    expect(one).toBe('tcp ports 80-90');
    expect(two).toBe(one);
  });
});

const rule = { span: { start: 0, end: 0 }, action: { kind: 'permit' }, effects: [], active: true } as const;
const baseList = (): Filter => ({
  name: { value: 'LIST', span: rule.span },
  family: 'ipv4',
  purpose: 'packet',
  rules: [],
  fallback: { action: 'deny' },
  stateful: false,
  span: rule.span,
  closed: true,
});

test('a packet’s text can be read back', async () => {
  const { formatPacket, parsePacket } = await import('./packet-text.ts');
  fc.assert(
    fc.property(lists, ([world, filter]) => {
      for (const packet of packetsFor(world, filter).slice(0, 300)) {
        const read = parsePacket(formatPacket(packet));
        expect(read).toBeDefined();
        for (const one of filter.rules) expect(meets(read!, one)).toBe(meets(packet, one));
      }
    }),
    { numRuns: 30 },
  );
});
