import { formatAddress, holds } from '../../../../../grammars/model/address.ts';
import type { FhrpGroup } from '../../../../../grammars/model/fhrp.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import { type FhrpFault, fhrpFaults } from '../../../network/fhrp-faults.ts';
import { type FhrpPair, fhrpPairs } from '../../../network/fhrp-links.ts';
import { nameOf } from '../../../network/network.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { alone } from './alone.ts';
import { faultText, type GroupWords } from './wording.ts';

export const rule = defineRule({
  meta: {
    id: 'redundancy/fhrp-inconsistent',
    severity: 'error',
    needs: ['fhrp'],
    title: {
      en: 'Group of gateways that does not stand in for each other',
      'zh-cn': '无法互为备份的网关冗余组',
    },
    sources: ['RFC 9568 sections 5 and 6', 'RFC 3768 section 7.1', 'RFC 2281 section 5'],
    options: {},
  },
  *check({ device, network }) {
    const interfaces = new Map(device.interfaces.map((one) => [one.name.value, one]));
    for (const group of device.fhrp) {
      const one = interfaces.get(group.interface);
      if (one && !group.shutdown && !one.shutdown) yield* misplaced(group, one);
    }
    yield* alone(device.fhrp);
    if (!network || device.fragment) return;
    const told = new Set<string>();
    for (const pair of fhrpPairs(network.network, network.self))
      for (const fault of fhrpFaults(pair)) {
        const key = `${pair.here.interface} ${pair.here.protocol} ${pair.here.group.value} ${fault.kind}`;
        if (told.has(key)) continue;
        told.add(key);
        yield reportOf(pair, fault);
      }
  },
});

/** A virtual address in no subnet of its interface, or the router's own where that is refused. */
function* misplaced(group: FhrpGroup, one: Interface): Generator<Report> {
  const subnets = one.addresses.filter(({ family }) => family === group.family);
  if (!one.closed || group.family !== 'ipv4' || subnets.length === 0 || one.dynamic) return;
  const words = wordsOf(group, '');
  for (const { value, span } of group.addresses) {
    const text = formatAddress(group.family, value);
    const own = subnets.find(({ address }) => address === value);
    if (!subnets.some((subnet) => holds(subnet, value)))
      yield {
        span,
        text: {
          en: `${text} of ${words.en} is in no subnet of the interface: hosts there never ask for it, and the group is no gateway. Use an address of the subnet.`,
          'zh-cn': `${words['zh-cn']} 的 ${text} 不在该接口的任何子网中:主机不会请求它,该组无法充当网关。请使用子网内的地址。`,
        },
        related: [{ span: subnets[0]!.span, text: { en: 'The subnet', 'zh-cn': '子网' } }],
      };
    else if (own && group.protocol !== 'vrrp')
      yield {
        span,
        text: {
          en: `${text} of ${words.en} is the interface's own address: the platform refuses it, and the group has no address. Choose another one of the subnet.`,
          'zh-cn': `${words['zh-cn']} 的 ${text} 是接口自身的地址:平台会拒绝,该组没有地址。请选择子网中的其他地址。`,
        },
        related: [{ span: own.span, text: { en: 'The own address', 'zh-cn': '接口自身地址' } }],
      };
  }
}

const SEVERITIES: Readonly<Partial<Record<FhrpFault['kind'], 'warning' | 'info'>>> = {
  'same-priority': 'info',
  'both-begin': 'info',
  keeps: 'warning',
  'no-preempt': 'warning',
};

function reportOf({ here, there, member }: FhrpPair, fault: FhrpFault): Report {
  const other = nameOf(member);
  const severity = SEVERITIES[fault.kind];
  const place = fault.there.span ?? there.span;
  return {
    ...(severity ? { severity } : {}),
    span: fault.here.span ?? here.span,
    text: faultText(fault, wordsOf(here, other)),
    related: [
      {
        span: place,
        text: { en: `The group on ${other}`, 'zh-cn': `${other} 上的同一组` },
        elsewhere: { path: member.path, range: member.index.rangeOf(place) },
      },
    ],
  };
}

const wordsOf = ({ protocol, group, interface: name }: FhrpGroup, other: string): GroupWords => ({
  en: `${protocol.toUpperCase()} group ${group.value} of ${name}`,
  'zh-cn': `${name} 的 ${protocol.toUpperCase()} 组 ${group.value}`,
  other,
});
