import type { Device } from '../../../../grammars/model/device.ts';
import type { Match } from '../../../../grammars/model/filter.ts';
import type { FilterAnalyses } from '../../packets/analyses.ts';
import { formatPacket } from '../../packets/packet-text.ts';
import type { Report } from '../../review/rule.ts';
import { FROM_INTERNET } from '../exposure/outside.ts';
import { familiesOf, portsOf } from './egress-filters.ts';

const STUN = 3478;
const HIGH = [{ first: 1024, last: 65535 }];

/**
 * Filters without state towards the Internet that let answers to TCP clients in and none of a STUN server. Only where the
 * device translates: that is where the clients are.
 */
export function* lostAnswers(
  device: Device,
  packets: FilterAnalyses,
  lineOf: (offset: number) => number,
): Generator<Report> {
  if (device.nat?.translates !== true) return;
  const ports = portsOf(device);
  for (const [index, filter] of device.filters.entries()) {
    if (filter.purpose !== 'packet' || filter.stateful || !filter.closed) continue;
    const binding = ports.of(filter).find((one) => one.untrusted && one.binding.direction === 'in')?.binding;
    const [family] = familiesOf(filter);
    if (!binding || !family) continue;
    const answers = (protocol: 6 | 17, from: number) =>
      packets.blockedPorts(index, { family, protocol, ports: HIGH, answers: true, within: fromInternet(family, from) });
    const web = answers(6, 443);
    const stun = answers(17, STUN);
    const [all] = stun.blocked;
    if (web.blocked.length > 0 || all?.first !== HIGH[0]!.first || all.last !== HIGH[0]!.last) continue;
    const rule = stun.by && device.filters[stun.by.filter]?.rules[stun.by.rule];
    const span = rule?.span ?? filter.fallback.span ?? filter.name.span;
    const by = rule
      ? { en: `line ${lineOf(span.start) + 1}`, 'zh-cn': `第 ${lineOf(span.start) + 1} 行` }
      : { en: `the default of ${filter.name.value}`, 'zh-cn': `${filter.name.value} 的默认动作` };
    yield {
      span,
      text: {
        en: `Answers of STUN and TURN servers (from udp/${STUN}) cannot come in: ${filter.name.value} keeps no state, lets TCP answers in, and ${by.en} denies these. Calls behind this NAT find no way through; permit the answers or filter by state.`,
        'zh-cn': `STUN/TURN 服务器的应答(来自 udp/${STUN})无法进入:${filter.name.value} 不跟踪状态,放行 TCP 应答,而${by['zh-cn']}拒绝了这些应答。此 NAT 之后的通话无法穿越;请放行应答或改用有状态过滤。`,
      },
      related: [
        {
          span: binding.span,
          text: { en: `${filter.name.value} is put to work here`, 'zh-cn': `${filter.name.value} 在此生效` },
        },
      ],
      ...(stun.witness ? { witness: formatPacket(stun.witness) } : {}),
      fixes: [
        {
          title: {
            en: `Permit udp from any address, port ${STUN}, to any address, ports 1024-65535, before the denial (a sender can choose its port)`,
            'zh-cn': `在拒绝之前放行从任意地址的 udp 端口 ${STUN} 到任意地址的端口 1024-65535(发送方可以自选源端口)`,
          },
          safety: 'unsafe',
          change: {
            kind: 'insert-rule',
            filter: stun.by?.filter ?? index,
            before: stun.by?.rule ?? filter.rules.length,
            action: 'permit',
            match: {
              family: filter.family,
              protocol: { anyOf: [{ first: 17, last: 17 }] },
              sourcePort: { anyOf: [{ first: STUN, last: STUN }] },
              destinationPort: { anyOf: HIGH },
            },
          },
        },
      ],
    };
  }
}

const fromInternet = (family: 'ipv4' | 'ipv6', port: number): Match => ({
  ...FROM_INTERNET[family],
  sourcePort: { anyOf: [{ first: port, last: port }] },
});
