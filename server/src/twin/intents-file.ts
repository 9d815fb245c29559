import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { type Family, networkOf, type Prefix, parseNetwork } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { readYaml, yamlSpan as spanOf, type YamlProblem, type YamlReading } from '../review/read-yaml.ts';

/** Where the file is, below the folder it is for. */
export const INTENTS_FILE = '.netreview/intents.yaml';

export type IntentKind = 'allow' | 'deny' | 'isolate' | 'redundant';

export interface Place {
  readonly name: string;
  /** Empty: those that the device has, or whose router it is. */
  readonly prefixes: readonly Prefix[];
  /** The addresses are those at this device, of several networks that use them: its name, or its path. Absent: anywhere. */
  readonly device?: string;
  /** The VRF of that device that they are in; empty: its global table. Absent: any. */
  readonly vrf?: string;
}

/** `tcp/443`, `udp/5000-5999`, `icmp`, `any`; ports with both ends inside. */
export interface Service {
  readonly text: string;
  /** Absent: every protocol. */
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  readonly ports?: { readonly first: number; readonly last: number };
}

/**
 * `allow`: everything of the service gets there, and its answers back. `deny`: nothing does. `isolate`: nothing does, either way.
 * `redundant`: it is allowed, and stays so when any one link or device between them fails.
 */
export interface Intent {
  readonly kind: IntentKind;
  readonly name?: string;
  readonly from: Place;
  readonly to: Place;
  readonly services: readonly Service[];
  readonly span: Span;
}

export interface IntentsFile {
  /** Those that are right. */
  readonly intents: readonly Intent[];
  readonly problems: readonly YamlProblem[];
}

/** Reads `.netreview/intents.yaml` (YAML 1.2): `places`, `intents`. Never throws. */
export function parseIntents(text: string): IntentsFile {
  const { document, problems, tell } = readYaml(text);
  const root = document?.contents ?? null;
  if (root === null) return { intents: [], problems: problems() };
  if (!isMap(root)) {
    tell(spanOf(root), SHAPE);
    return { intents: [], problems: problems() };
  }
  const places = new Map<string, Place>();
  const reader: Reader = { tell, places };
  for (const { key, value } of root.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (name !== 'places' && name !== 'intents') tell(spanOf(key as Node), UNKNOWN_KEY(name, 'places, intents'));
    if (name === 'places') readPlaces(value as Node | null, reader);
  }
  const intents: Intent[] = [];
  const list = root.get('intents', true) as Node | undefined;
  if (list !== undefined && !isSeq(list)) tell(spanOf(list), LIST);
  else if (isSeq(list)) for (const item of list.items) intents.push(...readIntent(item as Node, reader));
  return { intents, problems: problems() };
}

interface Reader {
  readonly tell: YamlReading['tell'];
  readonly places: Map<string, Place>;
}

function readPlaces(node: Node | null, { tell, places }: Reader): void {
  if (!isMap(node)) {
    tell(spanOf(node), PLACES);
    return;
  }
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (isMap(value)) {
      const place = placeAt(name, value, tell);
      if (place) places.set(name, place);
      continue;
    }
    const prefixes = prefixesOf(value as Node, tell);
    if (prefixes.length > 0) places.set(name, { name, prefixes });
  }
}

/** `{ device: edge-1, address: 10.0.2.0/24 }`, `{ device: pe-1, vrf: RED }` */
function placeAt(name: string, node: YAMLMap, tell: Reader['tell']): Place | undefined {
  for (const { key } of node.items) {
    const word = isScalar(key) ? String(key.value) : '';
    if (!/^(?:device|vrf|address)$/.test(word)) tell(spanOf(key as Node), UNKNOWN_KEY(word, 'device, vrf, address'));
  }
  const device = node.get('device', true) as Node | undefined;
  if (!isScalar(device) || typeof device.value !== 'string' || device.value === '') {
    tell(spanOf(device ?? node), NAMELESS);
    return undefined;
  }
  const address = node.get('address', true) as Node | undefined;
  const prefixes = address ? prefixesOf(address, tell) : [];
  if (address && prefixes.length === 0) return undefined;
  const vrf = node.get('vrf');
  return { name, prefixes, device: device.value, ...(vrf === undefined ? {} : { vrf: String(vrf) }) };
}

function prefixesOf(node: Node | null, tell: Reader['tell']): readonly Prefix[] {
  const items = isSeq(node) ? (node.items as Node[]) : node ? [node] : [];
  return items.flatMap((item) => {
    const text = isScalar(item) ? String(item.value) : '';
    const found = prefixOf(text);
    if (!found) tell(spanOf(item), NOT_ADDRESS(text));
    return found ?? [];
  });
}

function prefixOf(text: string): Prefix | undefined {
  const prefix = parseNetwork(text);
  return prefix && { ...prefix, address: networkOf(prefix) };
}

const KINDS: readonly IntentKind[] = ['allow', 'deny', 'isolate', 'redundant'];

/** `allow: tcp/443` with `from` and `to`; `isolate: [guests, servers]`; several places are several intents. */
function readIntent(node: Node, reader: Reader): Intent[] {
  const { tell } = reader;
  if (!isMap(node)) {
    tell(spanOf(node), INTENT);
    return [];
  }
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
  const kinds = KINDS.filter((kind) => keys.includes(kind));
  const [kind] = kinds;
  if (!kind || kinds.length > 1) {
    tell(spanOf(node), INTENT);
    return [];
  }
  for (const { key } of node.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (![kind, 'from', 'to', 'name'].includes(name))
      tell(spanOf(key as Node), UNKNOWN_KEY(name, `${kind}, from, to, name`));
  }
  const value = node.get(kind, true) as Node | undefined;
  const name = node.get('name');
  const common = { kind, ...(name === undefined ? {} : { name: String(name) }), span: spanOf(node) };
  if (kind === 'isolate') {
    const all = placesAt(value, node, reader);
    if (all.length < 2) return all.length === 0 ? [] : (tell(spanOf(value ?? node), TWO_PLACES) ?? []);
    return all.flatMap((from, i) => all.slice(i + 1).map((to): Intent => ({ ...common, from, to, services: [ANY] })));
  }
  const services = servicesAt(value, tell);
  const from = placesAt(node.get('from', true) as Node | undefined, node, reader);
  const to = placesAt(node.get('to', true) as Node | undefined, node, reader);
  return from.flatMap((one) => to.map((other): Intent => ({ ...common, from: one, to: other, services })));
}

/** Names of places, or addresses. */
function placesAt(node: Node | undefined, around: Node, { tell, places }: Reader): readonly Place[] {
  const items = isSeq(node) ? (node.items as Node[]) : node ? [node] : [];
  if (items.length === 0) tell(spanOf(around), NO_PLACE);
  return items.flatMap((item) => {
    const text = isScalar(item) ? String(item.value) : '';
    const known = places.get(text);
    if (known) return known;
    const prefix = prefixOf(text);
    return prefix
      ? { name: text, prefixes: [prefix] }
      : (tell(spanOf(item), NO_SUCH_PLACE(text, [...places.keys()])) ?? []);
  });
}

const ANY: Service = { text: 'any' };

function servicesAt(node: Node | undefined, tell: Reader['tell']): readonly Service[] {
  const items = isSeq(node) ? (node.items as Node[]) : node ? [node] : [];
  const found = items.flatMap((item) => {
    const text = isScalar(item) ? String(item.value) : '';
    return serviceOf(text) ?? tell(spanOf(item), NOT_SERVICE(text)) ?? [];
  });
  return found.length > 0 || items.length > 0 ? found : [ANY];
}

export function serviceOf(text: string): Service | undefined {
  if (text === 'any' || text === 'null') return ANY;
  const [, protocol, first, last] = /^(tcp|udp|icmp)(?:\/(\d{1,5})(?:-(\d{1,5}))?)?$/.exec(text) ?? [];
  if (protocol === undefined || (protocol === 'icmp' && first !== undefined)) return undefined;
  const ports = first === undefined ? undefined : { first: Number(first), last: Number(last ?? first) };
  if (ports && (ports.last > 65_535 || ports.first > ports.last)) return undefined;
  return { text, protocol: protocol as 'tcp', ...(ports ? { ports } : {}) };
}

export const familiesOf = ({ from, to }: Intent): readonly Family[] =>
  (['ipv4', 'ipv6'] as const).filter((family) =>
    [from, to].every(({ prefixes }) => prefixes.some((prefix) => prefix.family === family)),
  );

const SHAPE: Bilingual = {
  en: 'Write `places:` with named addresses and `intents:` with a list.',
  'zh-cn': '请写 `places:`(命名的地址)和 `intents:`(列表)。',
};
const LIST: Bilingual = { en: '`intents` is a list.', 'zh-cn': '`intents` 应为列表。' };
const PLACES: Bilingual = {
  en: '`places` holds names with addresses: `office: 192.0.2.0/24`.',
  'zh-cn': '`places` 是名称到地址的映射,例如 `office: 192.0.2.0/24`。',
};
const NAMELESS: Bilingual = {
  en: 'A place that is no address names a device: `{ device: edge-1, address: 10.0.2.0/24 }`.',
  'zh-cn': '不是地址的地点须指明设备:`{ device: edge-1, address: 10.0.2.0/24 }`。',
};
const INTENT: Bilingual = {
  en: 'An intent has one of allow, deny, isolate, redundant: `- deny: any` with `from` and `to`.',
  'zh-cn': '每条意图须且只能含 allow、deny、isolate、redundant 之一,例如 `- deny: any` 并给出 `from` 和 `to`。',
};
const TWO_PLACES: Bilingual = {
  en: '`isolate` takes two places or more.',
  'zh-cn': '`isolate` 需要两个或更多地点。',
};
const NO_PLACE: Bilingual = { en: 'A place is missing here.', 'zh-cn': '此处缺少地点。' };
const NOT_ADDRESS = (text: string): Bilingual => ({
  en: `${text || 'This'} is no address and no prefix.`,
  'zh-cn': `${text || '此处'}不是地址或前缀。`,
});
const NOT_SERVICE = (text: string): Bilingual => ({
  en: `${text || 'This'} is no service: write tcp/443, udp/5000-5999, icmp or any.`,
  'zh-cn': `${text || '此处'}不是服务:请写 tcp/443、udp/5000-5999、icmp 或 any。`,
});
const NO_SUCH_PLACE = (text: string, names: readonly string[]): Bilingual => ({
  en: `No place is called ${text}; there is ${names.join(', ') || 'none'}.`,
  'zh-cn': `没有名为 ${text} 的地点;现有:${names.join('、') || '无'}。`,
});
const UNKNOWN_KEY = (name: string, known: string): Bilingual => ({
  en: `${name} means nothing here; there is ${known}.`,
  'zh-cn': `${name} 在此无意义;可用:${known}。`,
});
