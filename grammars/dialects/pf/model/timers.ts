import type { DefaultTimer, Timer, TimerKind } from '../../../model/nat.ts';
import type { Located } from '../../../text/span.ts';
import type { RuleDraft, Setting } from './statements.ts';

/** pf.conf(5), "set timeout": which states of a connection these are. */
const KINDS: Readonly<Record<string, TimerKind>> = {
  'tcp.established': 'tcp-established',
  'tcp.first': 'tcp-transitory',
  'tcp.opening': 'tcp-transitory',
  'tcp.closing': 'tcp-transitory',
  'tcp.finwait': 'tcp-transitory',
  'tcp.closed': 'tcp-transitory',
  'udp.first': 'udp-unreplied',
  'udp.single': 'udp-unreplied',
  'udp.multiple': 'udp-stream',
  'icmp.first': 'icmp',
  'icmp.error': 'icmp',
};

const PHASES: Readonly<Record<string, NonNullable<Timer['phase']>>> = {
  'tcp.first': 'opening',
  'tcp.opening': 'opening',
  'tcp.closing': 'closing',
  'tcp.finwait': 'closing',
  'tcp.closed': 'closing',
};

/** The defaults of `set optimization normal`. */
const DEFAULTS: readonly DefaultTimer[] = [
  { kind: 'tcp-established', seconds: 86_400, label: 'set timeout tcp.established' },
  { kind: 'udp-stream', seconds: 60, label: 'set timeout udp.multiple' },
];

export function timersOf(settings: readonly Setting[], rules: readonly RuleDraft[]): Timer[] {
  const timers: Timer[] = [];
  for (const { words, statement } of settings) {
    if (words[0]?.value !== 'timeout') continue;
    timers.push(
      ...pairs(words.slice(1))
        .map((pair) => timerOf(pair, statement.header, undefined))
        .filter((timer) => timer !== undefined),
    );
  }
  for (const { line, statement } of rules) {
    const ports = line?.parts.flatMap((part) => (part.kind === 'hosts' && part.side === 'to' ? part.ports : []));
    const scope = ports && ports.length > 0 ? statement.words.map(({ text }) => text).join(' ') : undefined;
    for (const part of line?.parts ?? []) {
      if (part.kind !== 'state') continue;
      for (const { words } of part.options) {
        const timer = words[0] && words[1] && timerOf([words[0], words[1]], statement.header, scope ?? 'one rule');
        if (timer) timers.push(timer);
      }
    }
  }
  return timers;
}

/** Another optimization has other defaults, which differ by version. */
export const defaultsOf = (settings: readonly Setting[]): readonly DefaultTimer[] =>
  settings.some(({ words }) => words[0]?.value === 'optimization' && words[1]?.value !== 'normal') ? [] : DEFAULTS;

/** `set timeout adaptive.start 0` stops what it does by itself: shorter timers from 60 % of the states that it may have (pf.conf(5)). */
export const shortensUnderLoad = (settings: readonly Setting[]): boolean =>
  !settings.some(
    ({ words }) =>
      words[0]?.value === 'timeout' &&
      pairs(words.slice(1)).some(([name, value]) => name.value === 'adaptive.start' && value.value === '0'),
  );

type Pair = readonly [Located<string>, Located<string>];

function timerOf([name, seconds]: Pair, span: Timer['span'], scope: string | undefined): Timer | undefined {
  const kind = KINDS[name.value];
  if (!kind || !/^\d{1,9}$/.test(seconds.value)) return undefined;
  const phase = PHASES[name.value];
  return {
    kind,
    ...(phase ? { phase } : {}),
    seconds: { value: Number(seconds.value), span: seconds.span },
    span,
    label: scope === undefined ? `set timeout ${name.value}` : name.value,
    ...(scope === undefined ? {} : { scope: { name: scope } }),
  };
}

function pairs(words: readonly Located<string>[]): Pair[] {
  const plain = words.filter(({ value }) => !/^[{},]$/.test(value));
  return plain.flatMap((word, i): Pair[] => (i % 2 === 0 && plain[i + 1] ? [[word, plain[i + 1]!]] : []));
}
