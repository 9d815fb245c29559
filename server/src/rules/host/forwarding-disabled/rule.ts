import type { Filter } from '../../../../../grammars/model/filter.ts';
import { filesOfHost } from '../../../network/files-of-host.ts';
import type { Member } from '../../../network/network.ts';
import { defineRule } from '../../../review/rule.ts';
import { isOwn, settingsInForce } from '../settings-in-force.ts';

export const rule = defineRule({
  meta: {
    id: 'host/forwarding-disabled',
    severity: 'error',
    needs: ['sysctls'],
    title: {
      en: 'Host that translates for others and does not forward',
      'zh-cn': '主机为他人做地址转换,却未启用转发',
    },
    sources: ['Linux kernel: ip-sysctl, ip_forward', 'CIS Debian Linux Benchmark 3.3.1'],
    options: {},
  },
  *check({ device, network }) {
    if (!network) return;
    const setting = settingsInForce({ device, network }).get('net.ipv4.ip_forward');
    if (!isOwn(device, setting) || setting.value.value !== '0') return;
    const files = filesOfHost(network);
    // Docker, libvirt and their like switch it on when they start.
    if (files.some((member) => member.device.filters.some(isForGuests))) return;
    const found = files.flatMap((member) => translationIn(member) ?? [])[0];
    if (!found) return;
    const { member, span } = found;
    const file = member.path.split(/[/\\]/).at(-1)!;
    yield {
      span: setting.value.span,
      text: {
        en: `${file} translates for others what they send through this host, and with net.ipv4.ip_forward = 0 the kernel drops every packet that is not for the host itself. Set it to 1.`,
        'zh-cn': `${file} 为经过本机的流量做地址转换,而 net.ipv4.ip_forward = 0 时内核会丢弃所有不是发给本机的报文。请设为 1。`,
      },
      related: [
        {
          span,
          text: { en: 'It translates here', 'zh-cn': '在此进行转换' },
          elsewhere: { path: member.path, range: member.index.rangeOf(span) },
        },
      ],
      fixes: [
        {
          title: {
            en: 'Forward packets of IPv4 between all interfaces, as far as filters let them pass',
            'zh-cn': '在过滤规则允许的范围内,在所有接口间转发 IPv4 报文',
          },
          safety: 'unsafe',
          change: { kind: 'replace-text', span: setting.value.span, newText: '1' },
        },
      ],
    };
  },
});

const isForGuests = ({ name, generated }: Filter): boolean =>
  generated === true || /^(?:DOCKER|LIBVIRT|CNI|KUBE|cali-|FLANNEL)/.test(name.value);

/** Sources are translated on their way out: of what the host sends itself there is no need to. */
function translationIn(member: Member): { readonly member: Member; readonly span: Filter['span'] } | undefined {
  for (const { purpose, hook, family, rules } of member.device.filters) {
    if (purpose !== 'nat' || hook !== 'postrouting' || family === 'ipv6') continue;
    const rule = rules.find(({ active, action }) => active && action.kind === 'translate' && action.nat === 'source');
    if (rule) return { member, span: rule.span };
  }
  return undefined;
}
