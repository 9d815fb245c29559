import type { BgpAddressFamily, BgpNeighbour, BgpProcess } from '../../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Profile, type Proposal, type Report } from '../../../review/rule.ts';
import { familyText, routeFamilies } from '../../../routes/route-families.ts';
import { type Relationship, relationshipOf, relationshipText } from '../relationship.ts';
import { newPolicy } from './new-policy.ts';

type Direction = 'import' | 'export';

export const rule = defineRule({
  meta: {
    id: 'bgp/ebgp-no-policy',
    severity: 'error',
    needs: ['bgp'],
    title: {
      en: 'External BGP neighbour without import or export policy',
      'zh-cn': 'EBGP 邻居缺少入向或出向策略',
    },
    sources: ['RFC 8212', 'RFC 7454 section 6', 'MANRS Action 1'],
    options: {},
  },
  *check(context) {
    const { device, profile } = context;
    for (const [index, process] of device.bgp.entries()) {
      for (const [place, neighbour] of process.neighbours.entries()) {
        if (neighbour.external !== true || neighbour.shutdown || !neighbour.closed) continue;
        const relationship = relationshipOf(neighbour, process, context);
        for (const family of routeFamilies(neighbour)) {
          for (const direction of ['import', 'export'] as const) {
            const one: Case = { process, neighbour, family, direction, relationship, profile };
            const report = judge(one);
            if (report)
              yield { ...report, fixes: report.fixes ?? bindings(one, { process: index, neighbour: place }, device) };
          }
        }
      }
    }
  },
});

interface Case {
  readonly process: BgpProcess;
  readonly neighbour: BgpNeighbour;
  readonly family: BgpAddressFamily;
  readonly direction: Direction;
  readonly relationship: Relationship;
  readonly profile: Profile;
}

function judge(one: Case): Report | undefined {
  const { neighbour, family, direction } = one;
  const uses = direction === 'import' ? family.imports : family.exports;
  if (uses.length === 0) {
    return { severity: severityOf(one), span: neighbour.address.span, text: textOf(one) };
  }
  if (uses.some((use) => use.kind !== 'as-path-list')) return undefined;
  const { name } = uses[0]!;
  return {
    severity: 'info',
    span: name.span,
    text: {
      en: `${name.value} looks at AS paths only: ${direction === 'import' ? 'any prefix is accepted from' : 'any prefix is sent to'} ${neighbour.address.value} (${familyText(family.name)}) as long as the path fits. Filter prefixes too.`,
      'zh-cn': `${name.value} 只检查 AS 路径:只要路径匹配,${direction === 'import' ? '就接受来自' : '就会发送给'} ${neighbour.address.value}(${familyText(family.name)})的任何前缀。请同时过滤前缀。`,
    },
    fixes: [],
  };
}

function severityOf({ process, family, relationship, profile }: Case): Severity {
  if (family.withoutPolicy) return 'error';
  if (relationship === 'internal' || profile === 'lab') return 'info';
  return relationship === 'customer' || process.withoutPolicy !== 'exchanges-all' ? 'warning' : 'error';
}

function textOf({ process, neighbour, family, direction, relationship }: Case): Bilingual {
  const who = {
    en: `${neighbour.address.value} (${relationshipText[relationship].en}, ${familyText(family.name)})`,
    'zh-cn': `${neighbour.address.value}(${relationshipText[relationship]['zh-cn']},${familyText(family.name)})`,
  };
  const incoming = direction === 'import';
  const effect = EFFECTS[family.withoutPolicy ?? process.withoutPolicy ?? 'unknown'][direction];
  const advice =
    relationship === 'internal'
      ? {
          en: 'A policy on each side keeps the mistake of one device from spreading.',
          'zh-cn': '两侧都有策略,单台设备的失误才不会扩散。',
        }
      : incoming
        ? {
            en: 'Bind one that permits what this neighbour may announce.',
            'zh-cn': '请绑定只允许该邻居可通告路由的策略。',
          }
        : { en: 'Bind one that sends your own prefixes only.', 'zh-cn': '请绑定只发送自己前缀的策略。' };
  return {
    en: `No ${direction} policy towards ${who.en}: ${effect.en} ${advice.en}`,
    'zh-cn': `邻居 ${who['zh-cn']} 没有${incoming ? '入向' : '出向'}策略:${effect['zh-cn']}${advice['zh-cn']}`,
  };
}

const EFFECTS: Readonly<
  Record<'refused' | 'exchanges-all' | 'exchanges-nothing' | 'unknown', Record<Direction, Bilingual>>
> = {
  'exchanges-all': {
    import: { en: 'everything it sends is accepted.', 'zh-cn': '它发来的所有路由都会被接受。' },
    export: {
      en: 'every best route is sent to it, those of other neighbours included.',
      'zh-cn': '所有最优路由都会发给它,包括从其他邻居学到的路由。',
    },
  },
  'exchanges-nothing': {
    import: {
      en: 'this platform follows RFC 8212 and accepts nothing, though the session comes up.',
      'zh-cn': '该平台遵循 RFC 8212,会话能建立但不接受任何路由。',
    },
    export: {
      en: 'this platform follows RFC 8212 and sends nothing, though the session comes up.',
      'zh-cn': '该平台遵循 RFC 8212,会话能建立但不发送任何路由。',
    },
  },
  refused: {
    import: {
      en: 'this platform refuses the whole configuration.',
      'zh-cn': '该平台会拒绝整个配置。',
    },
    export: {
      en: 'this platform refuses the whole configuration.',
      'zh-cn': '该平台会拒绝整个配置。',
    },
  },
  unknown: {
    import: {
      en: 'depending on platform and version, everything is accepted or nothing (RFC 8212).',
      'zh-cn': '视平台和版本而定,要么全部接受,要么全部拒绝(RFC 8212)。',
    },
    export: {
      en: 'depending on platform and version, every best route is sent or nothing (RFC 8212).',
      'zh-cn': '视平台和版本而定,要么发送所有最优路由,要么什么都不发(RFC 8212)。',
    },
  },
};

/** Both directions at once where both lack one: half a policy is no policy. Else, or where that cannot be written, this one. */
function bindings(
  { process, neighbour, family, direction, relationship }: Case,
  place: { readonly process: number; readonly neighbour: number },
  device: Device,
): Proposal[] {
  const both = family.imports.length === 0 && family.exports.length === 0;
  const ways: readonly Direction[][] = both ? [['import', 'export'], [direction]] : [[direction]];
  const ip = family.name.startsWith('ipv6') ? 'ipv6' : 'ipv4';
  return ways.map((directions) => {
    const policies = directions.map((way) => ({
      direction: way,
      policyName: policyName(way, neighbour, family),
      ...newPolicy(way, ip, process.vrf, relationship, device),
    }));
    const said = (language: 'en' | 'zh-cn'): string =>
      policies
        .map(({ policyName: name, text }) =>
          language === 'en' ? `${name} (${text.en})` : `${name}(${text[language]})`,
        )
        .join(language === 'en' ? ' and ' : ' 和 ');
    return {
      title: {
        en: `Bind ${said('en')} to ${neighbour.address.value}; adapt before you commit`,
        'zh-cn': `为 ${neighbour.address.value} 绑定 ${said('zh-cn')};提交前请按需调整`,
      },
      safety: 'unsafe',
      change: {
        kind: 'several',
        changes: policies.map(({ direction: way, policyName: name, body }) => ({
          kind: 'add-bgp-policy',
          ...place,
          family: family.name,
          direction: way,
          policyName: name,
          use: 'route-policy',
          ...(body ? { body } : {}),
        })),
      },
    };
  });
}

/** `IMPORT-TRANSIT-EXAMPLE`, from what the neighbour is called; its address where it has no name. */
function policyName(
  direction: Direction,
  { description, group, address }: BgpNeighbour,
  family: BgpAddressFamily,
): string {
  const called = [description, group?.value, address.value].map((text) => slug(text ?? '')).find((text) => text !== '');
  return `${direction.toUpperCase()}-${called}${family.name.startsWith('ipv6') ? '-V6' : ''}`;
}

const slug = (text: string): string =>
  text
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 32)
    .replace(/-$/, '');
