import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AddressTerm, Family } from '../../../grammars/model/address.ts';
import type { Action, Field, Filter, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import fc, { assertUntil } from '../../../test/support/seeded.ts';
import { deviceOf, filterOf, NOWHERE } from '../../../test/support/small-packets.ts';
import {
  allOf,
  anyOf,
  declarations,
  INTERFACES,
  matchFormula,
  type Solver,
  STATES,
  startSolver,
} from '../../../test/support/solver.ts';
import { analyseFilters } from './analyse.ts';
import type { Packet, RuleRef } from './analyses.ts';

/**
 * Chains with jumps, gotos and returns over all kinds of matches (odd wildcards, flags, states, fragments, ICMP, DSCP, interfaces, both
 * families), put to a solver that knows nothing of diagrams: each rule is live or dead as it says, its model of a packet that a rule decides
 * meets that rule, and what is called superfluous changes no verdict.
 */
const TABLES = 160;

let solver: Solver;

beforeAll(async () => {
  solver = await startSolver();
});

afterAll(() => solver.stop());

const BASE: Readonly<Record<Family, readonly bigint[]>> = {
  ipv4: [0x0a000000n, 0x0a010000n, 0xc0000200n],
  ipv6: [0x20010db8n << 96n, (0x20010db8n << 96n) | (1n << 80n)],
};

function address(family: Family): fc.Arbitrary<AddressTerm> {
  const base = fc.constantFrom(...BASE[family]);
  const prefix = fc
    .tuple(base, fc.constantFrom(...(family === 'ipv4' ? [0, 8, 15, 24, 32] : [0, 32, 48, 128])))
    .map(([address, length]): AddressTerm => ({ kind: 'prefix', family, address, length }));
  const range = fc
    .tuple(base, fc.constantFrom(1n, 0x1ffn, 0x10203n))
    .map(([first, size]): AddressTerm => ({ kind: 'range', family, first, last: first + size }));
  const odd = fc
    .tuple(base, fc.constantFrom(0xffff00ffn, 0x00ff00ffn, 0x0001fffen, 0xaaaaaaaan))
    .map(([address, wildcard]): AddressTerm => ({ kind: 'wildcard', family, address, wildcard }));
  return fc.oneof(fc.constant<AddressTerm>({ kind: 'any' }), prefix, range, ...(family === 'ipv4' ? [odd] : []));
}

const field = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Field<T>> =>
  fc
    .record({
      anyOf: fc.array(value, { minLength: 1, maxLength: 2 }),
      negated: fc.constantFrom(false, false, false, true),
    })
    .map(({ anyOf, negated }) => ({ anyOf, negated }));

const interval = (max: number): fc.Arbitrary<Interval> =>
  fc
    .tuple(fc.nat(max), fc.constantFrom(0, 1, 50, max))
    .map(([first, more]) => ({ first, last: Math.min(max, first + more) }));
const ports = fc
  .tuple(fc.constantFrom(0, 22, 80, 443, 32768), fc.constantFrom(0, 57, 1000, 65535))
  .map(([first, more]): Interval => ({ first, last: Math.min(65535, first + more) }));

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { freq: 1, nil: undefined });

const match = (family: Family): fc.Arbitrary<Match> =>
  fc
    .record({
      source: optional(field(address(family))),
      destination: optional(field(address(family))),
      protocol: optional(field(fc.constantFrom(1, 6, 17, 58).map((one): Interval => ({ first: one, last: one })))),
      kind: fc.constantFrom('plain', 'plain', 'ports', 'flags', 'icmp', 'surroundings', 'fragment'),
      sourcePort: optional(field(ports)),
      destinationPort: optional(field(ports)),
      tcpFlags: field(fc.tuple(fc.nat(31), fc.nat(31)).map(([mask, value]) => ({ mask, value: value & mask }))),
      icmp: field(
        fc.tuple(interval(20), optional(interval(5))).map(([type, code]) => (code ? { type, code } : { type })),
      ),
      state: optional(field(fc.constantFrom(...STATES))),
      dscp: optional(field(interval(63))),
      inInterface: optional(
        field(fc.constantFrom({ name: 'eth0' }, { name: 'eth1' }, { name: 'eth', prefix: true }, { name: 'eth9' })),
      ),
      fragment: fc.constantFrom('whole', 'rest'),
    })
    .map(({ kind, ...all }) => {
      const wanted: readonly (keyof typeof all)[] = [
        'source',
        'destination',
        'protocol',
        ...({
          plain: [],
          ports: ['sourcePort', 'destinationPort'],
          flags: ['tcpFlags'],
          icmp: ['icmp'],
          surroundings: ['state', 'dscp', 'inInterface'],
          fragment: ['fragment'],
        }[kind] as readonly (keyof typeof all)[]),
      ];
      const chosen = wanted.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const]));
      return { family, ...Object.fromEntries(chosen) } as Match;
    });

/** Later chains are called by earlier ones. */
const NAMES = ['MAIN', 'FIRST', 'SECOND', 'THIRD'] as const;

function chain(at: number, family: Family): fc.Arbitrary<Filter> {
  const callees = NAMES.slice(at + 1);
  const simple = fc.constantFrom<Action['kind']>('permit', 'deny', 'deny', 'return', 'continue');
  const action: fc.Arbitrary<Action> = fc.oneof(
    { weight: 2, arbitrary: simple.map((kind) => ({ kind }) as Action) },
    ...callees.map((value) => ({
      weight: 1,
      arbitrary: fc
        .constantFrom('jump' as const, 'goto' as const)
        .map((kind): Action => ({ kind, target: { value, span: NOWHERE } })),
    })),
  );
  const rule = fc
    .record({ matches: fc.array(match(family), { minLength: 1, maxLength: 2 }), action })
    .map(({ matches, action }): FilterRule => ({ matches, action, effects: [], active: true, span: NOWHERE }));
  return fc
    .record({ rules: fc.array(rule, { minLength: 2, maxLength: 5 }), permit: fc.boolean() })
    .map(({ rules, permit }) =>
      filterOf(rules, {
        family,
        name: { value: NAMES[at]!, span: NOWHERE },
        table: 'one',
        ...(at === 0
          ? { hook: 'input' as const, fallback: { action: permit ? 'permit' : 'deny' } as const }
          : { fallback: { action: 'return' as const } }),
      }),
    );
}

const table = fc
  .constantFrom<Family>('ipv4', 'ipv4', 'ipv6')
  .chain((family) => fc.tuple(...NAMES.map((_, at) => chain(at, family))));

/** What befalls the packet in each chain once it is there, as names of formulas. */
function definitions(filters: readonly Filter[], family: Family, without?: RuleRef): string[] {
  const script: string[] = [];
  const tag = without ? 'w' : '';
  const define = (name: string, formula: string): number =>
    script.push(`(define-fun ${name}${tag} () Bool ${formula})`);
  for (const [at, { rules, fallback }] of [...filters.entries()].reverse()) {
    const ends: Record<'permit' | 'deny' | 'return', string[]> = { permit: [], deny: [], return: [] };
    define(`alive${at}_0`, 'true');
    for (const [k, { matches, action }] of rules.entries()) {
      const gone = without?.filter === at && without.rule === k;
      define(`m${at}_${k}`, gone ? 'false' : anyOf(matches.map((one) => matchFormula(one, family))));
      const [alive, meets] = [`alive${at}_${k}${tag}`, `m${at}_${k}${tag}`];
      const here = allOf([alive, meets]);
      let stays = `(not ${meets})`;
      if (action.kind === 'jump' || action.kind === 'goto') {
        const target = NAMES.indexOf(action.target.value as (typeof NAMES)[number]);
        ends.permit.push(allOf([here, `permit${target}${tag}`]));
        ends.deny.push(allOf([here, `deny${target}${tag}`]));
        if (action.kind === 'goto') ends.return.push(allOf([here, `return${target}${tag}`]));
        else stays = `(or ${stays} return${target}${tag})`;
      } else if (action.kind === 'continue') stays = 'true';
      else ends[action.kind as 'permit' | 'deny' | 'return'].push(here);
      define(`alive${at}_${k + 1}`, allOf([alive, stays]));
    }
    ends.return.push(`alive${at}_${rules.length}${tag}`);
    // What leaves a built-in chain undecided gets its policy.
    if (fallback.action !== 'return') ends[fallback.action].push(...ends.return.splice(0));
    for (const [end, formulas] of Object.entries(ends)) define(`${end}${at}`, anyOf(formulas));
  }
  return script;
}

/** What leads to a chain: the packet is in the caller (`from`), comes to the jump and meets it. */
const sentTo = (filters: readonly Filter[], target: number, from: 'enters' | 'comes'): string =>
  anyOf(
    filters.flatMap(({ rules }, at) =>
      rules.flatMap(({ action }, k) =>
        (action.kind === 'jump' || action.kind === 'goto') && action.target.value === NAMES[target]
          ? [allOf([`${from}${at}`, `alive${at}_${k}`, `m${at}_${k}`])]
          : [],
      ),
    ),
  );

const FIELDS = [
  'src',
  'dst',
  'proto',
  'sport',
  'dport',
  'flags',
  'type',
  'code',
  'state',
  'dscp',
  'iif',
  'rest',
] as const;

/** The solver's `((src #x0a..) ...)` as a packet; ones and zeros where a field is as narrow as that. */
function packetOf(text: string, family: Family): Packet {
  const value = (name: (typeof FIELDS)[number]): bigint => {
    const found = new RegExp(`\\(${name} (#[xb])([0-9a-f]+)\\)`).exec(text);
    if (!found) throw new Error(`no ${name} in ${text}`);
    return BigInt(`${found[1] === '#x' ? '0x' : '0b'}${found[2]}`);
  };
  const protocol = Number(value('proto'));
  const rest = /\(rest true\)/.test(text);
  return {
    family,
    source: value('src'),
    destination: value('dst'),
    protocol,
    state: STATES[Number(value('state'))]!,
    dscp: Number(value('dscp')),
    inInterface: INTERFACES[Number(value('iif'))]!,
    ...(rest ? { nonFirstFragment: true } : {}),
    ...(!rest && [6, 17, 33, 132, 136].includes(protocol)
      ? { sourcePort: Number(value('sport')), destinationPort: Number(value('dport')) }
      : {}),
    ...(!rest && protocol === 6 ? { tcpFlags: Number(value('flags')) } : {}),
    ...(!rest && (protocol === 1 || protocol === 58)
      ? { icmpType: Number(value('type')), icmpCode: Number(value('code')) }
      : {}),
  };
}

const check = (formula: string, more = ''): string => `(push)(assert ${formula})(check-sat)${more}(pop)`;

const place = ({ filter, rule }: RuleRef): string => `${NAMES[filter]} ${rule}`;

test('a solver agrees on rules of chains that jump, go and return', () => {
  const seen = { live: 0, dead: 0, superfluous: 0, packets: 0 };
  assertUntil(
    () => seen.live + seen.dead > 1_500 && Math.min(seen.dead, seen.superfluous, seen.packets) > 20,
    fc.property(table, (filters) => {
      const family = filters[0]!.family as Family;
      const device = deviceOf(...filters);
      const analyses = analyseFilters(device);
      const fragments = filters.some(({ rules }) => rules.some(({ matches }) => matches.some((one) => one.fragment)));
      const script = [
        declarations(family),
        ...(fragments ? [] : ['(assert (not rest))']),
        ...definitions(filters, family),
        '(define-fun enters0 () Bool true)(define-fun comes0 () Bool true)',
      ];
      const ask = (questions: readonly string[]): readonly string[] => solver.ask([...script, ...questions].join('\n'));
      for (const at of [1, 2, 3]) {
        script.push(`(define-fun comes${at} () Bool ${sentTo(filters, at, 'comes')})`);
        // A chain to which nothing comes is looked at as if all did: else all of it would be dead.
        const sent = sentTo(filters, at, 'enters');
        const [some] = ask([check(sent)]);
        script.push(`(define-fun enters${at} () Bool ${some === 'sat' ? sent : 'true'})`);
      }
      const places = filters.flatMap(({ rules }, filter) => rules.map((_, rule) => ({ filter, rule })));
      const met = (from: 'enters' | 'comes', { filter, rule }: RuleRef): string =>
        allOf([`${from}${filter}`, `alive${filter}_${rule}`, `m${filter}_${rule}`]);
      const answers = ask(
        places.flatMap((at) => [check(`m${at.filter}_${at.rule}`), check(met('enters', at)), check(met('comes', at))]),
      );
      const lines = filters.map((_, at) => analyses.lines(at));
      const reached: RuleRef[] = [];
      const superfluous: RuleRef[] = [];
      for (const [i, at] of places.entries()) {
        const [matches, enters, comes] = answers.slice(3 * i, 3 * i + 3).map((word) => word === 'sat');
        const line = lines[at.filter]![at.rule]!;
        if (filters[at.filter]!.rules[at.rule]!.action.kind === 'continue') continue;
        const said = line.status === 'fragments-only' ? 'live' : line.status;
        expect(said, place(at)).toBe(!matches ? 'never-matches' : enters ? 'live' : 'dead');
        seen[line.status === 'dead' ? 'dead' : 'live'] += 1;
        if (comes) reached.push(at);
        if (line.forwardRedundant) superfluous.push(at);
      }
      const shown = reached.filter((_, i) => i % 3 === 0);
      const models = ask(shown.map((at) => check(met('comes', at), `(get-value (${FIELDS.join(' ')}))`)));
      for (const [i, model] of models
        .join(' ')
        .split(/(?:^| )sat /)
        .slice(1)
        .entries()) {
        const { trace } = analyses.test(0, packetOf(model, family));
        expect(trace, `${place(shown[i]!)}: ${model}`).toContainEqual(shown[i]!);
        seen.packets += 1;
      }
      for (const at of superfluous) {
        const without = definitions(filters, family, at);
        expect(ask([...without, check('(distinct permit0 permit0w)')]), place(at)).toEqual(['unsat']);
        seen.superfluous += 1;
      }
    }),
    { numRuns: TABLES, endOnFailure: true },
  );
  expect(seen.live + seen.dead).toBeGreaterThan(1_500);
  expect(Math.min(seen.dead, seen.superfluous, seen.packets), JSON.stringify(seen)).toBeGreaterThan(20);
}, 120_000);
