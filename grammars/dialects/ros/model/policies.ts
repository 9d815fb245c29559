import { type Prefix, parsePrefix, widthOf } from '../../../model/address.ts';
import type { RouteCondition, RoutePolicy, RoutePolicyEntry, RouteSetting } from '../../../model/routing.ts';
import { at, cover, type Located } from '../../../text/span.ts';
import { addedTo, allOf, type Entry, isYes, located, type Menus, said } from '../entries.ts';
import type { AddressLists } from './address-lists.ts';
import { entriesOfRule } from './route-rules.ts';

/** Routing filters by chain: `/routing filter` of version 6, `/routing filter rule` of version 7. */
export function policiesOf(menus: Menus, lists: AddressLists): RoutePolicy[] {
  return [
    ...chains(menus, 'routing filter', legacyEntry, 'next'),
    ...chains(menus, 'routing filter rule', (entry, key) => scriptEntries(entry, key, lists), 'deny'),
  ];
}

function chains(
  menus: Menus,
  menu: string,
  read: (entry: Entry, key: Located<string>) => readonly RoutePolicyEntry[] | undefined,
  fallback: 'deny' | 'next',
): RoutePolicy[] {
  const changed = allOf(menus, menu).some(({ command }) => !/^(?:add|print|export)$/.test(command.verb ?? ''));
  const byName = new Map<string, Entry[]>();
  for (const entry of addedTo(menus, menu)) {
    const chain = said(entry, 'chain');
    if (chain === undefined) continue;
    const known = byName.get(chain);
    if (known) known.push(entry);
    else byName.set(chain, [entry]);
  }
  const numbers = new Map(allOf(menus, menu).map((entry, index) => [entry, String(index)]));
  return [...byName.values()].map((rules): RoutePolicy => {
    const found = rules.map((entry) => read(entry, at(numbers.get(entry)!, entry.statement.span)));
    const whole = !changed && found.every((entries) => entries !== undefined);
    for (const [index, entries] of found.entries()) if (!entries) rules[index]!.statement.coverage = 'recognised';
    return {
      name: located(rules[0]!, 'chain')!,
      span: rules.map(({ statement }) => statement.span).reduce(cover),
      closed: whole,
      ...(whole ? { entries: found.flatMap((entries) => entries ?? []), fallback } : {}),
    };
  });
}

function scriptEntries(
  entry: Entry,
  key: Located<string>,
  lists: AddressLists,
): readonly RoutePolicyEntry[] | undefined {
  const rule = located(entry, 'rule');
  const listed = (name: string): readonly Prefix[] | undefined => {
    const terms = [...(lists.terms('ipv4', name) ?? []), ...(lists.terms('ipv6', name) ?? [])];
    const prefixes = terms.flatMap((term) => (term.kind === 'prefix' ? [term] : []));
    return terms.length > 0 && prefixes.length === terms.length ? prefixes : undefined;
  };
  return rule ? entriesOfRule(rule, entry.statement.span, key, listed) : undefined;
}

const SAID: ReadonlySet<string> = new Set([
  'chain',
  'action',
  'comment',
  'disabled',
  'prefix',
  'prefix-length',
  'protocol',
]);

/** `add chain=in prefix=10.0.0.0/8 prefix-length=8-24 action=discard`; without an action the next rule is asked. */
function legacyEntry(entry: Entry, key: Located<string>): readonly RoutePolicyEntry[] | undefined {
  const span = entry.statement.span;
  const action = said(entry, 'action') ?? 'passthrough';
  const decided = /^(?:discard|reject)$/.test(action) ? 'deny' : action === 'accept' ? 'permit' : 'next';
  if (decided === 'next' && !/^(?:passthrough|log)$/.test(action)) return undefined;
  const conditions: RouteCondition[] = [];
  const settings: RouteSetting[] = [];
  for (const { name, value } of entry.parameters.values()) {
    if (SAID.has(name)) continue;
    const setting = settingOf(name, value.value);
    if (setting) settings.push(...setting);
    else conditions.push({ kind: 'opaque', text: `${name}=${value.value}`, span });
  }
  const prefix = prefixCondition(entry);
  if (prefix) conditions.push(prefix);
  const protocol = said(entry, 'protocol');
  if (protocol !== undefined)
    conditions.push(
      /^[a-z,]+$/.test(protocol)
        ? { kind: 'protocol', names: protocol.split(',').map((name) => (name === 'connect' ? 'connected' : name)) }
        : { kind: 'opaque', text: `protocol=${protocol}`, span },
    );
  if (isYes(said(entry, 'invert-match'))) {
    const text = `not at ${span.start}`;
    return [{ span, key, action: decided, conditions: [{ kind: 'opaque', text, span }], settings }];
  }
  return [{ span, key, action: decided, conditions, settings }];
}

function prefixCondition(entry: Entry): RouteCondition | undefined {
  const span = entry.statement.span;
  const written = said(entry, 'prefix');
  const lengths = said(entry, 'prefix-length');
  if (written === undefined)
    return lengths === undefined ? undefined : { kind: 'opaque', text: `prefix-length=${lengths}`, span };
  const prefix = parsePrefix(written);
  const range = /^(\d+)(?:-(\d+))?$/.exec(lengths ?? '');
  if (!prefix || (lengths !== undefined && !range)) return { kind: 'opaque', text: `prefix=${written}`, span };
  const first = Math.max(prefix.length, range ? Number(range[1]) : prefix.length);
  const last = Math.min(widthOf(prefix.family), range ? Number(range[2] ?? range[1]) : prefix.length);
  return {
    kind: 'prefixes',
    entries: first <= last ? [{ span, action: 'permit', prefix, lengths: { first, last } }] : [],
  };
}

/** @returns undefined for what is no setting. */
function settingOf(name: string, value: string): RouteSetting[] | undefined {
  if (!/^(?:set-|append-)/.test(name)) return undefined;
  if (/communit/.test(name)) {
    const values = value.split(',');
    return values.every((one) => /^\d+:\d+$/.test(one)) && /bgp-communities$/.test(name)
      ? [{ kind: 'community', how: name.startsWith('set') ? 'set' : 'add', values }]
      : [{ kind: 'opaque-community' }];
  }
  if (!/^\d+$/.test(value)) return [];
  if (name === 'set-bgp-local-pref') return [{ kind: 'local-preference', value: Number(value) }];
  return name === 'set-bgp-med' ? [{ kind: 'med', value: Number(value) }] : [];
}
