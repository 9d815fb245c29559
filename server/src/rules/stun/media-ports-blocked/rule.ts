import { parseNetwork } from '../../../../../grammars/model/address.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { MEDIA_PROFILES_AS_OF, type MediaProfile, mediaProfile } from '../../../review/media-profiles.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { type Denial, denialOf, portsText } from '../denials.ts';
import { egressFilters } from '../egress-filters.ts';

export const rule = defineRule({
  meta: {
    id: 'stun/media-ports-blocked',
    severity: 'warning',
    needs: ['packet-filters'],
    title: {
      en: 'Media ports of a chosen service are not permitted, or not all of them',
      'zh-cn': '所选服务的媒体端口未放行或未全部放行',
    },
    sources: ['RFC 3550', 'RFC 8489', 'Zoom, Microsoft Teams, Google Meet and Webex: network requirements'],
    options: {
      profiles: {
        default: [],
        unit: '-',
        description: {
          en: 'Services whose media ports must be open: zoom, teams, meet, webex, sip-rtp. None is asked for until chosen.',
          'zh-cn': '必须放行媒体端口的服务:zoom、teams、meet、webex、sip-rtp。选择之前不检查任何服务。',
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
      providerPrefixes: {
        default: [],
        unit: 'prefixes',
        description: {
          en: 'Where the service is: with prefixes given, the ports must be open towards each of them, else towards any address.',
          'zh-cn': '服务所在的前缀:给出后,端口须对每个前缀放行;否则对任意地址放行即可。',
        },
      },
    },
  },
  *check({ device, packets, option, lineOf }) {
    const profiles = option<readonly string[]>('profiles').flatMap((id) => mediaProfile(id) ?? []);
    if (profiles.length === 0) return;
    const towards = option<readonly string[]>('providerPrefixes').flatMap((text) => parseNetwork(text) ?? []);
    const said = new Set<string>();
    for (const egress of egressFilters(device, packets, option<readonly string[]>('insideZones'))) {
      for (const profile of profiles) {
        const ports = profile.udp.flatMap(({ first, last }) => withoutStun(first, last));
        const denial = denialOf(egress, device, packets, { ports, towards }, lineOf);
        const key = denial && `${denial.span.start} ${profile.id}`;
        if (!denial || said.has(key!)) continue;
        said.add(key!);
        yield reportOf(denial, profile);
      }
    }
  },
});

/** 3478 itself is stun/port-3478-blocked's. */
function withoutStun(first: number, last: number): { first: number; last: number }[] {
  if (first > 3478 || last < 3478) return [{ first, last }];
  return [
    { first, last: 3477 },
    { first: 3479, last },
  ].filter((part) => part.first <= part.last);
}

function reportOf(denial: Denial, { name, udp }: MediaProfile): Report {
  const { span, ports, by, related, witness, fixes } = denial;
  const wanted = portsText(udp);
  const text: Bilingual = {
    en: `${name} needs udp/${wanted} (list of ${MEDIA_PROFILES_AS_OF}); udp/${ports} of it does not pass: ${by.en} denies it${denial.family.en}. Calls fall back to TCP or fail; permit the missing ports before it.`,
    'zh-cn': `${name} 需要 udp/${wanted}(列表版本 ${MEDIA_PROFILES_AS_OF});其中 udp/${ports} 未放行:${by['zh-cn']}拒绝了它们${denial.family['zh-cn']}。通话会退回 TCP 或失败;请在其前放行缺少的端口。`,
  };
  return { span, text, related, fixes, ...(witness ? { witness } : {}) };
}
