import { parsePrefix } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Binding, Filter, Match } from '../../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Packet } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { byName } from '../../exposure/by-name.ts';
import { doorsOf, filtersAt, ingresses } from '../../exposure/ingress.ts';
import { type Denier, deniedAll, denierOf } from '../../wording/denier.ts';

export const rule = defineRule({
  meta: {
    id: 'ipv6/icmpv6-blocked',
    severity: 'error',
    needs: ['packet-filters'],
    title: {
      en: 'Neighbour discovery, without which IPv6 does not work on a link, is dropped',
      'zh-cn': '链路上 IPv6 赖以工作的邻居发现被丢弃',
    },
    sources: ['RFC 4861', 'RFC 4890 section 4.4.1', 'Cisco IOS IPv6 Command Reference: ipv6 access-list'],
    options: {},
  },
  *check(context) {
    const seen = new Set<number>();
    for (const door of doorsIn(context.device)) {
      if (seen.has(door.filter)) continue;
      const report = reportOf(context, door);
      if (!report) continue;
      seen.add(door.filter);
      yield report;
    }
  },
});

/** Where neighbours of a link talk to the device itself. */
interface Door {
  readonly filter: number;
  /** The interface, where it is one, for messages. */
  readonly where?: string;
  /** For chains: what is looked for must be denied on each of them; empty: one that no rule names. */
  readonly inInterfaces?: readonly string[];
  readonly binding?: Binding;
}

const doorsIn = (device: Device): Door[] =>
  device.fragment || device.cloud ? [] : [...boundDoors(device), ...hookDoors(device)];

/** Lists without state on ports that have IPv6, and on the device's own door: they see what neighbours say to the router. */
function boundDoors(device: Device): Door[] {
  return device.bindings.flatMap((binding): Door[] => {
    const { place, direction, family } = binding;
    if (direction !== 'in' || family === 'ipv4' || place.kind === 'hook') return [];
    const ports = place.kind === 'interface' ? [byName(device).port(place.name)] : device.interfaces;
    const port = ports.find((one) => one && speaksIpv6(one));
    const [filter, ...more] = filtersAt(device, binding);
    if (!port || filter === undefined || more.length > 0) return [];
    const { stateful, implicit, hook } = device.filters[filter]!;
    return stateful || implicit || hook
      ? []
      : [{ filter, where: place.kind === 'interface' ? place.name : port.name.value, binding }];
  });
}

/** Chains of a kernel at the input hook: at each interface that faces outside; else at all of them together, as nobody knows which have IPv6. */
const hookDoors = (device: Device): Door[] =>
  device.filters.flatMap((filter, index): Door[] => {
    const { hook, purpose, family, stateful } = filter;
    if (hook !== 'input' || purpose !== 'packet' || family === 'ipv4' || stateful) return [];
    if (family === 'both' && !device.interfaces.some(speaksIpv6) && !permitsIpv6(device, filter)) return [];
    const outside = ingresses(device).filter(
      (one) => one.filter === index && one.known && one.inInterface !== undefined,
    );
    return outside.length > 0
      ? outside.flatMap(({ inInterface, where }) =>
          hasNeighbours(device, inInterface!) ? [{ filter: index, where, inInterfaces: [inInterface!] }] : [],
        )
      : [{ filter: index, inInterfaces: doorsOf(device, filter) }];
  });

/** A chain for both families stands on many hosts that have no IPv6: one that speaks of it stands where it is. */
const permitsIpv6 = ({ filters }: Device, { table }: Filter): boolean =>
  filters.some(
    (one) =>
      one.table === table &&
      one.rules.some(
        ({ active, action, matches }) =>
          active && action.kind === 'permit' && matches.some(({ family }) => family === 'ipv6'),
      ),
  );

const hasNeighbours = (device: Device, name: string): boolean =>
  !/^ppp/.test(name) && byName(device).port(name)?.pointToPoint !== true;

/** On a link with neighbours: a tunnel has none to look for. */
const speaksIpv6 = ({ shutdown, loopback, pointToPoint, ipv6Tunnel, addresses, dynamicFamilies }: Interface): boolean =>
  !shutdown &&
  !loopback &&
  !pointToPoint &&
  !ipv6Tunnel &&
  (addresses.some(({ family, length }) => family === 'ipv6' && length < 128) ||
    dynamicFamilies?.includes('ipv6') === true);

interface Message {
  readonly type: number;
  readonly to: string;
  readonly en: string;
  readonly zh: string;
}

/** RFC 4861 4.3 and 4.4: who asks for the device, and who answers it. */
const NEIGHBOURS: readonly Message[] = [
  { type: 135, to: 'ff02::1:ff00:0/104', en: 'neighbour solicitations', zh: '邻居请求' },
  { type: 136, to: 'fe80::/10', en: 'neighbour advertisements', zh: '邻居通告' },
];

/** RFC 4861 4.1 and 4.2: a router is asked for its advertisements, a host hears them. Not all need them; a fix lets them in as well. */
const ASKED_OF_ROUTERS: Message = { type: 133, to: 'ff02::2/128', en: 'router solicitations', zh: '路由器请求' };
const HEARD_BY_HOSTS: Message = { type: 134, to: 'ff02::1/128', en: 'router advertisements', zh: '路由器通告' };

interface Lost {
  readonly message: Message;
  readonly witness: Packet;
}

function reportOf(context: RuleContext, door: Door): Report | undefined {
  const { device, packets } = context;
  const lostOf = (message: Message): Lost[] => {
    const witnesses = asked(device, door, message).map((match) => deniedAll(packets, door.filter, match, false));
    return witnesses[0] && witnesses.every(Boolean) ? [{ message, witness: witnesses[0] }] : [];
  };
  const lost = NEIGHBOURS.flatMap(lostOf);
  const [first] = lost;
  if (!first || !servesIpv6(context, door)) return undefined;
  const verdict = packets.test(door.filter, first.witness);
  const routers = lostOf(device.filters[door.filter]!.hook === undefined ? ASKED_OF_ROUTERS : HEARD_BY_HOSTS);
  const denier = denierOf(
    context,
    door.filter,
    { ...(verdict.decidedBy ? { by: verdict.decidedBy } : {}), witness: first.witness },
    door.binding,
  );
  return {
    span: denier.span,
    text: textOf(lost, denier, door),
    related: denier.related,
    witness: formatPacket(first.witness),
    fixes: [
      permitNeighbours(
        [...routers, ...lost].map(({ message }) => message.type),
        denier,
      ),
    ],
  };
}

/** Connection tracking of Linux leaves neighbour discovery alone. */
const asked = ({ filters }: Device, { filter, inInterfaces }: Door, { type, to }: Message): Match[] =>
  (inInterfaces ?? [undefined]).map((name) => ({
    ...icmp(type),
    source: { anyOf: [{ kind: 'prefix', ...parsePrefix('fe80::/10')! }] },
    destination: { anyOf: [{ kind: 'prefix', ...parsePrefix(to)! }] },
    ...(filters[filter]!.hook === undefined ? {} : { state: { anyOf: ['untracked'] } }),
    ...(name === undefined ? {} : { inInterface: { anyOf: [{ name }] } }),
  }));

const icmp = (type: number): Match => ({
  family: 'ipv6',
  protocol: { anyOf: [{ first: 58, last: 58 }] },
  icmp: { anyOf: [{ type: { first: type, last: type } }] },
});

/** Something of IPv6 comes in: a filter that lets in none says no to it altogether. */
function servesIpv6({ device, packets }: RuleContext, { filter, inInterfaces }: Door): boolean {
  const tcp = packets.passage?.(filter, [
    {
      family: 'ipv6',
      protocol: { anyOf: [{ first: 6, last: 6 }] },
      ...(device.filters[filter]!.hook === undefined ? {} : { state: { anyOf: ['new', 'established'] } }),
      ...(inInterfaces && { inInterface: { anyOf: inInterfaces.map((name) => ({ name })) } }),
    },
  ]);
  return tcp !== undefined && tcp.possiblyPermitted.amount !== 'none';
}

function textOf(lost: readonly Lost[], { by }: Denier, { where }: Door): Bilingual {
  const en = lost.map(({ message }) => message.en).join(' and ');
  const zh = lost.map(({ message }) => message.zh).join('和');
  const types = lost.map(({ message }) => message.type).join(', ');
  const at = where === undefined ? { en: '', zh: '' } : { en: ` on ${where}`, zh: `从 ${where} ` };
  return {
    en: `ICMPv6 ${en} (type ${types}) cannot come in${at.en}: ${by.en} denies them. Neighbours are not found any more as soon as what is remembered of them ages, and IPv6 stops on this link. Permit neighbour discovery before that.`,
    'zh-cn': `ICMPv6 ${zh}(类型 ${types})无法${at.zh}进入:${by['zh-cn']}拒绝了它们。已缓存的邻居条目一旦老化便无法再找到邻居,此链路上的 IPv6 随即中断。请在其前放行邻居发现。`,
  };
}

function permitNeighbours(types: readonly number[], { filter, before }: Denier): Proposal {
  return {
    title: {
      en: `Permit neighbour discovery (ICMPv6 type ${types.join(', ')}) before the denial`,
      'zh-cn': `在拒绝之前放行邻居发现(ICMPv6 类型 ${types.join('、')})`,
    },
    safety: 'unsafe',
    change: { kind: 'insert-rules', filter, before, action: 'permit', matches: types.map(icmp) },
  };
}
