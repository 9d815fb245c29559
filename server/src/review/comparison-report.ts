import type { Bilingual } from '../../../grammars/outline.ts';
import { formatPacket } from '../packets/packet-text.ts';
import { MOST_COUNTED } from '../packets/render.ts';
import {
  type ChangedPackets,
  type Comparison,
  type Decision,
  type FilterPair,
  hasChanged,
  isChanged,
} from './compare-documents.ts';
import type { NamedFilter } from './named-filters.ts';
import type { Prepared } from './prepare.ts';
import { code, type Labels, lineOf } from './report-parts.ts';
import { routesJson, routesMarkdown } from './route-comparison-report.ts';

type Locale = keyof Bilingual;

/** A page to read: a table of all filters, then what changed in each, with a packet and the lines that decide it on both sides. */
export function comparisonMarkdown(comparison: Comparison, labels: Labels, locale: Locale): string {
  const { pairs, onlyBefore, onlyAfter, translationsDiffer, routes } = comparison;
  const words = WORDS[locale];
  const changed = pairs.filter(isChanged);
  return [
    `# ${words.title}`,
    '',
    `${words.before}: ${code(labels.before)} (${comparison.before.dialect.name})  `,
    `${words.after}: ${code(labels.after)} (${comparison.after.dialect.name})`,
    '',
    ...(routes.length > 0 && pairs.length === 0 ? [] : [summaryOf(comparison, locale), '']),
    ...(changed.length === 0 ? [] : [...tableOf(changed, locale), '']),
    ...(translationsDiffer ? [words.translations, ''] : []),
    ...onlyIn(onlyAfter, words.onlyAfter(labels.after)),
    ...onlyIn(onlyBefore, words.onlyBefore(labels.before)),
    ...changed.flatMap((pair) => sectionOf(pair, comparison, labels, locale)),
    ...routesMarkdown(comparison, labels, locale),
  ].join('\n');
}

function summaryOf(comparison: Comparison, locale: Locale): string {
  const { pairs } = comparison;
  return hasChanged({ ...comparison, routes: [] })
    ? WORDS[locale].changed(pairs.filter(isChanged).length, pairs.length)
    : WORDS[locale].same(pairs.length);
}

/** `2 flows newly permitted, 1 flow newly denied`; undefined where nothing changed. */
export function changeWords({ difference }: FilterPair, locale: Locale): string | undefined {
  const words = WORDS[locale];
  if (!difference) return words.undecided;
  const { newlyPermitted, newlyDenied } = difference;
  const parts = [
    ...(newlyPermitted.flows > 0 ? [words.permittedFlows(countText(newlyPermitted.flows), newlyPermitted.flows)] : []),
    ...(newlyDenied.flows > 0 ? [words.deniedFlows(countText(newlyDenied.flows), newlyDenied.flows)] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(words.comma);
}

/** For programs; the shape is in the README. Lines count from 1. */
export function comparisonJson(comparison: Comparison, labels: Labels): object {
  const { before, after, pairs, onlyBefore, onlyAfter, translationsDiffer, routes } = comparison;
  const changeOf = (change: ChangedPackets) => ({
    flows: change.flows,
    packets: change.list,
    sure: change.sure,
    witness: change.example
      ? {
          packet: formatPacket(change.example.packet),
          before: decisionOf(change.example.before, before),
          after: decisionOf(change.example.after, after),
        }
      : null,
  });
  return {
    version: 1,
    before: { path: labels.before, dialect: before.dialect.id },
    after: { path: labels.after, dialect: after.dialect.id },
    changed: hasChanged(comparison),
    filters: pairs.map((pair) => ({
      before: pair.before.name,
      after: pair.after.name,
      changed: isChanged(pair),
      decided: pair.difference !== undefined,
      complete: pair.difference?.closed ?? false,
      statefulOnly: pair.difference?.statefulOnly ?? null,
      newlyPermitted: pair.difference ? changeOf(pair.difference.newlyPermitted) : null,
      newlyDenied: pair.difference ? changeOf(pair.difference.newlyDenied) : null,
    })),
    onlyBefore: onlyBefore.map(({ name }) => name),
    onlyAfter: onlyAfter.map(({ name }) => name),
    translationsDiffer,
    routes: routes.map((pair) => routesJson(pair, comparison)),
  };
}

/** More than this many are not counted. */
export const countText = (flows: number): string => (flows >= MOST_COUNTED ? `${MOST_COUNTED}+` : String(flows));

export const pairName = ({ before, after }: FilterPair): string =>
  before.name === after.name ? after.name : `${before.name} > ${after.name}`;

function decisionOf({ action, rule, sure }: Decision, prepared: Prepared) {
  return { action, sure, line: rule ? lineOf(prepared, rule.span.start) : null, text: rule?.text ?? null };
}

function tableOf(changed: readonly FilterPair[], locale: Locale): string[] {
  const words = WORDS[locale];
  const cell = (change: ChangedPackets): string =>
    change.flows === 0 ? '-' : words.flows(countText(change.flows), change.flows);
  return [
    `| ${words.filter} | ${words.newlyPermitted} | ${words.newlyDenied} |`,
    '| --- | --- | --- |',
    ...changed.map((pair) => {
      const name = code(pairName(pair)).replaceAll('|', '\\|');
      return pair.difference
        ? `| ${name} | ${cell(pair.difference.newlyPermitted)} | ${cell(pair.difference.newlyDenied)} |`
        : `| ${name} | ? | ? |`;
    }),
  ];
}

const onlyIn = (filters: readonly NamedFilter[], heading: string): string[] =>
  filters.length === 0 ? [] : [`${heading} ${filters.map(({ name }) => code(name)).join(', ')}`, ''];

function sectionOf(pair: FilterPair, comparison: Comparison, labels: Labels, locale: Locale): string[] {
  const words = WORDS[locale];
  const heading = [`## ${code(pairName(pair))}`, ''];
  if (!pair.difference) return [...heading, words.undecidedSentence, ''];
  const { newlyPermitted, newlyDenied, closed, statefulOnly } = pair.difference;
  const parts = (
    [
      [words.newlyPermitted, newlyPermitted],
      [words.newlyDenied, newlyDenied],
    ] as const
  ).filter(([, change]) => change.flows > 0);
  return [
    ...heading,
    ...parts.flatMap(([title, change]) => [
      `### ${title}: ${words.flows(countText(change.flows), change.flows)}`,
      '',
      ...change.list.map((flow) => `- ${code(flow)}`),
      ...(change.flows > change.list.length ? [`- ${words.more}`] : []),
      '',
      ...exampleOf(change, comparison, labels, locale),
      ...(change.sure ? [] : [words.unsure, '']),
    ]),
    ...(statefulOnly ? [words.stateful(labels[statefulOnly]), ''] : []),
    ...(closed ? [] : [words.open, '']),
  ];
}

function exampleOf({ example }: ChangedPackets, comparison: Comparison, labels: Labels, locale: Locale): string[] {
  if (!example) return [];
  const words = WORDS[locale];
  const side = ({ action, rule }: Decision, prepared: Prepared, label: string): string =>
    rule
      ? `- ${code(label)}: ${words.byLine(lineOf(prepared, rule.span.start), words.verbs[action])} ${code(rule.text)}`
      : `- ${code(label)}: ${words.byEnd(words.verbs[action])}`;
  return [
    `${words.packet}: ${code(formatPacket(example.packet))}`,
    '',
    side(example.before, comparison.before, labels.before),
    side(example.after, comparison.after, labels.after),
    '',
  ];
}

const WORDS = {
  en: {
    title: 'Traffic that is treated differently',
    before: 'Before',
    after: 'After',
    filter: 'Filter',
    packet: 'Packet',
    newlyPermitted: 'Newly permitted',
    newlyDenied: 'Newly denied',
    comma: ', ',
    changed: (some: number, all: number) => `${some} of ${all} compared ${all === 1 ? 'filter' : 'filters'} changed.`,
    same: (all: number) => (all === 0 ? 'There is no filter on either side.' : 'No packet fares otherwise.'),
    onlyAfter: (label: string) => `Only in ${code(label)}, not compared:`,
    onlyBefore: (label: string) => `Only in ${code(label)}, not compared:`,
    flows: (count: string, number: number) => `${count} ${number === 1 ? 'flow' : 'flows'}`,
    permittedFlows: (count: string, number: number) => `${count} ${number === 1 ? 'flow' : 'flows'} newly permitted`,
    deniedFlows: (count: string, number: number) => `${count} ${number === 1 ? 'flow' : 'flows'} newly denied`,
    undecided: 'too intricate to be compared',
    undecidedSentence: 'The two are too intricate to be compared.',
    more: 'and more',
    unsure: 'Conditions that cannot be decided here may hide or undo some of this.',
    open: 'One side has lines that are not understood; they may change what is said here.',
    translations: 'Rules that translate are written otherwise; what they do to packets is not compared.',
    stateful: (label: string) =>
      `${code(label)} keeps state: there, replies of permitted flows pass without a rule of their own.`,
    byLine: (line: number, verb: string) => `line ${line} ${verb} it,`,
    byEnd: (verb: string) => `no rule decides it; the end ${verb} it`,
    verbs: { permit: 'permits', deny: 'denies', translate: 'translates', exempt: 'leaves untranslated' },
  },
  'zh-cn': {
    title: '哪些报文的处理结果发生变化',
    before: '之前',
    after: '之后',
    filter: '过滤器',
    packet: '报文',
    newlyPermitted: '新放行',
    newlyDenied: '新拒绝',
    comma: ',',
    changed: (some: number, all: number) => `比较的 ${all} 个过滤器中有 ${some} 个发生变化。`,
    same: (all: number) => (all === 0 ? '两侧都没有过滤器。' : '没有报文的处理结果发生变化。'),
    onlyAfter: (label: string) => `仅在 ${code(label)} 中,未比较:`,
    onlyBefore: (label: string) => `仅在 ${code(label)} 中,未比较:`,
    flows: (count: string, _: number) => `${count} 类流量`,
    permittedFlows: (count: string, _: number) => `新放行 ${count} 类流量`,
    deniedFlows: (count: string, _: number) => `新拒绝 ${count} 类流量`,
    undecided: '过于复杂,无法比较',
    undecidedSentence: '两者过于复杂,无法比较。',
    more: '以及更多',
    unsure: '有条件无法在此判定,可能使部分变化不成立或未被列出。',
    open: '其中一侧含有未能识别的行,可能影响此处结论。',
    translations: '转换规则写法不同;它们对报文的影响未作比较。',
    stateful: (label: string) => `${code(label)} 有状态:其中已放行流量的回复报文无需规则即可通过。`,
    byLine: (line: number, verb: string) => `第 ${line} 行${verb}:`,
    byEnd: (verb: string) => `没有规则匹配;默认动作${verb}`,
    verbs: { permit: '放行', deny: '拒绝', translate: '转换', exempt: '不做转换' },
  },
} as const;
