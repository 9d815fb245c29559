import type { AsPathEntry, CommunityEntry } from '../../model/routing.ts';
import type { Statement, Word } from '../../outline.ts';
import { cover, type Located, type Span } from '../../text/span.ts';
import { type Facts, isWholeNumber, located, lower } from './facts.ts';

interface Draft<T> {
  readonly name: Located<string>;
  readonly entries: T[];
  span: Span;
  closed: boolean;
}

/** Gathers `ip as-path access-list` and `ip community-list` line by line; FRR writes `bgp` for `ip`. */
export interface RouteListReader {
  /** @returns the list that the statement belongs to */
  read(statement: Statement): Located<string> | undefined;
  finish(facts: Facts): void;
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
        const entry = pathEntry(withoutSequence(words.slice(4)), statement.header);
        if (entry) list.entries.push(entry);
        else list.closed = false;
        return located(words[3]);
      }
      return second === 'community-list' || second === 'large-community-list'
        ? readCommunities(statement, communities)
        : undefined;
    },
    finish: (facts) => {
      facts.asPathLists.push(...[...paths.values()].map((list) => ({ ...list, syntax: 'cisco' as const })));
      facts.communityLists.push(...communities.values());
    },
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

/** `seq 5 permit ...`, `5 permit ...` */
const withoutSequence = (words: readonly Word[]): readonly Word[] =>
  lower(words, 0) === 'seq' ? words.slice(2) : isWholeNumber(words[0]?.text) ? words.slice(1) : words;

/** `permit ^64501$`, `permit "^64501$"` (NX-OS), `permit ^64501$ any` (EOS: of any origin) */
function pathEntry(words: readonly Word[], span: Span): AsPathEntry | undefined {
  const action = lower(words, 0);
  const origin = words.length > 2 ? lower(words, words.length - 1) : 'any';
  if (/^(?:i|e)gp$|^incomplete$/.test(origin)) return undefined;
  const pattern = unquoted(words.slice(1, words.length > 2 && origin === 'any' ? -1 : undefined));
  return isAction(action) && pattern !== '' ? { span, action, pattern } : undefined;
}

const unquoted = (words: readonly Word[]): string =>
  words
    .map((word) => word.text)
    .join(' ')
    .replace(/^"(.*)"$/, '$1');

/**
 * `ip community-list 10 permit 64500:1`, `ip community-list expanded NAME permit _64500:[0-9]+_`, `ip community-list regexp NAME ...` (EOS);
 * entries may stand below the name.
 */
function readCommunities(statement: Statement, lists: Map<string, Draft<CommunityEntry>>): Located<string> | undefined {
  const { words } = statement;
  const named = /^(?:standard|expanded|regexp)$/.test(lower(words, 2)) && words[3] !== undefined;
  const name = words[named ? 3 : 2];
  if (!name) return undefined;
  const pattern = named ? lower(words, 2) !== 'standard' : Number(name.text) >= 100;
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
  return located(name);
}

function communityEntry(all: readonly Word[], pattern: boolean, span: Span): CommunityEntry | undefined {
  const words = withoutSequence(all);
  const action = lower(words, 0);
  if (!isAction(action)) return undefined;
  const members = words.slice(1).map((word) => word.text);
  if (pattern) return { span, action, members: [unquoted(words.slice(1))], pattern: true };
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
