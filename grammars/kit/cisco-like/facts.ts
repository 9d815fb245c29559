import type { BgpProcess } from '../../model/bgp.ts';
import type { SequenceKey, WrittenMask } from '../../model/device.ts';
import type { FhrpGroup } from '../../model/fhrp.ts';
import type { Binding, MatchProblem } from '../../model/filter.ts';
import type { IsisProcess, OspfProcess } from '../../model/igp.ts';
import type { Interface } from '../../model/interface.ts';
import type { Definition, Namespace, UndefinedEffect, Use } from '../../model/reference.ts';
import type {
  AsPathList,
  CommunityList,
  Origination,
  PrefixList,
  Redistribution,
  RoutePolicy,
  RouteValidation,
  StaticRoute,
} from '../../model/routing.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located, type Span } from '../../text/span.ts';

/** What the readers of the topics fill, statement by statement. */
export interface Facts {
  readonly text: string;
  hostname?: Located<string>;
  version?: Located<string>;
  dynamicRouting: boolean;
  /** Keywords behind `router`. */
  readonly routingProtocols: Set<string>;
  readonly interfaces: Interface[];
  readonly bindings: Binding[];
  readonly matchProblems: MatchProblem[];
  readonly routes: StaticRoute[];
  /** Next hops of static routes that a statement of their own watches, by address. */
  readonly watchedHops: Map<bigint, Span>;
  readonly bgp: BgpProcess[];
  readonly ospf: OspfProcess[];
  readonly isis: IsisProcess[];
  readonly fhrp: FhrpGroup[];
  readonly prefixLists: PrefixList[];
  readonly policies: RoutePolicy[];
  readonly asPathLists: AsPathList[];
  readonly communityLists: CommunityList[];
  readonly redistributions: Redistribution[];
  readonly originations: Origination[];
  validation?: RouteValidation;
  readonly masks: WrittenMask[];
  readonly sequenceKeys: SequenceKey[];
  readonly definitions: Definition[];
  readonly uses: Use[];
}

export const newFacts = (text: string): Facts => ({
  text,
  dynamicRouting: false,
  routingProtocols: new Set(),
  interfaces: [],
  bindings: [],
  matchProblems: [],
  routes: [],
  watchedHops: new Map(),
  bgp: [],
  ospf: [],
  isis: [],
  fhrp: [],
  prefixLists: [],
  policies: [],
  asPathLists: [],
  communityLists: [],
  redistributions: [],
  originations: [],
  masks: [],
  sequenceKeys: [],
  definitions: [],
  uses: [],
});

export const located = (word: Word): Located<string> => at(word.text, word.span);

/** The statement's own text with single blanks, for messages. */
export const textOf = (statement: Statement): string => statement.words.map((word) => word.text).join(' ');

/** The n-th word in lower case; empty where there is none. */
export const lower = (words: readonly Word[], index: number): string => words[index]?.text.toLowerCase() ?? '';

/** Whether the statement begins with these keywords; `*` is any word. */
export function startsWith(words: readonly Word[], pattern: string): boolean {
  const wanted = wordsOf.get(pattern) ?? pattern.split(' ');
  if (words.length < wanted.length) return false;
  wordsOf.set(pattern, wanted);
  for (let i = 0; i < wanted.length; i += 1) if (wanted[i] !== '*' && lower(words, i) !== wanted[i]) return false;
  return true;
}

/** Patterns stand in the program, so there are only so many; each is asked of every statement. */
const wordsOf = new Map<string, readonly string[]>();

/** The word after this keyword, from `from` on. */
export function after(words: readonly Word[], keyword: string, from = 0): Word | undefined {
  for (let i = from; i < words.length - 1; i += 1) if (lower(words, i) === keyword) return words[i + 1];
  return undefined;
}

export function use(
  facts: Pick<Facts, 'uses'>,
  namespace: Namespace | readonly Namespace[],
  name: Word,
  statement: Statement,
  effect?: UndefinedEffect,
  within?: Use['within'],
): void {
  facts.uses.push({
    namespaces: typeof namespace === 'string' ? [namespace] : namespace,
    name: located(name),
    by: textOf(statement),
    ...(effect ? { effect } : {}),
    ...(within ? { within } : {}),
  });
}

/** Definitions by namespace and name: blocks that repeat add to one. */
export function definitions(): {
  add(namespace: Namespace, name: Located<string>, span: Span, extra?: Partial<Definition>): void;
  all(): Definition[];
} {
  const byKey = new Map<string, { definition: Definition; spans: Span[] }>();
  return {
    add: (namespace, name, where, extra = {}) => {
      const key = `${namespace} ${name.value}`;
      const known = byKey.get(key);
      if (known) {
        known.spans.push(where);
        return;
      }
      const spans = [where];
      byKey.set(key, { definition: { namespace, name, spans, ...extra }, spans });
    },
    all: () => [...byKey.values()].map((entry) => entry.definition),
  };
}

export const isWholeNumber = (text: string | undefined): text is string =>
  text !== undefined && /^\d{1,10}$/.test(text);

export const numberAt = (word: Word | undefined): Located<number> | undefined =>
  word && isWholeNumber(word.text) ? at(Number(word.text), word.span) : undefined;
