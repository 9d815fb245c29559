import type { Change, NamedRoutes, PolicyBody } from '../../../change.ts';
import { formatPrefix, widthOf } from '../../../model/address.ts';
import type { BgpAddressFamily } from '../../../model/bgp.ts';
import type { Device } from '../../../model/device.ts';
import type { RoutePolicy } from '../../../model/routing.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { prefixListFor } from '../../prefix-list-for.ts';
import { inserted, linesOf } from './lines.ts';
import { pathPatterns } from './path-patterns.ts';

type RefuseRoutes = Extract<Change, { kind: 'refuse-routes' }>;
type RefusePaths = Extract<Change, { kind: 'refuse-paths' }>;
export type Refuse = RefuseRoutes | RefusePaths | Extract<Change, { kind: 'refuse-invalid' }>;

/** How a platform spells lists and conditions of route maps. */
export interface RouteSpelling {
  /** A name for a new list of AS paths, near the one wanted. */
  pathList(wanted: string, taken: ReadonlySet<string>): string;
  /** A line of such a list. */
  pathEntry(list: string, pattern: string, index: number): string;
  /** Longer paths than this, where a list of expressions is not the way to say it. */
  matchLonger?(than: number): string;
  /** What matches routes that validation found Invalid; absent: nothing does. */
  readonly matchInvalid?: string;
}

/** Binds a new route map where the neighbour has only a prefix list. */
export type BindMap = (name: string) => readonly TextEdit[] | undefined;

/** A deny clause in front of the route map's first, with a list of what it refuses; else a route map beside the prefix list. */
export function refuseRoutes(
  change: Refuse,
  family: BgpAddressFamily,
  outline: Outline,
  device: Device,
  bind: BindMap,
  spelling: RouteSpelling,
): readonly TextEdit[] | undefined {
  const what = listed(change, device, spelling);
  if (!what) return undefined;
  const { entries, match } = what;
  const uses = change.direction === 'import' ? family.imports : family.exports;
  const map = uses.find(({ kind }) => kind === 'route-policy');
  if (!map) {
    const name = freeName(`${change.direction === 'import' ? 'IMPORT' : 'EXPORT'}-NO-${change.name}`, device);
    const bound = bind(name);
    const at = outline.text.length;
    const lines = [
      '!',
      ...entries,
      ...(entries.length > 0 ? ['!'] : []),
      `route-map ${name} deny 10`,
      match,
      `route-map ${name} permit 20`,
    ];
    return bound && [...bound, { span: { start: at, end: at }, newText: inserted(outline.text, at, lines) }];
  }
  const policy = device.policies.find(({ name }) => name.value === map.name.value);
  const first = policy?.entries?.[0];
  const sequence = policy && freeSequence(policy);
  if (!first || sequence === undefined) return undefined;
  const at = linesOf(outline.text, first.span).start;
  const lines = [
    ...entries,
    ...(entries.length > 0 ? ['!'] : []),
    `route-map ${map.name.value} deny ${sequence}`,
    match,
    '!',
  ];
  return [{ span: { start: at, end: at }, newText: inserted(outline.text, at, lines) }];
}

/** Lines of a list, and the condition that asks it. */
interface Listed {
  readonly entries: readonly string[];
  readonly match: string;
}

function listed(change: Refuse, device: Device, spelling: RouteSpelling): Listed | undefined {
  if (change.kind === 'refuse-invalid')
    return spelling.matchInvalid === undefined ? undefined : { entries: [], match: spelling.matchInvalid };
  return change.kind === 'refuse-routes' ? prefixes(change, change.family, device) : paths(change, device, spelling);
}

function prefixes(named: NamedRoutes, family: string, device: Device): Listed {
  const ip = family.startsWith('ipv6') ? 'ipv6' : 'ip';
  const routes = named.routes.filter(({ prefix }) => (prefix.family === 'ipv6') === (ip === 'ipv6'));
  const list = listFor({ ...named, routes }, device);
  const entries = list.exists
    ? []
    : routes.map((route, i) => `${ip} prefix-list ${list.name} seq ${5 * (i + 1)} permit ${rangeText(route)}`);
  return { entries, match: ` match ${ip} address prefix-list ${list.name}` };
}

/** A new route map, with the lists that it asks. */
export function routeMapOf(
  name: string,
  body: PolicyBody | undefined,
  family: string,
  device: Device,
): readonly string[] {
  if (!body) return ['!', `route-map ${name} deny 10`];
  const refused = body.refuses.map((named) => prefixes(named, family, device));
  const permitted = body.permits === 'rest' ? undefined : prefixes(body.permits, family, device);
  const clauses = [
    ...refused.map(({ match }, i) => [`route-map ${name} deny ${10 * (i + 1)}`, match]),
    [`route-map ${name} permit ${10 * (refused.length + 1)}`, ...(permitted ? [permitted.match] : [])],
  ];
  const lists = [...refused, ...(permitted ? [permitted] : [])].filter(({ entries }) => entries.length > 0);
  return [...lists.map(({ entries }) => entries), ...clauses].flatMap((lines) => ['!', ...lines]);
}

/** A prefix list of these routes, beside all other names. */
export const listFor = (named: NamedRoutes, device: Device): { readonly name: string; readonly exists: boolean } =>
  prefixListFor(named, device.prefixLists, (name) => freeName(name, device) !== name);

function paths({ name, paths }: RefusePaths, { asPathLists }: Device, spelling: RouteSpelling): Listed {
  const [only] = paths;
  if (spelling.matchLonger && only?.kind === 'longer' && paths.length === 1)
    return { entries: [], match: spelling.matchLonger(only.than) };
  const list = spelling.pathList(name, new Set(asPathLists.map((one) => one.name.value)));
  const entries = paths.flatMap(pathPatterns).map((pattern, i) => spelling.pathEntry(list, pattern, i));
  return { entries, match: ` match as-path ${list}` };
}

/** Half of the first number, so that there is room on both sides; undefined where there is none. */
function freeSequence({ entries }: RoutePolicy): number | undefined {
  const first = entries?.[0];
  const number = first && Number(first.key?.value ?? 10);
  return number !== undefined && number > 1 ? Math.floor(number / 2) : undefined;
}

function rangeText({ prefix, lengths }: RefuseRoutes['routes'][number]): string {
  const ge = lengths.first > prefix.length ? ` ge ${lengths.first}` : '';
  const wide = lengths.last > Math.max(lengths.first, prefix.length);
  const le = wide && !(ge !== '' && lengths.last === widthOf(prefix.family)) ? ` le ${lengths.last}` : '';
  const exact = ge !== '' && !wide ? ` le ${lengths.last}` : '';
  return `${formatPrefix(prefix)}${ge}${le}${exact}`;
}

export const freeName = (wanted: string, { prefixLists, policies }: Device): string =>
  unused(wanted, new Set([...prefixLists, ...policies].map(({ name }) => name.value)));

/** `NAME`, `NAME-2`, ...: the first that is not taken. */
export function unused(wanted: string, taken: ReadonlySet<string>): string {
  for (let i = 1; ; i += 1) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (!taken.has(name)) return name;
  }
}
