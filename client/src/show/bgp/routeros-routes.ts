import { knownFacts, wholeNumber } from '../known-facts.ts';
import { propertiesOf } from '../routeros-print.ts';
import { asNumbersOf, type BgpPath, originOf } from './bgp-path.ts';
import { validationOf } from './bgp-path-text.ts';

/** `/routing route print detail` of RouterOS 7 and `/ip route print detail` of RouterOS 6: the routes that are of BGP. */
export function readRouterosRoutes(text: string): BgpPath[] {
  if (!text.includes('dst-address=')) return [];
  return text.split(HEADS).flatMap((entry): BgpPath[] => {
    const flags = HEAD.exec(entry)?.[1];
    if (flags === undefined) return [];
    const found = propertiesOf(entry.slice(0, 4_000).split(/\r?\n/));
    const { 'dst-address': prefix, gateway } = found;
    const of = (name: string): string | undefined => found[`bgp.${name}`] ?? found[`bgp-${name}`];
    const asPath = of('as-path');
    if (!prefix || !gateway || asPath === undefined) return [];
    return [
      {
        prefix,
        nextHop: gateway.replace(/%.*$/, ''),
        asPath: asNumbersOf(asPath),
        best: flags.includes('A'),
        ...knownFacts({
          reachable: /U/.test(flags) ? false : undefined,
          origin: originOf(of('origin')),
          med: wholeNumber(of('med')),
          localPreference: wholeNumber(of('local-pref')),
          validation: validationOf(found.rpki),
          reason: flags.includes('F') ? 'filtered' : undefined,
        }),
      },
    ];
  });
}

//  Ab   afi=ip4 contribution=active dst-address=10.20.0.0/24
//  0 ADb  dst-address=10.20.0.0/24 gateway=10.0.0.2
/** What goes on below stands further to the right. */
const HEAD = /^ {0,3}(?:\d{1,7} {1,2})?([A-Za-z+][A-Za-z+ ]{0,8}) {1,4}[a-z][a-z-]{1,20}=/;
const HEADS = /^(?= {0,3}(?:\d{1,7} {1,2})?[A-Za-z+][A-Za-z+ ]{0,8} {1,4}[a-z][a-z-]{1,20}=)/m;
