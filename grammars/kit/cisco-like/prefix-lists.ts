import { type Family, parsePrefix, widthOf } from '../../model/address.ts';
import type { PrefixListEntry } from '../../model/routing.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, cover, type Located, type Span } from '../../text/span.ts';
import { after, type definitions, type Facts, isWholeNumber, located, lower } from './facts.ts';

interface Draft {
  readonly name: Located<string>;
  readonly family: Family;
  readonly entries: { readonly entry: PrefixListEntry; readonly sequence: number }[];
  span: Span;
  greatest: number;
  closed: boolean;
}

/** Gathers prefix lists line by line. */
export interface PrefixListReader {
  /** `ip prefix-list CUSTOMERS seq 5 permit 192.0.2.0/24 ge 25 le 28` */
  read(statement: Statement, facts: Facts): void;
  remove(words: readonly Word[]): void;
  finish(facts: Facts, defined: ReturnType<typeof definitions>): void;
}

/** Cisco IOS IP Routing: BGP Command Reference, `ip prefix-list`. */
const SEQUENCES = { first: 1, last: 4_294_967_294 };

/** @param onDuplicate what a second entry with the same number does */
export function prefixListReader(onDuplicate: 'refused' | 'replaces' = 'refused'): PrefixListReader {
  const lists = new Map<string, Draft>();
  return {
    read: (statement, facts) => {
      const { words } = statement;
      const family: Family = lower(words, 0) === 'ipv6' ? 'ipv6' : 'ipv4';
      const name = words[2];
      if (!name || (lower(words, 2) === 'sequence-number' && words.length === 3)) return;
      const key = `${family} ${name.text}`;
      const list = lists.get(key) ?? {
        name: located(name),
        family,
        entries: [],
        span: statement.header,
        greatest: 0,
        closed: true,
      };
      lists.set(key, list);
      list.span = cover(list.span, statement.header);
      if (lower(words, 3) === 'description') return;
      if (words.length === 3 && statement.children.length > 0) {
        statement.coverage = 'modelled';
        list.span = cover(list.span, statement.span);
        for (const child of statement.children) put(list, child, child.words, facts, onDuplicate);
        return;
      }
      put(list, statement, words.slice(3), facts, onDuplicate);
    },
    remove: (words) => {
      const name = words[3]?.text;
      if (words.length === 4 && name !== undefined)
        lists.delete(`${lower(words, 1) === 'ipv6' ? 'ipv6' : 'ipv4'} ${name}`);
    },
    finish: (facts, defined) => {
      for (const { name, family, entries, span, closed } of lists.values()) {
        const kept =
          onDuplicate === 'replaces' ? [...new Map(entries.map((one) => [one.sequence, one])).values()] : entries;
        kept.sort((a, b) => a.sequence - b.sequence);
        facts.prefixLists.push({ name, family, entries: kept.map((one) => one.entry), span, closed });
        defined.add('prefix-list', name, span);
      }
    },
  };
}

/** One entry, on the list's own line or in its block. */
function put(
  list: Draft,
  statement: Statement,
  words: readonly Word[],
  facts: Facts,
  onDuplicate: 'refused' | 'replaces',
): void {
  const { family, name } = list;
  if (/^(?:remark|description|exit|no)$/.test(lower(words, 0))) {
    if (lower(words, 0) === 'no') list.closed = false;
    return;
  }
  const entry = entryOf(words, family, list.greatest, statement.header);
  if (!entry) {
    statement.coverage = 'unknown';
    list.closed = false;
    return;
  }
  statement.coverage = 'modelled';
  list.entries.push(entry);
  list.greatest = Math.max(list.greatest, entry.sequence);
  if (entry.entry.key)
    facts.sequenceKeys.push({
      scope: `${family === 'ipv4' ? 'ip' : 'ipv6'} prefix-list ${name.value}`,
      key: at(entry.sequence, entry.entry.key.span),
      span: statement.header,
      allowed: SEQUENCES,
      onDuplicate,
    });
}

/** `seq 5 permit 192.0.2.0/24 ge 25 le 28`, `permit any`, `permit 10.0.0.0/8 eq 24` */
function entryOf(
  words: readonly Word[],
  family: Family,
  greatest: number,
  span: Span,
): { entry: PrefixListEntry; sequence: number } | undefined {
  const keyed = lower(words, 0) === 'seq' ? words[1] : undefined;
  const index = keyed ? 2 : 0;
  const action = lower(words, index);
  const all = lower(words, index + 1) === 'any';
  const prefix = all ? { family, address: 0n, length: 0 } : parsePrefix(words[index + 1]?.text ?? '');
  if ((action !== 'permit' && action !== 'deny') || prefix?.family !== family) return undefined;
  if (keyed && !isWholeNumber(keyed.text)) return undefined;
  const ge = after(words, 'ge', index);
  const le = after(words, 'le', index);
  const eq = after(words, 'eq', index);
  if ([ge, le, eq].some((word) => word && !isWholeNumber(word.text))) return undefined;
  const first = Number((eq ?? ge)?.text ?? prefix.length);
  const last = Number((eq ?? le)?.text ?? (ge || all ? widthOf(family) : prefix.length));
  const sequence = keyed ? Number(keyed.text) : greatest + 5;
  return {
    entry: { span, ...(keyed ? { key: located(keyed) } : {}), action, prefix, lengths: { first, last } },
    sequence,
  };
}
