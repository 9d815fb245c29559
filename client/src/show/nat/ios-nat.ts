import { knownFacts } from '../known-facts.ts';
import { figuresIn } from './figures.ts';
import type { NatFigures, NatPool } from './nat-state.ts';

/**
 * `show ip nat statistics` of IOS and NX-OS, and what `show running-config | include ip nat translation` tells of the timers of IOS
 * that are set.
 */
export function readIosNat(text: string): NatFigures {
  const find = figuresIn(text);
  const most = find(/^max entry: max allowed (\d+)/m);
  return knownFacts({
    active: find(/^Total active translations: (\d+)/m),
    peak: find(/^Peak translations: (\d+)/m),
    // "2147483647": without a limit.
    most: most !== undefined && most < 2 ** 31 - 1 ? most : undefined,
    failed: find(/^max entry: [^\n]*\bmissed (\d+)/m),
    pools: poolsOf(text),
    timeouts: knownFacts({
      udp: find(/^ip nat translation udp-timeout ([1-9]\d{0,9})\s*$/m),
      'tcp-established': find(/^ip nat translation tcp-timeout ([1-9]\d{0,9})\s*$/m),
    }),
  });
}

//  pool net-208: netmask 255.255.255.240
//         start 171.69.233.208 end 171.69.233.221
//         type generic, total addresses 14, allocated 2 (14%), misses 0
function poolsOf(text: string): NatPool[] {
  return [
    ...text.matchAll(
      /^ *pool (\S{1,64}): (?:id \d+, )?netmask [^\n]*\n(?:[^\n]*\n){1,8}? *type [\w-]+, total addresses (\d+), allocated (\d+) \(\d+%\), misses (\d+)/gm,
    ),
  ].map(([, name, total, used, misses]) => ({
    name: name!,
    total: Number(total),
    used: Number(used),
    misses: Number(misses),
  }));
}
