import type { AsPathList, CommunityList, RouteCondition } from '../../../model/routing.ts';
import { at, type Span } from '../../../text/span.ts';
import type { Atom } from './formula.ts';
import type { Part } from './values.ts';

/** Conditions of filters on paths and communities, as the lists that the model knows; each once. */
export interface Lists {
  readonly paths: Map<string, AsPathList>;
  readonly communities: Map<string, CommunityList>;
}

export const newLists = (): Lists => ({ paths: new Map(), communities: new Map() });

/** `pattern` in the notation of Junos. */
export function pathAtom(lists: Lists, pattern: string, span: Span, epoch: number): Atom {
  const list = (negated: boolean): RouteCondition => {
    const name = at(negated ? `not ${pattern}` : pattern, span);
    if (!lists.paths.has(name.value))
      lists.paths.set(name.value, {
        name,
        syntax: 'junos',
        entries: negated
          ? [
              { span, action: 'deny', pattern },
              { span, action: 'permit', pattern: '.*' },
            ]
          : [{ span, action: 'permit', pattern }],
        span,
        closed: true,
      });
    return { kind: 'as-path', names: [name] };
  };
  return { kind: 'atom', condition: list(false), negation: list(true), on: 'path', epoch };
}

/** A route carries one of them; undefined where a range is too wide to be spelt out. */
export function communityAtom(
  lists: Lists,
  members: readonly (readonly Part[])[],
  span: Span,
  epoch: number,
): Atom | undefined {
  const entries = communityEntries(members, span);
  if (!entries) return undefined;
  const text = entries.map((entry) => entry.members[0]).join(' ');
  const list = (negated: boolean): RouteCondition => {
    const name = at(negated ? `not ${text}` : text, span);
    if (!lists.communities.has(name.value))
      lists.communities.set(name.value, {
        name,
        entries: negated
          ? [
              ...entries.map((entry) => ({ ...entry, action: 'deny' as const })),
              { span, action: 'permit', members: [] },
            ]
          : entries,
        span,
        closed: true,
      });
    return { kind: 'community', names: [name], exact: false };
  };
  return { kind: 'atom', condition: list(false), negation: list(true), on: 'communities', epoch };
}

/** So many numbers of a range are tried one by one. */
const WIDEST = 128;

function communityEntries(members: readonly (readonly Part[])[], span: Span): CommunityList['entries'] | undefined {
  const entries: CommunityList['entries'][number][] = [];
  for (const parts of members) {
    let texts = [''];
    let pattern = false;
    for (const [i, part] of parts.entries()) {
      const colon = i === 0 ? '' : ':';
      if (part === 'anything') {
        pattern = true;
        texts = texts.map((text) => `${text}${colon}[0-9]+`);
        continue;
      }
      const count = part.last - part.first + 1;
      if (count < 1 || texts.length * count > WIDEST) return undefined;
      texts = texts.flatMap((text) => Array.from({ length: count }, (_, k) => `${text}${colon}${part.first + k}`));
    }
    for (const text of texts)
      entries.push({
        span,
        action: 'permit',
        members: [pattern ? `^${text}$` : text],
        ...(pattern ? { pattern } : {}),
      });
  }
  return entries;
}
