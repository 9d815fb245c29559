import type { IdleEnd, IdleKept } from '../../../../../grammars/model/idle.ts';
import type { Member } from '../../../network/network.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'cloud/lb-idle-vs-backend',
    severity: 'warning',
    needs: ['idle-ends'],
    title: {
      en: 'A server ends idle connections before its load balancer does',
      'zh-cn': '后端服务器先于负载均衡器关闭空闲连接',
    },
    sources: [
      'Elastic Load Balancing: Application Load Balancers, connection idle timeout; troubleshooting, HTTP 502',
      'nginx: ngx_http_core_module, keepalive_timeout',
      'HAProxy Configuration Manual: timeout http-keep-alive',
      'RFC 9112 section 9.5',
    ],
    options: {
      margin: {
        default: 15,
        unit: 's',
        description: {
          en: 'How much longer than the balancer the fix has the server keep idle connections.',
          'zh-cn': '快速修复使服务器保持空闲连接的时间比负载均衡器长多少秒。',
        },
      },
    },
  },
  *check({ device, network, option }) {
    const kept = network && device.idleEnds && longest(network);
    if (!kept) return;
    for (const end of device.idleEnds)
      if (end.seconds.value <= kept.one.seconds) yield reportOf(end, kept, option<number>('margin'));
  },
});

interface Kept {
  readonly member: Member;
  readonly one: IdleKept;
}

/** Of the balancers in the nearest folder that has some the one that keeps connections longest: whose servers these are, no file says. */
function longest({ network, self }: Surroundings): Kept | undefined {
  const all = [...network.members].flatMap((member) =>
    (member.device.idleKept ?? []).map((one): Kept => ({ member, one })),
  );
  return network
    .near(self.path, all)
    .reduce<Kept | undefined>((most, kept) => (most && most.one.seconds >= kept.one.seconds ? most : kept), undefined);
}

function reportOf({ seconds: { value, span }, unit, label }: IdleEnd, { member, one }: Kept, margin: number): Report {
  const better = one.seconds + margin;
  return {
    span,
    text: {
      en: `${label} ends a connection after ${value} s without a request, and ${one.name} (${member.path}) keeps it for ${one.seconds} s: behind that balancer, requests meet connections that are just being closed, and clients get a 502. Set more than ${one.seconds} s, such as ${better} s.`,
      'zh-cn': `${label} 在 ${value} 秒没有请求后关闭连接,而 ${one.name}(${member.path})会保持 ${one.seconds} 秒:在该负载均衡器之后,请求会遇到正在关闭的连接,客户端收到 502。请设为大于 ${one.seconds} 秒,例如 ${better} 秒。`,
    },
    related: [
      {
        span: one.span,
        text: { en: 'Keeps connections longer', 'zh-cn': '保持连接的时间更长' },
        elsewhere: { path: member.path, range: member.index.rangeOf(one.span) },
      },
    ],
    fixes: [
      {
        title: {
          en: `End idle connections after ${better} s instead of ${value} s (the server holds more of them)`,
          'zh-cn': `空闲 ${better} 秒后再关闭连接,而不是 ${value} 秒(服务器将持有更多空闲连接)`,
        },
        safety: 'unsafe',
        change: { kind: 'replace-text', span, newText: `${better}${unit}` },
      },
    ],
  };
}
