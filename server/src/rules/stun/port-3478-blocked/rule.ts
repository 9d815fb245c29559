import type { Interval } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { mediaProfile } from '../../../review/media-profiles.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { type Denial, denialOf } from '../denials.ts';
import { egressFilters } from '../egress-filters.ts';
import { lostAnswers } from '../lost-answers.ts';

export const rule = defineRule({
  meta: {
    id: 'stun/port-3478-blocked',
    severity: 'warning',
    needs: ['packet-filters'],
    title: {
      en: 'STUN and TURN requests cannot leave',
      'zh-cn': 'STUN/TURN 请求无法发出',
    },
    sources: ['RFC 8489', 'RFC 8656'],
    options: {
      profiles: {
        default: ['stun'],
        unit: '-',
        description: {
          en: 'Services whose STUN ports are asked for: stun, zoom, teams, meet (3478 to 3481, as each needs).',
          'zh-cn': '需要检查 STUN 端口的服务:stun、zoom、teams、meet(3478 至 3481,按各自所需)。',
        },
      },
      insideZones: {
        default: [],
        unit: '-',
        description: {
          en: 'Zones or interfaces with clients, where names and addresses do not tell.',
          'zh-cn': '名称和地址无法判断时,有客户端的区域或接口。',
        },
      },
    },
  },
  *check({ device, packets, option, lineOf }) {
    const ports = stunPorts(option<readonly string[]>('profiles'));
    if (ports.length === 0) return;
    const said = new Set<number>();
    for (const egress of egressFilters(device, packets, option<readonly string[]>('insideZones'))) {
      const denial = denialOf(egress, device, packets, { ports }, lineOf);
      // What nobody gets through is not said again of each interface.
      if (!denial || said.has(denial.span.start)) continue;
      said.add(denial.span.start);
      yield reportOf(denial);
    }
    yield* lostAnswers(device, packets, lineOf);
  },
});

/** Of each profile what it has of 3478 to 3481; RFC 8489's own port is 3478. */
function stunPorts(profiles: readonly string[]): Interval[] {
  const wanted = new Set<number>();
  for (const id of profiles) {
    for (const { first, last } of mediaProfile(id)?.udp ?? []) {
      for (let port = Math.max(first, 3478); port <= Math.min(last, 3481); port += 1) wanted.add(port);
    }
  }
  return [...wanted].sort((a, b) => a - b).map((port) => ({ first: port, last: port }));
}

function reportOf(denial: Denial): Report {
  const { span, ports, by, related, witness, fixes } = denial;
  const text: Bilingual = {
    en: `STUN and TURN requests (udp/${ports}) cannot leave: ${by.en} denies them${denial.family.en}. Calls and games behind this filter find no way through NAT. Permit the port before it, or suppress this where media goes over TURN on TCP 443.`,
    'zh-cn': `STUN/TURN 请求(udp/${ports})无法发出:${by['zh-cn']}拒绝了它们${denial.family['zh-cn']}。此过滤器之后的通话和游戏无法穿越 NAT。请在其前放行该端口;若媒体走 TCP 443 上的 TURN,可抑制此提示。`,
  };
  return {
    span,
    text,
    related,
    fixes,
    ...(witness ? { witness } : {}),
  };
}
