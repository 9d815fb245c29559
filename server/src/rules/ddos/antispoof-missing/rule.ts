import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { byName } from '../../exposure/by-name.ts';
import { facesOutside, isInternet, isManagementPort, leadsToDefault, saysOutside } from '../../exposure/outside.ts';
import { forwards, isOwn, settingsInForce } from '../../host/settings-in-force.ts';

export const rule = defineRule({
  meta: {
    id: 'ddos/antispoof-missing',
    severity: 'warning',
    needs: ['source-checks'],
    title: {
      en: 'Router that lets forged sources pass',
      'zh-cn': '路由器放行伪造源地址',
    },
    sources: [
      'RFC 2827 (BCP 38)',
      'RFC 3704 (BCP 84)',
      'MANRS Network Operators, action 2',
      'Linux kernel: ip-sysctl, rp_filter',
    ],
    options: {},
  },
  *check({ device, network, profile }) {
    // Other routers may check before it: it is asked for where people say that this is the edge.
    if ((profile === 'edge-isp' || profile === 'enterprise-edge') && !device.fragment) {
      const port = device.interfaces.find((one) => isUnguarded(device, one));
      if (port) yield unguarded(port);
    }
    const settings = settingsInForce({ device, network });
    // The larger number of `all` and the interface holds, and distributions set either.
    if (!forwards(settings, 'ipv4') || settings.get('net.ipv4.conf.all.rp_filter')?.value.value !== '0') return;
    for (const setting of settings.values()) {
      const port = /^net\.ipv4\.conf\.(.+)\.rp_filter$/.exec(setting.key.value)?.[1];
      if (port === undefined || !PORT.test(port) || setting.value.value !== '0' || !isOwn(device, setting)) continue;
      yield {
        span: setting.value.span,
        text: {
          en: `This host forwards, and looks at no source address ${port === 'default' ? 'on new interfaces' : `on ${port}`}: packets with forged senders pass through it, and answers go to whoever is named. Set ${setting.key.value} to 2, which asks that some route leads back to the sender, or to 1 where answers leave by the same interface.`,
          'zh-cn': `本机转发流量,却${port === 'default' ? '对新接口' : `在 ${port} 上`}不检查源地址:伪造来源的报文可穿过本机,应答会发往被冒用者。请将 ${setting.key.value} 设为 2(要求存在返回发送者的路由);若应答从同一接口返回可设为 1。`,
        },
        fixes: [
          {
            title: {
              en: `Drop what comes ${port === 'default' ? 'by new interfaces' : `by ${port}`} from senders that no route leads to`,
              'zh-cn': `丢弃${port === 'default' ? '新接口' : ` ${port} `}收到的、无路由可达其来源的报文`,
            },
            safety: 'unsafe',
            change: { kind: 'replace-text', span: setting.value.span, newText: '2' },
          },
        ],
      };
    }
  },
});

/** Ports of machines, and what new ones begin with; tunnels and the ends of containers have reason to take anything. */
const PORT = /^(?:default|(?:eth|en[opsx]|eno|ens|enp|bond|team|wan|lan|em|p\d+p|ppp|br|vlan)[\w.-]*)$/;

/** It faces the outside, routes, and neither looks for a way back nor has a filter that could refuse one's own addresses. */
const isUnguarded = (device: Device, port: Interface): boolean =>
  port.closed &&
  !port.shutdown &&
  !port.checksSource &&
  port.addresses.some(({ family }) => family === 'ipv4') &&
  !isManagementPort(port) &&
  port.zone === undefined &&
  port.vrf === undefined &&
  facesOutside(device, port) &&
  // Names like "uplink" are given inside networks too, and a global address to links between one's own routers.
  (port.natRole === 'outside' ||
    (port.addresses.some((one) => one.family === 'ipv4' && isInternet(one)) &&
      (leadsToDefault(device, port) || saysOutside(`${port.name.value}\n${port.description?.value ?? ''}`)))) &&
  !byName(device)
    .bindingsTo(port.name.value)
    .some(({ direction }) => direction === 'in');

const unguarded = ({ name }: Interface): Report => ({
  span: name.span,
  text: {
    en: `${name.value} faces the outside and takes any source address, one's own networks and private ones among them: forged packets pass for traffic of the inside. Check sources by the routes (strict with one uplink, loose with several), or deny one's own and special addresses in a filter inbound.`,
    'zh-cn': `${name.value} 面向外部,却接受任何源地址,包括自有网段和私有地址:伪造报文可冒充内部流量。请按路由检查来源(单上联用严格模式,多上联用宽松模式),或在入方向过滤器中拒绝自有及特殊地址。`,
  },
});
