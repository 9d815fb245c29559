import { parseAddress } from '../../model/address.ts';
import type { RouteAction, RouteCondition, RoutePolicyEntry, RouteSetting } from '../../model/routing.ts';
import type { Statement, Word } from '../../outline.ts';
import type { Located } from '../../text/span.ts';
import { asNumberAt } from './bgp-settings.ts';
import { isWholeNumber, located, lower, startsWith, textOf } from './facts.ts';
import { communityOf } from './route-lists.ts';

/** What platforms do differently. */
export interface ClausePlatform {
  /** A route must match each of several lists of communities on one line, unless it ends in `or-results` (EOS); else one of them. */
  readonly allCommunities?: boolean;
}

/** `route-map IMPORT deny 10` with its lines; `sequence`: its number, 10 where none is written. */
export function clauseOf(
  statement: Statement,
  platform: ClausePlatform,
): { entry: RoutePolicyEntry; sequence: number } | undefined {
  const { words } = statement;
  const action = lower(words, 2) === '' ? 'permit' : lower(words, 2);
  const key = words[3];
  if ((action !== 'permit' && action !== 'deny') || (key && !isWholeNumber(key.text))) return undefined;
  const conditions: RouteCondition[] = [];
  const settings: RouteSetting[] = [];
  let does: RouteAction = action;
  for (const child of statement.children) {
    const first = lower(child.words, 0);
    if (first === 'match') add(conditions, conditionOf(child, platform));
    // Another map has a say: what it decides is not followed.
    else if (first === 'call' || first === 'sub-route-map') conditions.push(opaque(child));
    else if (first === 'set') settings.push(...settingsOf(child.words));
    // NX-OS goes on from a deny as well.
    else if (first === 'continue' || (first === 'on-match' && action === 'permit')) does = 'continue';
  }
  return {
    entry: { span: statement.span, ...(key ? { key: located(key) } : {}), action: does, conditions, settings },
    sequence: key ? Number(key.text) : 10,
  };
}

/** Values of one kind on several lines are one condition: any of them. */
function add(conditions: RouteCondition[], condition: RouteCondition): void {
  const same = conditions.findIndex(
    (one) =>
      one.kind === condition.kind &&
      (one.kind !== 'prefix-list' || (condition.kind === 'prefix-list' && one.family === condition.family)),
  );
  const known = conditions[same];
  if (known && 'names' in known && 'names' in condition && known.kind !== 'protocol' && condition.kind !== 'protocol')
    conditions[same] = { ...known, names: [...known.names, ...condition.names] };
  else conditions.push(condition);
}

const opaque = (statement: Statement): RouteCondition => ({
  kind: 'opaque',
  text: textOf(statement),
  span: statement.header,
});

function conditionOf(statement: Statement, platform: ClausePlatform): RouteCondition {
  const { words } = statement;
  const rest = (from: number): Located<string>[] => words.slice(from).map(located);
  if (startsWith(words, 'match ip address prefix-list *'))
    return { kind: 'prefix-list', names: rest(4), family: 'ipv4', lengths: 'as-listed' };
  if (startsWith(words, 'match ipv6 address prefix-list *'))
    return { kind: 'prefix-list', names: rest(4), family: 'ipv6', lengths: 'as-listed' };
  if (startsWith(words, 'match ip address *') && lower(words, 3) !== 'prefix-len')
    return { kind: 'access-list', names: rest(3) };
  // `match as-path length >= 50` names no list.
  if (startsWith(words, 'match as-path *') && (words.length === 3 || lower(words, 2) !== 'length'))
    return { kind: 'as-path', names: rest(2) };
  if (startsWith(words, 'match community *') || startsWith(words, 'match large-community *')) {
    const last = words.at(-1)!.text.toLowerCase();
    const exact = last === 'exact-match' || last === 'exact';
    const names = exact || last === 'or-results' ? rest(2).slice(0, -1) : rest(2);
    if (lower(words, 2) === 'instances') return opaque(statement);
    if (platform.allCommunities && names.length > 1 && last !== 'or-results') return opaque(statement);
    return { kind: 'community', names, exact };
  }
  const state = VALIDATION[lower(words, words.length - 1)];
  if (state && (startsWith(words, 'match rpki *') || startsWith(words, 'match origin-as validity *')))
    return { kind: 'rpki', state };
  return opaque(statement);
}

/** `match rpki notfound` (FRR), `match origin-as validity invalid` (EOS) */
const VALIDATION: Readonly<Record<string, 'valid' | 'invalid' | 'not-found'>> = {
  valid: 'valid',
  invalid: 'invalid',
  'not-found': 'not-found',
  notfound: 'not-found',
};

function settingsOf(words: readonly Word[]): RouteSetting[] {
  const what = lower(words, 1);
  const number = isWholeNumber(words[2]?.text) ? Number(words[2].text) : undefined;
  if (what === 'local-preference' && number !== undefined) return [{ kind: 'local-preference', value: number }];
  if (what === 'weight' && number !== undefined) return [{ kind: 'weight', value: number }];
  const origin = words[2]?.text.toLowerCase();
  if (what === 'origin' && (origin === 'igp' || origin === 'egp' || origin === 'incomplete'))
    return [{ kind: 'origin', value: origin }];
  const hop = parseAddress((startsWith(words, 'set * next-hop global *') ? words[4] : words[3])?.text ?? '');
  if (hop && /^(?:ip|ipv6)$/.test(what) && lower(words, 2) === 'next-hop') return [{ kind: 'next-hop', ...hop }];
  if (what === 'metric' || what === 'metric-type')
    return [{ kind: 'med', ...(what === 'metric' && number !== undefined ? { value: number } : {}) }];
  if (what === 'community' || what === 'large-community') {
    if (lower(words, 2) === 'none') return [{ kind: 'delete-community', everything: true }];
    const values = words.slice(2).filter((word) => word.text.toLowerCase() !== 'additive');
    const known = values.flatMap((word) => communityOf(word.text) ?? []);
    if (known.length < values.length) return [{ kind: 'opaque-community' }];
    return [{ kind: 'community', how: values.length < words.length - 2 ? 'add' : 'set', values: known }];
  }
  if (startsWith(words, 'set extcommunity rt *')) {
    const values = words.slice(3).flatMap(({ text }) => (/^additive$/i.test(text) ? [] : [text]));
    const how = values.length < words.length - 3 ? 'add' : 'set';
    return [{ kind: 'route-targets', how, ...(values.every((value) => ROUTE_TARGET.test(value)) ? { values } : {}) }];
  }
  if (what === 'comm-list' && words[2]) return [{ kind: 'delete-community', list: located(words[2]) }];
  if (startsWith(words, 'set as-path prepend *')) {
    const asns = words.slice(3).flatMap((word) => asNumberAt(word)?.value ?? []);
    // `last-as 3`, `auto repeat 3`: what the path begins with already.
    const span = { start: words[0]!.span.start, end: words.at(-1)!.span.end };
    return [asns.length === words.length - 3 ? { kind: 'prepend', asns, span } : { kind: 'opaque-path' }];
  }
  return [];
}

/** `64500:1`, `192.0.2.1:1`, `1.10:1` */
export const ROUTE_TARGET = /^(?:\d+|\d+\.\d+(?:\.\d+\.\d+)?):\d+$/;
