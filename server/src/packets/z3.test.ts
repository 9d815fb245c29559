import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { init } from 'z3-solver';
import type { AddressTerm } from '../../../grammars/model/address.ts';
import type { Field, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import { deviceOf, filterOf, NOWHERE } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';

/** A second opinion that shares no line with the product: the same questions put to an SMT solver, over whole address and port spaces. */
let ask: (script: string) => Promise<string[]>;
let stop: () => void = () => undefined;

beforeAll(async () => {
  const { Z3, em } = await init();
  ask = async (script) => {
    const context = Z3.mk_context(Z3.mk_config());
    const answer = await Z3.eval_smtlib2_string(context, script);
    Z3.del_context(context);
    return answer.trim().split(/\s+/);
  };
  // Its worker threads would keep the process alive.
  stop = () => (em as { PThread: { terminateAllThreads(): void } }).PThread.terminateAllThreads();
});

afterAll(() => stop());

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

const bits = (value: bigint | number, width: number): string => `(_ bv${value} ${width})`;
const anyOf = (parts: readonly string[]): string => (parts.length === 0 ? 'false' : `(or ${parts.join(' ')} false)`);
const allOf = (parts: readonly string[]): string => `(and ${parts.join(' ')} true)`;

function formulaOf<T>(field: Field<T> | undefined, of: (value: T) => string): string {
  if (!field) return 'true';
  const inside = `(and ${anyOf(field.anyOf.map(of))} (not ${anyOf((field.except ?? []).map(of))}))`;
  return field.negated ? `(not ${inside})` : inside;
}

function addressFormula(name: string, term: AddressTerm): string {
  if (term.kind === 'any') return 'true';
  if (term.kind === 'range')
    return `(and (bvule ${bits(term.first, 32)} ${name}) (bvule ${name} ${bits(term.last, 32)}))`;
  const free = term.kind === 'wildcard' ? term.wildcard : (1n << BigInt(32 - term.length)) - 1n;
  const mask = 0xffffffffn & ~free;
  return `(= (bvand ${name} ${bits(mask, 32)}) ${bits(term.address & mask, 32)})`;
}

const within =
  (name: string, width: number) =>
  ({ first, last }: Interval): string =>
    `(and (bvule ${bits(first, width)} ${name}) (bvule ${name} ${bits(last, width)}))`;

const matchFormula = (match: Match): string =>
  allOf([
    formulaOf(match.source, (term) => addressFormula('src', term)),
    formulaOf(match.destination, (term) => addressFormula('dst', term)),
    formulaOf(match.protocol, within('proto', 8)),
    formulaOf(match.sourcePort, within('sport', 16)),
    formulaOf(match.destinationPort, within('dport', 16)),
    formulaOf(match.tcpFlags, ({ mask, value }) => `(= (bvand flags ${bits(mask, 8)}) ${bits(value, 8)})`),
  ]);

test('a solver finds the same lines dead, and no packet that a superfluous line decides alone', async () => {
  let dead = 0;
  let superfluous = 0;
  await fc.assert(
    fc.asyncProperty(list, async (filter) => {
      const lines = analyseFilters(deviceOf(filter)).lines(0);
      const script = [
        '(declare-const src (_ BitVec 32))(declare-const dst (_ BitVec 32))(declare-const proto (_ BitVec 8))',
        '(declare-const sport (_ BitVec 16))(declare-const dport (_ BitVec 16))(declare-const flags (_ BitVec 8))',
        ...filter.rules.map((rule, at) => `(define-fun m${at} () Bool ${anyOf(rule.matches.map(matchFormula))})`),
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
      const answers = await ask(script.join('\n'));
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
