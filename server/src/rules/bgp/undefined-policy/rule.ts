import type { Dialect } from '../../../../../grammars/dialect.ts';
import { parseAddress } from '../../../../../grammars/model/address.ts';
import {
  type Definition,
  type Namespace,
  ROUTE_NAMESPACES,
  type UndefinedEffect,
  type Use,
} from '../../../../../grammars/model/reference.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Proposal } from '../../../review/rule.ts';
import { nameKind } from '../../wording/name-kinds.ts';
import { namesOfFiles } from '../../wording/names-of-files.ts';
import { isRouteSide, undefinedUses } from '../../wording/undefined-uses.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/undefined-policy',
    severity: 'error',
    needs: ['references', 'bgp'],
    title: {
      en: 'Route policy or list that is used and not defined',
      'zh-cn': '引用了未定义的路由策略或列表',
    },
    sources: [
      'RFC 7454 section 6',
      'Cisco IOS IP Routing: BGP Command Reference',
      'Junos OS Routing Policies User Guide',
    ],
    options: {},
  },
  *check(context) {
    const { device, dialect } = context;
    const { references } = device;
    const files = namesOfFiles(context);
    const fragment = files.part;
    const definesPolicies = references.definitions.some(({ namespace }) => POLICIES.includes(namespace));
    for (const { use, near } of undefinedUses(references, true, files)) {
      if (!isRouteSide(use)) continue;
      // What refuses undefined names has none on a device: with nothing of the kind defined, this is a part of its text.
      const policy = use.namespaces.some((namespace) => POLICIES.includes(namespace));
      if (policy && use.effect === 'config-refused' && !definesPolicies) continue;
      // A part of a configuration may leave the definition elsewhere; less so where it defines others of the kind.
      const others = references.definitions.some(({ namespace }) => use.namespaces.includes(namespace));
      if (fragment && !others) continue;
      yield {
        severity: severityOf(use, near, fragment),
        span: use.name.span,
        text: textOf(use, near, dialect),
        ...(near ? { related: [{ span: near.name.span, text: definedHere(near) }], fixes: [rename(use, near)] } : {}),
      };
    }
  },
});

const POLICIES: readonly Namespace[] = ROUTE_NAMESPACES.filter((namespace) => namespace !== 'bgp-group');

function severityOf(use: Use, near: Definition | undefined, fragment: boolean): Severity {
  // What is missing may stand in another file, or be typed later: no name is wrong.
  if (isNeighbour(use)) return fragment ? 'info' : 'warning';
  return fragment && !near ? 'warning' : 'error';
}

/** An address in the place of a group: a neighbour without remote AS, of which more is said. */
const isNeighbour = ({ namespaces, name }: Use): boolean =>
  namespaces[0] === 'bgp-group' && parseAddress(name.value.split('/')[0]!) !== undefined;

function textOf(use: Use, near: Definition | undefined, dialect: Dialect): Bilingual {
  if (isNeighbour(use)) return withoutRemoteAs(use);
  const effect = use.effect ? EFFECTS[use.effect] : UNKNOWN;
  const kind = nameKind(use.namespaces[0]!, dialect);
  const hint = near
    ? { en: `Did you mean ${near.name.value}?`, 'zh-cn': `是否想用 ${near.name.value}?` }
    : { en: 'Define it or take the reference out.', 'zh-cn': '请定义它或删除该引用。' };
  return {
    en: `"${use.by}" names the ${kind.en} ${use.name.value}, which is not defined: ${effect.en} ${hint.en}`,
    'zh-cn': `“${use.by}”引用的${kind['zh-cn']} ${use.name.value} 未定义:${effect['zh-cn']}${hint['zh-cn']}`,
  };
}

const withoutRemoteAs = ({ name, by }: Use): Bilingual => ({
  en: `The neighbour ${name.value} has no remote AS, of its own or from a group: the platform refuses "${by}", and no session comes up. Give it a remote AS first.`,
  'zh-cn': `邻居 ${name.value} 没有远端 AS,自身未配置,也没有所属的组:平台会拒绝“${by}”,会话无法建立。请先为它指定远端 AS。`,
});

const EFFECTS: Readonly<Record<UndefinedEffect, Bilingual>> = {
  'permits-everything': { en: 'every route passes.', 'zh-cn': '所有路由都会通过。' },
  'denies-everything': { en: 'no route passes.', 'zh-cn': '没有路由能通过。' },
  'not-filtered': { en: 'routes are not filtered at all.', 'zh-cn': '路由完全不被过滤。' },
  'matches-everything': { en: 'the condition holds for every route.', 'zh-cn': '该条件对所有路由都成立。' },
  'rule-ignored': { en: 'the statement has no effect.', 'zh-cn': '该语句不起作用。' },
  'config-refused': { en: 'the platform refuses the configuration.', 'zh-cn': '平台会拒绝该配置。' },
};

const UNKNOWN: Bilingual = {
  en: 'the effect depends on the platform.',
  'zh-cn': '其后果取决于平台。',
};

const definedHere = ({ name }: Definition): Bilingual => ({
  en: `${name.value} is defined here`,
  'zh-cn': `${name.value} 在此定义`,
});

function rename(use: Use, near: Definition): Proposal {
  return {
    title: {
      en: `Use ${near.name.value} instead of ${use.name.value}: from then on it decides which routes pass`,
      'zh-cn': `将 ${use.name.value} 改为 ${near.name.value}:此后由它决定哪些路由通过`,
    },
    safety: 'unsafe',
    change: { kind: 'replace-text', span: use.name.span, newText: near.name.value },
  };
}
