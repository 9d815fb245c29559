import { formatPrefix, holds, type Prefix } from '../../../model/address.ts';
import type { BgpProcess } from '../../../model/bgp.ts';
import type { NextHop, Origination, RoutePolicy, StaticRoute } from '../../../model/routing.ts';
import type { Statement, Word } from '../../../outline.ts';
import type { mainTables } from './channels.ts';
import { allOf, isOn, lastOf, optionsOf, spanOfWords, textAt, worth } from './options.ts';
import type { Source } from './source.ts';

/** Routes of `protocol static`; `table` only where neighbours have another one. */
export function routesOf(source: Source, mains: ReturnType<typeof mainTables>): StaticRoute[] {
  return source.protocols
    .filter(({ type }) => type === 'static')
    .flatMap((protocol) => {
      const { statements } = optionsOf(protocol, source);
      if (isOn(lastOf(statements, 'disabled'))) return [];
      const vrf = textAt(lastOf(statements, 'vrf')?.rest ?? [])?.value;
      return allOf(statements, 'route').flatMap(({ statement, rest }) => {
        const route = routeOf(statement, rest, source);
        if (!route) return [];
        const table = tableOf(statements, route.destination.family);
        const main = mains.get(`${route.destination.family}-unicast`);
        return [
          {
            ...route,
            ...(vrf === undefined ? {} : { vrf }),
            ...(main === undefined || main === table ? {} : { table }),
          },
        ];
      });
    });
}

function tableOf(options: readonly Statement[], family: 'ipv4' | 'ipv6'): string {
  const channel = options.findLast(({ words }) => words[0]!.text === family);
  const own = textAt(lastOf(channel?.children ?? [], 'table')?.rest ?? [])?.value;
  if (own !== undefined) return own;
  if (channel) return `master${family === 'ipv4' ? 4 : 6}`;
  return textAt(lastOf(options, 'table')?.rest ?? [])?.value ?? 'master';
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'via recursive multipath unreachable blackhole prohibit reject drop mpls'.split(' '),
);
const DISCARDS: ReadonlySet<string> = new Set('unreachable blackhole prohibit reject drop'.split(' '));

/** `192.0.2.0/24 via 198.51.100.1 via 198.51.100.2 weight 2` */
function routeOf(statement: Statement, rest: readonly Word[], source: Source): StaticRoute | undefined {
  const start = rest.findIndex(({ text }) => KEYWORDS.has(text));
  if (start < 1) return undefined;
  const value = worth(rest.slice(0, start), source);
  const destinationSpan = spanOfWords(rest.slice(0, start))!;
  if (value.kind !== 'prefix') return undefined;
  const discard = DISCARDS.has(rest[start]!.text);
  return {
    destination: value.prefix,
    destinationSpan,
    nextHops: discard ? [] : nextHops(rest.slice(start), source),
    ...(discard ? { discard } : {}),
    recursive: rest[start]!.text === 'recursive',
    span: statement.span,
  };
}

function nextHops(words: readonly Word[], source: Source): NextHop[] {
  return words.flatMap(({ text }, i): NextHop[] => {
    if (text !== 'via' && text !== 'recursive') return [];
    const word = words[i + 1];
    if (!word) return [];
    if (word.text.startsWith('"')) return [{ interface: word.text.replace(/"/g, ''), span: word.span }];
    const value = worth([word], source);
    if (value.kind !== 'address') return [];
    const { family, address } = value;
    return [{ address: { family, address }, span: word.span }];
  });
}

/** Longer ones are no announcement of an own network. */
const LONGEST = { ipv4: 24, ipv6: 48 } as const;
const SHORTEST = { ipv4: 8, ipv6: 19 } as const;

/**
 * Networks that are kept up by a route to nowhere and that an export policy names: the way a network of one's own is announced. Others are
 * there to swallow traffic.
 */
export function originationsOf(
  routes: readonly StaticRoute[],
  processes: readonly BgpProcess[],
  policies: readonly RoutePolicy[],
): Origination[] {
  const exports = new Set(
    processes
      .flatMap(({ neighbours }) => neighbours.filter(({ external }) => external === true))
      .flatMap(({ families }) => families.flatMap((family) => family.exports.map(({ name }) => name.value))),
  );
  const named = policies
    .filter(({ name }) => exports.has(name.value))
    .flatMap(({ entries }) => (entries ?? []).filter(({ action }) => action === 'permit'))
    .flatMap(({ conditions }) => conditions)
    .flatMap((condition) => (condition.kind === 'prefixes' ? condition.entries : []))
    .filter(({ action, prefix }) => action === 'permit' && prefix.length >= SHORTEST[prefix.family]);
  const holdsIt =
    named.length > MOST_NAMED
      ? () => false
      : (prefix: Prefix): boolean =>
          named.some(
            (entry) =>
              entry.prefix.family === prefix.family &&
              entry.prefix.length <= prefix.length &&
              holds(entry.prefix, prefix.address),
          );
  const seen = new Set<string>();
  return routes
    .filter(({ destination, discard, table, vrf }) => {
      const { family, length } = destination;
      return (
        discard && table === undefined && vrf === undefined && length <= LONGEST[family] && length >= SHORTEST[family]
      );
    })
    .filter(({ destination }) => holdsIt(destination))
    .flatMap(({ destination, span }): Origination[] => {
      const text = formatPrefix(destination);
      if (seen.has(text)) return [];
      seen.add(text);
      return [{ kind: 'aggregate', prefix: destination, span }];
    });
}

/** Lists of thousands are others' networks. */
const MOST_NAMED = 200;
