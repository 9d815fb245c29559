import type { AsPathList, CommunityList, RoutePolicy } from '../../../model/routing.ts';
import { lineIndex } from '../../../text/line-index.ts';
import { at, type Located, type Span } from '../../../text/span.ts';
import { readTerm } from '../grammar/command.ts';
import { stepsOf } from './code.ts';
import { type Followed, follow, followCondition, type Shared } from './execute.ts';
import { newLists } from './lists.ts';
import type { Option } from './options.ts';
import { spanOfWords } from './options.ts';
import type { Source } from './source.ts';

/** The filters of a file as policies; those that protocols write themselves are added as they are met. */
export interface Policies {
  /** `import filter X`, `import where ...`, `import none`: its policy's name, where it stands; undefined for `all`. */
  use(option: Option, place: string): Located<string> | undefined;
  /** Lets nothing through: the default of an export. */
  nothing(where: Span): Located<string>;
  readonly all: readonly RoutePolicy[];
  readonly asPathLists: () => readonly AsPathList[];
  readonly communityLists: () => readonly CommunityList[];
  /** Names of policies that take AS numbers out of paths. */
  readonly cutting: ReadonlySet<string>;
}

/** Steps for a whole file: beyond them filters are not followed. */
const MOST_STEPS = 400_000;

export function policiesOf(source: Source): Policies {
  const lists = newLists();
  const lines = lineIndex(source.text);
  const shared: Shared = {
    source,
    lists,
    budget: { steps: MOST_STEPS },
    lineOf: (offset) => lines.positionAt(offset).line,
  };
  const all: RoutePolicy[] = [];
  const names = new Set<string>();
  const cutting = new Set<string>();
  const add = (name: Located<string>, span: Span, followed: Followed): void => {
    names.add(name.value);
    if (followed.cutsPath) cutting.add(name.value);
    all.push({
      name,
      span,
      closed: followed.complete,
      ...(followed.complete ? { entries: followed.entries } : {}),
      fallback: 'deny',
    });
  };
  for (const filter of source.filters.values()) add(filter.name, filter.statement.span, follow(filter.steps, shared));
  const nothing: Followed = { entries: [], complete: true, cutsPath: false };
  const known = new Map<Option['statement'], Located<string>>();
  return {
    all,
    cutting,
    asPathLists: () => [...lists.paths.values()],
    communityLists: () => [...lists.communities.values()],
    nothing: (where) => {
      const name = at('export none, the default', where);
      if (!names.has(name.value)) add(name, where, nothing);
      return name;
    },
    use: (option, place) => {
      const { statement, rest } = option;
      const [first, second] = rest;
      if (!first || first.text === 'all') return undefined;
      const before = known.get(statement);
      if (before) return before;
      const own = (followed: Followed): Located<string> => {
        const name = at(
          names.has(place) ? `${place} (line ${shared.lineOf(statement.span.start) + 1})` : place,
          first.span,
        );
        add(name, statement.span, followed);
        known.set(statement, name);
        return name;
      };
      if (first.text === 'none') return own(nothing);
      if (first.text === 'filter') {
        if (second) return nameAt(second);
        return own(follow(stepsOf(statement.children), shared));
      }
      if (first.text === 'where') {
        const term = readTerm(rest.slice(1));
        const followed = term ? followCondition(term, shared) : { ...nothing, complete: false };
        const where = own(followed);
        return at(where.value, spanOfWords(rest)!);
      }
      // import X
      return nameAt(first);
    },
  };
}

const nameAt = ({ text, span }: { readonly text: string; readonly span: Span }): Located<string> =>
  text.startsWith("'") ? at(text.slice(1, -1), { start: span.start + 1, end: span.end - 1 }) : at(text, span);
