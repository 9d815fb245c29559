import { knownFacts } from '../known-facts.ts';
import { sumOf } from './figures.ts';
import type { NatFigures, NatPool } from './nat-state.ts';

/**
 * `show xlate count`, `show conn count`, `show resource usage`, `show nat pool` and `show running-config timeout` of ASA. The limit
 * is of connections: where it is told, they are what is counted.
 */
export function readAsaNat(text: string): NatFigures {
  // 12 in use, 50 most used
  const [, inUse, mostUsed] = /^(\d{1,12}) in use, (\d{1,12}) most used\b/m.exec(text) ?? [];
  const connections = usageOf(text, 'Conns');
  const counted = connections ?? (inUse === undefined ? {} : { active: Number(inUse), peak: Number(mostUsed) });
  return knownFacts({
    ...counted,
    failed: sumOf(connections?.failed, usageOf(text, 'Xlates')?.failed),
    pools: poolsOf(text),
    timeouts: knownFacts({
      udp: secondsOf(/^timeout (?:conn [^\n]*? )?udp (\d+:\d\d:\d\d)/m.exec(text)?.[1]),
      'tcp-established': secondsOf(/^timeout conn (\d+:\d\d:\d\d)/m.exec(text)?.[1]),
    }),
  });
}

// Resource              Current         Peak      Limit        Denied Context
// Conns                      54          123     280000             0 System
// Xlates                     12           50        N/A             0 System
function usageOf(text: string, resource: 'Conns' | 'Xlates'): Omit<NatFigures, 'pools' | 'timeouts'> | undefined {
  const row = new RegExp(
    `^${resource} +(\\d{1,12}) +(\\d{1,12}) +(\\d{1,12}|N/A|unlimited) +(\\d{1,12})(?: +\\S{1,64})?\\s*$`,
    'm',
  ).exec(text);
  if (!row) return undefined;
  const [active, peak, most, failed] = row.slice(1).map(Number);
  return { active: active!, peak: peak!, failed: failed!, ...(most! > 0 && { most: most! }) };
}

// TCP PAT pool outside, address 203.0.113.1, range 1024-65535, allocated 62
/** Each range by itself: a port below 512 is translated to one below 512. */
function poolsOf(text: string): NatPool[] {
  const rows = text.matchAll(
    /^ *(TCP|UDP) PAT pool (\S{1,128}), address (\S{1,45}), range (\d{1,5})-(\d{1,5}), allocated (\d{1,9})\s*$/gm,
  );
  return [...rows].flatMap(([, protocol, name, address, first, last, allocated]) => {
    const [total, used] = [Number(last) - Number(first) + 1, Number(allocated)];
    // Extended pools give a port out once for each destination: what is allocated fills nothing.
    return used > total ? [] : [{ name: `${protocol} ${name} ${address} ${first}-${last}`, total, used }];
  });
}

/** `1:00:00`; 0 is never. */
function secondsOf(text: string | undefined): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = (text ?? '').split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds || undefined;
}
