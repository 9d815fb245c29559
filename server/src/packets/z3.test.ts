import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AddressTerm } from '../../../grammars/model/address.ts';
import type { Field, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import fc, { assertUntil } from '../../../test/support/seeded.ts';
import { deviceOf, filterOf, NOWHERE } from '../../../test/support/small-packets.ts';
import { anyOf, declarations, matchFormula, type Solver, startSolver } from '../../../test/support/solver.ts';
import { analyseFilters } from './analyse.ts';

/** A second opinion that shares no line with the product: the same questions put to an SMT solver, over whole address and port spaces. */
let solver: Solver;

beforeAll(async () => {
  solver = await startSolver();
});

afterAll(() => solver.stop());

/** Few distinct networks, so that rules meet; the values themselves are of any size. */
const network = fc.constantFrom(0x0a000000, 0x0a010000, 0x0a010100, 0xc0000200, 0xc6336400, 0xac100000);
const term: fc.Arbitrary<AddressTerm> = fc.oneof(
  fc.constant<AddressTerm>({ kind: 'any' }),
  fc
    .tuple(network, fc.constantFrom(0, 0, 7, 8, 16, 24, 32))
    .map(([address, length]): AddressTerm => ({ kind: 'prefix', family: 'ipv4', address: BigInt(address), length })),
  fc.tuple(network, fc.constantFrom(0xffff00ff, 0x00ff00ff, 0x0001fffe, 0xff00ff00, 0xaaaaaaaa)).map(
    ([address, wildcard]): AddressTerm => ({
      kind: 'wildcard',
      family: 'ipv4',
      address: BigInt(address),
      wildcard: BigInt(wildcard),
    }),
  ),
  fc.tuple(network, fc.constantFrom(1, 0x1ff, 0x10203)).map(
    ([first, size]): AddressTerm => ({
      kind: 'range',
      family: 'ipv4',
      first: BigInt(first),
      last: BigInt(first + size),
    }),
  ),
);
const ports = fc
  .tuple(fc.constantFrom(0, 1, 22, 80, 443, 1024, 32768), fc.constantFrom(0, 57, 1000, 65535))
  .map(([first, more]): Interval => ({ first, last: Math.min(65535, first + more) }));

const field = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Field<T>> =>
  fc
    .record({
      anyOf: fc.array(value, { minLength: 1, maxLength: 3 }),
      except: fc.array(value, { maxLength: 1 }),
      negated: fc.constantFrom(false, false, false, true),
    })
    .map(({ anyOf, except, negated }) => ({ anyOf, negated, ...(except.length ? { except } : {}) }));

const match: fc.Arbitrary<Match> = fc
  .record({
    source: field(term),
    destination: field(term),
    protocol: fc.constantFrom(6, 17),
    sourcePort: fc.option(field(ports), { freq: 2 }),
    destinationPort: fc.option(field(ports), { freq: 2 }),
    established: fc.constantFrom(false, false, true),
  })
  .map(({ source, destination, protocol, sourcePort, destinationPort, established }) => ({
    family: 'ipv4',
    source,
    destination,
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    ...(sourcePort ? { sourcePort } : {}),
    ...(destinationPort ? { destinationPort } : {}),
    ...(established && protocol === 6
      ? {
          tcpFlags: {
            anyOf: [
              { mask: 16, value: 16 },
              { mask: 4, value: 4 },
            ],
          },
        }
      : {}),
  }));

const rule: fc.Arbitrary<FilterRule> = fc
  .record({ matches: fc.array(match, { minLength: 1, maxLength: 2 }), permit: fc.boolean() })
  .map(({ matches, permit }) => ({
    matches,
    action: { kind: permit ? 'permit' : 'deny' },
    effects: [],
    active: true,
    span: NOWHERE,
  }));

const list = fc
  .record({ rules: fc.array(rule, { minLength: 2, maxLength: 10 }), permit: fc.boolean() })
  .map(({ rules, permit }) => filterOf(rules, { family: 'ipv4', fallback: { action: permit ? 'permit' : 'deny' } }));

test('a solver finds the same lines dead, and no packet that a superfluous line decides alone', () => {
  let dead = 0;
  let superfluous = 0;
  assertUntil(
    () => dead > 3 && superfluous > 3,
    fc.property(list, (filter) => {
      const lines = analyseFilters(deviceOf(filter)).lines(0);
      const script = [
        declarations('ipv4'),
        '(assert (not rest))',
        ...filter.rules.map(
          (rule, at) =>
            `(define-fun m${at} () Bool ${anyOf(rule.matches.map((match) => matchFormula(match, 'ipv4')))})`,
        ),
      ];
      const question = (formula: string): number => script.push(`(push)(assert ${formula})(check-sat)(pop)`);
      const verdict = (without?: number): string =>
        filter.rules.reduceRight(
          (rest, { action }, at) => (at === without ? rest : `(ite m${at} ${action.kind === 'permit'} ${rest})`),
          String(filter.fallback.action === 'permit'),
        );
      for (const at of filter.rules.keys()) {
        question(`m${at}`);
        question(`(and m${at} (not ${anyOf(filter.rules.slice(0, at).map((_, before) => `m${before}`))}))`);
        question(`(distinct ${verdict()} ${verdict(at)})`);
      }
      const answers = solver.ask(script.join('\n'));
      for (const [at, line] of lines.entries()) {
        const [matches, reached, matters] = answers.slice(at * 3, at * 3 + 3).map((word) => word === 'sat');
        expect(line.status).toBe(!matches ? 'never-matches' : reached ? 'live' : 'dead');
        if (line.status === 'dead') dead += 1;
        if (line.forwardRedundant) {
          superfluous += 1;
          expect(matters).toBe(false);
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(dead).toBeGreaterThan(3);
  expect(superfluous).toBeGreaterThan(3);
});
