import { after, type Facts, lower, numberAt, startsWith, textOf, use } from '../../../kit/cisco-like/facts.ts';
import { type NatDraft, natFilters } from '../../../kit/cisco-like/nat-rules.ts';
import { outsideOfPool } from '../../../kit/outside-addresses.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Nat, OutsideAddress, Timer, TimerKind } from '../../../model/nat.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import { readTranslation, type TranslationPlace } from './translation.ts';

/** Gathers the NAT statements of interfaces, profiles and the margin. */
export interface NatReader {
  /** `ip nat translation udp-timeout 300` */
  global(statement: Statement): void;
  /** `ip nat source dynamic access-list PRIVATE overload` of an interface or a profile, which is named in `place`. */
  translation(words: readonly Word[], statement: Statement, facts: Facts, place: TranslationPlace): void;
  filters(lists: readonly Filter[]): Filter[];
  nat(): Nat | undefined;
}

/** EOS User Manual, "NAT": `ip nat translation tcp-timeout`, `udp-timeout`; seconds. */
const TIMERS: Readonly<Record<string, TimerKind>> = { 'udp-timeout': 'udp', 'tcp-timeout': 'tcp-established' };

export function natReader(): NatReader {
  const drafts: NatDraft[] = [];
  const timers: Timer[] = [];
  const outside: OutsideAddress[] = [];
  let anchor: Located<string> | undefined;
  let closed = true;
  const seen = (statement: Statement): void => {
    anchor ??= at(textOf(statement), statement.header);
  };
  return {
    global: (statement) => {
      const { words } = statement;
      if (startsWith(words, 'ip nat pool *')) outside.push(...outsideOfPool(statement, 4));
      if (statement.coverage === 'unknown') closed = false;
      const kind = startsWith(words, 'ip nat translation * *') ? TIMERS[lower(words, 3)] : undefined;
      const seconds = kind && numberAt(words[4]);
      // What 0 means differs by release.
      if (kind && seconds && seconds.value > 0)
        timers.push({ kind, seconds, span: statement.header, label: `ip nat translation ${lower(words, 3)}` });
    },
    translation: (words, statement, facts, place) => {
      seen(statement);
      const draft = readTranslation(words, statement, place);
      if (draft) drafts.push(draft);
      else {
        statement.coverage = 'unknown';
        closed = false;
      }
      const list = after(words, 'access-list');
      const pool = after(words, 'pool');
      if (list) use(facts, 'acl', list, statement);
      if (pool) use(facts, 'nat-pool', pool, statement);
    },
    filters: (lists) => natFilters(drafts, lists, closed),
    nat: () =>
      anchor || timers.length > 0
        ? { translates: anchor !== undefined, timers, defaults: [], outside, ...(anchor ? { anchor } : {}), closed }
        : undefined,
  };
}
