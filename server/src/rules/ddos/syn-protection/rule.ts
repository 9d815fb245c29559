import type { SynDefence } from '../../../../../grammars/model/flood.ts';
import type { PortForward, Published } from '../../../../../grammars/model/nat.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { publishedTcp } from '../../exposure/published.ts';

export const rule = defineRule({
  meta: {
    id: 'ddos/syn-protection',
    severity: 'warning',
    needs: ['syn-defences'],
    title: {
      en: 'Nothing stands against a flood of SYN',
      'zh-cn': '缺少对 SYN 洪泛的防护',
    },
    sources: ['RFC 4987', 'Linux kernel: ip-sysctl, tcp_syncookies'],
    options: {},
  },
  *check({ device, profile }) {
    const defences = device.floodGuards?.synDefences ?? [];
    for (const defence of defences) if (!defence.on) yield switchedOff(defence);
    // Something else may stand before it: it is asked for where people say that this is the edge.
    if ((profile !== 'edge-isp' && profile !== 'enterprise-edge') || device.fragment || defences.length > 0) return;
    const [first] = publishedTcp(device);
    if (first) yield missing(first, device.nat?.anchor?.span ?? { start: 0, end: 0 });
  },
});

const switchedOff = ({ label, span, repair }: SynDefence): Report => ({
  severity: 'error',
  span,
  text: {
    en: `${label} is switched off: a flood of SYN from forged addresses fills the queue of half-open connections, and nobody else gets in. Switch it on: cookies are sent only when the queue is full.`,
    'zh-cn': `${label} 已关闭:伪造来源的 SYN 洪泛会填满半开连接队列,其他人无法连接。请开启:仅在队列满时才发送 cookie。`,
  },
  fixes: repair
    ? [
        {
          title: {
            en: 'Answer with SYN cookies when the queue of half-open connections is full',
            'zh-cn': '半开连接队列满时以 SYN cookie 应答',
          },
          safety: 'unsafe',
          change: { kind: 'edits', edits: repair },
        },
      ]
    : [],
});

const missing = (first: PortForward | Published, anchor: { readonly start: number; readonly end: number }): Report => ({
  span: 'span' in first ? first.span : anchor,
  text: {
    en: 'Servers are published here, and nothing limits half-open connections to them: a flood of SYN reaches them in full, and fills the connection table on its way. Limit them for each client, or let the device answer with cookies, unless a provider scrubs what arrives.',
    'zh-cn':
      '此处发布了服务器,却没有限制指向它们的半开连接:SYN 洪泛会完整到达服务器,并在途中填满连接表。请按客户端限制半开连接,或由设备以 cookie 代答;若上游已清洗流量则不必。',
  },
});
