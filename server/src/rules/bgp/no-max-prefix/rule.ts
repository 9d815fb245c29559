import type { BgpAddressFamily, BgpNeighbour, BgpProcess } from '../../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Proposal, type RuleContext } from '../../../review/rule.ts';
import { familyText, routeFamilies } from '../../../routes/route-families.ts';
import { type Relationship, relationshipOf, relationshipText } from '../relationship.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/no-max-prefix',
    severity: 'warning',
    needs: ['bgp'],
    title: {
      en: 'External BGP session without a prefix limit',
      'zh-cn': 'EBGP 会话没有前缀数量上限',
    },
    sources: ['RFC 7454 section 8', 'DISA STIG CISC-RT-000560'],
    options: {
      customerLimit: {
        default: 500,
        unit: 'prefixes',
        description: {
          en: 'The limit that the fix writes for a customer: about 1.5 times what it announces.',
          'zh-cn': '修复时为客户写入的上限:约为其通告数量的 1.5 倍。',
        },
      },
      peerLimit: {
        default: 10000,
        unit: 'prefixes',
        description: {
          en: 'The limit that the fix writes for a peer; PeeringDB has the number each peer asks for.',
          'zh-cn': '修复时为对等方写入的上限;各对等方建议的数值见 PeeringDB。',
        },
      },
      fullTableV4: {
        default: 1200000,
        unit: 'prefixes',
        description: {
          en: 'The IPv4 limit that the fix writes for a provider: above the full table.',
          'zh-cn': '修复时为上游写入的 IPv4 上限:高于全表数量。',
        },
      },
      fullTableV6: {
        default: 300000,
        unit: 'prefixes',
        description: {
          en: 'The IPv6 limit that the fix writes for a provider: above the full table.',
          'zh-cn': '修复时为上游写入的 IPv6 上限:高于全表数量。',
        },
      },
      threshold: {
        default: 80,
        unit: '%',
        description: {
          en: 'At which share of the limit the fix lets the device log a warning.',
          'zh-cn': '修复时设置的告警阈值(占上限的百分比)。',
        },
      },
    },
  },
  *check(context) {
    const { device, option, profile } = context;
    for (const [index, process] of device.bgp.entries()) {
      for (const [place, neighbour] of process.neighbours.entries()) {
        if (neighbour.external !== true || neighbour.shutdown || !neighbour.closed) continue;
        const relationship = relationshipOf(neighbour, process, context);
        if (relationship === 'internal') continue;
        for (const family of routeFamilies(neighbour)) {
          if (family.maxPrefix ? !family.maxPrefix.warningOnly : onlyDefaultRoute(family, device)) continue;
          yield {
            severity: family.maxPrefix || relationship === 'provider' || profile === 'lab' ? 'info' : 'warning',
            span: family.maxPrefix?.span ?? neighbour.address.span,
            text: family.maxPrefix ? onlyLogs(neighbour, family) : unlimited(neighbour, family, relationship),
            fixes: [limitFix({ process, index, place }, neighbour, family, relationship, option)],
          };
        }
      }
    }
  },
});

/** Minutes until the session is tried again after the limit ended it. */
const RESTART = 15;

/** The import prefix list lets nothing in but the default route. */
function onlyDefaultRoute(family: BgpAddressFamily, device: Device): boolean {
  return family.imports.some((use) => {
    if (use.kind !== 'prefix-list') return false;
    const list = device.prefixLists.find(({ name }) => name.value === use.name.value);
    if (!list?.closed) return false;
    const permitted = list.entries.filter(({ action }) => action === 'permit');
    return permitted.length > 0 && permitted.every(({ prefix, lengths }) => prefix.length === 0 && lengths.last === 0);
  });
}

function unlimited(neighbour: BgpNeighbour, family: BgpAddressFamily, relationship: Relationship): Bilingual {
  const role = relationshipText[relationship];
  return {
    en: `No limit on the ${familyText(family.name)} prefixes that ${neighbour.address.value} (${role.en}) may send: one leak there fills this router's tables. Set a maximum that ends the session.`,
    'zh-cn': `对 ${neighbour.address.value}(${role['zh-cn']})发来的 ${familyText(family.name)} 前缀数量没有上限:对方一次路由泄露就会占满本机路由表。请设置超限断开会话的上限。`,
  };
}

function onlyLogs(neighbour: BgpNeighbour, family: BgpAddressFamily): Bilingual {
  const limit = family.maxPrefix!.limit.value;
  return {
    en: `Beyond ${limit} ${familyText(family.name)} prefixes from ${neighbour.address.value} this limit only logs; the routes keep coming in. Let it end the session and try again later.`,
    'zh-cn': `来自 ${neighbour.address.value} 的 ${familyText(family.name)} 前缀超过 ${limit} 条时,该上限只记录日志,路由仍会继续进入。请让它断开会话并稍后重试。`,
  };
}

const RETRIES: Readonly<Record<'by-limit' | NonNullable<BgpProcess['limitRetry']>, Bilingual>> = {
  'by-limit': { en: `retry after ${RESTART} minutes`, 'zh-cn': `${RESTART} 分钟后重试` },
  'own-time': { en: 'retry after a while', 'zh-cn': '稍后重试' },
  never: { en: 'keep it down until somebody clears it', 'zh-cn': '并保持断开,直到人工清除' },
};

function limitFix(
  { process, index, place }: { readonly process: BgpProcess; readonly index: number; readonly place: number },
  neighbour: BgpNeighbour,
  family: BgpAddressFamily,
  relationship: Relationship,
  option: RuleContext['option'],
): Proposal {
  const limit = family.maxPrefix?.limit.value ?? option<number>(optionFor(relationship, family));
  const known = family.maxPrefix !== undefined;
  const retry = RETRIES[process.limitRetry ?? 'by-limit'];
  return {
    title: {
      en: `End the session with ${neighbour.address.value} beyond ${limit} ${familyText(family.name)} prefixes and ${retry.en}${known ? '' : ' (check the number first)'}`,
      'zh-cn': `${neighbour.address.value} 的 ${familyText(family.name)} 前缀超过 ${limit} 条时断开会话,${retry['zh-cn']}${known ? '' : '(请先核对数值)'}`,
    },
    safety: 'unsafe',
    change: {
      kind: 'set-max-prefix',
      process: index,
      neighbour: place,
      family: family.name,
      limit,
      threshold: family.maxPrefix?.threshold ?? option<number>('threshold'),
      restart: RESTART,
    },
  };
}

function optionFor(relationship: Relationship, family: BgpAddressFamily): string {
  if (relationship === 'customer') return 'customerLimit';
  if (relationship === 'peer' || relationship === 'route-server') return 'peerLimit';
  return family.name.startsWith('ipv6') ? 'fullTableV6' : 'fullTableV4';
}
