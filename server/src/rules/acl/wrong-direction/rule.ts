import type { Family, Prefix } from '../../../../../grammars/model/address.ts';
import type { Binding, Filter, Match } from '../../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { byName } from '../../exposure/by-name.ts';
import { type Connected, connectedTo } from '../../exposure/connected.ts';
import { facesOutside } from '../../exposure/outside.ts';
import { networkList, networksBehind, termsOf } from './behind.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/wrong-direction',
    severity: 'warning',
    needs: ['packet-filters', 'interfaces', 'routes'],
    title: {
      en: 'Filter where none of the addresses it permits can appear',
      'zh-cn': '过滤器所放行的地址都不可能出现在其应用位置',
    },
    sources: [
      'Cisco IOS: Configuring IP Access Lists, applying an access list to an interface',
      'Junos OS Routing Policies, Firewall Filters, and Traffic Policers User Guide: applying firewall filters',
    ],
    options: {},
  },
  *check(context) {
    const { device } = context;
    // Routes that are learned lead anywhere.
    if (device.fragment || device.dynamicRouting || device.bgp.length > 0) return;
    const connected = connectedTo(device.interfaces);
    for (const binding of device.bindings) {
      const place = filterAt(context, connected, binding);
      const found = place && report(context, binding, place);
      if (found) yield found;
    }
  },
});

interface Place {
  readonly filter: Filter;
  readonly index: number;
  readonly port: Interface;
  readonly family: Family;
  readonly networks: readonly Prefix[];
}

/** Where one filter alone decides, at an interface of which it is known what is behind. */
function filterAt({ device }: RuleContext, connected: Connected, binding: Binding): Place | undefined {
  const { place, family, direction } = binding;
  if (place.kind !== 'interface' || family === 'both') return undefined;
  const names = byName(device);
  const there = names.bindingsTo(place.name).filter((one) => one.direction === direction && one.family === family);
  const port = names.port(place.name);
  const index = names
    .filters(binding.filter.value)
    .find((at) => device.filters[at]!.purpose === 'packet' && device.filters[at]!.family === family);
  if (index === undefined) return undefined;
  const filter = device.filters[index];
  if (there.length > 1 || !port || port.loopback || port.shutdown || !filter?.closed) return undefined;
  // The rest of the world is behind it, though no route in the text says so.
  if (facesOutside(device, port)) return undefined;
  const networks = networksBehind(device, connected, port, family);
  return networks && { filter, index, port, family, networks };
}

function report(context: RuleContext, binding: Binding, place: Place): Report | undefined {
  const { port, family, networks, filter } = place;
  const inbound = binding.direction === 'in';
  const permits = (match: Match): boolean => permitsAny(context, place, match);
  const ends = termsOf(networks);
  if (
    !(permitsByItself(context, place) || permits({ family })) ||
    permits({ family, [inbound ? 'source' : 'destination']: { anyOf: ends } })
  )
    return undefined;
  const turned = permits({ family, [inbound ? 'destination' : 'source']: { anyOf: ends } });
  const name = filter.name.value;
  const list = networkList(networks);
  const todo: Bilingual = turned
    ? {
        en: `It permits what goes the other way: apply it ${inbound ? 'outbound' : 'inbound'}.`,
        'zh-cn': `它放行的是反方向的流量:请应用在${inbound ? '出' : '入'}方向。`,
      }
    : {
        en: 'Apply it where its addresses are, or correct them.',
        'zh-cn': '请把它应用到这些地址所在的位置,或改正地址。',
      };
  return {
    span: binding.span,
    text: inbound
      ? {
          en: `${name} permits nothing that can come in on ${port.name.value}: behind it is ${list.en}, and no permit has a source there. ${todo.en}`,
          'zh-cn': `${name} 不放行任何可能从 ${port.name.value} 进入的流量:该接口后面是 ${list['zh-cn']},而没有放行规则的源地址属于它。${todo['zh-cn']}`,
        }
      : {
          en: `${name} permits nothing that can go out on ${port.name.value}: behind it is ${list.en}, and no permit has a destination there. ${todo.en}`,
          'zh-cn': `${name} 不放行任何可能从 ${port.name.value} 发出的流量:该接口后面是 ${list['zh-cn']},而没有放行规则的目的地址属于它。${todo['zh-cn']}`,
        },
    related: [{ span: filter.name.span, text: { en: `${name} is written here`, 'zh-cn': `${name} 在此定义` } }],
    fixes: turned ? turnedRound(context, binding, place) : [],
  };
}

/** A rule that packets come to tells it without a set; the sets of all rules of a long list cost more than everything else that is asked of it. */
const permitsByItself = ({ packets }: RuleContext, { filter, index }: Place): boolean =>
  packets.lines(index).some(({ status, ref }) => {
    const { action, implicit } = filter.rules[ref.rule]!;
    return status === 'live' && action.kind === 'permit' && !implicit;
  });

/** What the platform adds to the end of every list is nothing that somebody meant. */
const permitsAny = ({ packets }: RuleContext, { filter, index }: Place, match: Match): boolean =>
  packets.permitter?.(index, [match], ({ ref }) => !(ref && filter.rules[ref.rule]?.implicit)) !== undefined;

/** Not where another filter stands already, and not inbound where those behind the interface could not reach the device by SSH any more. */
function turnedRound(context: RuleContext, binding: Binding, place: Place): Proposal[] {
  const { device, packets } = context;
  const { port, family, networks, filter, index } = place;
  const inbound = binding.direction === 'in';
  const occupied = device.bindings.some(
    (one) =>
      one.place.kind === 'interface' &&
      one.place.name === port.name.value &&
      one.family === family &&
      one.direction !== binding.direction,
  );
  if (occupied || !binding.turnedRound) return [];
  const ssh: Match = {
    family,
    source: { anyOf: termsOf(networks) },
    protocol: { anyOf: [{ first: 6, last: 6 }] },
    destinationPort: { anyOf: [{ first: 22, last: 22 }] },
  };
  const blocksSsh = packets.passage?.(index, [ssh])?.possiblyPermitted.amount === 'none';
  if (!inbound && blocksSsh) return [];
  const way = (into: boolean): Bilingual =>
    into
      ? { en: `what ${port.name.value} receives`, 'zh-cn': `${port.name.value} 收到的流量` }
      : { en: `what ${port.name.value} sends`, 'zh-cn': `${port.name.value} 发出的流量` };
  const [until, then] = [way(inbound), way(!inbound)];
  const name = filter.name.value;
  return [
    {
      title: {
        en: `Apply ${name} ${inbound ? 'outbound' : 'inbound'}: ${then.en} is filtered, ${until.en} no longer`,
        'zh-cn': `将 ${name} 应用到${inbound ? '出' : '入'}方向:${then['zh-cn']}开始被过滤,${until['zh-cn']}不再过滤`,
      },
      safety: 'unsafe',
      change: { kind: 'edits', edits: binding.turnedRound },
    },
  ];
}
