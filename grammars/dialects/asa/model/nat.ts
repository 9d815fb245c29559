import { type Facts, lower, textOf } from '../../../kit/cisco-like/facts.ts';
import type { Filter, FilterRule } from '../../../model/filter.ts';
import type { Nat, Timer } from '../../../model/nat.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, cover, type Located } from '../../../text/span.ts';
import { readTranslation } from '../grammar/translation.ts';
import { addressPools } from './address-pools.ts';
import type { NatContext, NatDraft } from './nat-drafts.ts';
import { useNames } from './nat-names.ts';
import { oldTranslations } from './old-translations.ts';
import { defaultTimers, timersOf } from './timeouts.ts';
import { type Read, sortedTranslations } from './translations.ts';

/** Gathers NAT statements and the timers of connections; rules are made of them when objects, lists and interfaces are known. */
export interface NatReader {
  /** `nat (inside,outside) source dynamic LAN interface`; `within`: the object in whose block it stands. */
  translation(statement: Statement, facts: Facts, within?: Word): void;
  /** `no nat (inside,outside) source dynamic LAN interface` */
  withdraw(statement: Statement): void;
  timeout(statement: Statement): void;
  finish(context: NatContext): { readonly filters: readonly Filter[]; readonly nat?: Nat };
}

export function natReader(): NatReader {
  const timers: Timer[] = [];
  const reads: Read[] = [];
  /** Of manual ones, for `no nat ...`. */
  const byText = new Map<string, Read[]>();
  const withdrawn = new Set<Read>();
  const old: Statement[] = [];
  const globals: Statement[] = [];
  let anchor: Located<string> | undefined;
  let closed = true;
  return {
    translation: (statement, facts, within) => {
      if (statement.coverage === 'unknown') {
        closed = false;
        return;
      }
      anchor ??= at(textOf(statement), statement.header);
      useNames(statement, facts, within?.text);
      const { words } = statement;
      if (lower(words, 0) === 'global') globals.push(statement);
      else if (lower(words, 0) === 'static' || /^\([^,()]+\)$/.test(words[1]?.text ?? '')) old.push(statement);
      else {
        const form = readTranslation(words, within !== undefined);
        if (form) {
          const read: Read = { statement, form, ...(within ? { within } : {}) };
          reads.push(read);
          if (within) return;
          const text = textOf(statement);
          const same = byText.get(text);
          if (same) same.push(read);
          else byText.set(text, [read]);
        } else {
          statement.coverage = 'unknown';
          closed = false;
        }
      }
    },
    withdraw: (statement) => {
      const text = textOf(statement).slice('no '.length);
      const gone = byText.get(text)?.pop();
      if (!gone) {
        closed = false;
        return;
      }
      withdrawn.add(gone);
      statement.coverage = 'modelled';
    },
    timeout: (statement) => {
      timers.push(...timersOf(statement));
    },
    finish: (context) => {
      const unread: Statement[] = [];
      const drafts = [
        ...oldTranslations(old, globals, context, unread),
        ...sortedTranslations(
          reads.filter((read) => !withdrawn.has(read)),
          context,
          unread,
        ),
      ];
      for (const statement of unread) {
        statement.coverage = 'unknown';
        closed = false;
      }
      const filters = drafts.length > 0 ? tablesOf(drafts, closed, old.length === 0) : [];
      if (!anchor && timers.length === 0) return { filters };
      return {
        filters,
        nat: {
          translates: anchor !== undefined,
          timers,
          defaults: anchor ? defaultTimers(timers) : [],
          forwards: drafts.flatMap(({ forward }) => forward ?? []),
          statics: drafts.flatMap((draft) => draft.static ?? []),
          published: drafts.flatMap(({ published }) => published ?? []),
          outside: drafts.flatMap(({ outside }) => outside ?? []),
          pools: addressPools(
            reads.filter((read) => !withdrawn.has(read)),
            context,
          ),
          ...(anchor ? { anchor } : {}),
          closed,
        },
      };
    },
  };
}

/**
 * One list for all: the first that matches what opens a connection translates it, after lists have seen it; and what its static ones do
 * with connections from the other side, before lists see them. Before 8.3 lists stood elsewhere.
 */
function tablesOf(drafts: readonly NatDraft[], closed: boolean, hooked: boolean): Filter[] {
  const spans = drafts.map(({ statement }) => statement.header);
  const span = spans.reduce(cover);
  const table = (name: string, rules: readonly FilterRule[]): Filter => {
    const [family, ...others] = new Set(rules.flatMap(({ matches }) => matches.map((match) => match.family)));
    return {
      name: at(name, spans[0]!),
      family: family && others.length === 0 ? family : 'both',
      purpose: 'nat',
      rules,
      fallback: { action: 'permit' },
      stateful: true,
      span,
      closed,
    };
  };
  const own = table(
    'nat',
    drafts.map(({ rule }) => rule),
  );
  if (!hooked) return [own];
  const back = drafts.flatMap((draft) => draft.back ?? []);
  return [
    { ...own, hook: 'postrouting' },
    ...(back.length > 0
      ? [{ ...table('nat from the mapped side', back), hook: 'prerouting', implicit: true } as const]
      : []),
  ];
}
