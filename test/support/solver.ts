import { init } from 'z3-solver';
import { type AddressTerm, type Family, widthOf } from '../../grammars/model/address.ts';
import type { Field, Interval, Match } from '../../grammars/model/filter.ts';

/** An SMT solver in this process, and matches as formulas over the bits of one packet. */
export interface Solver {
  /** Runs a script in a context of its own. @returns what it prints, in words */
  ask(script: string): readonly string[];
  stop(): void;
}

export async function startSolver(): Promise<Solver> {
  const { Z3, em } = await init();
  const module = em as {
    ccall(name: string, returns: 'string', types: readonly string[], values: readonly unknown[]): string;
    PThread: { terminateAllThreads(): void };
  };
  return {
    // Not the package's own asynchronous call: it gives its text's memory back before the solver has read all of it.
    ask: (script) => {
      const context = Z3.mk_context(Z3.mk_config());
      const answer = module.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'string'], [context, script]);
      Z3.del_context(context);
      return answer.trim().split(/\s+/);
    },
    // Its worker threads would keep the process alive.
    stop: () => module.PThread.terminateAllThreads(),
  };
}

/** Interfaces are four: these by name, another `eth...`, any other. */
export const INTERFACES = ['eth0', 'eth1', 'eth9', 'lan0'] as const;
export const STATES = ['new', 'established', 'related', 'invalid', 'untracked'] as const;

/** The fields of a packet of the family: what is no packet is left out. */
export const declarations = (family: Family): string =>
  [
    ...(
      [
        ['src', widthOf(family)],
        ['dst', widthOf(family)],
        ['proto', 8],
        ['sport', 16],
        ['dport', 16],
        ['flags', 8],
        ['type', 8],
        ['code', 8],
        ['state', 3],
        ['dscp', 6],
        ['iif', 2],
      ] as const
    ).map(([name, width]) => `(declare-const ${name} (_ BitVec ${width}))`),
    '(declare-const rest Bool)',
    `(assert (bvule state ${bits(4, 3)}))`,
  ].join('');

const bits = (value: bigint | number, width: number): string => `(_ bv${value} ${width})`;
export const anyOf = (parts: readonly string[]): string =>
  parts.length === 0 ? 'false' : `(or ${parts.join(' ')} false)`;
export const allOf = (parts: readonly string[]): string => `(and ${parts.join(' ')} true)`;

function formulaOf<T>(field: Field<T> | undefined, of: (value: T) => string): string {
  if (!field) return 'true';
  const inside = `(and ${anyOf(field.anyOf.map(of))} (not ${anyOf((field.except ?? []).map(of))}))`;
  return field.negated ? `(not ${inside})` : inside;
}

function addressFormula(name: string, term: AddressTerm, family: Family): string {
  if (term.kind === 'any') return 'true';
  if (term.family !== family) return 'false';
  const width = widthOf(family);
  if (term.kind === 'range')
    return `(and (bvule ${bits(term.first, width)} ${name}) (bvule ${name} ${bits(term.last, width)}))`;
  const free = term.kind === 'wildcard' ? term.wildcard : (1n << BigInt(width - term.length)) - 1n;
  const mask = ((1n << BigInt(width)) - 1n) & ~free;
  return `(= (bvand ${name} ${bits(mask, width)}) ${bits(term.address & mask, width)})`;
}

const within =
  (name: string, width: number) =>
  ({ first, last }: Interval): string =>
    `(and (bvule ${bits(first, width)} ${name}) (bvule ${name} ${bits(last, width)}))`;

const oneOf = (name: string, width: number, values: readonly number[]): string =>
  anyOf(values.map((value) => `(= ${name} ${bits(value, width)})`));

/** Fields that only some packets have also demand such a packet: ports of ported protocols, whole packets for all of them. */
export function matchFormula(match: Match, family: Family): string {
  const transport = match.sourcePort ?? match.destinationPort ?? match.icmp ?? match.tcpFlags;
  return allOf([
    match.family === 'both' || match.family === family ? 'true' : 'false',
    formulaOf(match.source, (term) => addressFormula('src', term, family)),
    formulaOf(match.destination, (term) => addressFormula('dst', term, family)),
    formulaOf(match.protocol, within('proto', 8)),
    ...(match.sourcePort || match.destinationPort ? [oneOf('proto', 8, [6, 17, 33, 132, 136])] : []),
    formulaOf(match.sourcePort, within('sport', 16)),
    formulaOf(match.destinationPort, within('dport', 16)),
    ...(match.icmp ? [oneOf('proto', 8, [1, 58])] : []),
    formulaOf(match.icmp, ({ type, code }) =>
      allOf([within('type', 8)(type), code ? within('code', 8)(code) : 'true']),
    ),
    ...(match.tcpFlags ? [oneOf('proto', 8, [6])] : []),
    formulaOf(match.tcpFlags, ({ mask, value }) => `(= (bvand flags ${bits(mask, 8)}) ${bits(value, 8)})`),
    ...(transport || match.fragment === 'whole' ? ['(not rest)'] : []),
    ...(match.fragment === 'rest' ? ['rest'] : []),
    formulaOf(match.state, (state) => oneOf('state', 3, [STATES.indexOf(state)])),
    formulaOf(match.dscp, within('dscp', 6)),
    formulaOf(match.inInterface, ({ name, prefix }) =>
      oneOf(
        'iif',
        2,
        INTERFACES.flatMap((one, at) => ((prefix ? one.startsWith(name) : one === name) ? [at] : [])),
      ),
    ),
  ]);
}
