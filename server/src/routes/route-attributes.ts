import { formatAddress } from '../../../grammars/model/address.ts';
import type { AsPathList, CommunityEntry, CommunityList, RouteSetting } from '../../../grammars/model/routing.ts';
import { pathPattern, textPattern } from './path-pattern.ts';

/** Everything about a route but its prefix. */
export interface RouteAttributes {
  /** First AS first. */
  readonly path: readonly number[];
  /** The path may be another: a change of it was not followed. */
  readonly pathUnknown?: boolean;
  /** `64500:100`, `64500:1:2`, sorted, each once. */
  readonly communities: readonly string[];
  /** Communities may be others: a change of them was not followed. */
  readonly communitiesUnknown?: boolean;
  /** As the policies set it. Absent: they leave it, or nothing tells what it becomes. */
  readonly med?: number | undefined;
  /** `bgp`, `static`, `connected`, `aggregate`, ... */
  readonly protocol: string;
  /** By which interfaces its packets leave; absent: not known. */
  readonly interfaces?: readonly string[];
  /** Absent: not known. */
  readonly validation?: 'valid' | 'invalid' | 'not-found';
  /** What else chooses between routes; absent: not followed. */
  readonly choice?: ChoiceAttributes;
}

/** What policies set, and no condition here asks for. */
export interface ChoiceAttributes {
  readonly localPreference?: number;
  /** To what the route has, where none is set before. */
  readonly preferenceChange?: number;
  readonly weight?: number;
  readonly origin?: 'igp' | 'egp' | 'incomplete';
  /** An address, as text, or `self`. */
  readonly nextHop?: string;
  /** Route targets that are set or added; absent values: not read. */
  readonly targets?: { readonly how: 'set' | 'add'; readonly values?: readonly string[] };
  /** The MED becomes what nothing here tells. */
  readonly medUnknown?: boolean;
}

/** A public AS number behind a neighbour; any would do. */
export const SOMEONE_ELSE = 3333;

/** True, false, or undecided. */
export type Verdict = boolean | undefined;

/** Either holds. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

export function pathMatches(list: AsPathList | undefined, { path, pathUnknown }: RouteAttributes): Verdict {
  if (!list?.closed || pathUnknown) return undefined;
  return firstMatch(list.entries, ({ pattern }) => pathPattern(pattern, list.syntax)?.(path));
}

export function communitiesMatch(
  list: CommunityList | undefined,
  { communities, communitiesUnknown }: RouteAttributes,
  exact: boolean,
): Verdict {
  if (!list?.closed || communitiesUnknown) return undefined;
  return firstMatch(list.entries, (entry) => entryMatches(entry, communities, exact));
}

function entryMatches({ members, pattern }: CommunityEntry, communities: readonly string[], exact: boolean): Verdict {
  if (pattern) {
    // Whether a pattern is held against one community or against all of them as one text is told apart only without any.
    if (communities.length > 0) {
      const tests = members.map((member) => textPattern(member));
      if (tests.some((test) => !test)) return undefined;
      const alone = tests.every((test) => communities.some((community) => test!(community)));
      const together = tests.every((test) => test!(communities.join(' ')));
      return alone === together && !exact ? alone : undefined;
    }
    return members.some((member) => textPattern(member)?.('') !== false) ? undefined : false;
  }
  const all = members.every((member) => member === '0:0' || communities.includes(member));
  return all && (!exact || communities.length === members.length);
}

function firstMatch<T extends { readonly action: 'permit' | 'deny' }>(
  entries: readonly T[],
  test: (entry: T) => Verdict,
): Verdict {
  for (const entry of entries) {
    const verdict = test(entry);
    if (verdict === undefined) return undefined;
    if (verdict) return entry.action === 'permit';
  }
  return false;
}

/** The route after these settings. */
export function settled(
  attributes: RouteAttributes,
  settings: readonly RouteSetting[],
  listNamed: (name: string) => CommunityList | undefined,
): RouteAttributes {
  let { path, pathUnknown, communities, communitiesUnknown, med, choice } = attributes;
  for (const setting of settings) {
    if (choice) choice = chosen(choice, setting, med);
    if (setting.kind === 'community') {
      if (setting.how === 'set') communitiesUnknown = false;
      communities = [...new Set([...(setting.how === 'add' ? communities : []), ...setting.values])].sort();
    } else if (setting.kind === 'delete-community') {
      const list = setting.list && listNamed(setting.list.value);
      if (setting.everything) [communities, communitiesUnknown] = [[], false];
      else {
        const verdicts = communities.map((one) => communitiesMatch(list, { ...attributes, communities: [one] }, false));
        if (verdicts.includes(undefined)) communitiesUnknown = true;
        communities = communities.filter((_, i) => verdicts[i] !== true);
      }
    } else if (setting.kind === 'prepend') path = [...setting.asns, ...path];
    else if (setting.kind === 'opaque-path') pathUnknown = true;
    else if (setting.kind === 'med') med = setting.value;
    else if (setting.kind === 'med-change') med = med === undefined ? undefined : inRange(med + setting.by);
    else if (setting.kind === 'opaque-community') communitiesUnknown = true;
  }
  return {
    ...attributes,
    path,
    ...(pathUnknown ? { pathUnknown } : {}),
    communities,
    med,
    ...(choice ? { choice } : {}),
    ...(communitiesUnknown ? { communitiesUnknown } : { communitiesUnknown: false }),
  };
}

/** Numbers of 32 bits stay at their ends. */
export const inRange = (value: number): number => Math.max(0, Math.min(value, 2 ** 32 - 1));

function chosen(choice: ChoiceAttributes, setting: RouteSetting, med: number | undefined): ChoiceAttributes {
  if (setting.kind === 'local-preference') return { ...choice, localPreference: setting.value };
  if (setting.kind === 'local-preference-change') {
    const { localPreference, preferenceChange = 0 } = choice;
    return localPreference === undefined
      ? { ...choice, preferenceChange: preferenceChange + setting.by }
      : { ...choice, localPreference: inRange(localPreference + setting.by) };
  }
  if (setting.kind === 'med-change') return { ...choice, medUnknown: med === undefined };
  if (setting.kind === 'weight') return { ...choice, weight: setting.value };
  if (setting.kind === 'origin') return { ...choice, origin: setting.value };
  if (setting.kind === 'med') return { ...choice, medUnknown: setting.value === undefined };
  if (setting.kind === 'route-targets') return { ...choice, targets: targetsAfter(choice.targets, setting) };
  if (setting.kind === 'next-hop-self') return { ...choice, nextHop: 'self' };
  if (setting.kind !== 'next-hop') return choice;
  return { ...choice, nextHop: formatAddress(setting.family, setting.address) };
}

function targetsAfter(
  before: ChoiceAttributes['targets'],
  { how, values }: Extract<RouteSetting, { kind: 'route-targets' }>,
): NonNullable<ChoiceAttributes['targets']> {
  if (how === 'set' || !before) return { how, ...(values ? { values } : {}) };
  return { how: before.how, ...(before.values && values ? { values: [...before.values, ...values] } : {}) };
}
