import { formatPacket } from '../packets/packet-text.ts';
import {
  type Comparison,
  compareDocuments,
  type FilterPair,
  hasChanged,
  isChanged,
} from '../review/compare-documents.ts';
import { type RoutePair, routesChanged } from '../review/compare-routes.ts';
import { changeWords, comparisonJson, countText, pairName } from '../review/comparison-report.ts';
import type { Prepared } from '../review/prepare.ts';
import { type Labels, lineOf } from '../review/report-parts.ts';
import { decidedText, routeChanges, routePairName, setText } from '../review/route-comparison-report.ts';
import { CannotDo, localeOf, oneOf, parse } from './options.ts';
import { readConfiguration } from './read-configuration.ts';

export interface DiffResult {
  readonly report: string;
  /** 1 where packets fare otherwise and the caller asked to fail then. */
  readonly status: 0 | 1;
}

/**
 * Exactly the packets that the second file newly permits and newly denies, filter by filter, and the routes that it newly accepts and
 * refuses, session by session; the files may be of different dialects.
 * @throws CannotDo for files and filters that are none, and where a filter is too intricate to be compared.
 */
export function diff(args: readonly string[], cwd: string): DiffResult {
  const { values, positionals } = parse(args, {
    filter: { type: 'string' },
    format: { type: 'string' },
    dialect: { type: 'string' },
    'fail-on-change': { type: 'boolean' },
    locale: { type: 'string' },
  });
  const format = oneOf('--format', values.format, ['text', 'json']) ?? 'text';
  const locale = localeOf(values.locale);
  const [first, second, ...rest] = positionals;
  if (first === undefined || second === undefined || rest.length > 0)
    throw new CannotDo('diff takes two files, the earlier one first');
  if (first === '-' && second === '-') throw new CannotDo('only one of the two files can be standard input');
  const dialect = values.dialect as string | undefined;
  const before = readConfiguration(first, cwd, dialect, locale);
  const after = readConfiguration(second, cwd, dialect, locale);
  const comparison = compareDocuments(before, after, chosenPairs(values.filter as string | undefined));
  if ('problem' in comparison) throw new CannotDo(comparison.problem[locale]);
  if (comparison.pairs.length === 0 && comparison.routes.length === 0)
    throw new CannotDo('no filter has the same name in both files; choose two with --filter NAME=NAME2');
  const undecided = comparison.pairs.filter(({ difference }) => !difference);
  if (undecided.length > 0) throw new CannotDo(`too intricate to be compared: ${undecided.map(pairName).join(', ')}`);
  const labels = { before: first, after: second };
  const report =
    format === 'json' ? `${JSON.stringify(comparisonJson(comparison, labels))}\n` : textOf(comparison, labels);
  return { report, status: values['fail-on-change'] === true && hasChanged(comparison) ? 1 : 0 };
}

/** `NAME` or `NAME=NAME2`. */
function chosenPairs(filter: string | undefined): { before: string; after: string }[] {
  if (filter === undefined) return [];
  const [before, after, ...rest] = filter.split('=');
  if (!before || after === '' || rest.length > 0)
    throw new CannotDo(`--filter takes NAME or NAME=NAME2; not ${filter}`);
  return [{ before, after: after ?? before }];
}

function textOf(comparison: Comparison, labels: Labels): string {
  const { pairs, onlyBefore, onlyAfter, translationsDiffer, routes } = comparison;
  const lines = pairs.filter(isChanged).flatMap((pair) => pairText(pair, comparison, labels));
  for (const { name } of onlyBefore) lines.push(`${name}: only in ${labels.before}`);
  for (const { name } of onlyAfter) lines.push(`${name}: only in ${labels.after}`);
  if (translationsDiffer)
    lines.push('rules that translate are written otherwise; what they do to packets is not compared');
  const same = pairs.filter((pair) => !isChanged(pair)).map(pairName);
  if (same.length > 0) lines.push(`no packet fares otherwise: ${same.join(', ')}`);
  lines.push(...routes.filter(routesChanged).flatMap((pair) => routeText(pair, comparison, labels)));
  const untouched = routes.filter((pair) => !routesChanged(pair)).map((pair) => routePairName(pair, 'en'));
  if (untouched.length > 0) lines.push(`no route fares otherwise: ${untouched.join('; ')}`);
  return `${lines.join('\n')}\n`;
}

function routeText(pair: RoutePair, comparison: Comparison, labels: Labels): string[] {
  const name = routePairName(pair, 'en');
  if (!pair.difference) return [`${name}: a policy is not followed, nothing is told`];
  const lines = [`${name}:`];
  for (const { change, prefixes, more, except, witness } of routeChanges(pair.difference, comparison, 'en')) {
    if (except) lines.push(`  ${SIGNS[change]} all but`);
    for (const prefix of [...prefixes, ...(more ? ['and more'] : [])])
      lines.push(`  ${SIGNS[change]} ${except ? '  ' : ''}${prefix}`);
    lines.push(`    route ${witness.route}`);
    lines.push(`      ${labels.before}: ${decidedText(witness.before, 'en')}`);
    lines.push(`      ${labels.after}: ${decidedText(witness.after, 'en')}`);
    if (witness.set.length > 0) lines.push(`      ${setText(witness.set, 'en')}`);
  }
  if (!pair.difference.complete)
    lines.push('  routes may fare otherwise that are not shown: a policy asks for more than prefixes and communities');
  return lines;
}

const SIGNS = { newlyAccepted: '+', newlyRefused: '-', setOtherwise: '~' } as const;

function pairText(pair: FilterPair, { before, after }: Comparison, labels: Labels): string[] {
  const lines = [`${pairName(pair)}: ${changeWords(pair, 'en')}`];
  const { newlyPermitted, newlyDenied, closed, statefulOnly } = pair.difference!;
  for (const [sign, change] of [
    ['+', newlyPermitted],
    ['-', newlyDenied],
  ] as const) {
    for (const flow of change.list) lines.push(`  ${sign} ${flow}`);
    if (change.flows > change.list.length) lines.push(`  ${sign} and more: ${countText(change.flows)} flows in all`);
    if (!change.example) continue;
    const { packet, before: old, after: now } = change.example;
    lines.push(`    packet ${formatPacket(packet)}`);
    lines.push(`      ${labels.before}: ${decided(old, before)}`, `      ${labels.after}: ${decided(now, after)}`);
    if (!change.sure) lines.push('    conditions that cannot be decided here may hide or undo some of this');
  }
  if (statefulOnly)
    lines.push(
      `  ${labels[statefulOnly]} keeps state: there, replies of permitted flows pass without a rule of their own`,
    );
  if (!closed) lines.push('  one side has lines that are not understood; they may change what is said here');
  return lines;
}

function decided(
  {
    action,
    rule,
  }: { readonly action: string; readonly rule?: { readonly span: { readonly start: number }; readonly text: string } },
  prepared: Prepared,
): string {
  return rule
    ? `${action}, line ${lineOf(prepared, rule.span.start)}: ${rule.text.replace(/\s+/g, ' ')}`
    : `${action}, by the filter's end`;
}
