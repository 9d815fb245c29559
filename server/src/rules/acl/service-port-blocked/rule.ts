import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { deniedAll, denierOf } from '../../wording/denier.ts';
import { type Published, publishedServices } from './published.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/service-port-blocked',
    severity: 'warning',
    needs: ['packet-filters', 'nat-rules'],
    title: {
      en: 'A published service cannot be reached through the filters on its way',
      'zh-cn': '已发布的服务被其路径上的过滤器阻断',
    },
    sources: ['RFC 2979 section 3', 'iptables-extensions(8), DNAT', 'Cisco NAT order of operation'],
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
    for (const service of publishedServices(context.device, context.packets)) {
      const report = reportOf(context, service);
      if (report) yield report;
    }
  },
});

function reportOf(context: RuleContext, service: Published): Report | undefined {
  const { device, packets, option, lineOf } = context;
  const { filters, port, span } = service;
  const blocking = filters.find((index) => deniedAll(packets, index, service.packets, false) !== undefined);
  const witness = blocking === undefined ? undefined : deniedAll(packets, blocking, service.packets, service.open);
  if (blocking === undefined || !witness) return undefined;
  const decidedBy = packets.test(blocking, witness).decidedBy;
  const denier = denierOf(context, blocking, { ...(decidedBy ? { by: decidedBy } : {}), witness });
  const name = `${service.protocol === 6 ? 'tcp' : 'udp'}/${port}`;
  const line = lineOf(span.start) + 1;
  const wanted = option<readonly number[]>('ports').includes(port);
  const filter = device.filters[blocking]!;
  return {
    severity: wanted ? 'warning' : 'hint',
    span: denier.span,
    text: {
      en: `${name} is published on line ${line}, and nobody on the Internet can reach it: in ${filter.name.value}, ${denier.by.en} denies it. Permit it before that, or take the translation away.`,
      'zh-cn': `第 ${line} 行发布了 ${name},但互联网上无人能访问:${filter.name.value} 中${denier.by['zh-cn']}将其拒绝。请在其前放行,或删除该地址转换。`,
    },
    related: [{ span, text: { en: 'Published here', 'zh-cn': '在此发布' } }, ...denier.related],
    witness: formatPacket(witness),
    fixes: wanted
      ? [
          {
            title: {
              en: `Permit ${name} to this service before the denial: lets in new flows like ${formatPacket(witness)}`,
              'zh-cn': `在拒绝之前放行到该服务的 ${name}:允许 ${formatPacket(witness)} 这类新建流量`,
            },
            safety: 'unsafe',
            change: {
              kind: 'insert-rule',
              filter: blocking,
              before: denier.before,
              action: 'permit',
              match: service.permit,
            },
          },
        ]
      : [],
  };
}
