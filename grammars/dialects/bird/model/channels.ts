import type { Statement } from '../../../outline.ts';
import { allOf, lastOf, type Option, textAt } from './options.ts';

/** A channel of a protocol: a family of routes, between the protocol and a table. */
export interface Channel {
  /** The model's name of the family. */
  readonly family: string;
  /** As BIRD calls it; `undefined`: before version 2, where the protocol itself is one. */
  readonly word: string | undefined;
  readonly options: readonly Statement[];
  readonly table: string;
}

const FAMILIES: Readonly<Record<string, string>> = {
  ipv4: 'ipv4-unicast',
  ipv6: 'ipv6-unicast',
  'ipv4-mc': 'ipv4-multicast',
  'ipv6-mc': 'ipv6-multicast',
  'ipv4-mpls': 'ipv4-labeled-unicast',
  'ipv6-mpls': 'ipv6-labeled-unicast',
  vpn4: 'vpnv4-unicast',
  vpn6: 'vpnv6-unicast',
  'vpn4-mpls': 'vpnv4-unicast',
  'vpn6-mpls': 'vpnv6-unicast',
  'vpn4-mc': 'vpnv4-multicast',
  'vpn6-mc': 'vpnv6-multicast',
  flow4: 'ipv4-flowspec',
  flow6: 'ipv6-flowspec',
  evpn: 'l2vpn-evpn',
};

/** Before version 2 the family is that of the program (`bird`, `bird6`): told by the neighbour's address. */
export function channelsOf(options: readonly Statement[], family: 'ipv4' | 'ipv6' | undefined): readonly Channel[] {
  const found = new Map<string, Statement[]>();
  for (const statement of options) {
    const word = wordOf(statement);
    if (word === undefined) continue;
    const before = found.get(word);
    if (before) before.push(...statement.children);
    else found.set(word, [...statement.children]);
  }
  if (found.size > 0)
    return [...found].map(([word, own]) => ({
      family: FAMILIES[word]!,
      word,
      options: own,
      table: textAt(lastOf(own, 'table')?.rest ?? [])?.value ?? `master${word.includes('6') ? 6 : 4}`,
    }));
  if (!isVersion1(options)) return [];
  const table = textAt(lastOf(options, 'table')?.rest ?? [])?.value ?? 'master';
  return [{ family: `${family ?? 'ipv4'}-unicast`, word: undefined, options, table }];
}

function wordOf({ words }: Statement): string | undefined {
  const [first, second] = words;
  const joined = second?.text === '-' ? `${first!.text}-${words[2]?.text}` : first!.text;
  if (!Object.hasOwn(FAMILIES, joined)) return undefined;
  const kind = second?.text === 'multicast' ? 'mc' : second?.text;
  return Object.hasOwn(FAMILIES, `${joined}-${kind}`) ? `${joined}-${kind}` : joined;
}

const isVersion1 = (options: readonly Statement[]): boolean =>
  options.some(({ words }) => /^(?:import|export|table)$/.test(words[0]!.text));

/** `import filter X`, not `import limit 5`. */
export const filterOf = (options: readonly Statement[], direction: 'import' | 'export'): Option | undefined =>
  allOf(options, direction).findLast(({ rest }) => rest[0] !== undefined && !OTHERS.has(rest[0].text));

const OTHERS: ReadonlySet<string> = new Set(['limit', 'keep', 'table', 'block', 'in', 'target']);

/** The table that most BGP channels of a family are joined to: routes in others are not mixed with its own. */
export function mainTables(
  tables: readonly { readonly family: string; readonly table: string }[],
): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { family, table } of tables) {
    const own = counts.get(family) ?? new Map<string, number>();
    counts.set(family, own);
    own.set(table, (own.get(table) ?? 0) + 1);
  }
  return new Map([...counts].map(([family, own]) => [family, [...own].sort(([, a], [, b]) => b - a)[0]![0]]));
}
