import { defineRule } from '../../../review/rule.ts';
import { forwards, isOwn, settingsInForce } from '../../host/settings-in-force.ts';

export const rule = defineRule({
  meta: {
    id: 'ipv6/ra-exposure',
    severity: 'warning',
    needs: ['sysctls'],
    title: {
      en: 'Router that ignores the advertisements it is told to accept',
      'zh-cn': '路由器忽略了要求其接受的路由器通告',
    },
    sources: ['Linux kernel: ip-sysctl, accept_ra', 'RFC 6105', 'RFC 7113'],
    options: {},
  },
  *check({ device, network }) {
    const settings = settingsInForce({ device, network });
    const everywhere = forwards(settings, 'ipv6');
    for (const setting of settings.values()) {
      const port = /^net\.ipv6\.conf\.(.+)\.accept_ra$/.exec(setting.key.value)?.[1];
      // The kernel looks at that of the interface alone; the default is what new ones begin with.
      if (port === undefined || port === 'all' || setting.value.value !== '1' || !isOwn(device, setting)) continue;
      const forwarding = settings.get(`net.ipv6.conf.${port}.forwarding`)?.value.value;
      if (forwarding === undefined ? !everywhere : forwarding !== '1') continue;
      yield {
        span: setting.value.span,
        text: {
          en: `${setting.key.value} = 1 takes no router advertisements where forwarding is on: the host gets neither an address nor a default route of IPv6 from them, and what it has ends with its lifetime. Set 2 to accept them all the same, or 0 if the routes are static.`,
          'zh-cn': `启用转发后 ${setting.key.value} = 1 不再接受路由器通告:主机既得不到 IPv6 地址也得不到默认路由,已有的也会到期失效。若要继续接受请设为 2;若使用静态路由请设为 0。`,
        },
        fixes: [
          {
            title: {
              en: `Accept router advertisements ${port === 'default' ? 'by default' : `on ${port}`} though the host forwards`,
              'zh-cn': `即使转发也${port === 'default' ? '默认' : `在 ${port} 上`}接受路由器通告`,
            },
            safety: 'unsafe',
            change: { kind: 'replace-text', span: setting.value.span, newText: '2' },
          },
        ],
      };
    }
  },
});
