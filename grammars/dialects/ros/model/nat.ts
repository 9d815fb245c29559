import type { Filter } from '../../../model/filter.ts';
import type { DefaultTimer, Nat, PortForward, Timer, TimerKind } from '../../../model/nat.ts';
import { allOf, type Menus, secondsOf } from '../entries.ts';

const MENU = 'ip firewall connection tracking';

interface TimerFacts {
  readonly kind: TimerKind;
  readonly phase?: 'opening' | 'closing';
}

const TIMERS: Readonly<Record<string, TimerFacts>> = {
  'udp-timeout': { kind: 'udp-unreplied' },
  'udp-stream-timeout': { kind: 'udp-stream' },
  'tcp-established-timeout': { kind: 'tcp-established' },
  'tcp-syn-sent-timeout': { kind: 'tcp-transitory', phase: 'opening' },
  'tcp-syn-received-timeout': { kind: 'tcp-transitory', phase: 'opening' },
  'tcp-fin-wait-timeout': { kind: 'tcp-transitory', phase: 'closing' },
  'icmp-timeout': { kind: 'icmp' },
};

/** Connection tracking in the manuals of both versions. What UDP flows without an answer are given has changed within version 7. */
const DEFAULTS: readonly DefaultTimer[] = [
  { kind: 'udp-stream', seconds: 180, label: 'udp-stream-timeout' },
  { kind: 'tcp-established', seconds: 86_400, label: 'tcp-established-timeout' },
  { kind: 'icmp', seconds: 10, label: 'icmp-timeout' },
];

/** Translation and connection tracking; absent where the text is about neither. */
export function natOf(
  menus: Menus,
  text: string,
  filters: readonly Filter[],
  forwards: readonly PortForward[],
  closed: boolean,
): Nat | undefined {
  const timers = timersOf(menus);
  const translations = filters
    .filter(({ purpose }) => purpose === 'nat')
    .flatMap(({ rules }) => rules)
    .filter(({ action, active }) => active && action.kind === 'translate');
  if (timers.length === 0 && !filters.some(({ purpose }) => purpose === 'nat')) return undefined;
  const anchor = translations[0]?.span;
  return {
    translates: translations.length > 0,
    timers,
    defaults: DEFAULTS,
    forwards,
    ...(anchor ? { anchor: { value: text.slice(anchor.start, anchor.end), span: anchor } } : {}),
    closed,
  };
}

function timersOf(menus: Menus): Timer[] {
  return allOf(menus, MENU).flatMap(({ command, statement }) =>
    command.verb === 'set'
      ? command.parameters.flatMap(({ name, value }): Timer[] => {
          const facts = TIMERS[name];
          const seconds = secondsOf(value.value);
          if (!facts || seconds === undefined) return [];
          return [{ ...facts, seconds: { value: seconds, span: value.span }, span: statement.span, label: name }];
        })
      : [],
  );
}
