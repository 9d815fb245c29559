import { asNumbersOf, type BgpPath, originOf } from './bgp-path.ts';

/** `show routing protocol bgp loc-rib prefix P` of PAN-OS: paths that it took, `*` before the best. */
export function readPanosLocRib(text: string): BgpPath[] {
  if (!text.includes('Nexthop')) return [];
  const paths: BgpPath[] = [];
  let inTable = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 600) continue;
    if (/^ *Prefix +Nexthop +Peer +Weight +LocPrf +Org +MED +flap +AS-Path\s*$/i.test(line)) inTable = true;
    const row = inTable ? ROW.exec(line) : undefined;
    if (!row) continue;
    const [, star, prefix, nextHop, weight, preference, origin, med, asPath = ''] = row;
    const told = originOf(origin);
    paths.push({
      prefix: prefix!,
      nextHop: nextHop!,
      asPath: asNumbersOf(asPath),
      best: star === '*',
      weight: Number(weight),
      localPreference: Number(preference),
      med: Number(med),
      ...(told && { origin: told }),
    });
  }
  return paths;
}

//  *10.20.0.0/24             10.0.0.2         upstream   0   100   igp   0   0   65002,65003
const ROW =
  /^ *(\*?) ?([\da-fA-F.:]+\/\d{1,3}) +([\da-fA-F.:]{2,45}) +\S.{0,62}? +(\d{1,10}) +(\d{1,10}) +([a-z?/]{1,12}) +(\d{1,10}) +\d{1,10}(?: +([\d,.{}() ]{1,400}))?\s*$/i;
