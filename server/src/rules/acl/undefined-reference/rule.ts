import type { Device } from '../../../../../grammars/model/device.ts';
import type { Definition, UndefinedEffect, Use } from '../../../../../grammars/model/reference.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { byName } from '../../exposure/by-name.ts';
import { globOf } from '../../wording/name-glob.ts';
import { nameKind } from '../../wording/name-kinds.ts';
import { namesOfFiles } from '../../wording/names-of-files.ts';
import { isRouteSide, undefinedUses } from '../../wording/undefined-uses.ts';
import { circlesOf } from './circles.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/undefined-reference',
    severity: 'error',
    needs: ['references'],
    title: {
      en: 'Name that is used and not defined, or defined by itself',
      'zh-cn': '引用了未定义的名称,或名称循环引用',
    },
    sources: [
      'Cisco IOS Security Command Reference, ip access-group',
      'iptables-restore(8)',
      'Junos OS CLI User Guide, commit',
    ],
    options: {
      ignorePredefined: {
        default: true,
        unit: '-',
        description: {
          en: 'Names that the platform itself defines count as defined.',
          'zh-cn': '平台预定义的名称视为已定义。',
        },
      },
      externalObjects: {
        default: [],
        unit: '-',
        description: {
          en: 'Names that are defined elsewhere (a management system, an include); `*` stands for any characters.',
          'zh-cn': '在别处(管理系统、包含文件)定义的名称;`*` 代表任意字符。',
        },
      },
    },
  },
  *check(context) {
    const { device } = context;
    const files = namesOfFiles(context);
    if (files.part) return;
    const predefined = context.option<boolean>('ignorePredefined');
    const elsewhere = context.option<readonly string[]>('externalObjects').map(globOf);
    for (const { use, near } of undefinedUses(device.references, predefined, files)) {
      if (isRouteSide(use) || elsewhere.some((glob) => glob.test(use.name.value))) continue;
      yield undefinedName(context, use, near);
    }
    yield* emptyFilters(context);
    for (const { use, names } of circlesOf(device.references)) {
      if (!isRouteSide(use)) yield circle(use, names);
    }
  },
});

function undefinedName(context: RuleContext, use: Use, near: Definition | undefined): Report {
  const kind = nameKind(use.namespaces[0]!, context.dialect);
  const effect = use.effect ? EFFECTS[use.effect] : UNKNOWN;
  const hint = near
    ? { en: `Did you mean ${near.name.value}?`, 'zh-cn': `是否想用 ${near.name.value}?` }
    : { en: 'Define it, or take the reference out.', 'zh-cn': '请定义它,或删除该引用。' };
  return {
    span: use.name.span,
    text: {
      en: `The ${kind.en} ${use.name.value} in "${use.by}" is not defined: ${effect.en}. ${hint.en}`,
      'zh-cn': `"${use.by}"引用的${kind['zh-cn']} ${use.name.value} 未定义:${effect['zh-cn']}。${hint['zh-cn']}`,
    },
    ...(near
      ? {
          related: [
            {
              span: near.name.span,
              text: { en: `${near.name.value} is defined here`, 'zh-cn': `${near.name.value} 在此定义` },
            },
          ],
          fixes: mayLockOut(context.device, use) ? [] : [rename(use, near)],
        }
      : {}),
  };
}

const EFFECTS: Readonly<Record<UndefinedEffect, Bilingual>> = {
  'permits-everything': { en: 'everything is permitted', 'zh-cn': '所有流量都会被放行' },
  'denies-everything': { en: 'everything is denied', 'zh-cn': '所有流量都会被拒绝' },
  'not-filtered': { en: 'nothing is filtered', 'zh-cn': '不会进行任何过滤' },
  'matches-everything': { en: 'the condition holds for everything', 'zh-cn': '该条件对一切都成立' },
  'rule-ignored': { en: 'the statement has no effect', 'zh-cn': '该语句不起作用' },
  'config-refused': { en: 'the platform refuses the whole configuration', 'zh-cn': '平台会拒绝整个配置' },
};

const UNKNOWN: Bilingual = { en: 'the effect depends on the platform', 'zh-cn': '其后果取决于平台' };

const rename = (use: Use, near: Definition): Proposal => ({
  title: {
    en: `Use ${near.name.value} instead of ${use.name.value}: "${use.by}" then takes effect with it`,
    'zh-cn': `将 ${use.name.value} 改为 ${near.name.value}:"${use.by}"将以它生效`,
  },
  safety: 'unsafe',
  change: { kind: 'replace-text', span: use.name.span, newText: near.name.value },
});

/** A filter that comes into force on management access may shut out whoever is logged in. */
const mayLockOut = (device: Device, use: Use): boolean =>
  device.bindings.some(
    ({ filter, place }) =>
      place.kind === 'management' && filter.span.start === use.name.span.start && filter.value === use.name.value,
  );

/** Defined, but without an entry: where that permits everything, it is no better than not defined. */
function* emptyFilters({ device, dialect }: RuleContext): Generator<Report> {
  for (const { filter, family, place } of device.bindings) {
    if (place.kind !== 'interface') continue;
    const bound = byName(device)
      .filters(filter.value)
      .map((index) => device.filters[index]!)
      .find((one) => one.family === family);
    if (!bound?.closed || bound.hook !== undefined || bound.fallback.action !== 'permit') continue;
    // Nothing is referred to where a chain itself says which interface it filters (nftables' netdev).
    if (bound.name.span.start === filter.span.start) continue;
    if (bound.rules.some(({ active, implicit }) => active && !implicit)) continue;
    const kind = nameKind('acl', dialect);
    yield {
      span: filter.span,
      text: {
        en: `The ${kind.en} ${filter.value} has no entries: everything is permitted. Add them, or take the reference out.`,
        'zh-cn': `${kind['zh-cn']} ${filter.value} 没有任何条目:所有流量都会被放行。请添加条目,或删除该引用。`,
      },
      related: [
        { span: bound.name.span, text: { en: `${filter.value} is defined here`, 'zh-cn': `${filter.value} 在此定义` } },
      ],
    };
  }
}

function circle(use: Use, names: readonly string[]): Report {
  const way = names.join(' > ');
  return {
    span: use.name.span,
    text: {
      en: `Circular reference: ${way}. The platform refuses this or never comes to an end; take one of the references out.`,
      'zh-cn': `循环引用:${way}。平台会拒绝或无法处理;请删除其中一个引用。`,
    },
  };
}
