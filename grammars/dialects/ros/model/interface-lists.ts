import type { Definition, Use } from '../../../model/reference.ts';
import { addedTo, allOf, isDisabled, located, type Menus, partOf, said } from '../entries.ts';

/** `/interface list` with its members. */
export interface InterfaceLists {
  /** Undefined: not all members are in the text, or none. */
  members(name: string): readonly string[] | undefined;
  /** Interfaces that are surely not of the class (`all-ppp`, `all-vlan`). */
  outsideOf(group: string): readonly string[];
  readonly definitions: readonly Definition[];
  readonly uses: readonly Use[];
}

/** Lists that every device has. */
export const BUILTIN = /^(?:all|none|dynamic|static)$/;

export function interfaceLists(menus: Menus, text: string): InterfaceLists {
  const own = new Map<string, string[]>();
  const nested = new Map<string, { include: readonly string[]; exclude: readonly string[] }>();
  const definitions: Definition[] = [];
  for (const entry of allOf(menus, 'interface list')) {
    const name = located(entry, 'name');
    if (entry.command.verb !== 'add' || !name) continue;
    definitions.push({
      namespace: 'zone',
      name,
      spans: [entry.statement.span],
      // Winbox and the default configuration bring LAN and WAN along.
      ...(said(entry, 'comment') === 'defconf' ? { alwaysUsed: true } : {}),
    });
    const names = (key: string): readonly string[] => said(entry, key)?.split(',') ?? [];
    nested.set(name.value, { include: names('include'), exclude: names('exclude') });
    own.set(name.value, []);
  }
  for (const entry of addedTo(menus, 'interface list member')) {
    const list = said(entry, 'list') ?? 'all';
    const member = said(entry, 'interface');
    if (member !== undefined) own.get(list)?.push(member);
  }
  const open = joinedElsewhere(menus);
  const members = (name: string, within: ReadonlySet<string> = new Set()): readonly string[] | undefined => {
    if (name === 'none') return [];
    const mine = own.get(name);
    if (!mine || open.has(name) || within.has(name)) return undefined;
    const { include, exclude } = nested.get(name)!;
    const inside = new Set([...within, name]);
    const more = include.map((one) => members(one, inside));
    const less = exclude.map((one) => members(one, inside));
    if (more.includes(undefined) || less.includes(undefined)) return undefined;
    const without = new Set(less.flatMap((names) => names ?? []));
    return [...new Set([...mine, ...more.flatMap((names) => names ?? [])])].filter((one) => !without.has(one));
  };
  return {
    members: (name) => {
      const found = members(name);
      return found && (found.length > 0 || name === 'none') ? found : undefined;
    },
    outsideOf: (group) => namesBeside(menus, group),
    definitions,
    uses: usesOf(menus, text),
  };
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  'all-ppp': /^interface (?:ppp|pppoe|pptp|l2tp|sstp|ovpn)-/,
  'all-vlan': /^interface vlan$/,
  'all-ethernet': /^interface (?:ethernet|vlan|bonding|bridge)/,
  'all-wireless': /^interface (?:wireless|wifi|wifiwave2|w60g|cap)/,
};

function namesBeside(menus: Menus, group: string): string[] {
  const own = CLASSES[group];
  if (!own) return [];
  return [...menus].flatMap(([menu, entries]) =>
    /^interface (?!list$)[a-z0-9-]+$/.test(menu) && !own.test(menu)
      ? entries.flatMap((entry) => said(entry, 'name') ?? [])
      : [],
  );
}

/** Lists that sessions and detection put interfaces on while the device runs. */
function joinedElsewhere(menus: Menus): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [menu, entries] of menus) {
    if (!/^(?:ppp profile|interface detect-internet|caps-man datapath|interface wifi datapath)$/.test(menu)) continue;
    for (const entry of entries)
      for (const { name, value } of entry.command.parameters)
        if (name.endsWith('interface-list')) names.add(value.value);
  }
  return names;
}

/** Everything that ends in `interface-list`, in whatever menu. */
function usesOf(menus: Menus, text: string): Use[] {
  const uses: Use[] = [];
  for (const [menu, entries] of menus) {
    for (const entry of entries) {
      if (isDisabled(entry)) continue;
      for (const { name, value } of entry.command.parameters) {
        const isList = name.endsWith('interface-list') || (menu === 'interface list member' && name === 'list');
        if (!isList && !(menu === 'interface list' && /^(?:include|exclude)$/.test(name))) continue;
        for (const { 0: list, index } of value.value.matchAll(/[^!,]+/g)) {
          const exact = partOf(text, value, index, list.length);
          uses.push({
            namespaces: ['zone'],
            name: exact ?? { value: list, span: value.span },
            by: text.slice(entry.statement.span.start, entry.statement.span.end),
            effect: 'config-refused',
            ...(BUILTIN.test(list) || !exact ? { predefined: true } : {}),
          });
        }
      }
    }
  }
  return uses;
}
