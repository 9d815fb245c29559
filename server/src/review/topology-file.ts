import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { holds, type Prefix, parseNetwork } from '../../../grammars/model/address.ts';
import type { BgpNeighbour } from '../../../grammars/model/bgp.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { matchesGlob } from './glob.ts';
import { readYaml, type YamlProblem, type YamlReading, yamlSpan } from './read-yaml.ts';

/** Where the file is, below the folder it is for. */
export const TOPOLOGY_FILE = '.netreview/topology.yaml';

/** What a neighbour is to the device: `route-server-client` where the device is the route server. `internal`: of the same operator. */
export const ROLES = ['customer', 'provider', 'peer', 'route-server', 'route-server-client', 'internal'] as const;
export type DeclaredRole = (typeof ROLES)[number];

/** The role of those BGP neighbours for which everything that is said here holds; an absent list says nothing. */
export interface NeighbourRole {
  readonly role: DeclaredRole;
  /** Globs of host names, or of paths below the folder. */
  readonly devices?: readonly string[];
  readonly addresses?: readonly Prefix[];
  /** Both ends inside. */
  readonly asns?: readonly { readonly first: number; readonly last: number }[];
  /** Peer groups and templates, as they are written. */
  readonly groups?: readonly string[];
}

export interface TopologyFile {
  /** Those that are right, in their order: the first that holds decides. */
  readonly neighbours: readonly NeighbourRole[];
  readonly problems: readonly YamlProblem[];
}

/** Reads `.netreview/topology.yaml` (YAML 1.2): `neighbours`, each with a `role` and whom it is about. Never throws. */
export function parseTopology(text: string): TopologyFile {
  const { document, problems, tell } = readYaml(text);
  const root = document?.contents ?? null;
  const none = (): TopologyFile => ({ neighbours: [], problems: problems() });
  if (root === null) return none();
  if (!isMap(root)) {
    tell(yamlSpan(root), SHAPE);
    return none();
  }
  for (const { key } of root.items)
    if (nameOf(key) !== 'neighbours') tell(yamlSpan(key as Node), unknownKey(nameOf(key), 'neighbours'));
  const list = root.get('neighbours', true) as unknown as Node | undefined;
  if (list === undefined || (isScalar(list) && list.value === null)) return none();
  if (!isSeq(list)) {
    tell(yamlSpan(list), SHAPE);
    return none();
  }
  const neighbours = list.items.flatMap((item) => neighbourAt(item as Node, tell) ?? []);
  return { neighbours, problems: problems() };
}

/** Those that say no other device. A device is its host name, or its file. */
export const rolesAbout = (
  { device: { hostname }, path }: { readonly device: Device; readonly path?: string | undefined },
  roles: readonly NeighbourRole[],
): readonly NeighbourRole[] =>
  roles.filter(
    ({ devices }) =>
      !devices ||
      devices.some(
        (glob) =>
          (hostname !== undefined && matchesGlob(hostname.value.toLowerCase(), glob.toLowerCase())) ||
          (path !== undefined && matchesGlob(path, glob)),
      ),
  );

/** What is declared about a neighbour; undefined: nothing is. */
export const declaredRole = (
  { address, remoteAs, group }: BgpNeighbour,
  roles: readonly NeighbourRole[],
): DeclaredRole | undefined =>
  roles.find(
    ({ addresses, asns, groups }) =>
      (!addresses || addresses.some((prefix) => isWithin(address.value, prefix))) &&
      (!asns || asns.some(({ first, last }) => isBetween(remoteAs?.value, first, last))) &&
      (!groups || (group !== undefined && groups.includes(group.value))),
  )?.role;

/** A range of neighbours is within what holds all of it. */
function isWithin(text: string, outer: Prefix): boolean {
  const inner = parseNetwork(text);
  return (
    inner !== undefined && inner.length >= outer.length && inner.family === outer.family && holds(outer, inner.address)
  );
}

const isBetween = (asn: number | string | undefined, first: number, last: number): boolean =>
  typeof asn === 'number' && asn >= first && asn <= last;

type Tell = YamlReading['tell'];

const KEYS = ['role', 'device', 'neighbour', 'as', 'group'] as const;

/** `{ role: customer, neighbour: 192.0.2.9, device: edge1 }`; what is wrong in one makes it count for nothing: it would hold for too many. */
function neighbourAt(node: Node, tell: Tell): NeighbourRole | undefined {
  if (!isMap(node)) return tell(yamlSpan(node), SHAPE);
  let right = true;
  const wrong: Tell = (span, said) => {
    right = false;
    return tell(span, said);
  };
  for (const { key } of node.items)
    if (!KEYS.some((known) => known === nameOf(key)))
      wrong(yamlSpan(key as Node), unknownKey(nameOf(key), KEYS.join(', ')));
  const said = node.get('role', true) as unknown as Node | undefined;
  const role = ROLES.find((one) => isScalar(said) && one === said.value);
  if (!role) wrong(yamlSpan(said ?? node), said === undefined ? NO_ROLE : noSuchRole(textOf(said)));
  const devices = membersAt(node, 'device', wrong, (text) => text, NOT_NAME);
  const groups = membersAt(node, 'group', wrong, (text) => text, NOT_NAME);
  const addresses = membersAt(node, 'neighbour', wrong, parseNetwork, notAddress);
  const asns = membersAt(node, 'as', wrong, asnsOf, notAsn);
  if (right && !devices && !groups && !addresses && !asns) wrong(yamlSpan(node), NOBODY);
  if (!right || !role) return undefined;
  return {
    role,
    ...(devices ? { devices } : {}),
    ...(addresses ? { addresses } : {}),
    ...(asns ? { asns } : {}),
    ...(groups ? { groups } : {}),
  };
}

/** One value or a list of them. */
function membersAt<T>(
  map: YAMLMap,
  key: string,
  wrong: Tell,
  read: (text: string) => T | undefined,
  said: (text: string) => Bilingual,
): readonly T[] | undefined {
  if (!map.has(key)) return undefined;
  const node = map.get(key, true) as unknown as Node | null;
  const items = isSeq(node) ? (node.items as Node[]) : [node];
  if (items.length === 0) wrong(yamlSpan(node), said(''));
  return items.flatMap((item) => {
    const text = textOf(item);
    const found = text === '' ? undefined : read(text);
    if (found === undefined) wrong(yamlSpan(item ?? (map as Node)), said(text));
    return found ?? [];
  });
}

/** As it is written: `64500` and `1.10` are numbers to YAML. */
function textOf(node: Node | null | undefined): string {
  if (!isScalar(node) || node.value === null) return '';
  return node.source ?? String(node.value);
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '');

/** `64500`, `64500-64511`, `1.10` (RFC 5396 asdot). */
function asnsOf(text: string): { readonly first: number; readonly last: number } | undefined {
  const [first, last = first, ...more] = text.split('-').map((part) => asnOf(part.trim()));
  return more.length > 0 || first === undefined || last === undefined || last < first ? undefined : { first, last };
}

function asnOf(text: string): number | undefined {
  const [, high, low] = /^(?:AS)?(\d{1,10})(?:\.(\d{1,5}))?$/i.exec(text) ?? [];
  if (high === undefined) return undefined;
  const asn = low === undefined ? Number(high) : Number(high) * 65_536 + Number(low);
  return asn > 4_294_967_295 || Number(low ?? 0) > 65_535 ? undefined : asn;
}

const SHAPE: Bilingual = {
  en: 'Write `neighbours:` with a list: `- role: customer` with `neighbour`, `as`, `group` or `device`.',
  'zh-cn': '请写 `neighbours:` 列表,例如 `- role: customer`,并给出 `neighbour`、`as`、`group` 或 `device`。',
};
const NO_ROLE: Bilingual = {
  en: `What is this neighbour? Give a role: ${ROLES.join(', ')}.`,
  'zh-cn': `缺少邻居的角色(role),可用:${ROLES.join('、')}。`,
};
const NOBODY: Bilingual = {
  en: 'Whom is this about? Give neighbour (an address or prefix), as, group or device.',
  'zh-cn': '未说明针对哪些邻居:请给出 neighbour(地址或前缀)、as、group 或 device。',
};
const noSuchRole = (text: string): Bilingual => ({
  en: `${text || 'This'} is no role; there is ${ROLES.join(', ')}.`,
  'zh-cn': `${text || '此处'}不是角色;可用:${ROLES.join('、')}。`,
});
const NOT_NAME = (): Bilingual => ({ en: 'A name is missing here.', 'zh-cn': '此处缺少名称。' });
const notAddress = (text: string): Bilingual => ({
  en: `${text || 'This'} is no address and no prefix.`,
  'zh-cn': `${text || '此处'}不是地址或前缀。`,
});
const notAsn = (text: string): Bilingual => ({
  en: `${text || 'This'} is no AS number: write 64500, 64500-64511 or 1.10.`,
  'zh-cn': `${text || '此处'}不是 AS 号:请写 64500、64500-64511 或 1.10。`,
});
const unknownKey = (name: string, known: string): Bilingual => ({
  en: `${name} means nothing here; there is ${known}.`,
  'zh-cn': `${name} 在此无意义;可用:${known}。`,
});
