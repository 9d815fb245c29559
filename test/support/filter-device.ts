import type { Dialect } from '../../grammars/dialect.ts';
import { type AddressTerm, parsePrefix } from '../../grammars/model/address.ts';
import { type Device, emptyDevice } from '../../grammars/model/device.ts';
import type { Action, Filter, FilterRule, Match } from '../../grammars/model/filter.ts';
import type { Span } from '../../grammars/text/span.ts';
import { analyseFilters } from '../../server/src/packets/analyse.ts';
import type { OptionValue, Report, Rule, RuleContext } from '../../server/src/review/rule.ts';

/** Line n of the hand-made text is the offsets 100 n .. 100 n + 50. */
export const lineSpan = (line: number): Span => ({ start: 100 * line, end: 100 * line + 50 });

/**
 * A filter of hand-made rules, one a string: `permit tcp 10.0.0.0/8 any 443 log`, `jump CHAIN`, `exempt any 10.8.0.0/16`,
 * `translate 192.0.2.1 10.0.0.0/8 any`. Line numbers count on from `firstLine`.
 */
export function filterOf(name: string, rules: readonly string[], more: Partial<Filter> = {}, firstLine = 0): Filter {
  return {
    name: { value: name, span: lineSpan(firstLine) },
    family: 'ipv4',
    purpose: 'packet',
    rules: rules.map((text, index) => ruleOf(text, lineSpan(firstLine + index))),
    fallback: { action: 'deny' },
    stateful: false,
    span: { start: lineSpan(firstLine).start, end: lineSpan(firstLine + rules.length).end },
    closed: true,
    ...more,
  };
}

/** What a rule says of a hand-made device, without a dialect to write fixes: proposals stand as they are. */
export function reportsOf(
  rule: Rule,
  device: Partial<Device>,
  options: Readonly<Record<string, OptionValue>> = {},
): readonly Report[] {
  const whole: Device = { ...emptyDevice, ...device };
  const context: RuleContext = {
    device: whole,
    dialect: { id: 'test', lineComment: '#', provides: rule.meta.needs } as unknown as Dialect,
    outline: { text: ' '.repeat(10_000), statements: [], trivia: [], problems: [] },
    profile: 'default',
    roles: [],
    packets: analyseFilters(whole),
    option: <T extends OptionValue>(name: string): T => (options[name] ?? rule.meta.options[name]!.default) as T,
    lineOf: (offset) => Math.floor(offset / 100),
  };
  return [...rule.check(context)];
}

function ruleOf(text: string, span: Span): FilterRule {
  const words = text.split(' ');
  const kind = words.shift()!;
  const named = (): string => words.shift()!;
  const action: Action =
    kind === 'jump' || kind === 'goto'
      ? { kind, target: { value: named(), span } }
      : kind === 'translate'
        ? { kind, nat: 'source', to: named() }
        : ({ kind } as Action);
  const effects = words.at(-1) === 'log' ? [words.pop()!] : [];
  return { span, matches: [matchOf(words)], action, effects, active: true };
}

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17 };

function matchOf(words: string[]): Match {
  const protocol = PROTOCOLS[words[0] ?? ''];
  if (protocol !== undefined) words.shift();
  const [source = 'any', destination = 'any', ports] = words;
  const [first, last] = (ports ?? '').split('-').map(Number);
  return {
    family: 'ipv4',
    ...(protocol === undefined ? {} : { protocol: { anyOf: [{ first: protocol, last: protocol }] } }),
    ...(source === 'any' ? {} : { source: { anyOf: [termOf(source)] } }),
    ...(destination === 'any' ? {} : { destination: { anyOf: [termOf(destination)] } }),
    ...(ports === undefined ? {} : { destinationPort: { anyOf: [{ first: first!, last: last ?? first! }] } }),
  };
}

const termOf = (text: string): AddressTerm => ({ kind: 'prefix', ...parsePrefix(text)! });
