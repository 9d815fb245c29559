import { networkOf, parsePrefix, widthOf } from '../../../model/address.ts';
import type { WrittenMask } from '../../../model/device.ts';
import { get, kids } from '../node.ts';
import type { Node } from '../tree.ts';

/**
 * Prefixes whose host bits Junos refuses at commit: routes, area ranges, conditions and IPv4 firewall terms. It takes them in prefix
 * lists, route filters, interfaces, BGP's `allow` and IPv6 firewall terms (seen on vJunos 25.4).
 */
export function masksOf(root: Node): WrittenMask[] {
  // What a group gives to many places is written once.
  return [...new Map(refusedIn(root).map((one) => [one.address.span.start, one])).values()];
}

const refusedIn = (root: Node): WrittenMask[] => [
  ...[root, ...kids(get(root, 'routing-instances'))].flatMap((instance) => [
    ...routesOf(get(instance, 'routing-options')),
    ...['ospf', 'ospf3'].flatMap((protocol) =>
      kids(get(instance, 'protocols', protocol, 'area')).flatMap((area) => prefixesIn(get(area, 'area-range'))),
    ),
  ]),
  ...kids(get(root, 'policy-options', 'condition')).flatMap((one) => prefixesIn(get(one, 'if-route-exists'))),
  ...[...kids(get(root, 'firewall', 'filter')), ...kids(get(root, 'firewall', 'family', 'inet', 'filter'))]
    .flatMap((filter) => kids(get(filter, 'term')))
    .flatMap((term) => [
      ...['address', 'source-address', 'destination-address'].flatMap((name) => prefixesIn(get(term, 'from', name))),
      ...prefixesIn(get(term, 'then', 'next-ip')),
    ]),
];

const routesOf = (options: Node | undefined): WrittenMask[] =>
  [options, ...kids(get(options, 'rib'))].flatMap((table) =>
    ['static', 'aggregate', 'generate'].flatMap((kind) => prefixesIn(get(table, kind, 'route'))),
  );

/** Values that are prefixes as they stand in the text; a name made of several words, or by a group's pattern, is not. */
const prefixesIn = (leaf: Node | undefined): WrittenMask[] =>
  kids(leaf).flatMap(({ name, span }): WrittenMask[] => {
    const prefix = parsePrefix(name);
    if (!prefix || span.end - span.start !== name.length) return [];
    const free = (1n << BigInt(widthOf(prefix.family) - prefix.length)) - 1n;
    if (prefix.address === networkOf(prefix)) return [];
    const slash = span.start + name.indexOf('/');
    return [
      {
        slot: 'length',
        family: prefix.family,
        address: { value: prefix.address, span: { start: span.start, end: slash } },
        mask: { value: free, span: { start: slash + 1, end: span.end } },
        refused: true,
      },
    ];
  });
