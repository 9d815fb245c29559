import { defineRule } from '../../../review/rule.ts';
import { outsideSessions } from '../outside-neighbours.ts';
import { relationshipText } from '../relationship.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/session-auth-missing',
    severity: 'info',
    needs: ['bgp', 'bgp-sessions'],
    title: {
      en: 'External BGP session without a key',
      'zh-cn': 'EBGP 会话没有认证密钥',
    },
    sources: ['RFC 5925', 'RFC 7454 section 5.1'],
    options: {
      acceptGtsm: {
        default: false,
        unit: '-',
        description: {
          en: 'Take a TTL check on the link (RFC 5082) for protection enough.',
          'zh-cn': '将链路上的 TTL 检查(RFC 5082)视为足够的保护。',
        },
      },
    },
  },
  *check(context) {
    const { profile, option } = context;
    if (profile !== 'edge-isp' && profile !== 'enterprise-edge') return;
    for (const { neighbour, relationship } of outsideSessions(context)) {
      if (!neighbour.closed || neighbour.authentication || relationship === 'route-server') continue;
      if (neighbour.ttlSecurity && option<boolean>('acceptGtsm')) continue;
      const who = neighbour.address.value;
      const role = relationshipText[relationship];
      yield {
        span: neighbour.address.span,
        text: {
          en: `The session with ${who} (${role.en}) has no key: whoever can spoof the neighbour's address on the way can reset it. Agree on a TCP-AO key with the other side, or on MD5 where it has nothing better.`,
          'zh-cn': `与 ${who}(${role['zh-cn']})的会话没有密钥:途中能伪造对端地址的人就能重置它。请与对端商定 TCP-AO 密钥;若对端不支持,则使用 MD5。`,
        },
      };
    }
  },
});
