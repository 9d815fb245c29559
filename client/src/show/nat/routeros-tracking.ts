import { knownFacts } from '../known-facts.ts';
import { figuresIn } from './figures.ts';
import type { NatFigures } from './nat-state.ts';

/** `/ip firewall connection tracking print` of RouterOS. */
export function readRouterosTracking(text: string): NatFigures {
  const find = figuresIn(text);
  const timer = (name: string): number | undefined =>
    secondsOf(new RegExp(`^ *${name}-timeout: (\\S{1,20})\\s*$`, 'm').exec(text)?.[1]);
  return knownFacts({
    active: find(/^ *total-entries: (\d{1,12})\s*$/m),
    most: find(/^ *max-entries: (\d{1,12})\s*$/m),
    timeouts: knownFacts({ 'udp-stream': timer('udp-stream'), 'tcp-established': timer('tcp-established') }),
  });
}

const UNITS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** `1d`, `3m`, `1h30m`, `00:03:00`. */
function secondsOf(text: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = /^(\d{1,3}):(\d\d):(\d\d)$/.exec(text ?? '') ?? [];
  if (hours !== undefined) return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) || undefined;
  if (!/^(?:\d{1,6}[wdhms])+$/.test(text ?? '')) return undefined;
  const parts = text!.matchAll(/(\d+)([wdhms])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0) || undefined;
}
