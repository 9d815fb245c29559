import { type AddressTerm, formatPrefix, type Prefix, widthOf } from '../../../../../grammars/model/address.ts';
import type {
  CloudMachine,
  CloudPort,
  CloudSubnet,
  Listener,
  TargetCheck,
  TargetGroup,
} from '../../../../../grammars/model/cloud.ts';
import { emptyDevice } from '../../../../../grammars/model/device.ts';
import type { Filter, Match } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { type SeenCloud, seenCloud } from '../../../network/seen-cloud.ts';
import { analyseFilters } from '../../../packets/analyse.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'cloud/health-probe-blocked',
    severity: 'error',
    needs: ['cloud-networks'],
    title: {
      en: 'A load balancer cannot check its targets',
      'zh-cn': '负载均衡器的健康检查无法到达后端',
    },
    sources: [
      'Azure Load Balancer: health probes (probe source 168.63.129.16)',
      'Elastic Load Balancing: health checks of target groups; security groups for load balancers',
      'Google Cloud Load Balancing: firewall rules for health checks',
    ],
    options: {},
  },
  *check(context) {
    const seen = seenCloud(context);
    if (!seen) return;
    const places = placesIn(
      seen.cloud.networks.flatMap(({ subnets }) => subnets),
      seen.cloud.machines,
    );
    const said = new Set<number>();
    for (const balancer of seen.cloud.machines)
      for (const listener of balancer.balances?.listeners ?? [])
        for (const group of listener.groups) {
          const span = group.check && seen.here(group.check.span);
          if (!span || said.has(span.start)) continue;
          const blocked = blockedOf({ balancer, listener, group, check: group.check, places });
          if (blocked.length === 0) continue;
          said.add(span.start);
          yield reportOf(context, seen, { balancer, group, blocked, span });
        }
  },
});

interface Places {
  readonly subnets: ReadonlyMap<string, CloudSubnet>;
  readonly ports: ReadonlyMap<string, CloudPort>;
}

const placesIn = (subnets: readonly CloudSubnet[], machines: readonly CloudMachine[]): Places => ({
  subnets: new Map(subnets.map((subnet) => [subnet.name.value, subnet])),
  ports: new Map(machines.flatMap(({ ports }) => ports.map((port) => [port.name.value, port] as const))),
});

interface Asked {
  readonly balancer: CloudMachine;
  readonly listener: Listener;
  readonly group: TargetGroup;
  readonly check: TargetCheck;
  readonly places: Places;
}

/** A target that no check surely reaches. */
interface Blocked {
  readonly target: string;
  readonly port: number;
  readonly by: Filter;
  readonly from: readonly Prefix[];
  readonly match: Match;
  /** The filter stands before the target, not before the balancer. */
  readonly atTarget: boolean;
}

function blockedOf({ balancer, listener, group, check, places }: Asked): readonly Blocked[] {
  const [served, more] = listener.ports ?? [];
  return group.targets.flatMap((target): Blocked[] => {
    const card = 'port' in target.to ? places.ports.get(target.to.port) : undefined;
    const number =
      check.port ?? target.number ?? (served && !more && served.first === served.last ? served.first : undefined);
    const subnet = card && places.subnets.get(card.subnet);
    if (!card || !subnet || number === undefined || target.gap) return [];
    const to = prefixesOf(card, subnet);
    const packets = (from: readonly Prefix[]): Match => ({
      family: 'ipv4',
      source: termsOf(from),
      // Of what is handed over with the balancer's address, that is the destination.
      ...(group.passes.kind === 'unchanged' ? {} : { destination: termsOf(to) }),
      protocol: { anyOf: [{ first: 6, last: 6 }] },
      destinationPort: { anyOf: [{ first: number, last: number }] },
    });
    const ways: readonly Way[] =
      check.from.length > 0
        ? [
            {
              from: check.networks ?? check.from.map((address) => ({ family: 'ipv4', address, length: 32 })),
              before: [],
              entry: [],
            },
          ]
        : balancer.ports.flatMap((port) => wayFrom(port, subnet, places));
    if (to.length === 0 || ways.length === 0) return [];
    const stops = ways.map(({ from, before, entry }) => {
      const match = packets(from);
      const out = before.find((one) => denies(one, match));
      if (out) return { by: out, atTarget: false };
      const by = [...entry, ...card.guard.inbound].find((one) => denies(one, match));
      return by && { by, atTarget: true };
    });
    const [first] = stops;
    if (!first || stops.includes(undefined)) return [];
    const from = ways.flatMap((way) => way.from);
    return [{ target: card.name.value, port: number, ...first, from, match: packets(from) }];
  });
}

interface Way {
  readonly from: readonly Prefix[];
  /** Filters that stand before the balancer, and before the target's subnet. */
  readonly before: readonly Filter[];
  readonly entry: readonly Filter[];
}

/** From somewhere in a subnet of the balancer. */
function wayFrom(port: CloudPort, target: CloudSubnet, { subnets }: Places): Way[] {
  const own = subnets.get(port.subnet);
  if (!own) return [];
  const crosses = own !== target;
  return [
    {
      from: prefixesOf(port, own),
      before: [...port.guard.outbound, ...(crosses ? own.border.outbound : [])],
      entry: crosses ? target.border.inbound : [],
    },
  ];
}

/** The addresses that the text tells; else all of the subnet. */
function prefixesOf({ addresses }: CloudPort, subnet: CloudSubnet): readonly Prefix[] {
  const told = addresses.flatMap(({ value, assumed }) =>
    value.family === 'ipv4' && !assumed ? [{ ...value, length: widthOf(value.family) }] : [],
  );
  return told.length > 0 ? told : subnet.prefixes.flatMap(({ value }) => (value.family === 'ipv4' ? [value] : []));
}

const termsOf = (prefixes: readonly Prefix[]): { readonly anyOf: readonly AddressTerm[] } => ({
  anyOf: prefixes.map((one) => ({ kind: 'prefix', ...one })),
});

const alone = new WeakMap<Filter, ReturnType<typeof analyseFilters>>();

function packetsOf(filter: Filter): ReturnType<typeof analyseFilters> {
  const known = alone.get(filter) ?? analyseFilters({ ...emptyDevice, filters: [filter] });
  alone.set(filter, known);
  return known;
}

const denies = (filter: Filter, match: Match): boolean =>
  packetsOf(filter).passage?.(0, [match])?.surelyDenied.amount === 'all';

interface Outcome {
  readonly severity: 'error' | 'warning';
  readonly text: Bilingual;
}

/** What comes of dead targets. */
function outcomeOf({ targets, gaps, check }: TargetGroup, blocked: readonly Blocked[]): Outcome {
  if (blocked.length < targets.length || gaps.length > 0)
    return { severity: 'warning', text: { en: 'and gets no connections', 'zh-cn': '不会收到连接' } };
  return check!.noneAlive === 'nobody'
    ? {
        severity: 'error',
        text: { en: 'as all of them do, and clients get no answer', 'zh-cn': '所有后端都如此,客户端得不到应答' },
      }
    : {
        severity: 'warning',
        text: {
          en: 'as all of them do, and the balancer hands connections to any of them, whether it is alive or not',
          'zh-cn': '所有后端都如此,负载均衡器会把连接交给任意后端,不论其是否存活',
        },
      };
}

interface Found {
  readonly balancer: CloudMachine;
  readonly group: TargetGroup;
  readonly blocked: readonly Blocked[];
  readonly span: Report['span'];
}

function reportOf(context: RuleContext, seen: SeenCloud, { balancer, group, blocked, span }: Found): Report {
  const { target, port, by, from } = blocked[0]!;
  const outcome = outcomeOf(group, blocked);
  const more = blocked.length - 1;
  const sources = from.map(formatPrefix).join(', ');
  return {
    severity: outcome.severity,
    span,
    text: {
      en: `${balancer.name.value} checks ${target}${more > 0 ? ` and ${more} more` : ''} on tcp ${port} from ${sources}, and ${by.name.value} lets none of that pass: the target counts as dead, ${outcome.text.en}. Permit tcp ${port} from ${sources}.`,
      'zh-cn': `${balancer.name.value} 从 ${sources} 对 ${target}${more > 0 ? ` 及另外 ${more} 个` : ''} 的 tcp ${port} 做健康检查,但 ${by.name.value} 全部拒绝:该后端被视为不可用,${outcome.text['zh-cn']}。请放行来自 ${sources} 的 tcp ${port}。`,
    },
    related: seen.pointTo(by.name.span, { en: 'Stops the checks', 'zh-cn': '拦截健康检查' }),
    fixes: permit(context, seen, blocked[0]!),
  };
}

/** In the filter itself, where it is one of this text. */
function permit({ device }: RuleContext, seen: SeenCloud, { by, match, from, port }: Blocked): readonly Proposal[] {
  const place = seen.here(by.name.span);
  const filter = device.filters.findIndex(
    ({ name, rules }) =>
      name.value === by.name.value && name.span.start === place?.start && rules.length === by.rules.length,
  );
  if (filter < 0) return [];
  const { destination: _, source, ...rest } = match;
  const [first] = from;
  const verdict = packetsOf(by).test(0, {
    family: 'ipv4',
    source: first!.address,
    destination: 0n,
    protocol: 6,
    sourcePort: 40000,
    destinationPort: port,
    tcpFlags: 2,
    state: 'new',
  });
  const before = by.semantics === 'allow-only' ? by.rules.length : (verdict.decidedBy?.rule ?? by.rules.length);
  const sources = from.map(formatPrefix).join(', ');
  return [
    {
      title: {
        en: `Let the checks pass: permit tcp ${port} from ${sources}`,
        'zh-cn': `放行健康检查:允许来自 ${sources} 的 tcp ${port}`,
      },
      safety: 'unsafe',
      change: {
        kind: 'insert-rules',
        filter,
        before,
        action: 'permit',
        matches: (source && 'anyOf' in source ? source.anyOf : []).map((one) => ({
          ...rest,
          source: { anyOf: [one] },
        })),
      },
    },
  ];
}
