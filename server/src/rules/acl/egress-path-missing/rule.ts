import { holds } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Field, Filter, InterfacePattern, Interval } from '../../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Zone, Zones } from '../../../../../grammars/model/zones.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import type { FilterAnalyses } from '../../../packets/analyses.ts';
import { defineRule, type Proposal, type Report } from '../../../review/rule.ts';
import { facesOutside, isManagementPort, saysOutside } from '../../exposure/outside.ts';
import { waysTo, zonesIn } from '../../exposure/zone-ways.ts';
import { globOf } from '../../wording/name-glob.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/egress-path-missing',
    severity: 'warning',
    needs: ['packet-filters'],
    title: {
      en: 'No policy lets this zone or group reach the Internet',
      'zh-cn': '没有策略允许该安全域或安全组访问互联网',
    },
    sources: [
      'Junos OS Security Policies User Guide: default policy',
      'Cisco IOS: Zone-Based Policy Firewall',
      'Cisco ASA Firewall CLI Configuration Guide: Default Access Rules',
      'Amazon VPC User Guide: security group rules',
    ],
    options: {
      isolated: {
        default: [],
        unit: '-',
        description: {
          en: 'Zones and groups that are meant to stay without Internet; `*` stands for any characters.',
          'zh-cn': '本就不应访问互联网的安全域或安全组;`*` 代表任意字符。',
        },
      },
    },
  },
  *check({ device, packets, option }) {
    if (device.fragment) return;
    const isolated = option<readonly string[]>('isolated').map(globOf);
    const spared = (name: string): boolean => isolated.some((glob) => glob.test(name));
    if (device.zones?.closed) yield* zonesWithout(device, device.zones, waysOf(device, device.zones, packets), spared);
    for (const [index, filter] of device.filters.entries())
      if (isEmptyEgress(device, filter) && !spared(filter.name.value)) yield emptyGroup(index, filter);
  },
});

interface Ways {
  /** Whether anything may pass from one zone to another one. */
  readonly may: (from: string, to: string) => boolean;
  /** Whether anything may leave the zone for another one. */
  readonly mayLeave: (from: string) => boolean;
  /** Where policies from one zone to another are written, which permit nothing. */
  readonly written: (from: string, to: string) => Span | undefined;
}

/** By the filters between zones, where there are such; else by what the model says of pairs. */
function waysOf(device: Device, { ways = [] }: Zones, packets: FilterAnalyses): Ways {
  const patterns = zonesIn(device);
  const filters = [...device.filters.entries()].filter(([, one]) => one.hook === 'forward' && one.purpose === 'packet');
  if (patterns.size === 0 || filters.length === 0)
    return {
      may: (from, to) => ways.some((way) => way.from === from && way.to === to && way.permits),
      mayLeave: (from) => ways.some((way) => way.from === from && way.to !== from && way.permits),
      written: (from, to) => ways.find((way) => way.from === from && way.to === to)?.span,
    };
  const indexes = filters.map(([index]) => index);
  const zone = (name: string): InterfacePattern => ({ name, members: patterns.get(name) ?? [] });
  const passes = (from: string, outInterface: Field<InterfacePattern>): boolean =>
    packets.passage?.(indexes, [{ family: 'both', inInterface: { anyOf: [zone(from)] }, outInterface }])
      ?.possiblyPermitted.amount !== 'none';
  return {
    may: (from, to) => passes(from, { anyOf: [zone(to)] }),
    mayLeave: (from) => passes(from, { anyOf: [zone(from)], negated: true }),
    written: (from, to) =>
      device.filters.find((one) => waysTo(device, one).some((way) => way.from === from && way.to === to))?.name.span,
  };
}

/** Zones whose traffic no policy lets into the zone of the default route. */
function* zonesWithout(device: Device, model: Zones, ways: Ways, spared: (name: string) => boolean): Generator<Report> {
  const exits = exitsOf(device, model);
  if (exits.length === 0) return;
  for (const zone of model.zones) {
    const { value } = zone.name;
    const exit = exits.find((one) => one.port.vrf === vrfOf(device, zone));
    if (!exit || exits.some((one) => one.zone === zone) || spared(value) || !isInside(device, zone)) continue;
    const to = exit.zone.name.value;
    // Where it may go anywhere else at all, somebody has thought about it; a proxy may be there.
    if (ways.may(value, to) || ways.mayLeave(value)) continue;
    const way = ways.written(value, to);
    yield {
      span: zone.name.span,
      text: way
        ? {
            en: `The policies from ${value} to ${to} permit nothing, so hosts in ${value} cannot reach the Internet, and no other zone either. Permit what they need (TCP 443, DNS), or declare the zone isolated.`,
            'zh-cn': `从 ${value} 到 ${to} 的策略不放行任何流量,因此 ${value} 中的主机无法访问互联网,也无法访问其他安全域。请放行所需服务(TCP 443、DNS),或声明该域为隔离域。`,
          }
        : (levelText(zone, exit.zone) ?? {
            en: `No policy leads from ${value} to ${to}, where the default route is: hosts in ${value} cannot reach the Internet, nor any other zone. Add a policy for what they need (TCP 443, DNS), or declare the zone isolated.`,
            'zh-cn': `没有从 ${value} 到默认路由所在安全域 ${to} 的策略:${value} 中的主机无法访问互联网,也无法访问其他安全域。请为所需服务(TCP 443、DNS)添加策略,或声明该域为隔离域。`,
          }),
      related: [
        way
          ? { span: way, text: { en: 'Permits nothing', 'zh-cn': '不放行任何流量' } }
          : { span: exit.zone.name.span, text: { en: 'The Internet is behind this zone', 'zh-cn': '该域通往互联网' } },
      ],
      fixes: way || zone.level !== undefined ? [] : [addPolicy(value, to)],
    };
  }
}

/** Interfaces with security levels need no policy to reach lower ones. */
function levelText({ name, level }: Zone, exit: Zone): Bilingual | undefined {
  if (level === undefined || exit.level === undefined) return undefined;
  const [value, to] = [name.value, exit.name.value];
  return level === exit.level
    ? {
        en: `${value} and ${to}, where the default route is, have the same security level (${level}), and nothing passes between such, whatever lists say: hosts in ${value} cannot reach the Internet, nor any other network. Give ${value} a higher level, permit traffic within one level, or declare it isolated.`,
        'zh-cn': `${value} 与默认路由所在的 ${to} 安全级别相同(${level}),无论访问列表如何,相同级别之间不通:${value} 中的主机无法访问互联网,也无法访问其他网络。请给 ${value} 更高的级别,允许同级别互通,或声明其为隔离域。`,
      }
    : {
        en: `${value} has security level ${level} and no list, and ${to}, where the default route is, has ${exit.level}: nothing passes from a lower level to a higher one, so hosts in ${value} cannot reach the Internet, nor any other network. Give it a higher level, bind a list that permits what they need (TCP 443, DNS), or declare it isolated.`,
        'zh-cn': `${value} 的安全级别为 ${level} 且未绑定访问列表,默认路由所在的 ${to} 为 ${exit.level}:低级别不能访问高级别,因此 ${value} 中的主机无法访问互联网,也无法访问其他网络。请提高其级别,绑定放行所需服务(TCP 443、DNS)的列表,或声明其为隔离域。`,
      };
}

const addPolicy = (from: string, to: string): Proposal => ({
  title: {
    en: `Add a policy from ${from} to ${to}: permits TCP 443 and DNS over UDP to anywhere, until now denied`,
    'zh-cn': `添加从 ${from} 到 ${to} 的策略:放行到任意地址的 TCP 443 与 UDP DNS,此前被拒绝`,
  },
  safety: 'unsafe',
  change: { kind: 'add-zone-policy', from, to },
});

interface Exit {
  readonly zone: Zone;
  readonly port: Interface;
}

/** Zones of the interfaces that static default routes leave by. */
function exitsOf(device: Device, { zones }: Zones): Exit[] {
  const hops = device.routes.flatMap(({ destination, nextHops, vrf, learned }) =>
    destination.length === 0 && !learned ? nextHops.map((hop) => ({ hop, vrf })) : [],
  );
  return zones.flatMap((zone) =>
    portsOf(device, zone).flatMap((port): Exit[] => {
      const leads = hops.some(
        ({ hop, vrf }) =>
          vrf === port.vrf &&
          (hop.interface === port.name.value ||
            port.addresses.some(
              (subnet) =>
                hop.address !== undefined && hop.address.family === subnet.family && holds(subnet, hop.address.address),
            )),
      );
      return leads ? [{ zone, port }] : [];
    }),
  );
}

const portsOf = (device: Device, { interfaces }: Zone): Interface[] =>
  device.interfaces.filter(({ name, shutdown }) => !shutdown && interfaces.includes(name.value));

const vrfOf = (device: Device, zone: Zone): string | undefined => portsOf(device, zone)[0]?.vrf;

/** Hosts live in it: an address, and no name that says management, high availability, tunnels, or what must stay alone. */
function isInside(device: Device, zone: Zone): boolean {
  const ports = portsOf(device, zone);
  const words = zone.name.value.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  if (words.some((word) => APART.test(word)) || saysOutside(zone.name.value)) return false;
  return (
    ports.length > 0 &&
    ports.every(
      (port) =>
        !isManagementPort(port) &&
        !facesOutside(device, port) &&
        !port.pointToPoint &&
        !port.loopback &&
        port.vrf === ports[0]!.vrf,
    ) &&
    ports.some(({ addresses }) => addresses.length > 0)
  );
}

const APART =
  /^(?:mgmt|management|oob|admin|ha|sync|fabric|vpn|ipsec|tunnel|isolated|quarantine|backup|storage|db|database|iot|scada|ot)\d*$/;

/** A group's outbound side that holds no rule at all. */
const isEmptyEgress = ({ bindings }: Device, filter: Filter): boolean =>
  filter.semantics === 'allow-only' &&
  filter.purpose === 'packet' &&
  filter.closed &&
  filter.rules.every(({ active }) => !active) &&
  bindings.some(({ filter: { value }, direction }) => direction === 'out' && value === filter.name.value);

function emptyGroup(index: number, filter: Filter): Report {
  const name = filter.name.value;
  const port = (value: number): { anyOf: Interval[] } => ({ anyOf: [{ first: value, last: value }] });
  return {
    span: filter.name.span,
    text: {
      en: `${name} permits nothing: what carries this group can open no connection, not to the Internet either. Permit what it needs (TCP 443, DNS), or declare it isolated.`,
      'zh-cn': `${name} 不放行任何流量:使用该组的资源无法发起任何连接,也无法访问互联网。请放行所需服务(TCP 443、DNS),或声明其为隔离。`,
    },
    fixes: [
      {
        title: {
          en: `Permit TCP 443 to anywhere in ${name}, until now denied`,
          'zh-cn': `在 ${name} 中放行到任意地址的 TCP 443,此前被拒绝`,
        },
        safety: 'unsafe',
        change: {
          kind: 'insert-rule',
          filter: index,
          before: filter.rules.length,
          action: 'permit',
          match: { family: 'ipv4', protocol: port(6), destinationPort: port(443) },
        },
      },
    ],
  };
}
