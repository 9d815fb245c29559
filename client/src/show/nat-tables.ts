import { knownFacts, wholeNumber } from './known-facts.ts';
import type { NatPool, NatState } from './nat-state.ts';
import { readNatTranslations } from './nat-translations.ts';

/**
 * Address translation of IOS (`show ip nat statistics`, `show ip nat translations [verbose]`), Junos (`show security nat
 * resource-usage source-pool all`, `show security flow session summary`) Linux (`sysctl`, `conntrack -L -n`) and
 * RouterOS (`/ip firewall connection print terse`), in any order.
 * @returns undefined when there is none in the text.
 */
export function readNatTables(text: string): NatState | undefined {
  const find = (pattern: RegExp): number | undefined => wholeNumber(pattern.exec(text)?.[1]);
  const table = readNatTranslations(text);
  const failed = [
    find(/^max entry: [^\n]*\bmissed (\d+)/m),
    find(/^Port block alloc fail: (\d+)/m),
    find(/^Pool stats drop: (\d+)/m),
    find(/^Failed-sessions: (\d+)/m),
  ].filter((count) => count !== undefined);
  // "2147483647": IOS without a limit.
  const most = [
    find(/^max entry: max allowed (\d+)/m),
    find(/^Maximum-sessions: (\d+)/m),
    find(/^net\.netfilter\.nf_conntrack_max ?= ?(\d+)/m),
  ].find((limit) => limit !== undefined && limit < 2 ** 31 - 1);
  const pools = [...iosPools(text), ...junosPools(text), ...table.pools];
  const facts = knownFacts({
    active:
      find(/^Total active translations: (\d+)/m) ??
      find(/^Sessions-in-use: (\d+)/m) ??
      find(/^net\.netfilter\.nf_conntrack_count ?= ?(\d+)/m),
    peak: find(/^Peak translations: (\d+)/m),
    most,
    failed: failed.length > 0 ? failed.reduce((sum, count) => sum + count, 0) : undefined,
    top: table.top,
  });
  if (Object.keys(facts).length === 0 && pools.length === 0 && Object.keys(table.seen).length === 0) return undefined;
  return { ...facts, pools, lifetimes: table.lifetimes, seen: table.seen };
}

//  pool net-208: netmask 255.255.255.240
//         start 171.69.233.208 end 171.69.233.221
//         type generic, total addresses 14, allocated 2 (14%), misses 0
function iosPools(text: string): NatPool[] {
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

// Pool       Address     Used       Avail      Total      Usage
// src-nat-1  1           10         64502      64512      0%
function junosPools(text: string): NatPool[] {
  return [...text.matchAll(/^(\S{1,64}) +(?:[\d.:/-]+ +){0,4}?(\d+) +(\d+) +(\d+) +\d+ ?%\s*$/gm)].map(
    ([, name, used, , total]) => ({ name: name!, total: Number(total), used: Number(used) }),
  );
}
