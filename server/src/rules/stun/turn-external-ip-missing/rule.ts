import { holds, parseAddress, parsePrefix } from '../../../../../grammars/model/address.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'stun/turn-external-ip-missing',
    severity: 'warning',
    needs: ['turn'],
    title: {
      en: 'TURN server behind NAT that does not know its public address',
      'zh-cn': '位于 NAT 之后却不知道自己公网地址的 TURN 服务器',
    },
    sources: ['coturn: turnserver.conf, external-ip', 'RFC 8656 section 7.2'],
    options: {},
  },
  *check({ device }) {
    const { turn } = device;
    const [first] = turn?.addresses ?? [];
    if (!turn || !first || turn.externalAddresses.length > 0 || !turn.closed) return;
    if (!turn.addresses.every(({ value }) => isPrivate(value))) return;
    yield {
      span: first.span,
      text: {
        en: `All addresses of this server are private and external-ip is not set: it hands out ${first.value} as relayed address, which no client in the Internet can reach. Set external-ip=PUBLIC/${first.value}.`,
        'zh-cn': `该服务器的地址均为私有地址,且未设置 external-ip:它会把 ${first.value} 作为中继地址分配,互联网客户端无法到达。请设置 external-ip=公网地址/${first.value}。`,
      },
    };
  },
});

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(
  (text) => parsePrefix(text)!,
);

function isPrivate(text: string): boolean {
  const address = parseAddress(text);
  return (
    address !== undefined && PRIVATE.some((range) => range.family === address.family && holds(range, address.address))
  );
}
