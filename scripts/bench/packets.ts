/**
 * `node scripts/bench/packets.ts [WORD...]`: the packet engine alone, on lists made in memory: growth with size, one edited line, and the
 * shapes that make sets large, each with the target beside it (for two cores). Every answer's statuses are counted, so that speed is not
 * had by deciding nothing. Sizes that have a target for memory run in a process of their own.
 */
import { spawnSync } from 'node:child_process';
import type { AddressTerm } from '../../grammars/model/address.ts';
import { type Device, emptyDevice } from '../../grammars/model/device.ts';
import type { Action, Field, Filter, FilterRule, Interval, Match } from '../../grammars/model/filter.ts';
import { analyseFilters } from '../../server/src/packets/analyse.ts';
import { compareFilters } from '../../server/src/packets/compare.ts';
import { filterMemory } from '../../server/src/packets/memory.ts';

type Random = (below: number) => number;

const NOWHERE = { start: 0, end: 0 };

function main(): void {
  const [first, ...rest] = process.argv.slice(2);
  if (first === '--alone') {
    const size = Number(rest[0]);
    report(`random ${size.toLocaleString('en')}`, device(randomList(size, size)), LARGE[size]);
    return;
  }
  const wanted = first === undefined ? [] : [first, ...rest];
  const run = (name: string, measure: () => void): void => {
    if (wanted.length === 0 || wanted.some((word) => name.includes(word))) measure();
  };
  process.stdout.write(`${row('', 'took', 'target', 'memory', 'target')}  answers\n`);
  analyse(device(randomList(1_000, 1)));
  run('random', () => {
    const small = report('random 1,000', device(randomList(1_000, 2)));
    report('random 5,000', device(randomList(5_000, 3)), { ms: 600 });
    const large = report('random 10,000', device(randomList(10_000, 4)));
    ratio('growth, 1,000 to 10,000 rules', large / small, 12);
    alone(20_000);
  });
  run('huge', () => alone(100_000));
  run('edit', edit);
  run('chains', editChain);
  run('effects', effects);
  run('compare', compare);
  run('worst', () => {
    report('mixed with any 5,000', device(mixedList(5_000)), WORST);
    report('odd wildcards 2,000', device(wildcards(2_000)), WORST);
    report('alternating port ranges 2,000', device(portRanges(2_000)), WORST);
    report('staircase 2,000', device(staircase(2_000)), WORST);
    report('500-member groups x 200 rules', device(groups(200)), WORST);
    report('any any PORT 5,000', device(services(5_000)), WORST);
    report('200 user chains x 25 rules', { ...emptyDevice, filters: chains(200, 25) }, WORST);
    const cut = wildcards(2_000).rules;
    const odd = chains(1, 1).map((filter, at) => ({
      ...filter,
      rules: at === 0 ? [...filter.rules, ...cut.slice(1000)] : cut.slice(0, 1000),
    }));
    report('odd wildcards in two chains', { ...emptyDevice, filters: odd }, WORST);
    report('200 nested user chains', { ...emptyDevice, filters: nested(200) }, WORST);
  });
}

interface Target {
  readonly ms?: number;
  readonly mb?: number;
}

const LARGE: Readonly<Record<number, Target>> = {
  20000: { ms: 2_500, mb: 300 },
  100000: { ms: 15_000, mb: 1_000 },
};

/** What a budget ends, if nothing else does: some seconds for a list, and the same again for what its sets are asked. */
const WORST: Target = { ms: 6_000 };

/** In a process of its own, whose memory is that of this one list. */
function alone(size: number): void {
  const { stdout, status } = spawnSync(process.execPath, [process.argv[1]!, '--alone', String(size)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the run of ${size} rules ended with ${status}`);
  process.stdout.write(stdout);
}

const row = (what: string, took: string, target: string, memory = '', most = ''): string =>
  [what.padEnd(34), took.padStart(10), target.padStart(10), memory.padStart(8), most.padStart(8)].join(' ');

const mark = (value: number, target: number | undefined): string =>
  target === undefined ? '' : `${value <= target ? '<' : 'OVER'} ${target.toLocaleString('en')}`;

const ratio = (what: string, value: number, target: number): void =>
  void process.stdout.write(`${row(what, `${value.toFixed(1)}x`, mark(value, target))}\n`);

/** A fraction, told as 1/n: the larger n the better. */
const fraction = (what: string, part: number, whole: number, target: number): void =>
  void process.stdout.write(
    `${row(what, `1/${(whole / part).toFixed(0)}`, `${whole / part >= target ? '<' : 'OVER'} 1/${target}`)}  cold ${whole.toFixed(0)} ms, edit ${part.toFixed(1)} ms\n`,
  );

function analyse(of: Device, memory?: ReturnType<typeof filterMemory>): Record<string, number> {
  const analyses = analyseFilters(of, memory ? { memory } : {});
  const counts: Record<string, number> = {};
  const add = (key: string): void => {
    counts[key] = (counts[key] ?? 0) + 1;
  };
  for (const filter of of.filters.keys())
    for (const line of analyses.lines(filter)) {
      add(line.status);
      if (line.forwardRedundant) add('superfluous');
    }
  if (of.filters.length === 1) counts.conflicts = analyses.conflicts?.(0).length ?? 0;
  return counts;
}

/** Processor time: other work on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function report(name: string, of: Device, target: Target = {}): number {
  const started = cpuMs();
  const counts = analyse(of);
  const ms = cpuMs() - started;
  // What was used at most, where it is asked for; else this process' size after all that ran before.
  const memory = target.mb === undefined ? undefined : process.resourceUsage().maxRSS / 1024;
  const line = row(
    name,
    `${ms.toFixed(0)} ms`,
    mark(ms, target.ms),
    memory === undefined ? '' : `${memory.toFixed(0)} MB`,
    memory === undefined ? '' : mark(memory, target.mb),
  );
  process.stdout.write(`${line}  ${JSON.stringify(counts)}\n`);
  return ms;
}

function edit(): void {
  const filter = randomList(5_000, 7);
  const memory = filterMemory();
  const started = cpuMs();
  analyse(device(filter), memory);
  const cold = cpuMs() - started;
  const rules = [...filter.rules];
  const times = randomList(60, 8).rules.map((rule, n) => {
    rules[(n * 83) % rules.length] = rule;
    return timeOf(device({ ...filter, rules }), memory);
  });
  fraction('one edited line of 5,000', median(times), cold, 20);
}

/** One line of one of many chains, all of which the first one calls. */
function editChain(): void {
  const filters = chains(200, 25);
  const memory = filterMemory();
  const started = cpuMs();
  analyse({ ...emptyDevice, filters }, memory);
  const cold = cpuMs() - started;
  const times = randomList(30, 9).rules.map((rule, n) => {
    const at = 1 + ((n * 37) % 200);
    const rules = [...filters[at]!.rules];
    rules[(n * 7) % rules.length] = rule;
    filters[at] = { ...filters[at]!, rules };
    return timeOf({ ...emptyDevice, filters }, memory);
  });
  fraction('one edited line of 200 chains', median(times), cold, 20);
}

/** As after a new reading of the text: equal rules are other objects. */
function timeOf(of: Device, memory: ReturnType<typeof filterMemory>): number {
  const read = structuredClone(of);
  const from = cpuMs();
  analyse(read, memory);
  return cpuMs() - from;
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;

/** Two versions of a long list, one line apart. */
function compare(): void {
  for (const filter of [randomList(5_000, 22), mixedList(5_000)]) {
    const rules = [...filter.rules];
    rules.splice(2_500, 1, ruleOf({ kind: 'permit' }, { protocol: one(6), destinationPort: one(8443) }));
    const started = cpuMs();
    const difference = compareFilters(
      { filters: [filter], chosen: [0] },
      { filters: [{ ...filter, rules }], chosen: [0] },
    );
    const told = difference ? `${difference.newlyPermitted.flows} flows newly permitted` : 'not decided';
    process.stdout.write(
      `${row('comparing two lists of 5,000', `${(cpuMs() - started).toFixed(0)} ms`, '')}  ${told}\n`,
    );
  }
}

/** Every dead line of a long list asked for its words and for the effect of moving it up. */
function effects(): void {
  const filter = mixedList(5_000);
  const random = generator(21);
  const rules = filter.rules.flatMap((rule) => (random(10) === 0 ? [rule, rule] : [rule]));
  const analyses = analyseFilters(device({ ...filter, rules }));
  const lines = analyses.lines(0);
  const started = cpuMs();
  let asked = 0;
  for (const { ref, status, deciders } of lines) {
    if (status !== 'dead') continue;
    asked += 1;
    analyses.explain(ref);
    analyses.effectOf?.(ref, { kind: 'move', before: deciders[0]!.rule });
  }
  process.stdout.write(
    `${row(`effects of ${asked} moves of ${rules.length}`, `${(cpuMs() - started).toFixed(0)} ms`, '')}\n`,
  );
}

const device = (filter: Filter): Device => ({ ...emptyDevice, filters: [filter] });

function filterOf(rules: FilterRule[], more: Partial<Filter> = {}): Filter {
  return {
    name: { value: 'BENCH', span: NOWHERE },
    family: 'ipv4',
    purpose: 'packet',
    rules,
    fallback: { action: 'deny' },
    stateful: false,
    span: NOWHERE,
    closed: true,
    ...more,
  };
}

const ruleOf = (action: Action, match: Partial<Match>): FilterRule => ({
  span: NOWHERE,
  matches: [{ family: 'ipv4', ...match }],
  action,
  effects: [],
  active: true,
});

const one = (first: number, last = first): Field<Interval> => ({ anyOf: [{ first, last }] });
const verdict = (random: Random): Action => ({ kind: random(2) === 0 ? 'permit' : 'deny' });
const prefix = (address: number, length: number): AddressTerm => ({
  kind: 'prefix',
  family: 'ipv4',
  address: BigInt(address),
  length,
});
const net = (address: number, length = 24): Field<AddressTerm> => ({ anyOf: [prefix(address, length)] });

function randomRule(random: Random): FilterRule {
  const port = random(3) === 0 ? one(1024 + random(1000), 3000 + random(1000)) : one(1 + random(65000));
  return ruleOf(verdict(random), {
    protocol: one(random(2) === 0 ? 6 : 17),
    source: net(0x0a000000 + random(65536) * 256),
    destination: net(0xac100000 + random(256) * 256),
    destinationPort: port,
  });
}

function randomList(count: number, seed: number): Filter {
  const random = generator(seed);
  return filterOf(Array.from({ length: count }, () => randomRule(random)));
}

/** Every third rule is wide on one side. */
function mixedList(count: number): Filter {
  const random = generator(11);
  return filterOf(
    Array.from({ length: count }, () => {
      const rule = randomRule(random);
      const [match] = rule.matches;
      const { source: _source, ...fromAny } = match!;
      const { destinationPort: _port, ...anyPort } = match!;
      const kind = random(9);
      const source = net(0x0a000000 + random(16) * 0x100000, 12);
      return {
        ...rule,
        matches: [kind === 0 ? fromAny : kind === 1 ? anyPort : kind === 2 ? { ...match!, source } : match!],
      };
    }),
  );
}

function wildcards(count: number): Filter {
  const random = generator(12);
  const odd = (): Field<AddressTerm> => {
    let wildcard = 0;
    for (let bit = 0; bit < 32; bit += 1) if (random(3) > 0) wildcard += 2 ** bit;
    return {
      anyOf: [{ kind: 'wildcard', family: 'ipv4', address: BigInt(random(2 ** 32)), wildcard: BigInt(wildcard) }],
    };
  };
  return filterOf(Array.from({ length: count }, () => ruleOf(verdict(random), { source: odd(), destination: odd() })));
}

function portRanges(count: number): Filter {
  const random = generator(13);
  return filterOf(
    Array.from({ length: count }, () => {
      const first = random(60000);
      const from = random(60000);
      return ruleOf(verdict(random), {
        protocol: one(6),
        sourcePort: one(from, from + random(5000)),
        destinationPort: one(first, first + random(5000)),
      });
    }),
  );
}

/** Each rule reaches further in one direction and less far in the other; every second one is covered by those before. */
function staircase(count: number): Filter {
  const step = Math.floor(2 ** 32 / count);
  const upTo = (last: number): Field<AddressTerm> => ({
    anyOf: [{ kind: 'range', family: 'ipv4', first: 0n, last: BigInt(last - 1) }],
  });
  const random = generator(14);
  return filterOf(
    Array.from({ length: count }, (_, at) => {
      const i = at % 2 === 0 ? at : Math.max(1, at - 2);
      return ruleOf(verdict(random), { source: upTo((i + 1) * step), destination: upTo((count - i) * step) });
    }),
  );
}

function groups(count: number): Filter {
  const random = generator(15);
  const group = (): Field<AddressTerm> => ({
    anyOf: Array.from({ length: 500 }, () => prefix(0x0a000000 + random(2 ** 24), 32 - random(8))),
  });
  return filterOf(
    Array.from({ length: count }, () =>
      ruleOf(verdict(random), {
        protocol: one(6),
        source: group(),
        destination: group(),
        destinationPort: one(random(1000)),
      }),
    ),
  );
}

function services(count: number): Filter {
  const random = generator(16);
  return filterOf(
    Array.from({ length: count }, () => {
      const first = random(60000);
      return ruleOf(verdict(random), {
        protocol: one(random(2) ? 6 : 17),
        destinationPort: one(first, first + random(20)),
      });
    }),
  );
}

function chains(count: number, size: number): Filter[] {
  const random = generator(17);
  const jump = (name: string, match: Partial<Match>): FilterRule =>
    ruleOf({ kind: 'jump', target: { value: name, span: NOWHERE } }, match);
  const names = Array.from({ length: count }, (_, at) => `CHAIN-${at}`);
  const main = filterOf(
    names.map((name) => jump(name, random(4) === 0 ? {} : { destination: net(0xac100000 + random(256) * 256) })),
    { name: { value: 'FORWARD', span: NOWHERE }, hook: 'forward', table: 'filter' },
  );
  return [
    main,
    ...names.map((name) =>
      filterOf(
        Array.from({ length: size }, () => randomRule(random)),
        { name: { value: name, span: NOWHERE }, table: 'filter', fallback: { action: 'return' } },
      ),
    ),
  ];
}

/** Every chain calls the next two. */
function nested(count: number): Filter[] {
  const random = generator(18);
  const name = (at: number): string => `LEVEL-${at}`;
  return Array.from({ length: count }, (_, at) =>
    filterOf(
      [
        randomRule(random),
        ...[at + 1, at + 2]
          .filter((next) => next < count)
          .map((next) =>
            ruleOf(
              { kind: 'jump', target: { value: name(next), span: NOWHERE } },
              { destinationPort: one(random(60000), 65535), protocol: one(6) },
            ),
          ),
        randomRule(random),
      ],
      {
        name: { value: name(at), span: NOWHERE },
        table: 'filter',
        ...(at === 0 ? { hook: 'forward' as const } : { fallback: { action: 'return' as const } }),
      },
    ),
  );
}

/** xorshift32: the same numbers in every run. */
function generator(seed: number): Random {
  let state = (Math.imul(seed + 1, 0x9e3779b1) | 1) >>> 0;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

main();
