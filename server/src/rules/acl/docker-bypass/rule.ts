import {
  type AddressTerm,
  type Family,
  formatAddress,
  type Prefix,
  widthOf,
} from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Filter, FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import { solePort } from '../../../../../grammars/model/sole.ts';
import type { Packet, RuleRef } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { doorsOf } from '../../exposure/ingress.ts';
import { FROM_INTERNET } from '../../exposure/outside.ts';
import { isReached } from '../../wording/reached-chains.ts';
import { ruleName } from '../../wording/rule-names.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/docker-bypass',
    severity: 'warning',
    needs: ['nat-rules', 'packet-filters'],
    title: {
      en: 'A rule for packets to the host does not guard a port that Docker publishes',
      'zh-cn': '针对主机自身的规则无法保护 Docker 发布的端口',
    },
    sources: ['Docker: Packet filtering and firewalls', 'iptables(8), packet flow through the tables'],
    options: {},
  },
  *check(context) {
    const { device } = context;
    for (const published of publishedPorts(context)) {
      for (const [index, filter] of device.filters.entries()) {
        if (filter.hook !== 'input' || filter.purpose !== 'packet') continue;
        if (filter.family !== 'both' && filter.family !== published.family) continue;
        const found = bypassed(context, published, index);
        if (!found) continue;
        yield reportOf(context, published, found);
        break;
      }
    }
  },
});

/** `-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80` */
interface Published {
  readonly ref: RuleRef;
  /** The chain at the hook, from which packets come to the rule. */
  readonly from: number;
  readonly family: Family;
  readonly protocol: 6 | 17;
  readonly port: number;
  /** The one address of the host that it is published on. */
  readonly destination?: AddressTerm;
  readonly container: Prefix;
  readonly containerPort: number;
  readonly bridge: string;
}

function* publishedPorts({ device: { filters } }: RuleContext): Iterable<Published> {
  for (const [index, filter] of filters.entries()) {
    if (filter.purpose !== 'nat' || filter.name.value !== 'DOCKER') continue;
    const from = filters.findIndex(
      ({ hook, table, purpose }) => purpose === 'nat' && hook === 'prerouting' && table === filter.table,
    );
    if (from < 0) continue;
    for (const [at, one] of filter.rules.entries()) {
      const published = publishedBy(one);
      if (published) yield { ...published, ref: { filter: index, rule: at }, from };
    }
  }
}

function publishedBy({ action, active, matches }: FilterRule): Omit<Published, 'ref' | 'from'> | undefined {
  const [match, more] = matches;
  if (!active || action.kind !== 'translate' || action.nat !== 'destination' || !match || more) return undefined;
  const container = action.rewrite?.prefix;
  const protocol = solePort(match.protocol);
  const port = solePort(match.destinationPort);
  // Docker leaves out what comes from the container's own bridge.
  const { anyOf: [bridge, otherBridge] = [], negated } = match.inInterface ?? {};
  if (!container || container.length !== widthOf(container.family) || port === undefined || match.opaque)
    return undefined;
  if ((protocol !== 6 && protocol !== 17) || !bridge || otherBridge || !negated || bridge.prefix) return undefined;
  const [destination, otherDestination] = match.destination?.anyOf ?? [];
  if (otherDestination || match.destination?.negated || (destination && isLoopback(destination))) return undefined;
  return {
    family: container.family,
    protocol,
    port,
    ...(destination ? { destination } : {}),
    container,
    containerPort: action.rewrite?.port ?? port,
    bridge: bridge.name,
  };
}

const isLoopback = (term: AddressTerm): boolean =>
  term.kind === 'prefix' && (term.family === 'ipv4' ? term.address >> 24n === 127n : term.address === 1n);

interface Bypassed {
  /** The rule that is meant to keep people out. */
  readonly by: RuleRef;
  /** As it comes to the host, and as it goes on to the container. */
  readonly packet: Packet;
}

/** Somebody whom the input chain denies the port for certain, by a rule that names it, and who gets to the container for certain. */
function bypassed(context: RuleContext, published: Published, input: number): Bypassed | undefined {
  const { device, packets } = context;
  const named = rulesOn(context, published, device.filters[input]!);
  if (named.length === 0) return undefined;
  for (const inInterface of waysIn(device, device.filters[input]!)) {
    const asked = packetsTo(published, inInterface);
    const packet = packets.passage?.(input, [asked])?.surelyDenied.witness;
    if (!packet) continue;
    const { decidedBy } = packets.test(input, packet);
    const same = (one: RuleRef): boolean => one.filter === decidedBy?.filter && one.rule === decidedBy.rule;
    const by =
      named.find(same) ??
      named.find((ref) => ruleAt(context, ref).action.kind === 'permit' && isLimited(ruleAt(context, ref)));
    if (by && isTranslated(context, published, packet) && passes(context, published, asked, packet))
      return { by, packet };
  }
  return undefined;
}

const ruleAt = ({ device }: RuleContext, { filter, rule: at }: RuleRef): FilterRule =>
  device.filters[filter]!.rules[at]!;

/** Rules that packets to the host come to and that name the published port: somebody has thought of it. */
function rulesOn({ device, packets }: RuleContext, { protocol, port }: Published, input: Filter): RuleRef[] {
  const names = (match: Match): boolean =>
    solePort(match.protocol) === protocol &&
    !match.outInterface &&
    !match.destinationPort?.negated &&
    (match.destinationPort?.anyOf.some(({ first, last }) => first === port && last === port) ?? false);
  return device.filters.flatMap((filter, index) =>
    filter === input || (filter.table === input.table && !filter.hook && isReached(device, packets, filter))
      ? filter.rules.flatMap(({ active, action, matches }, at) =>
          active && (action.kind === 'permit' || action.kind === 'deny') && matches.some(names)
            ? [{ filter: index, rule: at }]
            : [],
        )
      : [],
  );
}

const isLimited = ({ matches }: FilterRule): boolean => matches.every(({ source }) => source !== undefined);

/** Doors that some rule names: a denial for one of them in DOCKER-USER is enough where nobody speaks of others. */
function waysIn(device: Device, input: Filter): readonly string[] {
  const doors = doorsOf(device, input);
  const named = doors.filter((name) => name !== '');
  return named.length > 0 ? named : doors;
}

const packetsTo = ({ family, protocol, port, destination }: Published, inInterface: string): Match => ({
  ...FROM_INTERNET[family],
  ...(destination ? { destination: { anyOf: [destination] } } : {}),
  protocol: { anyOf: [{ first: protocol, last: protocol }] },
  sourcePort: { anyOf: [{ first: 1024, last: 65535 }] },
  destinationPort: { anyOf: [{ first: port, last: port }] },
  state: { anyOf: ['new'] },
  ...(protocol === 6 ? { tcpFlags: { anyOf: [{ mask: 0x17, value: 0x02 }] } } : {}),
  fragment: 'whole',
  inInterface: { anyOf: [{ name: inInterface }] },
});

/** The rule takes it for certain: nothing on the way there asks more than whether it is for the host, and that it is. */
function isTranslated(context: RuleContext, { ref, from }: Published, packet: Packet): boolean {
  const { decidedBy, trace } = context.packets.test(from, packet);
  return (
    decidedBy?.filter === ref.filter &&
    decidedBy.rule === ref.rule &&
    trace.every((one) =>
      ruleAt(context, one).matches.every(({ opaque = [] }) => opaque.every(({ text }) => FOR_THE_HOST.test(text))),
    )
  );
}

const FOR_THE_HOST = /^addrtype --dst-type LOCAL$|^fib daddr type local$/i;

/** Filters before the translation and after it let it through for certain. */
function passes(context: RuleContext, published: Published, asked: Match, packet: Packet): boolean {
  const { device, packets } = context;
  const { family, container, containerPort, bridge } = published;
  const source: Match['source'] = {
    anyOf: [{ kind: 'prefix', family, address: packet.source, length: widthOf(family) }],
  };
  const translated: Match = {
    ...asked,
    source,
    destination: { anyOf: [{ kind: 'prefix', ...container }] },
    destinationPort: { anyOf: [{ first: containerPort, last: containerPort }] },
    outInterface: { anyOf: [{ name: bridge }] },
  };
  const at = (hook: Filter['hook']): number[] =>
    device.filters.flatMap((one, index) =>
      one.purpose === 'packet' && one.hook === hook && (one.family === 'both' || one.family === family) ? [index] : [],
    );
  const lets = (filters: readonly number[], match: Match): boolean =>
    filters.length === 0 || packets.passage?.(filters, [match])?.surelyPermitted.amount === 'all';
  const forward = at('forward');
  return forward.length > 0 && lets(at('prerouting'), { ...asked, source }) && lets(forward, translated);
}

function reportOf(context: RuleContext, published: Published, { by, packet }: Bypassed): Report {
  const { span, action } = ruleAt(context, by);
  const { family, protocol, port, container, containerPort, ref } = published;
  const name = `${protocol === 6 ? 'tcp' : 'udp'}/${port}`;
  const address = formatAddress(family, container.address);
  const target = `${family === 'ipv6' ? `[${address}]` : address}:${containerPort}`;
  const publisher = ruleName(context, ref);
  const limits = action.kind === 'permit';
  return {
    span,
    text: {
      en: `${limits ? 'This is to let in some only, and all others get in too' : 'This keeps nobody out'}: Docker publishes ${name} (${publisher.en}), so packets to it are sent on to ${target} before this chain and pass FORWARD instead. Publish it on 127.0.0.1, or deny it in DOCKER-USER.`,
      'zh-cn': `${limits ? '该规则只应放行部分来源,其他来源却同样能进入' : '该规则拦不住任何人'}:Docker 发布了 ${name}(${publisher['zh-cn']}),发往它的报文在到达本链之前已转发到 ${target},只经过 FORWARD。请只在 127.0.0.1 上发布,或在 DOCKER-USER 中拒绝。`,
    },
    related: [
      {
        span: ruleAt(context, ref).span,
        text: { en: 'Published here', 'zh-cn': '在此发布' },
      },
    ],
    witness: formatPacket(packet),
    fixes: limits ? [] : denial(context, published, by),
  };
}

/** What the rule says, said again where the packets go: Docker leaves that chain to the operator. */
function denial(context: RuleContext, published: Published, by: RuleRef): readonly Proposal[] {
  const { filters } = context.device;
  const filter = filters.findIndex(
    ({ name, purpose, family: of }) =>
      name.value === 'DOCKER-USER' && purpose === 'packet' && (of === 'both' || of === published.family),
  );
  const [match, more] = ruleAt(context, by).matches;
  if (filter < 0 || !match || more || match.opaque) return [];
  const { family, protocol, container, containerPort, bridge } = published;
  const address = formatAddress(family, container.address);
  return [
    {
      title: {
        en: `Deny new and old connections to ${address} port ${containerPort} in DOCKER-USER too, as long as the container has that address`,
        'zh-cn': `在 DOCKER-USER 中同样拒绝到 ${address} 端口 ${containerPort} 的新旧连接(容器地址不变时有效)`,
      },
      safety: 'unsafe',
      change: {
        kind: 'insert-rule',
        filter,
        before: 0,
        action: 'deny',
        match: {
          family,
          protocol: { anyOf: [{ first: protocol, last: protocol }] },
          ...(match.source ? { source: match.source } : {}),
          destination: { anyOf: [{ kind: 'prefix', ...container }] },
          destinationPort: { anyOf: [{ first: containerPort, last: containerPort }] },
          ...(match.inInterface ? { inInterface: match.inInterface } : {}),
          outInterface: { anyOf: [{ name: bridge }] },
        },
      },
    },
  ];
}
