import { parseAddress, parsePrefix } from '../../../model/address.ts';
import type { Definition, Namespace, References, Use } from '../../../model/reference.ts';
import { get, kids, located, type Node, spansOf } from '../tree.ts';
import { isPredefinedService } from './objects.ts';
import type { Places } from './places.ts';
import { rulesOf } from './rules.ts';
import type { ZoneNames } from './zones.ts';

const TABLES: readonly (readonly [name: string, namespace: Namespace])[] = [
  ['address', 'object'],
  ['address-group', 'object'],
  ['external-list', 'object'],
  ['region', 'object'],
  ['service', 'service-object'],
  ['service-group', 'service-object'],
  ['schedule', 'time-range'],
];

/** Names of all virtual systems and groups together: which of several is meant is left open. */
export function referencesOf(root: Node, places: Places, zones: ZoneNames): References {
  const holders = new Set(places.scopes.flatMap(({ objects }) => objects));
  const defining = new Set<Node>();
  const definitions: Definition[] = [];
  const define = (namespace: Namespace, node: Node, more: Partial<Definition> = {}): void => {
    defining.add(node);
    definitions.push({ namespace, name: located(node), spans: spansOf(node), ...more });
  };
  for (const holder of holders)
    for (const [name, namespace] of TABLES) for (const node of kids(holder, name)) define(namespace, node);
  const uses = [
    ...places.scopes.flatMap(({ rulebases }) => ruleUses(rulebases, zones)),
    ...[...holders].flatMap(memberUses),
  ];
  for (const zone of zones.nodes) define('zone', zone, { alwaysUsed: true });
  const beside = namesBeside(root, defining);
  return {
    definitions: definitions.map((one) => (beside.has(one.name.value) ? { ...one, alwaysUsed: true } : one)),
    // What a management server defines is not in the text.
    uses: places.managed ? uses.map((one) => ({ ...one, predefined: true })) : uses,
  };
}

/** Every word of the hierarchy that defines nothing: a VPN, a profile or another rulebase may put an object to work. */
function namesBeside(root: Node, defining: ReadonlySet<Node>): ReadonlySet<string> {
  const names = new Set<string>();
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (!defining.has(node)) names.add(node.name);
    // Filters of dynamic groups are expressions over tags.
    for (const child of node.children.values()) pending.push(child);
  }
  return names;
}

function ruleUses(rulebases: readonly Node[], zones: ZoneNames): Use[] {
  return (['security', 'nat'] as const).flatMap((kind) =>
    rulesOf(rulebases, kind).flatMap((rule) => {
      const by = (leaf: string): string => `${kind} rule ${rule.name} ${leaf}`;
      return [
        ...['source', 'destination'].flatMap((leaf) => kids(rule, leaf).map((node) => addressUse(node, by(leaf)))),
        ...kids(rule, 'service').map((node) => serviceUse(node, by('service'))),
        ...(zones.nodes.length > 0
          ? ['from', 'to'].flatMap((leaf) => kids(rule, leaf).map((node) => zoneUse(node, by(leaf))))
          : []),
        ...kids(rule, 'schedule').map((node) => use('time-range', node, by('schedule'))),
        ...translated(rule).map((node) => addressUse(node, by('translated-address'))),
      ];
    }),
  );
}

/** Addresses that a NAT rule puts in, or takes from an interface. */
const translated = (rule: Node): readonly Node[] => [
  ...['dynamic-ip-and-port', 'dynamic-ip', 'static-ip'].flatMap((kind) =>
    kids(rule, 'source-translation', kind, 'translated-address'),
  ),
  ...kids(rule, 'destination-translation', 'translated-address'),
  ...kids(rule, 'dynamic-destination-translation', 'translated-address'),
];

function memberUses(holder: Node): Use[] {
  return [
    ...kids(holder, 'address-group').flatMap((group) =>
      kids(group, 'static').map((node) => ({
        ...addressUse(node, `address-group ${group.name}`),
        within: { namespace: 'object', name: group.name } as const,
      })),
    ),
    ...kids(holder, 'service-group').flatMap((group) =>
      kids(group, 'members').map((node) => ({
        ...serviceUse(node, `service-group ${group.name}`),
        within: { namespace: 'service-object', name: group.name } as const,
      })),
    ),
  ];
}

function use(namespace: Namespace, node: Node, by: string, predefined = false): Use {
  return {
    namespaces: [namespace],
    name: located(node),
    by,
    effect: 'config-refused',
    ...(predefined ? { predefined } : {}),
  };
}

const addressUse = (node: Node, by: string): Use => use('object', node, by, isAddress(node.name));

/** Written out; a country; a list of the vendor's; a variable of a template. */
const isAddress = (text: string): boolean =>
  text === 'any' ||
  parsePrefix(text) !== undefined ||
  parseAddress(text) !== undefined ||
  /^[A-Z]{2}$/.test(text) ||
  /^(?:panw-|\$)/.test(text) ||
  /^[\d.]+-[\d.]+$/.test(text) ||
  /^[0-9a-fA-F:]+-[0-9a-fA-F:]+$/.test(text);

const serviceUse = (node: Node, by: string): Use => use('service-object', node, by, isPredefinedService(node.name));

const zoneUse = (node: Node, by: string): Use =>
  use('zone', node, by, node.name === 'any' || node.name === 'multicast');

export const hasPanorama = (device: Node): boolean =>
  get(device, 'deviceconfig', 'system', 'panorama-server') !== undefined;
