import { expect, test } from 'vitest';
import { filterOf } from '../../../test/support/filter-device.ts';
import { walksOf } from '../../../test/support/naive-filter.ts';
import fc from '../../../test/support/seeded.ts';
import { chains, deviceOf, packetsOf, world } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { Opening } from './analyses.ts';
import { meets } from './packet-match.ts';

const PORTS = [7, 22, 50, 80, 900];
const tables = world.chain((one) => fc.tuple(fc.constant(one), chains(one), chains(one)));

const textOf = ({ ref, ports }: Pick<Opening, 'ref' | 'ports'>): string[] =>
  PORTS.filter((port) => ports.some(({ first, last }) => first <= port && port <= last)).map(
    (port) => `${ref ? `${ref.filter}/${ref.rule}` : 'default'} ${port}`,
  );

test('are the rules that decide packets whatever the opaque conditions say', () => {
  fc.assert(
    fc.property(
      tables,
      fc.constantFrom(6 as const, 17 as const),
      fc.boolean(),
      ([world, filters, others], protocol, two) => {
        const renamed = two ? others.slice(0, 1).map((one) => ({ ...one, name: { ...one.name, value: 'first' } })) : [];
        const all = [...filters, ...renamed];
        const analyses = analyseFilters(deviceOf(...all));
        const fragments = all.some(({ rules }) => rules.some(({ matches }) => matches.some((one) => one.fragment)));
        for (const family of world.families) {
          const query = { family, protocol, ports: PORTS.map((port) => ({ first: port, last: port })) };
          const answer = analyses.openings!(0, query, two ? [filters.length] : []);
          const expected = new Set<string>();
          for (const packet of packetsOf({ ...world, fragments })) {
            if (packet.family !== family || packet.protocol !== protocol || packet.nonFirstFragment) continue;
            if (packet.state !== 'new' || (protocol === 6 && packet.tcpFlags !== 2)) continue;
            for (const port of PORTS) {
              const asked = { ...packet, destinationPort: port };
              if (two && !walksOf(all, filters.length, asked).every(({ verdict }) => !verdict.startsWith('deny')))
                continue;
              const walks = walksOf(filters, 0, asked);
              const [{ decidedBy, verdict }] = walks as [(typeof walks)[0]];
              if (verdict !== 'permit') continue;
              if (walks.some((walk) => JSON.stringify(walk.decidedBy) !== JSON.stringify(decidedBy))) continue;
              if (walks.some((walk) => walk.verdict !== 'permit')) continue;
              for (const text of textOf({
                ...(decidedBy ? { ref: decidedBy } : {}),
                ports: [{ first: port, last: port }],
              }))
                expected.add(text);
            }
          }
          const said = new Set(answer.flatMap(textOf));
          if (world.opaque) for (const one of said) expect(expected).toContain(one);
          else expect([...said].sort()).toEqual([...expected].sort());
          for (const { witness, ref } of answer) {
            expect(witness).toBeDefined();
            if (ref) expect(meets(witness!, filters[ref.filter]!.rules[ref.rule]!)).not.toBe('no');
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('those to so many sources are the same as among all of them', () => {
  fc.assert(
    fc.property(tables, fc.constantFrom(6 as const, 17 as const), ([world, filters], protocol) => {
      const analyses = analyseFilters(deviceOf(...filters));
      for (const family of world.families) {
        const query = { family, protocol, ports: PORTS.map((port) => ({ first: port, last: port })) };
        const all = analyses.openings!(0, query);
        for (const leastSources of [1, ...all.flatMap(({ sources }) => [Number(sources), Number(sources) + 1])]) {
          const enough = (found: readonly Opening[]): unknown =>
            found
              .filter(({ sources }) => sources >= BigInt(leastSources))
              .map(({ ref, sources, ports, witness }) => ({ ref, sources, ports, witness }));
          expect(enough(analyses.openings!(0, { ...query, leastSources }))).toEqual(enough(all));
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('one from few sources costs no set, and hides none behind it', () => {
  const analyses = analyseFilters(
    deviceOf(filterOf('IN', ['permit tcp 10.0.0.0/28 any 22', 'deny 10.0.0.0/9', 'permit tcp any any 22'])),
  );
  const ssh = { family: 'ipv4', protocol: 6, ports: [{ first: 22, last: 22 }], leastSources: 65_536 } as const;
  const opened = analyses.openings!(0, ssh).map(({ ref, sources }) => [ref?.rule, sources]);
  expect(opened).toEqual([[2, 2n ** 32n - 2n ** 23n]]);
});

test('count the sources that are left, through jumps', () => {
  const table = { table: 'ipv4 filter' };
  const analyses = analyseFilters(
    deviceOf(
      filterOf('IN', ['deny 10.0.0.0/9', 'jump USERS', 'permit tcp any any 22'], { ...table, hook: 'input' }),
      filterOf('USERS', ['permit tcp 10.0.0.0/8 any 22'], { ...table, fallback: { action: 'return' } }, 10),
      filterOf('FIRST', ['permit 0.0.0.0/1'], {}, 20),
    ),
  );
  const ssh = { family: 'ipv4', protocol: 6, ports: [{ first: 22, last: 22 }] } as const;
  const counts = (before: readonly number[] = []) =>
    analyses.openings!(0, ssh, before).map(({ ref, sources }) => [ref?.filter, ref?.rule, sources]);
  expect(counts()).toEqual([
    [1, 0, 2n ** 23n],
    [0, 2, 2n ** 32n - 2n ** 24n],
  ]);
  expect(counts([2])).toEqual([
    [1, 0, 2n ** 23n],
    [0, 2, 2n ** 31n - 2n ** 24n],
  ]);
});

test('say nothing where an unknown statement may stop the packets', () => {
  const analyses = analyseFilters(deviceOf(filterOf('IN', ['permit tcp any any 22'], { closed: false })));
  expect(analyses.openings!(0, { family: 'ipv4', protocol: 6, ports: [{ first: 22, last: 22 }] })).toEqual([]);
});

test('an empty name is an interface that no rule names', () => {
  const only = (name: string, negated = false) => ({ inInterface: { anyOf: [{ name }], negated } });
  const list = filterOf('IN', ['permit tcp any any 22', 'permit tcp any any 22']);
  const rules = list.rules.map((rule, at) => ({
    ...rule,
    matches: rule.matches.map((match) => ({ ...match, ...only('eth0', at === 1) })),
  }));
  const analyses = analyseFilters(deviceOf({ ...list, rules }));
  const ssh = { family: 'ipv4', protocol: 6, ports: [{ first: 22, last: 22 }] } as const;
  const opened = (inInterface: string) => analyses.openings!(0, { ...ssh, inInterface }).map(({ ref }) => ref?.rule);
  expect(opened('')).toEqual([1]);
  expect(opened('eth0')).toEqual([0]);
  const passing = analyses.passage!(0, [
    {
      family: 'ipv4',
      destinationPort: { anyOf: [...ssh.ports] },
      protocol: { anyOf: [{ first: 6, last: 6 }] },
      ...only(''),
    },
  ]);
  expect(passing?.surelyPermitted.amount).toBe('all');
});

test('a union lets in what any of its rules does, whatever else is in it or unknown', () => {
  const members = filterOf('MEMBERS', ['permit any'], {}).rules.map((rule) => ({
    ...rule,
    matches: [{ family: 'ipv4' as const, opaque: [{ text: 'security group web', span: rule.span }] }],
  }));
  const [ssh] = filterOf('SSH', ['permit tcp any any 22'], {}, 5).rules;
  const union = filterOf('GROUP', [], { semantics: 'allow-only', closed: false, rules: [...members, ssh!] });
  const query = { family: 'ipv4', protocol: 6, ports: [{ first: 22, last: 22 }] } as const;
  expect(analyseFilters(deviceOf(union)).openings!(0, query).flatMap(textOf)).toEqual(['0/1 22']);
  const { semantics: _, ...list } = union;
  expect(analyseFilters(deviceOf(list)).openings!(0, query)).toEqual([]);
});
