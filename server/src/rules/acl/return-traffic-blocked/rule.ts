import { type Family, widthOf } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interval, Match } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { BlockedPorts } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { familiesServed } from '../../exposure/families-served.ts';
import { filtersAt, type Ingress, ingresses, standingBefore } from '../../exposure/ingress.ts';
import { admitsStrangers, FROM_INTERNET, facesOutside, TO_INTERNET } from '../../exposure/outside.ts';
import { denierOf } from '../../wording/denier.ts';
import { permitAnswers } from './fixes.ts';
import { passedAnswers } from './passed-answers.ts';
import { intervalOf, type Service, servicesOf } from './services.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/return-traffic-blocked',
    severity: 'error',
    needs: ['packet-filters'],
    title: {
      en: 'Answers to connections that were let out cannot come back',
      'zh-cn': '放行出去的连接,其应答无法返回',
    },
    sources: [
      'RFC 6056',
      'AWS VPC User Guide, network ACLs and ephemeral ports',
      'Cisco IOS: Zone-Based Policy Firewall, pass',
    ],
    options: {
      ephemeral: {
        default: '32768-60999',
        unit: 'ports',
        description: {
          en: 'Ports that clients open connections from: 32768-60999 is Linux; 1024-65535 covers every system and NAT.',
          'zh-cn': '客户端发起连接所用的端口:32768-60999 为 Linux;1024-65535 覆盖所有系统和 NAT。',
        },
      },
      services: {
        default: ['tcp/443', 'tcp/80', 'udp/53', 'udp/123'],
        unit: 'ports',
        description: {
          en: 'Services on the Internet whose answers are looked for.',
          'zh-cn': '需要检查其应答的互联网服务。',
        },
      },
    },
  },
  *check(context) {
    const { device } = context;
    yield* passedAnswers(context);
    // Inspection opens the way back past the filters, for flows it has seen.
    if (device.interfaces.some(({ inspects, zone }) => inspects || zone !== undefined)) return;
    const seen = new Set<number>();
    for (const ingress of ingresses(device)) {
      const filter = device.filters[ingress.filter]!;
      const { hook, stateful } = filter;
      // What comes to a host itself is acl/default-accept's.
      if (stateful || ingress.towards !== 'beyond' || !ingress.known || seen.has(ingress.filter)) continue;
      if (hook === undefined ? !ingress.binding || !admitsStrangers(filter) : hook !== 'forward') continue;
      const report = reportOf(context, ingress);
      if (!report) continue;
      seen.add(ingress.filter);
      yield report;
    }
  },
});

interface Lost {
  readonly service: Service;
  readonly family: Family;
  readonly answer: BlockedPorts;
  /** No answer of the service comes in, to none of the ports. */
  readonly all: boolean;
}

function reportOf(context: RuleContext, ingress: Ingress): Report | undefined {
  const { device, option } = context;
  const filter = device.filters[ingress.filter]!;
  const ephemeral = intervalOf(option<string>('ephemeral')) ?? { first: 32768, last: 60999 };
  const services = servicesOf(option<readonly string[]>('services'));
  const families = familiesServed(filter);
  for (const family of families) {
    if (carriesTunnelsOnly(context, ingress, family)) continue;
    const asked = services.filter((service) => maySend(context, ingress, family, service));
    const lost = asked.flatMap((service) => lostAnswers(context, ingress, family, service, ephemeral));
    const of = (protocol: 6 | 17): { readonly all: boolean; readonly lost: readonly Lost[] } => {
      const own = lost.filter((one) => one.service.protocol === protocol);
      const wanted = asked.filter((service) => service.protocol === protocol).length;
      return { all: wanted > 0 && own.length === wanted && own.every((one) => one.all), lost: own };
    };
    const tcp = of(6);
    const udp = of(17);
    if (tcp.all) {
      const all = udp.all ? [...tcp.lost, ...udp.lost] : tcp.lost;
      return found(context, ingress, all, isSure(device, ingress) ? 'error' : 'warning', ephemeral);
    }
    const gap = tcp.lost.filter(({ all }) => !all);
    if (gap.length > 0) return found(context, ingress, gap, 'warning', ephemeral);
    if (udp.all && tcp.lost.length === 0)
      return found(context, ingress, udp.lost, device.nat?.translates ? 'warning' : 'info', ephemeral);
  }
  return undefined;
}

/**
 * Clients are there for sure, and no other way in: the device translates, or a filter of what leaves says who may ask; and only one
 * interface faces outside.
 */
function isSure(device: Device, { binding }: Ingress): boolean {
  if (!binding) return true;
  const outside = device.interfaces.filter((port) => !port.shutdown && facesOutside(device, port));
  if (outside.length > 1) return false;
  return device.nat?.translates === true || filtersAt(device, { ...binding, direction: 'out' }).length > 0;
}

/** Where no rule lets in TCP but to the device itself, and some let in tunnels, connections travel inside those. */
function carriesTunnelsOnly({ device }: RuleContext, { filter }: Ingress, family: Family): boolean {
  // Behind NAT the device's own address is everybody's.
  const own = device.nat?.translates ? new Set<bigint>() : ownAddresses(device, family);
  const permits = device.filters[filter]!.rules.filter(
    ({ active, action }) => active && action.kind !== 'deny' && action.kind !== 'continue',
  ).flatMap(({ matches }) => matches);
  if (permits.some((match) => names(match.protocol, 6) && !isOnlyFor(match, own))) return false;
  return permits.some(
    ({ protocol, destinationPort }) =>
      [47, 50, 4, 41].some((number) => names(protocol, number)) ||
      (names(protocol, 17) && [500, 4500, 1194, 51820].some((port) => names(destinationPort, port))),
  );
}

const names = (field: Match['protocol'], number: number): boolean =>
  field === undefined ||
  field.negated === true ||
  field.anyOf.some(({ first, last }) => first <= number && number <= last);

const isOnlyFor = ({ destination }: Match, own: ReadonlySet<bigint>): boolean =>
  destination !== undefined &&
  !destination.negated &&
  destination.anyOf.every(
    (term) =>
      ((term.kind === 'prefix' && term.length === widthOf(term.family)) ||
        (term.kind === 'wildcard' && term.wildcard === 0n)) &&
      own.has(term.address),
  );

const ownAddresses = ({ interfaces }: Device, family: Family): ReadonlySet<bigint> =>
  new Set(
    interfaces.flatMap(({ addresses }) =>
      addresses.filter((one) => one.family === family).map(({ address }) => address),
    ),
  );

/** New flows to the service leave: by the interface's own filter of what leaves, or by a rule of the chain. */
function maySend({ device, packets }: RuleContext, ingress: Ingress, family: Family, service: Service): boolean {
  const { protocol, port } = service;
  const query = { family, protocol, ports: [{ first: port, last: port }], within: TO_INTERNET[family] };
  if (ingress.binding) {
    const out = filtersAt(device, { ...ingress.binding, direction: 'out' });
    return out.every((filter) => packets.blockedPorts(filter, query).blocked.length === 0);
  }
  const before = standingBefore(device, device.filters[ingress.filter]!);
  const leaving = { ...query, ...(ingress.inInterface ? { outInterface: ingress.inInterface } : {}) };
  return (packets.openings?.(ingress.filter, leaving, before) ?? []).length > 0;
}

function lostAnswers(
  { packets }: RuleContext,
  { filter, inInterface }: Ingress,
  family: Family,
  service: Service,
  ephemeral: Interval,
): Lost[] {
  const answer = packets.blockedPorts(filter, {
    family,
    protocol: service.protocol,
    ports: [ephemeral],
    answers: true,
    within: { ...FROM_INTERNET[family], sourcePort: { anyOf: [{ first: service.port, last: service.port }] } },
    ...(inInterface === undefined ? {} : { inInterface }),
  });
  const [first] = answer.blocked;
  if (!first) return [];
  return [{ service, family, answer, all: first.first === ephemeral.first && first.last === ephemeral.last }];
}

function found(
  context: RuleContext,
  ingress: Ingress,
  lost: readonly Lost[],
  severity: Severity,
  ephemeral: Interval,
): Report {
  const [first] = lost as readonly [Lost, ...Lost[]];
  const denier = denierOf(context, ingress.filter, first.answer, ingress.binding);
  const name = context.device.filters[ingress.filter]!.name.value;
  const list = lost.map(({ service }) => `${service.protocol === 6 ? 'tcp' : 'udp'}/${service.port}`).join(', ');
  return {
    severity,
    span: denier.span,
    text: first.all ? allLost(name, list, denier.by) : someLost(name, list, first.answer.blocked, ephemeral),
    related: denier.related,
    ...(first.answer.witness ? { witness: formatPacket(first.answer.witness) } : {}),
    fixes: permitAnswers(
      context.device,
      ingress,
      denier.before,
      lost.map(({ service }) => service),
      first.all ? undefined : ephemeral,
    ),
  };
}

const allLost = (name: string, list: string, by: Bilingual): Bilingual => ({
  en: `Answers from servers on the Internet (${list}) cannot come in: ${name} keeps no state, and ${by.en} denies them. Whoever is behind it cannot connect out; permit the answers before that, or filter by state.`,
  'zh-cn': `互联网服务器的应答(${list})无法进入:${name} 不跟踪状态,${by['zh-cn']}拒绝了它们。其后的主机无法对外建立连接;请在其前放行应答,或改用有状态过滤。`,
});

function someLost(name: string, list: string, blocked: readonly Interval[], ephemeral: Interval): Bilingual {
  const gap = blocked.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
  const all = `${ephemeral.first}-${ephemeral.last}`;
  return {
    en: `Answers from servers on the Internet (${list}) come in to some ports only: ${name} denies those to ${gap}, and clients use all of ${all}. Some connections hang; permit the whole range.`,
    'zh-cn': `互联网服务器的应答(${list})只能到达部分端口:${name} 拒绝发往 ${gap} 的应答,而客户端会使用 ${all} 全部端口。部分连接会挂起;请放行整个范围。`,
  };
}
