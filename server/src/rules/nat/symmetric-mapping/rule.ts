import type { Filter, FilterRule } from '../../../../../grammars/model/filter.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { saysInside } from '../../exposure/outside.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/symmetric-mapping',
    severity: 'info',
    needs: ['nat-mapping'],
    title: {
      en: 'Translation with ports that STUN cannot foresee',
      'zh-cn': 'STUN 无法预知端口的地址转换',
    },
    sources: [
      'RFC 4787 REQ-1',
      'RFC 5780 section 4.3',
      'nft(8), NAT statements',
      'iptables-extensions(8), MASQUERADE, SNAT',
    ],
    options: {},
  },
  *check({ device }) {
    for (const filter of device.filters) {
      if (isPrograms(filter)) continue;
      for (const rule of filter.rules)
        if (rule.active && !rule.implicit && rule.randomPorts && servesClients(rule)) yield reportOf(rule.randomPorts);
    }
  },
});

/** Containers and clusters do so on purpose: their chains, and what leaves their networks. */
const isPrograms = ({ generated, name }: Filter): boolean => generated === true || /^(?:AWS-|IP-MASQ)/.test(name.value);

/** Not only for guests of a bridge or a tunnel, and not for what goes inside. */
function servesClients({ matches }: FilterRule): boolean {
  return matches.some(({ outInterface, protocol, opaque }) => {
    const names = outInterface && !outInterface.negated ? outInterface.anyOf : [];
    const isUdp =
      !protocol || protocol.negated || protocol.anyOf.some(({ first, last }) => first <= UDP && UDP <= last);
    return isUdp && !opaque && !names.some(({ name }) => saysInside(name) || GUESTS.test(name));
  });
}

const UDP = 17;
const GUESTS = /^(?:docker|br-|virbr|veth|cali|cni|flannel|vxlan|weave|lxc|lxd|podman|wg|tun|tap)/i;

const reportOf = ({ span, removal }: NonNullable<FilterRule['randomPorts']>): Report => ({
  span,
  text: {
    en: 'Each connection gets a port by chance here, so a client is seen with another port by everybody it talks to: the address that it learns by STUN is good for the STUN server only. Calls and games between peers fail, or need a TURN server. Without this flag the client keeps its port where it is free.',
    'zh-cn':
      '此处为每个连接随机选择端口,因此客户端在每个对端看来端口都不同:通过 STUN 得到的地址只对 STUN 服务器有效。点对点通话和游戏会失败或必须借助 TURN。去掉该标志后,客户端在端口空闲时保持原端口。',
  },
  fixes: [
    {
      title: {
        en: 'Keep the ports of clients where they are free (ports outside are easier to guess)',
        'zh-cn': '端口空闲时保持客户端的原端口(外部端口更易被猜到)',
      },
      safety: 'unsafe',
      change: { kind: 'edits', edits: [{ span: removal, newText: '' }] },
    },
  ],
});
