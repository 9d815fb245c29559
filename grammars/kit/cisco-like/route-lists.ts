import type { AsPathEntry, AsPathList, CommunityEntry, CommunityList } from '../../model/routing.ts';
import type { Statement, Word } from '../../outline.ts';
import { cover, type Located, type Span } from '../../text/span.ts';
import { isWholeNumber, located, lower } from './facts.ts';

interface Draft<T> {
  readonly name: Located<string>;
  readonly entries: T[];
  span: Span;
  closed: boolean;
}

/** Gathers `ip as-path access-list` and `ip community-list` line by line. */
export interface RouteListReader {
  read(statement: Statement): void;
  asPathLists(): AsPathList[];
  communityLists(): CommunityList[];
}

export function routeListReader(): RouteListReader {
  const paths = new Map<string, Draft<AsPathEntry>>();
  const communities = new Map<string, Draft<CommunityEntry>>();
  return {
    read: (statement) => {
      const { words } = statement;
      const second = lower(words, 1);
      if (second === 'as-path' && words[3]) {
        const list = draftFor(paths, words[3], statement.header);
        const entry = pathEntry(words.slice(4), statement.header);
        if (entry) list.entries.push(entry);
        else list.closed = false;
      } else if (second === 'community-list' || second === 'large-community-list')
        readCommunities(statement, communities);
    },
    asPathLists: () => [...paths.values()].map((list) => ({ ...list, syntax: 'cisco' })),
    communityLists: () => [...communities.values()],
  };
}

function draftFor<T>(lists: Map<string, Draft<T>>, name: Word, where: Span): Draft<T> {
  const known = lists.get(name.text);
  const list = known ?? { name: located(name), entries: [], span: where, closed: true };
  lists.set(name.text, list);
  list.span = cover(list.span, where);
  return list;
}

const isAction = (text: string): text is 'permit' | 'deny' => text === 'permit' || text === 'deny';

/** `permit ^64501$` */
function pathEntry(words: readonly Word[], span: Span): AsPathEntry | undefined {
  const action = lower(words, 0);
  const pattern = words
    .slice(1)
    .map((word) => word.text)
    .join(' ');
  return isAction(action) && pattern !== '' ? { span, action, pattern } : undefined;
}

/** `ip community-list 10 permit 64500:1`, `ip community-list expanded NAME permit _64500:[0-9]+_`; entries may stand below the name. */
function readCommunities(statement: Statement, lists: Map<string, Draft<CommunityEntry>>): void {
  const { words } = statement;
  const named = lower(words, 2) === 'standard' || lower(words, 2) === 'expanded';
  const name = words[named ? 3 : 2];
  if (!name) return;
  const pattern = named ? lower(words, 2) === 'expanded' : Number(name.text) >= 100;
  const list = draftFor(lists, name, statement.span);
  const lines =
    statement.children.length > 0
      ? statement.children.map((child) => ({ words: child.words, span: child.header }))
      : [{ words: words.slice(named ? 4 : 3), span: statement.header }];
  for (const line of lines) {
    const entry = communityEntry(line.words, pattern, line.span);
    if (entry) list.entries.push(entry);
    else list.closed = false;
  }
}

function communityEntry(all: readonly Word[], pattern: boolean, span: Span): CommunityEntry | undefined {
  const words = lower(all, 0) === 'seq' ? all.slice(2) : isWholeNumber(all[0]?.text) ? all.slice(1) : all;
  const action = lower(words, 0);
  if (!isAction(action)) return undefined;
  const members = words.slice(1).map((word) => word.text);
  if (pattern) return { span, action, members: [members.join(' ')], pattern: true };
  const known = members.flatMap((text) => communityOf(text) ?? []);
  return known.length === members.length ? { span, action, members: known } : undefined;
}

/** RFC 1997, 7611, 7999, 8326 */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  internet: '0:0',
  gshut: '65535:0',
  blackhole: '65535:666',
  'no-export': '65535:65281',
  'no-advertise': '65535:65282',
  'local-as': '65535:65283',
};

/** `64500:100`, `64500:1:2`, `no-export`, `4227858433`. */
export function communityOf(text: string): string | undefined {
  if (/^\d{1,10}(?::\d{1,10}){1,2}$/.test(text)) return text;
  const number = isWholeNumber(text) ? Number(text) : undefined;
  if (number !== undefined) return `${Math.floor(number / 65_536)}:${number % 65_536}`;
  return WELL_KNOWN[text.toLowerCase()];
}
