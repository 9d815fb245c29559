import { mapsIn } from '../../../../kit/cloud/named.ts';
import {
  elementsOf,
  fieldsOf,
  type MapValue,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../../kit/cloud/value.ts';
import { type Prefix, parsePrefix } from '../../../../model/address.ts';
import type { BalancedTo, CloudGap, TargetCheck, TargetGroup } from '../../../../model/cloud.ts';
import type { Located, Span } from '../../../../text/span.ts';
import type { Machine } from './machines.ts';
import type { NameOf } from './names.ts';

export interface BackendSubnet {
  readonly name: Located<string>;
  readonly network: string;
  readonly region: string | undefined;
  readonly prefixes: readonly Located<Prefix>[];
  /** For proxies only. */
  readonly proxies: boolean;
}

/** How targets get packets. */
export type Handing =
  | { readonly kind: 'passthrough'; readonly external: boolean }
  /** From these addresses; none: they are not told. */
  | { readonly kind: 'proxy'; readonly from: readonly bigint[] };

const CHECKS = /^google_compute_(?:region_|http_|https_)?health_check$|^compute#(?:http|https)?healthCheck$/i;
const GROUPS = ['google_compute_instance_group'];

/**
 * Backend services, target pools and target instances as groups of targets.
 * @param whole everything that the text refers to is in it
 */
export function targetGroups(
  resources: readonly Resource[],
  hosts: readonly Machine[],
  nameOf: NameOf,
  whole: boolean,
): (resource: Resource, handing: Handing) => TargetGroup {
  const firstPort = new Map(
    hosts.flatMap(({ name, ports: [first] }) => (first ? [[name.value, first.name.value] as const] : [])),
  );
  const groups = new Map(
    resources.flatMap((one) => (GROUPS.includes(one.type) ? [[one.name.value, one] as const] : [])),
  );
  const checks = new Map(resources.flatMap((one) => (CHECKS.test(one.type) ? [[one.name.value, one] as const] : [])));
  const instances = (values: readonly Value[], number: number | undefined, found: Found): void => {
    for (const value of values) {
      const port = firstPort.get(nameOf(value) ?? '');
      if (port === undefined) found.gaps.push({ text: UNKNOWN_TARGET, span: value.span });
      else found.targets.push({ to: { port }, ...(number === undefined ? {} : { number }), span: value.span });
    }
  };
  return (resource, handing) => {
    const { name, properties, type } = resource;
    const found: Found = { targets: [], gaps: [] };
    if (/target_?pool$/i.test(type)) instances(elementsOf(propertyOf(properties, 'instances')), undefined, found);
    else if (/target_?instance$/i.test(type))
      instances(elementsOf(propertyOf(properties, 'instance')), undefined, found);
    else
      for (const backend of fieldsOf(properties, 'backend', 'backends').flatMap(({ value }) => mapsIn(value))) {
        const group = groups.get(nameOf(propertyOf(backend, 'group')) ?? '');
        const number = handing.kind === 'proxy' && group ? namedPort(resource, group) : undefined;
        const lost = !group || group.condition !== undefined || (handing.kind === 'proxy' && number === undefined);
        if (lost) found.gaps.push({ text: OTHER_BACKEND, span: backend.span });
        else instances(elementsOf(propertyOf(group.properties, 'instances')), number, found);
      }
    if (handing.kind === 'proxy' && handing.from.length === 0) {
      found.targets.length = 0;
      found.gaps.push({ text: NO_PROXY_SUBNET, span: name.span });
    }
    if (found.targets.length === 0 && found.gaps.length === 0 && !whole)
      found.gaps.push({ text: NO_TARGETS, span: name.span });
    const check = checkOf(resource, checks, nameOf, handing);
    return {
      name,
      ...found,
      passes: handing.kind === 'proxy' ? { kind: 'proxied', from: handing.from } : { kind: 'unchanged' },
      direct: true,
      ...(check ? { check } : {}),
    };
  };
}

interface Found {
  readonly targets: BalancedTo[];
  readonly gaps: CloudGap[];
}

/** The port that a group has under the service's name for it. */
function namedPort({ properties }: Resource, group: Resource): number | undefined {
  const asked = textOf(propertyOf(properties, 'port_name', 'portName')) ?? 'http';
  const all = fieldsOf(group.properties, 'named_port', 'namedPorts').flatMap(({ value }) => mapsIn(value));
  const found = all.find((one) => textOf(propertyOf(one, 'name')) === asked);
  return found && numberOf(propertyOf(found, 'port'));
}

/** Where health checks come from (firewall rules for load balancing). */
const RANGES: readonly Prefix[] = ['35.191.0.0/16', '130.211.0.0/22'].map((text) => parsePrefix(text)!);
const EXTERNAL_RANGES: readonly Prefix[] = ['35.191.0.0/16', '209.85.152.0/22', '209.85.204.0/22'].map(
  (text) => parsePrefix(text)!,
);

/** Passthrough balancers send to all where none is alive; proxies answer with an error. */
function checkOf(
  { properties }: Resource,
  checks: ReadonlyMap<string, Resource>,
  nameOf: NameOf,
  handing: Handing,
): TargetCheck | undefined {
  const written = elementsOf(propertyOf(properties, 'health_checks', 'healthChecks'))[0];
  const check = checks.get(nameOf(written) ?? '');
  if (!written || !check) return undefined;
  const inner = PROTOCOLS.flatMap((key) => fieldsOf(check.properties, key).flatMap(({ value }) => mapsIn(value)))[0];
  const own: MapValue = inner ?? check.properties;
  const usesServing = textOf(propertyOf(own, 'port_specification', 'portSpecification')) === 'USE_SERVING_PORT';
  const port = numberOf(propertyOf(own, 'port')) ?? (usesServing ? undefined : defaultPort(check, inner));
  if (port === undefined && !usesServing) return undefined;
  const span: Span = written.span;
  const networks = handing.kind === 'passthrough' && handing.external ? EXTERNAL_RANGES : RANGES;
  return {
    span,
    ...(port === undefined ? {} : { port }),
    from: networks.map(({ address }) => address + 1n),
    networks,
    noneAlive: handing.kind === 'passthrough' ? 'all' : 'nobody',
  };
}

const PROTOCOLS = ['tcp', 'ssl', 'http', 'https', 'http2'].flatMap((one) => [
  `${one}_health_check`,
  `${one}HealthCheck`,
]);

/** HTTP 80, the others 443 or 80 as the API has them; TCP 80. */
function defaultPort({ type, properties }: Resource, inner: MapValue | undefined): number | undefined {
  if (/https/i.test(type)) return 443;
  if (/http_?health/i.test(type)) return 80;
  if (!inner) return undefined;
  const key = properties.fields.find(({ value }) => mapsIn(value).includes(inner))?.key ?? '';
  return /^(?:https|http2|ssl)/.test(key) ? 443 : 80;
}

const UNKNOWN_TARGET = {
  en: 'which machine this target is, is not in the text',
  'zh-cn': '该目标是哪台机器不在文本中',
};
const OTHER_BACKEND = {
  en: 'which machines this backend has, or on which port, is not in the text (a managed group, a network endpoint group)',
  'zh-cn': '该后端有哪些机器或使用哪个端口不在文本中(托管实例组、网络端点组)',
};
const NO_PROXY_SUBNET = {
  en: 'the proxy-only subnet that this balancer connects from is not in the text',
  'zh-cn': '该负载均衡器发起连接所用的仅代理子网不在文本中',
};
const NO_TARGETS = {
  en: 'which backends it has is not in the text',
  'zh-cn': '它有哪些后端不在文本中',
};
