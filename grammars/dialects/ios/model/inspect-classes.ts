import { bothMatches } from '../../../kit/both-matches.ts';
import { lower } from '../../../kit/cisco-like/facts.ts';
import type { Filter, Match } from '../../../model/filter.ts';
import type { Outline, Statement, Word } from '../../../outline.ts';
import { protocolMatches } from './inspected-protocols.ts';

/** What classes of a zone-based firewall hold. */
export interface InspectClasses {
  /** Undefined: there is no such class. `known`: no line of it was unknown. */
  of(name: string): { readonly matches: readonly Match[]; readonly known: boolean } | undefined;
}

interface Class {
  readonly statement: Statement;
  readonly all: boolean;
}

/** More than so many alternatives of `match-all` are not put together. */
const MOST = 2000;

/** `class-map type inspect match-any WEB`; ask when all lists are read. */
export function inspectClasses({ statements }: Outline, lists: readonly Filter[]): InspectClasses {
  const classes = new Map(
    statements.flatMap((statement) => {
      const name = className(statement.words);
      return name ? [[name.text, { statement, all: isAll(statement.words) } satisfies Class] as const] : [];
    }),
  );
  const byName = new Map(lists.map((list) => [list.name.value, list]));
  const mapped = statements.some(({ words }) => lower(words, 0) === 'ip' && lower(words, 1) === 'port-map');
  const known = new Map<string, ReturnType<InspectClasses['of']>>();
  const visiting = new Set<string>();

  function of(name: string): ReturnType<InspectClasses['of']> {
    const own = classes.get(name);
    if (!own || visiting.has(name)) return undefined;
    const before = known.get(name);
    if (before) return before;
    visiting.add(name);
    const found = read(own);
    visiting.delete(name);
    known.set(name, found);
    return found;
  }

  function read({ statement, all }: Class): { matches: readonly Match[]; known: boolean } {
    const lines = statement.children.filter(({ words }) => lower(words, 0) === 'match');
    const complete = statement.children.every(({ coverage }) => coverage !== 'unknown');
    const condition = { text: statement.words.map(({ text }) => text).join(' '), span: statement.header };
    const alternatives = lines.map((line) => matchesOf(line));
    // What a class without a condition holds differs by release.
    if (lines.length === 0) return { matches: [{ family: 'both', opaque: [condition] }], known: complete };
    if (!all) return { matches: alternatives.flat(), known: complete };
    let matches: readonly Match[] = [{ family: 'both' }];
    for (const line of alternatives) {
      if (matches.length * line.length > MOST)
        return { matches: [{ family: 'both', opaque: [condition] }], known: false };
      matches = matches.flatMap((one) => line.flatMap((other) => bothMatches(one, other, condition) ?? []));
    }
    return { matches, known: complete };
  }

  /** `match protocol http`, `match access-group name WEB`, `match class-map OTHER` */
  function matchesOf({ words, header }: Statement): readonly Match[] {
    const undecided: Match = {
      family: 'both',
      opaque: [{ text: words.map(({ text }) => text).join(' '), span: header }],
    };
    const kind = lower(words, 1);
    if (kind === 'protocol' && words.length === 3) return protocolMatches(words[2]!, mapped);
    if (kind === 'class-map' && words[2]) return of(words[2].text)?.matches ?? [undecided];
    const list = kind === 'access-group' ? words[lower(words, 2) === 'name' ? 3 : 2] : undefined;
    return (list && selectedBy(list, byName.get(list.text))) ?? [undecided];
  }

  return { of };
}

/** What a list permits; where it denies as well, that is the most it can select. */
function selectedBy(name: Word, list: Filter | undefined): readonly Match[] | undefined {
  if (!list) return undefined;
  const rules = list.rules.filter(({ active, implicit }) => active && !implicit);
  const permits = rules.filter(({ action }) => action.kind === 'permit').flatMap(({ matches }) => matches);
  if (list.closed && rules.every(({ action }) => action.kind === 'permit')) return permits;
  const condition = { text: `access-group ${name.text}`, span: name.span };
  return permits.map((match) => ({ ...match, opaque: [...(match.opaque ?? []), condition] }));
}

/** `class-map type inspect [match-any|match-all] WEB`; not of an application's own (`type inspect http ...`). */
function className(words: readonly Word[]): Word | undefined {
  if (lower(words, 0) !== 'class-map' || lower(words, 1) !== 'type' || lower(words, 2) !== 'inspect') return undefined;
  const rest = words.slice(/^match-(?:any|all)$/.test(lower(words, 3)) ? 4 : 3);
  return rest.length === 1 ? rest[0] : undefined;
}

/** The default. */
const isAll = (words: readonly Word[]): boolean => lower(words, 3) !== 'match-any';
