import { type Family, parseIpv4, parsePrefix, widthOf } from '../../../model/address.ts';
import type {
  AsPathList,
  CommunityList,
  PrefixList,
  PrefixListEntry,
  RouteCondition,
  RoutePolicy,
  RoutePolicyEntry,
  RouteSetting,
} from '../../../model/routing.ts';
import { type Block, entriesOf, isOn, numberOf, spanOf, value, values, word } from '../config-tree.ts';
import { maskedPrefix } from './interfaces.ts';

/** Rules of a list are tried by their number. */
const rulesOf = (list: Block): Block[] =>
  [...entriesOf(list, 'rule')].sort((a, b) => Number(a.name.value) - Number(b.name.value));

const actionOf = (rule: Block): 'permit' | 'deny' => (word(rule, 'action') === 'deny' ? 'deny' : 'permit');

export const prefixListsOf = (block: Block): PrefixList[] =>
  (
    [
      ['ipv4', 'router prefix-list', 'prefix'],
      ['ipv6', 'router prefix-list6', 'prefix6'],
    ] as const
  ).flatMap(([family, path, setting]) =>
    entriesOf(block, path).map((list) => {
      const rules = rulesOf(list);
      const entries = rules.flatMap((rule) => entryOf(rule, family, setting) ?? []);
      return {
        name: list.name,
        family,
        entries,
        span: spanOf(list),
        closed: !list.unclear && entries.length === rules.length,
      };
    }),
  );

function entryOf(rule: Block, family: Family, setting: string): PrefixListEntry | undefined {
  const written = values(rule, setting);
  const any = written[0]?.value === 'any';
  const prefix = any ? { family, address: 0n, length: 0 } : (maskedPrefix(written)?.prefix ?? undefined);
  if (prefix?.family !== family) return undefined;
  const ge = numberOf(rule, 'ge')?.value;
  const le = numberOf(rule, 'le')?.value;
  const widest = widthOf(family);
  return {
    span: spanOf(rule),
    key: rule.name,
    action: actionOf(rule),
    prefix,
    lengths: {
      first: ge ?? prefix.length,
      last: le ?? (any || ge !== undefined ? widest : prefix.length),
    },
  };
}

export const asPathListsOf = (block: Block): AsPathList[] =>
  entriesOf(block, 'router aspath-list').map((list) => ({
    name: list.name,
    syntax: 'cisco',
    entries: rulesOf(list).map((rule) => ({
      span: spanOf(rule),
      action: actionOf(rule),
      pattern: word(rule, 'regexp') ?? '',
    })),
    span: spanOf(list),
    closed: !list.unclear,
  }));

/** RFC 1997 */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  'no-export': '65535:65281',
  'no-advertise': '65535:65282',
  'local-AS': '65535:65283',
};

const communityOf = (text: string): string | undefined =>
  /^\d{1,5}:\d{1,5}$/.test(text) ? text : Object.hasOwn(WELL_KNOWN, text) ? WELL_KNOWN[text] : undefined;

export const communityListsOf = (block: Block): CommunityList[] =>
  entriesOf(block, 'router community-list').map((list) => {
    const expanded = word(list, 'type') === 'expanded';
    let closed = !list.unclear;
    const entries = rulesOf(list).map((rule) => {
      const members = values(rule, expanded ? 'regexp' : 'match').flatMap((one) => one.value.split(/\s+/));
      const known = members.flatMap((text) => communityOf(text) ?? []);
      if (!expanded && known.length < members.length) closed = false;
      return {
        span: spanOf(rule),
        action: actionOf(rule),
        members: expanded ? members : known,
        ...(expanded ? { pattern: true } : {}),
      };
    });
    return { name: list.name, entries, span: spanOf(list), closed };
  });

export function routeMapsOf(block: Block): RoutePolicy[] {
  const lists = {
    ipv4: new Set(entriesOf(block, 'router prefix-list').map(({ name }) => name.value)),
    ipv6: new Set(entriesOf(block, 'router prefix-list6').map(({ name }) => name.value)),
  };
  return entriesOf(block, 'router route-map').map((map) => ({
    name: map.name,
    span: spanOf(map),
    closed: !map.unclear,
    entries: rulesOf(map).map((rule) => ruleOf(rule, lists)),
    fallback: 'deny',
  }));
}

function ruleOf(rule: Block, lists: Readonly<Record<Family, ReadonlySet<string>>>): RoutePolicyEntry {
  return {
    span: spanOf(rule),
    key: rule.name,
    action: actionOf(rule),
    conditions: [...rule.settings].flatMap(([name]) => conditionOf(rule, name, lists)),
    settings: settingsOf(rule),
  };
}

function conditionOf(
  rule: Block,
  name: string,
  lists: Readonly<Record<Family, ReadonlySet<string>>>,
): RouteCondition[] {
  if (!name.startsWith('match-') || name === 'match-community-exact') return [];
  const names = values(rule, name).filter((one) => one.value !== '');
  const [first] = names;
  // What a full configuration prints of a condition that nobody set.
  if (!first || first.value === 'none' || (name === 'match-flags' && first.value === '0')) return [];
  const family = name === 'match-ip-address' ? 'ipv4' : name === 'match-ip6-address' ? 'ipv6' : undefined;
  if (family && names.every((one) => lists[family].has(one.value)))
    return [{ kind: 'prefix-list', names, family, lengths: 'as-listed' }];
  if (name === 'match-as-path') return [{ kind: 'as-path', names }];
  if (name === 'match-community') return [{ kind: 'community', names, exact: isOn(rule, 'match-community-exact') }];
  const text = `${name} ${names.map((one) => one.value).join(' ')}`;
  return [{ kind: 'opaque', text, span: rule.settings.get(name)!.statement.header }];
}

function settingsOf(rule: Block): RouteSetting[] {
  const settings: RouteSetting[] = [];
  const preference = numberOf(rule, 'set-local-preference');
  if (preference) settings.push({ kind: 'local-preference', value: preference.value });
  const metric = numberOf(rule, 'set-metric');
  if (metric) settings.push({ kind: 'med', value: metric.value });
  const communities = values(rule, 'set-community')
    .flatMap((one) => one.value.split(/\s+/))
    .filter((one) => one !== '');
  if (communities.length > 0) {
    const known = communities.flatMap((text) => communityOf(text) ?? []);
    settings.push(
      known.length === communities.length
        ? { kind: 'community', how: isOn(rule, 'set-community-additive') ? 'add' : 'set', values: known }
        : { kind: 'opaque-community' },
    );
  }
  const gone = value(rule, 'set-community-delete');
  if (gone?.value) settings.push({ kind: 'delete-community', list: gone });
  const path = values(rule, 'set-aspath')
    .flatMap((one) => one.value.split(/\s+/))
    .filter((one) => /^\d+$/.test(one));
  if (path.length > 0 && word(rule, 'set-aspath-action') !== 'replace')
    settings.push({ kind: 'prepend', asns: path.map(Number) });
  return settings;
}

/** `192.0.2.0 255.255.255.0`, `2001:db8::/32`. */
export const prefixAt = (block: Block, name: string) => {
  const written = values(block, name);
  const found = maskedPrefix(written)?.prefix ?? parsePrefix(written[0]?.value ?? '');
  return found && !(written.length === 1 && parseIpv4(written[0]!.value) !== undefined) ? found : undefined;
};
