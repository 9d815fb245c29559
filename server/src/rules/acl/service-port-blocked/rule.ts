import type { Device, Listener } from '../../../../../grammars/model/device.ts';
import type { Filter, Match } from '../../../../../grammars/model/filter.ts';
import type { FilterAnalyses, Packet } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { doorsOf } from '../../exposure/ingress.ts';
import { FROM_INTERNET } from '../../exposure/outside.ts';
import { deniedAll, denierOf } from '../../wording/denier.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/service-port-blocked',
    severity: 'warning',
    needs: ['packet-filters'],
    title: {
      en: 'A service listens where the host’s own filter lets nobody in',
      'zh-cn': '服务正在监听,但主机自身的过滤器不放行任何人',
    },
    sources: ['nginx, ngx_http_core_module, listen', 'HAProxy Configuration Manual, bind', 'iptables(8)'],
    options: {
      ports: {
        default: [80, 443],
        unit: 'ports',
        description: {
          en: 'Ports that everybody is meant to reach: a warning and a fix; others are a hint.',
          'zh-cn': '面向所有人开放的端口:给出警告和修复;其他端口仅提示。',
        },
      },
    },
  },
  *check(context) {
    const { device } = context;
    for (const listener of device.listeners ?? []) {
      for (const [index, filter] of device.filters.entries()) {
        const report = filter.hook === 'input' ? reportOf(context, listener, index, filter) : undefined;
        if (!report) continue;
        yield report;
        break;
      }
    }
  },
});

function reportOf(context: RuleContext, listener: Listener, index: number, filter: Filter): Report | undefined {
  const { device, packets, option } = context;
  const { protocol, port, family, by } = listener;
  if (filter.purpose !== 'packet' || (filter.family !== 'both' && filter.family !== family)) return undefined;
  const witness = shutEverywhere(device, packets, index, listener);
  if (!witness) return undefined;
  const decidedBy = packets.test(index, witness).decidedBy;
  const denier = denierOf(context, index, { ...(decidedBy ? { by: decidedBy } : {}), witness });
  const name = `${protocol === 6 ? 'tcp' : 'udp'}/${port}`;
  const chain = filter.name.value;
  const wanted = option<readonly number[]>('ports').includes(port);
  const transport = { family, protocol: { anyOf: [{ first: protocol, last: protocol }] } };
  return {
    severity: wanted ? 'warning' : 'hint',
    span: denier.span,
    text: {
      en: `${by} listens on ${name}, and nobody on the Internet can reach it: in ${chain}, ${denier.by.en} denies it. Permit it before that, or listen on loopback only.`,
      'zh-cn': `${by} 监听 ${name},但互联网上无人能访问:${chain} 中${denier.by['zh-cn']}将其拒绝。请在其前放行,或只在回环地址上监听。`,
    },
    related: denier.related,
    witness: formatPacket(witness),
    fixes: wanted
      ? [
          {
            title: {
              en: `Permit ${name} from anywhere before the denial: lets in new flows like ${formatPacket(witness)}`,
              'zh-cn': `在拒绝之前放行来自任意地址的 ${name}:允许 ${formatPacket(witness)} 这类新建流量`,
            },
            safety: 'unsafe',
            change: {
              kind: 'insert-rule',
              filter: denier.filter,
              before: denier.before,
              action: 'permit',
              match: { ...transport, destinationPort: { anyOf: [{ first: port, last: port }] } },
            },
          },
        ]
      : [],
  };
}

/** A new flow to the service that is denied, where all are, by every door. */
function shutEverywhere(
  device: Device,
  packets: FilterAnalyses,
  index: number,
  { protocol, port, family }: Listener,
): Packet | undefined {
  let last: Packet | undefined;
  for (const name of doorsOf(device, device.filters[index]!)) {
    const asked: Match = {
      ...FROM_INTERNET[family],
      protocol: { anyOf: [{ first: protocol, last: protocol }] },
      sourcePort: { anyOf: [{ first: 1024, last: 65535 }] },
      destinationPort: { anyOf: [{ first: port, last: port }] },
      state: { anyOf: ['new'] },
      ...(protocol === 6 ? { tcpFlags: { anyOf: [{ mask: 0x17, value: 0x02 }] } } : {}),
      inInterface: { anyOf: [{ name }] },
    };
    last = deniedAll(packets, index, asked);
    if (!last) return undefined;
  }
  return last;
}
