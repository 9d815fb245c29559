import { parseAddress } from '../../../../grammars/model/address.ts';
import { knownFacts } from '../known-facts.ts';
import { figuresIn } from './figures.ts';
import type { NatFigures, NatPool } from './nat-state.ts';

/**
 * `get system session-info statistics` (or `diagnose sys session stat`), `diagnose firewall ippool-all stats`, `get system session-ttl`
 * and `get system global | grep udp-idle-timer` of FortiOS.
 */
export function readFortiosNat(text: string): NatFigures {
  const find = figuresIn(text);
  return knownFacts({
    // misc info:       session_count=102 setup_rate=1 exp_count=0 reflect_count=0 clash=0
    active: find(/^misc info: +session_count=(\d{1,12})\b/m),
    // global: ses_limit=0 ses6_limit=0 rt_limit=0 rt6_limit=0
    most: find(/^global: ses_limit=([1-9]\d{0,11})\b/m),
    pools: poolsOf(text),
    timeouts: knownFacts({
      udp: find(/^udp-idle-timer +: ([1-9]\d{0,9})\s*$/m),
      'tcp-established': find(/^default +: ([1-9]\d{0,9})\s*$/m),
    }),
  });
}

// name: outside-pool
// type: overload
// startip: 203.0.113.10
// endip: 203.0.113.11
// startport: 5117
// endport: 65533
// total ses: 20
// tcp ses: 15
// udp ses: 5
/** Ports are of a protocol: the one with more sessions is nearer to the end of them. Without a range nothing says how many there are. */
function poolsOf(text: string): NatPool[] {
  return text.split(/^(?=name: )/m).flatMap((block) => {
    const name = /^name: (\S{1,79})\s*$/m.exec(block)?.[1];
    if (name === undefined || !/^type: overload\s*$/m.test(block)) return [];
    const told = figuresIn(block);
    const [first, last] = [told(/^startport: (\d{1,5})\s*$/m), told(/^endport: (\d{1,5})\s*$/m)];
    const [start, end] = ['startip', 'endip'].map((side) =>
      parseAddress(new RegExp(`^${side}: (\\S{1,45})\\s*$`, 'm').exec(block)?.[1] ?? ''),
    );
    const sessions = ['tcp', 'udp'].flatMap(
      (protocol) => told(new RegExp(`^${protocol} ses: (\\d{1,12})\\s*$`, 'm')) ?? [],
    );
    if (first === undefined || last === undefined || !start || !end || sessions.length === 0) return [];
    const total = (last - first + 1) * (Number(end.address - start.address) + 1);
    return total > 0 ? [{ name, total, used: Math.max(...sessions), reused: true }] : [];
  });
}
