import type { Zones as DeviceZones, Zone, ZoneWay } from '../../../model/zones.ts';
import { type Block, entriesOf, isOn, spanOf, table, values, word } from '../config-tree.ts';
import type { Zones } from './interface-names.ts';
import { globalEntries } from './scopes.ts';

/** Zones, and interfaces in none, which are as zones of their own; undefined where the text has no policies. */
export function deviceZones(root: Block, scope: Block, zones: Zones): DeviceZones | undefined {
  const policies = table(scope, 'firewall policy');
  if (!policies) return undefined;
  const alone = globalEntries(root, 'system interface').filter(({ name }) => zones.zoneOf(name.value) === undefined);
  const all: Zone[] = [
    ...zones.all.map(({ name, members }) => ({ name, interfaces: members })),
    ...alone.map(({ name }) => ({ name, interfaces: [name.value] })),
  ];
  const active = policies.entries.filter((entry) => word(entry, 'status') !== 'disable');
  const anywhere = (entry: Block, setting: string): boolean =>
    !entry.settings.has(setting) || values(entry, setting).some((one) => one.value === 'any');
  return {
    zones: all,
    ways: active.flatMap((entry): ZoneWay[] => {
      const permits = permitsSomething(entry);
      const [from, to] = ['srcintf', 'dstintf'].map((setting) => values(entry, setting).map((one) => one.value));
      return from!.flatMap((one) => to!.map((other) => ({ from: one, to: other, permits, span: spanOf(entry) })));
    }),
    anyWay: active.some(
      (entry) => permitsSomething(entry) && (anywhere(entry, 'srcintf') || anywhere(entry, 'dstintf')),
    ),
    closed: !policies.unclear && entriesOf(root, 'vdom').length === 0,
  };
}

const permitsSomething = (entry: Block): boolean =>
  /^(?:accept|ipsec|ssl-vpn)$/.test(word(entry, 'action') ?? '') || isOn(entry, 'learning-mode');
