import { lower } from '../../../kit/cisco-like/facts.ts';
import type { DefaultTimer, Timer } from '../../../model/nat.ts';
import type { Statement } from '../../../outline.ts';
import { at } from '../../../text/span.ts';

/** `timeout conn 1:00:00 half-closed 0:10:00 udp 0:02:00 icmp 0:00:02` */
export function timersOf({ words, header }: Statement): Timer[] {
  const timers: Timer[] = [];
  for (let i = 1; i < words.length - 1; i += 1) {
    const known = TIMERS[lower(words, i)];
    const value = words[i + 1]!;
    const seconds = known && secondsOf(value.text);
    // The device prints all of them: what is no more than the default was set by nobody.
    if (!known || seconds === undefined || seconds === known.seconds) continue;
    if (seconds === 0 && !known.endless) continue;
    const { seconds: _, endless: __, ...kind } = known;
    timers.push({
      ...kind,
      seconds: at<number | 'never'>(seconds === 0 ? 'never' : seconds, value.span),
      span: header,
      label: `timeout ${lower(words, i)}`,
    });
  }
  return timers;
}

/** Those that the text leaves as they are. */
export function defaultTimers(timers: readonly Timer[]): DefaultTimer[] {
  const set = new Set(timers.map((timer) => timer.label));
  return Object.entries(TIMERS).flatMap(([name, { kind, seconds, phase }]): DefaultTimer[] => {
    const label = `timeout ${name}`;
    // Answers to ICMP queries are let in by inspection, and end the entry: its short life hurts nobody.
    return set.has(label) || name === 'icmp' ? [] : [{ kind, seconds, label, ...(phase ? { phase } : {}) }];
  });
}

/** `endless`: 0 is never; else it is refused. */
type Known = Pick<Timer, 'kind' | 'phase' | 'allowed'> & { readonly seconds: number; readonly endless?: true };

const LONGEST = 1193 * 3600;

/** Cisco ASA Command Reference, `timeout`: defaults, and what it takes. */
const TIMERS: Readonly<Record<string, Known>> = {
  conn: { kind: 'tcp-established', seconds: 3600, allowed: { first: 300, last: LONGEST }, endless: true },
  udp: { kind: 'udp', seconds: 120, allowed: { first: 60, last: LONGEST }, endless: true },
  'half-closed': {
    kind: 'tcp-transitory',
    phase: 'closing',
    seconds: 600,
    allowed: { first: 30, last: LONGEST },
    endless: true,
  },
  icmp: { kind: 'icmp', seconds: 2, allowed: { first: 2, last: LONGEST } },
  xlate: { kind: 'translation', seconds: 10_800, allowed: { first: 60, last: LONGEST } },
};

/** `H:M:S`; `0` is `0:0:0`. */
export function secondsOf(text: string): number | undefined {
  if (text === '0') return 0;
  const found = /^(\d{1,4}):(\d{1,2}):(\d{1,2})$/.exec(text);
  return found ? Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]) : undefined;
}

export const clockOf = (seconds: number): string => {
  const two = (value: number): string => `${value}`.padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
};
