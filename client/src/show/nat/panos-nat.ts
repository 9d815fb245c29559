import { knownFacts } from '../known-facts.ts';
import { figuresIn } from './figures.ts';
import type { NatFigures, NatPool } from './nat-state.ts';

/** `show session info` and `show running ippool` of PAN-OS; of several data planes the fullest. */
export function readPanosNat(text: string): NatFigures {
  const find = figuresIn(text);
  const planes = text.split(/^(?=Number of sessions supported:)/m).flatMap((block) => {
    const told = figuresIn(block);
    const most = told(/^Number of sessions supported: +(\d{1,12})\s*$/m);
    const active = told(/^Number of (?:allocated|active) sessions: +(\d{1,12})\s*$/m);
    return most && active !== undefined ? [{ most, active }] : [];
  });
  const [fullest] = planes.sort((a, b) => b.active / b.most - a.active / a.most);
  return knownFacts({
    ...fullest,
    pools: poolsOf(text),
    timeouts: knownFacts({
      udp: find(/^ *UDP default timeout: +([1-9]\d{0,9}) secs\b/m),
      'tcp-established': find(/^ *TCP default timeout: +([1-9]\d{0,9}) secs\b/m),
    }),
  });
}

// Rule                             Type            Used       Available  Mem Size Ratio
// -------------------------------- --------------- ---------- ---------- -------- -----
// office to internet               Dynamic IP/Port 273        128751        20336    2
/** What is available is what is left: with what is used it makes all, over-subscription counted. */
function poolsOf(text: string): NatPool[] {
  const rows = text.matchAll(
    /^ *(\S.{0,62}?) +(?:Dynamic IP\/Port|Dynamic IP) +(\d{1,12}) +(\d{1,12}) +\d{1,12} +\d{1,3}\s*$/gm,
  );
  return [...rows].map(([, name, used, available]) => ({
    name: name!,
    total: Number(used) + Number(available),
    used: Number(used),
  }));
}
