import { type Facts, isWholeNumber, located, lower } from '../../../kit/cisco-like/facts.ts';
import { communityOf } from '../../../kit/cisco-like/route-lists.ts';
import { type Family, parsePrefix, widthOf } from '../../../model/address.ts';
import type { AsPathEntry, CommunityEntry, PrefixListEntry } from '../../../model/routing.ts';
import type { Statement, Word } from '../../../outline.ts';
import { cover, type Span } from '../../../text/span.ts';
import { withoutPunctuation } from '../grammar/policy-condition.ts';

/** `prefix-set`, `as-path-set`, `community-set` as lists in which every element permits. A prefix set may hold both families. */
export function readRouteSet(statement: Statement, facts: Facts): void {
  const kind = lower(statement.words, 0);
  const word = statement.words[1];
  if (!word || statement.words.length > 2) return;
  const name = located(word);
  const { span } = statement;
  const elements = elementsOf(statement.children.flatMap(({ words }) => withoutPunctuation(words)));
  if (kind === 'prefix-set') {
    const entries = elements.map(prefixEntry);
    const known = entries.flatMap((entry) => entry ?? []);
    const closed = known.length === entries.length;
    for (const family of ['ipv4', 'ipv6'] as const satisfies readonly Family[]) {
      const own = known.filter((entry) => entry.prefix.family === family);
      // Even an empty half is there: it holds no route of its family.
      facts.prefixLists.push({ name, family, entries: own, span, closed });
    }
  } else if (kind === 'as-path-set') {
    const entries = elements.map(pathEntry);
    const known = entries.flatMap((entry) => entry ?? []);
    facts.asPathLists.push({ name, syntax: 'cisco', entries: known, span, closed: known.length === entries.length });
  } else if (kind === 'community-set' || kind === 'large-community-set') {
    const entries = elements.map(communityEntry);
    const known = entries.flatMap((entry) => entry ?? []);
    facts.communityLists.push({ name, entries: known, span, closed: known.length === entries.length });
  }
}

/** What stands between commas. */
export function elementsOf(words: readonly Word[]): Word[][] {
  const elements: Word[][] = [[]];
  for (const word of words) {
    if (word.text === ',') elements.push([]);
    else if (word.text !== 'end-set') elements.at(-1)!.push(word);
  }
  return elements.filter((element) => element.length > 0);
}

const spanOf = (words: readonly Word[]): Span => cover(words[0]!.span, words.at(-1)!.span);

/** `10.0.0.0/8`, `10.0.0.0/8 ge 16 le 24`, `192.0.2.1`; undefined for wildcards and parameters. */
export function prefixEntry(words: readonly Word[]): PrefixListEntry | undefined {
  const [first, ...rest] = words;
  const text = first!.text;
  const prefix = parsePrefix(text) ?? parsePrefix(`${text}/${text.includes(':') ? 128 : 32}`);
  if (!prefix || rest.length % 2 !== 0) return undefined;
  let lengths = { first: prefix.length, last: prefix.length };
  for (let i = 0; i < rest.length; i += 2) {
    const value = rest[i + 1]!.text;
    if (!isWholeNumber(value)) return undefined;
    const number = Number(value);
    const bound = lower(rest, i);
    if (bound === 'ge') lengths = { first: number, last: i === 0 ? widthOf(prefix.family) : lengths.last };
    else if (bound === 'le') lengths = { ...lengths, last: number };
    else if (bound === 'eq') lengths = { first: number, last: number };
    else return undefined;
  }
  return { span: spanOf(words), action: 'permit', prefix, lengths };
}

/** `ios-regex '^64500_'`, `originates-from '64500'`, `passes-through '64500'`, `neighbor-is '64500'` */
function pathEntry(words: readonly Word[]): AsPathEntry | undefined {
  const how = lower(words, 0);
  const quoted = words
    .slice(1)
    .map(({ text }) => text)
    .join(' ');
  const text = /^'(.*)'$/.exec(quoted)?.[1];
  if (text === undefined) return undefined;
  const entry = (pattern: string): AsPathEntry => ({ span: spanOf(words), action: 'permit', pattern });
  if (how === 'ios-regex') return entry(text);
  if (!/^\d+(?: \d+)*$/.test(text)) return undefined;
  const path = text.replaceAll(' ', '_');
  if (how === 'originates-from') return entry(`_${path}$`);
  if (how === 'neighbor-is') return entry(`^${path}_`);
  return how === 'passes-through' ? entry(`_${path}_`) : undefined;
}

/** `64500:100`, `no-export`; undefined for ranges and patterns. */
export function communityEntry(words: readonly Word[]): CommunityEntry | undefined {
  const value = words.length === 1 ? communityOf(words[0]!.text) : undefined;
  return value === undefined ? undefined : { span: spanOf(words), action: 'permit', members: [value] };
}
