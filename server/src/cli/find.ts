import { askedPackets, findRules } from '../review/find-rules.ts';
import { partJson } from '../review/rule-explanation.ts';
import { CannotDo, localeOf, oneOf, parse } from './options.ts';
import { readConfiguration } from './read-configuration.ts';

/**
 * The rules of a file that match some of a set of packets, and which of them decide.
 * @throws CannotDo for a file or a set that is none.
 */
export function find(args: readonly string[], cwd: string): { readonly report: string; readonly status: 0 | 1 } {
  const { values, positionals } = parse(args, {
    format: { type: 'string' },
    dialect: { type: 'string' },
    locale: { type: 'string' },
  });
  const format = oneOf('--format', values.format, ['text', 'json']) ?? 'text';
  const locale = localeOf(values.locale);
  const [path, text, ...rest] = positionals;
  if (path === undefined || text === undefined || rest.length > 0)
    throw new CannotDo('find takes a file and a set of packets in quotes');
  const asked = askedPackets(text);
  if (!asked.ok) throw new CannotDo(asked.problem[locale]);
  const prepared = readConfiguration(path, cwd, values.dialect as string | undefined, locale);
  const found = findRules(prepared, asked.packets);
  if (found.undecided.length > 0)
    throw new CannotDo(
      `${path}: too intricate for this question: ${found.undecided.map(({ name }) => name).join(', ')}`,
    );
  const rules = found.rules.map((one) => ({
    ...one,
    line: prepared.index.positionAt(one.rule.span.start).line + 1,
  }));
  const status = rules.length > 0 ? 0 : 1;
  if (format === 'json') {
    const entries = rules.map(({ filter, rule, line, action, matches, decides, sure }) => ({
      filter: filter.name,
      line,
      text: rule.text,
      action,
      matches: partJson(matches),
      decides: partJson(decides),
      sure,
    }));
    const dialect = prepared.dialect.id;
    return {
      report: `${JSON.stringify({ version: 1, path, dialect, packets: text, rules: entries, more: found.more })}\n`,
      status,
    };
  }
  const lines = rules.map(({ filter, rule, line, action, decides, sure }) => {
    const what = decides.amount === 'all' ? 'all' : decides.text;
    const does =
      decides.amount === 'none'
        ? 'matches, others decide'
        : action === 'continue'
          ? `${sure ? 'sees' : 'may see'} ${what}`
          : `${sure ? 'decides' : 'may decide'} ${what}`;
    return `${path}:${line}: ${filter.name}: ${rule.text.replace(/\s+/g, ' ')}\n  ${does}\n`;
  });
  if (found.more) lines.push('more rules match: ask for fewer packets\n');
  return { report: lines.length > 0 ? lines.join('') : `no rule of ${path} matches ${text}\n`, status };
}
