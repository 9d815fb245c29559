import { formatPrefix } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { type OtherAttribute, otherAttributes } from '../routes/compare-policies.ts';
import { deciderSpan, deciderText } from '../routes/decider.ts';
import { prefixTexts } from '../routes/prefix-text.ts';
import type { RouteAttributes } from '../routes/route-attributes.ts';
import { familyText } from '../routes/route-families.ts';
import type { Outcome } from '../routes/run-policy.ts';
import type { Comparison } from './compare-documents.ts';
import {
  type AskedRoutes,
  type RouteChange,
  type RouteDifference,
  type RoutePair,
  routesChanged,
} from './compare-routes.ts';
import type { Prepared } from './prepare.ts';
import { code, type Labels, lineOf } from './report-parts.ts';

type Locale = keyof Bilingual;

/** One list of routes with a witness, and the lines that decide it on both sides. */
export interface ShownChange {
  readonly change: RouteChange;
  readonly prefixes: readonly string[];
  readonly more: boolean;
  /** The prefixes are those that it is not about. */
  readonly except: boolean;
  readonly witness: {
    /** `203.0.113.0/24, path 64500, community 64500:80` */
    readonly route: string;
    readonly before: Decided;
    readonly after: Decided;
    /** What it becomes on either side, where both accept it. */
    readonly set: readonly OtherAttribute[];
  };
}

interface Decided {
  readonly accepted: boolean;
  readonly by: Bilingual;
  /** Absent: no line of the text decides. */
  readonly line?: number;
}

/** `routes from 198.51.100.1, IPv4` */
export const routePairName = ({ vrf, neighbour, family, direction }: RoutePair, locale: Locale): string =>
  WORDS[locale].session(direction, neighbour, familyText(family), vrf);

export function routeChanges(
  difference: RouteDifference,
  { before, after }: Pick<Comparison, 'before' | 'after'>,
  locale: Locale,
): ShownChange[] {
  return Object.entries(difference.changes).flatMap(([change, routes]: [string, AskedRoutes]) => {
    const { space, witness, asked } = routes;
    if (!witness || !asked) return [];
    const { prefix, first, second } = witness;
    // The first is the earlier text in each of the three.
    const side = (outcome: Outcome, prepared: Prepared): Decided => {
      const span = deciderSpan(outcome, prefix);
      return {
        accepted: outcome.accepted,
        by: deciderText(outcome, prefix),
        ...(span ? { line: lineOf(prepared, span.start) } : {}),
      };
    };
    const { list, more, except } = prefixTexts(space);
    return [
      {
        change: change as RouteChange,
        prefixes: list,
        more,
        except,
        witness: {
          route: routeText(formatPrefix(prefix), asked, locale),
          before: side(first, before),
          after: side(second, after),
          set: change === 'setOtherwise' ? otherAttributes(first.attributes, second.attributes) : [],
        },
      },
    ];
  });
}

function routeText(prefix: string, { path, communities }: RouteAttributes, locale: Locale): string {
  const words = WORDS[locale];
  return [
    prefix,
    ...(path.length > 0 ? [`${words.path} ${path.join(' ')}`] : []),
    ...(communities.length > 0 ? [`${words.community} ${communities.join(' ')}`] : []),
  ].join(words.comma);
}

/** `local preference 100 > 200, MED - > 50` */
export const setText = (set: readonly OtherAttribute[], locale: Locale): string =>
  set
    .map(({ name, first, second }) => `${WORDS[locale].attributes[name]} ${first || '-'} > ${second || '-'}`)
    .join(WORDS[locale].comma);

export function routesMarkdown(comparison: Comparison, labels: Labels, locale: Locale): string[] {
  const { routes } = comparison;
  if (routes.length === 0) return [];
  const words = WORDS[locale];
  const changed = routes.filter(routesChanged);
  return [
    `## ${words.title}`,
    '',
    changed.length > 0 ? words.changed(changed.length, routes.length) : words.same(routes.length),
    '',
    ...changed.flatMap((pair) => sectionOf(pair, comparison, labels, locale)),
  ];
}

function sectionOf(pair: RoutePair, comparison: Comparison, labels: Labels, locale: Locale): string[] {
  const words = WORDS[locale];
  const named = {
    ...pair,
    neighbour: code(pair.neighbour),
    ...(pair.vrf === undefined ? {} : { vrf: code(pair.vrf) }),
  };
  const heading = [`### ${routePairName(named, locale)}`, ''];
  if (!pair.difference) return [...heading, words.notFollowed, ''];
  return [
    ...heading,
    ...routeChanges(pair.difference, comparison, locale).flatMap(({ change, prefixes, more, except, witness }) => [
      `**${words[change]}${except ? words.allBut : ''}**`,
      '',
      ...prefixes.map((one) => `- ${code(one)}`),
      ...(more ? [`- ${words.more}`] : []),
      '',
      `${words.route}: ${code(witness.route)}`,
      '',
      `- ${code(labels.before)}: ${decidedText(witness.before, locale, code)}`,
      `- ${code(labels.after)}: ${decidedText(witness.after, locale, code)}`,
      ...(witness.set.length > 0 ? [`- ${setText(witness.set, locale)}`] : []),
      '',
    ]),
    ...(pair.difference.complete ? [] : [words.incomplete, '']),
  ];
}

/** `accepted by permit 20 of IMPORT, line 12`; `shown` writes what holds names of the configuration. */
export const decidedText = (
  { accepted, by, line }: Decided,
  locale: Locale,
  shown: (text: string) => string = (text) => text,
): string => WORDS[locale].decided(accepted, shown(by[locale]), line);

/** For programs; the shape is in the README. */
export function routesJson(pair: RoutePair, comparison: Comparison): object {
  const { vrf, neighbour, family, direction, difference } = pair;
  const side = ({ accepted, by, line }: Decided) => ({ accepted, by: by.en, line: line ?? null });
  return {
    vrf: vrf ?? null,
    neighbour,
    family,
    direction,
    changed: routesChanged(pair),
    decided: difference !== undefined,
    complete: difference?.complete ?? false,
    changes: (difference ? routeChanges(difference, comparison, 'en') : []).map(
      ({ change, prefixes, more, except, witness }) => ({
        change,
        prefixes,
        more,
        except,
        witness: {
          route: witness.route,
          before: side(witness.before),
          after: side(witness.after),
          set: witness.set.map(({ name, first, second }) => ({ name, before: first ?? null, after: second ?? null })),
        },
      }),
    ),
  };
}

const WORDS = {
  en: {
    title: 'Routes that are treated differently',
    session: (direction: RoutePair['direction'], neighbour: string, family: string, vrf?: string) =>
      `routes ${direction === 'import' ? 'from' : 'to'} ${neighbour}, ${family}${vrf === undefined ? '' : `, VRF ${vrf}`}`,
    comma: ', ',
    path: 'path',
    community: 'community',
    route: 'Route',
    changed: (some: number, all: number) =>
      `${some} of ${all} compared ${all === 1 ? 'direction' : 'directions'} of BGP sessions changed.`,
    same: (all: number) =>
      `No route fares otherwise (${all} ${all === 1 ? 'direction' : 'directions'} of BGP sessions).`,
    newlyAccepted: 'Newly accepted',
    newlyRefused: 'Newly refused',
    setOtherwise: 'Accepted with other attributes',
    more: 'and more',
    allBut: ': all but',
    notFollowed: 'A policy of one side is not followed; nothing is told.',
    incomplete: 'Routes may fare otherwise that are not shown: a policy asks for more than prefixes and communities.',
    decided: (accepted: boolean, by: string, line?: number) =>
      `${accepted ? 'accepted' : 'refused'} by ${by}${line === undefined ? '' : `, line ${line}`}`,
    attributes: {
      path: 'path',
      communities: 'communities',
      med: 'MED',
      localPreference: 'local preference',
      preferenceChange: 'local preference plus',
      weight: 'weight',
      origin: 'origin',
      nextHop: 'next hop',
      targets: 'route targets',
      medUnknown: 'MED',
    },
  },
  'zh-cn': {
    title: '哪些路由的处理结果发生变化',
    session: (direction: RoutePair['direction'], neighbour: string, family: string, vrf?: string) =>
      `${direction === 'import' ? '来自' : '发往'} ${neighbour} 的路由,${family}${vrf === undefined ? '' : `,VRF ${vrf}`}`,
    comma: ',',
    path: 'AS 路径',
    community: '团体',
    route: '路由',
    changed: (some: number, all: number) => `比较的 ${all} 个 BGP 会话方向中有 ${some} 个发生变化。`,
    same: (all: number) => `没有路由的处理结果发生变化(${all} 个 BGP 会话方向)。`,
    newlyAccepted: '新接受',
    newlyRefused: '新拒绝',
    setOtherwise: '接受但属性不同',
    more: '以及更多',
    allBut: ':除以下之外的全部',
    notFollowed: '其中一侧的策略无法分析,不作结论。',
    incomplete: '策略的条件不只是前缀和团体:未列出的路由也可能有变化。',
    decided: (accepted: boolean, by: string, line?: number) =>
      `${accepted ? '接受' : '拒绝'},由 ${by}${line === undefined ? '' : `(第 ${line} 行)`}决定`,
    attributes: {
      path: 'AS 路径',
      communities: '团体',
      med: 'MED',
      localPreference: '本地优先级',
      preferenceChange: '本地优先级增量',
      weight: '权重',
      origin: '起源',
      nextHop: '下一跳',
      targets: '路由目标',
      medUnknown: 'MED',
    },
  },
} as const;
