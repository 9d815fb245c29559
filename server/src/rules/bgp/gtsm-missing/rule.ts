import { holds, parseAddress } from '../../../../../grammars/model/address.ts';
import type { BgpNeighbour } from '../../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import { defineRule, type Proposal, type Report } from '../../../review/rule.ts';
import { type OutsideSession, outsideSessions } from '../outside-neighbours.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/gtsm-missing',
    severity: 'info',
    needs: ['bgp', 'bgp-sessions'],
    title: {
      en: 'Directly connected BGP neighbour without a TTL check',
      'zh-cn': '直连 BGP 邻居没有 TTL 检查',
    },
    sources: ['RFC 5082', 'RFC 7454 section 5.2', 'DISA STIG CISC-RT-000470'],
    options: {},
  },
  *check(context) {
    const { device, profile } = context;
    const atEdge = profile === 'edge-isp' || profile === 'enterprise-edge';
    for (const session of outsideSessions(context)) {
      const { process, neighbour } = session;
      // A range of neighbours, and platforms that check the TTL in a packet filter, have nothing to be told here.
      if (!process.checksTtl || !neighbour.closed || neighbour.address.value.includes('/')) continue;
      const report = judge(session, device, atEdge);
      if (report) yield report;
    }
  },
});

const WIDEST = 255;

function judge(session: OutsideSession, device: Device, atEdge: boolean): Report | undefined {
  const { neighbour } = session;
  const { multihop, ttlSecurity } = neighbour;
  const who = neighbour.address.value;
  if (multihop && ttlSecurity)
    return {
      severity: 'error',
      span: multihop.span,
      text: {
        en: `${who} has both multihop and TTL security: they exclude each other, and the platform keeps only one. Take multihop out if the neighbour is ${ttlSecurity.value} hop${ttlSecurity.value === 1 ? '' : 's'} away.`,
        'zh-cn': `${who} 同时配置了 multihop 和 TTL 安全:二者互斥,平台只会保留其一。若邻居距离为 ${ttlSecurity.value} 跳,请删除 multihop。`,
      },
    };
  if (ttlSecurity) return undefined;
  if (multihop) {
    if (multihop.value < WIDEST || !isConnected(neighbour, device)) return undefined;
    return {
      severity: 'warning',
      span: multihop.span,
      text: {
        en: `${who} is directly connected, yet its session accepts and sends packets over any number of hops: anybody in the Internet can reach it. Ask for a TTL of 255 instead.`,
        'zh-cn': `${who} 是直连邻居,其会话却允许跨任意跳数收发报文:互联网上任何人都能触及该会话。请改为要求 TTL 为 255。`,
      },
      fixes: [fix(session)],
    };
  }
  if (!atEdge) return undefined;
  return {
    span: neighbour.address.span,
    text: {
      en: `Packets for the session with ${who} are taken from anywhere: with TTL security only the link itself can send them. Agree on it with the other side, then set it on both.`,
      'zh-cn': `与 ${who} 的会话会接受来自任何地方的报文:启用 TTL 安全后,只有本链路上的设备才能发送。请与对端商定后两侧同时启用。`,
    },
    fixes: [fix(session)],
  };
}

/** On a subnet of an interface, and not spoken to from a loopback. */
function isConnected({ address, updateSource }: BgpNeighbour, { interfaces }: Device): boolean {
  const there = parseAddress(address.value);
  if (!there || (updateSource && /^lo/i.test(updateSource.value))) return false;
  return interfaces.some(({ addresses, loopback }) =>
    addresses.some((subnet) => !loopback && subnet.family === there.family && holds(subnet, there.address)),
  );
}

const fix = ({ processIndex, neighbourIndex, neighbour }: OutsideSession): Proposal => ({
  title: {
    en: `Take packets from ${neighbour.address.value} over one hop only: the session ends until the other side does the same`,
    'zh-cn': `只接受 ${neighbour.address.value} 经一跳到达的报文:对端同样启用之前会话会中断`,
  },
  safety: 'unsafe',
  change: {
    kind: 'set-neighbour',
    process: processIndex,
    neighbour: neighbourIndex,
    setting: { kind: 'ttl-security' },
  },
});
