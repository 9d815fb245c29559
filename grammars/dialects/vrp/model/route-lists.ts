import { type definitions, type Facts, isWholeNumber, located, lower } from '../../../kit/cisco-like/facts.ts';
import { communityOf } from '../../../kit/cisco-like/route-lists.ts';
import { type Family, widthOf } from '../../../model/address.ts';
import type {
  AsPathEntry,
  AsPathList,
  CommunityEntry,
  CommunityList,
  PrefixListEntry,
} from '../../../model/routing.ts';
import type { Statement, Word } from '../../../outline.ts';
import { cover, type Located, type Span } from '../../../text/span.ts';
import { destinationAt } from './routes.ts';

interface Draft<T> {
  readonly name: Located<string>;
  readonly spans: Span[];
  readonly entries: { readonly entry: T; readonly index: number }[];
  closed: boolean;
}

/** Gathers `ip ip-prefix`, `ip as-path-filter` and `ip community-filter` line by line. */
export interface RouteLists {
  read(statement: Statement): void;
  finish(facts: Facts, defined: ReturnType<typeof definitions>): void;
  asPathLists(): AsPathList[];
  communityLists(): CommunityList[];
}

export function routeLists(): RouteLists {
  const prefixes = { ipv4: new Map<string, Draft<PrefixListEntry>>(), ipv6: new Map<string, Draft<PrefixListEntry>>() };
  const paths = new Map<string, Draft<AsPathEntry>>();
  const communities = new Map<string, Draft<CommunityEntry>>();
  return {
    read: (statement) => {
      const { words } = statement;
      const what = lower(words, 1);
      if (what === 'ip-prefix' || what === 'ipv6-prefix') {
        const family = what === 'ip-prefix' ? 'ipv4' : 'ipv6';
        add(prefixes[family], words[2], words.slice(3), statement, (rest) =>
          prefixEntry(rest, family, statement.header),
        );
      } else if (what === 'as-path-filter')
        add(paths, words[2], words.slice(3), statement, (rest) => pathEntry(rest, statement.header));
      else if (what === 'community-filter') {
        const named = /^(?:basic|advanced)$/.test(lower(words, 2));
        const name = words[named ? 3 : 2];
        const pattern = named ? lower(words, 2) === 'advanced' : Number(name?.text) >= 100;
        add(communities, name, words.slice(named ? 4 : 3), statement, (rest) =>
          communityEntry(rest, pattern, statement.header),
        );
      }
    },
    finish: (facts, defined) => {
      for (const family of ['ipv4', 'ipv6'] as const)
        for (const { name, spans, entries, closed } of prefixes[family].values()) {
          facts.prefixLists.push({ name, family, entries: inOrder(entries), span: spans.reduce(cover), closed });
          for (const span of spans) defined.add('prefix-list', name, span);
        }
      for (const { name, spans } of paths.values()) for (const span of spans) defined.add('as-path-list', name, span);
      for (const { name, spans } of communities.values())
        for (const span of spans) defined.add('community-list', name, span);
    },
    asPathLists: () =>
      [...paths.values()].map(({ name, spans, entries, closed }) => ({
        name,
        syntax: 'cisco',
        entries: inOrder(entries),
        span: spans.reduce(cover),
        closed,
      })),
    communityLists: () =>
      [...communities.values()].map(({ name, spans, entries, closed }) => ({
        name,
        entries: inOrder(entries),
        span: spans.reduce(cover),
        closed,
      })),
  };
}

const inOrder = <T>(entries: Draft<T>['entries']): T[] =>
  [...new Map(entries.map((one) => [one.index, one])).values()]
    .sort((a, b) => a.index - b.index)
    .map(({ entry }) => entry);

function add<T>(
  lists: Map<string, Draft<T>>,
  name: Word | undefined,
  words: readonly Word[],
  statement: Statement,
  read: (words: readonly Word[]) => T | undefined,
): void {
  if (!name) return;
  const list = lists.get(name.text) ?? { name: located(name), spans: [], entries: [], closed: true };
  lists.set(name.text, list);
  list.spans.push(statement.header);
  if (lower(words, 0) === 'description') return;
  const numbered = lower(words, 0) === 'index' && isWholeNumber(words[1]?.text);
  const last = list.entries.at(-1)?.index ?? 0;
  const index = numbered ? Number(words[1]!.text) : Math.floor(last / 10) * 10 + 10;
  const entry = read(numbered ? words.slice(2) : words);
  if (entry) list.entries.push({ entry: numbered ? { ...entry, key: located(words[1]!) } : entry, index });
  else {
    statement.coverage = 'unknown';
    list.closed = false;
  }
}

const isAction = (text: string): text is 'permit' | 'deny' => text === 'permit' || text === 'deny';

/** `permit 10.0.0.0 8 greater-equal 16 less-equal 24` */
function prefixEntry(words: readonly Word[], family: Family, span: Span): PrefixListEntry | undefined {
  const action = lower(words, 0);
  const destination = destinationAt(words, 1, family);
  if (!isAction(action) || !destination) return undefined;
  const bound = (keyword: string): number | undefined => {
    const at = words.findIndex((_, i) => lower(words, i) === keyword);
    const word = at < 0 ? undefined : words[at + 1];
    return isWholeNumber(word?.text) ? Number(word.text) : undefined;
  };
  const { prefix } = destination;
  const [from, to] = [bound('greater-equal'), bound('less-equal')];
  const lengths = { first: from ?? prefix.length, last: to ?? (from === undefined ? prefix.length : widthOf(family)) };
  // Addresses with free bits, not prefixes.
  if (words.some((word) => /^match-network$/i.test(word.text))) return undefined;
  return { span, action, prefix, lengths };
}

/** `permit ^64501_` */
function pathEntry(words: readonly Word[], span: Span): AsPathEntry | undefined {
  const action = lower(words, 0);
  const pattern = words
    .slice(1)
    .map((word) => word.text)
    .join(' ');
  return isAction(action) && pattern !== '' ? { span, action, pattern } : undefined;
}

function communityEntry(words: readonly Word[], pattern: boolean, span: Span): CommunityEntry | undefined {
  const action = lower(words, 0);
  if (!isAction(action)) return undefined;
  const members = words.slice(1).map((word) => word.text);
  if (pattern) return { span, action, members: [members.join(' ')], pattern: true };
  const known = members.flatMap((text) => communityOf(text.toLowerCase()) ?? []);
  return known.length === members.length ? { span, action, members: known } : undefined;
}
