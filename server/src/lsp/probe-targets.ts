import type { CancellationToken } from 'vscode-languageserver/node';
import type { ProbeId, ProbeTarget, ProbeTargetsParams, ProbeTargetsResult } from '../../../client/src/protocol.ts';
import {
  formatAddress,
  formatPrefix,
  holds,
  networkOf,
  type Prefix,
  parseAddress,
  parsePrefix,
  widthOf,
} from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Match } from '../../../grammars/model/filter.ts';
import { isSecretSetting } from '../../../grammars/model/secret-setting.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { overlaps, type Span } from '../../../grammars/text/span.ts';
import { nameOf } from '../network/network.ts';
import { layersOf } from '../review/layers.ts';
import { nameServers, outsideAddresses } from './address-targets.ts';
import { deviceDrafts } from './device-targets.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/probeTargets`: addresses that the configuration names and a probe could ask; which of them may be asked, the client decides. */
export async function probeTargets(
  workspace: Workspace,
  { uri, position, everyRule = position !== undefined, network }: ProbeTargetsParams,
  token: CancellationToken,
): Promise<ProbeTargetsResult> {
  const prepared = (await workspace.read(uri, token))?.prepared;
  if (!prepared) return [];
  const findings = workspace.reviewed(uri)?.findings ?? [];
  const targets = layersOf(prepared).flatMap((layer) =>
    [
      ...draftsOf(layer.prepared.device),
      ...deviceDrafts(layer.prepared.device, layer.prepared.dialect.id, everyRule),
    ].map(({ span, line, role, ...target }) => {
      const place = layer.toOutermost(span);
      const asked = findings.find((finding) => overlaps(finding.span, place));
      const range = prepared.index.rangeOf(place);
      const lines = prepared.index.rangeOf(layer.toOutermost(line));
      const named = ROLE[role][workspace.locale];
      return {
        target: { ...target, role: named, range, ...(asked ? { rule: asked.rule } : {}) } satisfies ProbeTarget,
        lines,
      };
    }),
  );
  const own = targets
    .filter(({ lines }) => !position || (lines.start.line <= position.line && position.line <= lines.end.line))
    .map(({ target }) => target);
  return network ? [...own, ...otherDevices(workspace, uri)] : own;
}

/** Devices that can be logged in to, by the other files of the document's network. */
function otherDevices({ networks, locale }: Workspace, uri: string): ProbeTarget[] {
  const network = networks.networkOf(uri);
  const others = [...(network?.members ?? [])].filter(({ path }) => path !== uri && !network?.apart(path, uri));
  return others.flatMap((member) =>
    deviceDrafts(member.device, member.dialectId ?? '', false).map(({ span, line: _, role, ...target }) => ({
      ...target,
      role: ROLE[role][locale],
      range: member.index.rangeOf(span),
      elsewhere: { uri: member.path, device: nameOf(member) },
    })),
  );
}

type Role =
  | 'neighbour'
  | 'next hop'
  | 'interface'
  | 'rule'
  | 'list'
  | 'translation'
  | 'kernel setting'
  | 'cache'
  | 'name server'
  | 'address outside'
  | 'master'
  | 'announced prefix';

type Draft = Pick<ProbeTarget, 'probe' | 'host' | 'port' | 'settings' | 'routes'> & {
  readonly role: Role;
  /** What says the address. */
  readonly span: Span;
  /** The statement it belongs to: a cursor anywhere on it means it. */
  readonly line: Span;
};

const ROLE: Record<Role, Bilingual> = {
  neighbour: { en: 'neighbour', 'zh-cn': '邻居' },
  'next hop': { en: 'next hop', 'zh-cn': '下一跳' },
  interface: { en: 'interface', 'zh-cn': '接口' },
  rule: { en: 'rule', 'zh-cn': '规则' },
  list: { en: 'filter', 'zh-cn': '过滤器' },
  translation: { en: 'address translation', 'zh-cn': '地址转换' },
  'kernel setting': { en: 'kernel setting', 'zh-cn': '内核设置' },
  'name server': { en: 'name server', 'zh-cn': '域名服务器' },
  'address outside': { en: 'address of translations', 'zh-cn': '转换后的地址' },
  cache: { en: 'RPKI cache', 'zh-cn': 'RPKI 缓存' },
  master: { en: 'master', 'zh-cn': '主节点' },
  'announced prefix': { en: 'announced prefix', 'zh-cn': '宣告的前缀' },
};

const BGP_PORT = 179;

interface PortProbe {
  readonly id: ProbeId;
  readonly ports: readonly number[];
}

/** What speaks at well-known ports; the IANA service names registry. */
const UDP_PROBES: readonly PortProbe[] = [
  { id: 'stun', ports: [3478] },
  { id: 'stun-nat', ports: [3478] },
  { id: 'nat-udp-lifetime', ports: [3478] },
  { id: 'dns', ports: [53] },
  { id: 'turn', ports: [3478] },
  { id: 'snmp', ports: [161] },
];
const TCP_PROBES: readonly PortProbe[] = [
  { id: 'tls', ports: [443, 465, 636, 853, 993, 995, 5061, 5349, 8443] },
  { id: 'http', ports: [80, 443, 8080, 8443] },
  { id: 'dns', ports: [53] },
  { id: 'turn', ports: [3478, 5349] },
  { id: 'nat-tcp-lifetime', ports: [7] },
  { id: 'redis', ports: [6379, 26_379] },
];

function draftsOf(device: Device): Draft[] {
  return [
    ...device.bgp.flatMap(({ neighbours }) =>
      neighbours.flatMap(({ address, shutdown }): Draft[] => {
        if (shutdown || !parseAddress(address.value)) return [];
        const common: Omit<Draft, 'probe' | 'port'> = {
          host: address.value,
          role: 'neighbour',
          span: address.span,
          line: address.span,
        };
        return [
          { probe: 'reachability', ...common },
          { probe: 'tcp', port: BGP_PORT, ...common },
          { probe: 'path', ...common },
          { probe: 'pmtu', ...common },
        ];
      }),
    ),
    ...device.routes.flatMap(({ nextHops, span: line }) =>
      nextHops.flatMap(({ address, span }) =>
        (['reachability', 'path'] as const).flatMap((probe): Draft[] =>
          address
            ? [{ probe, host: formatAddress(address.family, address.address), role: 'next hop', span, line }]
            : [],
        ),
      ),
    ),
    ...device.interfaces.flatMap(({ addresses, shutdown }) =>
      addresses.flatMap(({ family, address, span }): Draft[] =>
        shutdown === true
          ? []
          : [{ probe: 'reachability', host: formatAddress(family, address), role: 'interface', span, line: span }],
      ),
    ),
    ...outsideAddresses(device),
    ...announcedPrefixes(device),
    ...nameServers(device),
    ...redisServers(device),
    ...device.sysctls.flatMap(({ key, value, span }): Draft[] =>
      isSecretSetting(key.value)
        ? []
        : [
            {
              probe: 'sysctl',
              host: 'localhost',
              settings: [{ key: key.value, value: value.value }],
              role: 'kernel setting',
              span: value.span,
              line: span,
            },
          ],
    ),
    ...device.filters.flatMap(({ purpose, rules }) =>
      rules.flatMap(({ matches, action, active, span }): Draft[] =>
        purpose === 'packet' && active && action.kind === 'permit'
          ? matches.flatMap((match) =>
              permitted(match).map((target) => ({ ...target, role: 'rule', span, line: span })),
            )
          : [],
      ),
    ),
  ];
}

/** Each announced prefix: its history in a file, its state at each cache whose port is told; and all of them at the cache. */
function announcedPrefixes({ validation, originations, bgp }: Device): Draft[] {
  const announced = originations.flatMap(({ prefix, vrf, span }) => {
    const asn = bgp.find((process) => process.vrf === vrf)?.asn?.value;
    return asn !== undefined && isPublicAs(asn) && isPublic(prefix)
      ? [{ route: { prefix: formatPrefix({ ...prefix, address: networkOf(prefix) }), asn }, span }]
      : [];
  });
  const eachOf = (asked: Pick<Draft, 'probe' | 'host' | 'port'>): Draft[] =>
    announced.map(({ route, span: line }) => ({
      ...asked,
      routes: [route],
      role: 'announced prefix',
      span: line,
      line,
    }));
  const atCaches = (validation?.caches ?? []).flatMap(({ value: host, port, span }): Draft[] => {
    if (port === undefined) return [];
    const asked = { probe: 'rpki', host, port } as const;
    return [
      { ...asked, routes: announced.map(({ route }) => route), role: 'cache', span, line: span },
      ...eachOf(asked),
    ];
  });
  return [...atCaches, ...eachOf({ probe: 'mrt', host: 'localhost' })];
}

/** The masters that a Sentinel watches or a replica follows, asked themselves. */
function redisServers({ redis }: Device): Draft[] {
  const masters = [...(redis?.monitors ?? []), ...(redis?.replicaOf ? [redis.replicaOf] : [])];
  return masters.map(({ host, port, span }) => ({
    ...{ probe: 'redis', host: host.value, port, role: 'master' },
    ...{ span: host.span, line: span },
  }));
}

/** RFC 6996, RFC 7300, RFC 7607: numbers that nobody can have a ROA for. */
const isPublicAs = (asn: number): boolean =>
  asn > 0 && asn !== 23_456 && !(asn >= 64_512 && asn <= 65_535) && asn < 4_200_000_000;

/** RFC 1918, RFC 6598, RFC 4193 and what is no unicast space: no registry certifies it. */
const UNCERTIFIED: readonly Prefix[] = [
  ...[
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/3',
  ],
  ...['fc00::/7', 'fe80::/10', 'ff00::/8', '::/8'],
].map((text) => parsePrefix(text)!);

const isPublic = ({ family, address, length }: Prefix): boolean =>
  length > 0 && !UNCERTIFIED.some((space) => space.family === family && holds(space, address));

/** The one host and port that a match lets through, where it names exactly one of each. */
function permitted({ destination, destinationPort, protocol }: Match): Pick<Draft, 'probe' | 'host' | 'port'>[] {
  const host = onlyHost(destination);
  const port = onlyNumber(destinationPort);
  const number = onlyNumber(protocol);
  if (host === undefined || port === undefined) return [];
  const known = number === 17 ? UDP_PROBES : number === 6 ? TCP_PROBES : [];
  const speaking = known.filter(({ ports }) => ports.includes(port)).map(({ id }) => ({ probe: id, host, port }));
  const heard = number === 6 || number === 17 ? [{ probe: 'capture', host, port } as const] : [];
  return [...(number === 6 ? [{ probe: 'tcp', host, port } as const] : []), ...speaking, ...heard];
}

function onlyHost(field: Match['destination']): string | undefined {
  const term = field?.negated || field?.except || field?.anyOf.length !== 1 ? undefined : field.anyOf[0];
  if (term?.kind === 'prefix' && term.length === widthOf(term.family)) return formatAddress(term.family, term.address);
  if (term?.kind === 'wildcard' && term.wildcard === 0n) return formatAddress(term.family, term.address);
  if (term?.kind === 'range' && term.first === term.last) return formatAddress(term.family, term.first);
  return undefined;
}

function onlyNumber(field: Match['destinationPort']): number | undefined {
  const interval = field?.negated || field?.except || field?.anyOf.length !== 1 ? undefined : field.anyOf[0];
  return interval && interval.first === interval.last ? interval.first : undefined;
}
