import { explainRuleAt, storyJson, storyLines } from '../review/rule-explanation.ts';
import { CannotDo, localeOf, oneOf, parse } from './options.ts';
import { readConfiguration } from './read-configuration.ts';

/**
 * What the rule on a line (from 1) matches alone, what is left of it, and who takes the rest.
 * @throws CannotDo for a file or line without a rule.
 */
export function explainRule(args: readonly string[], cwd: string): string {
  const { values, positionals } = parse(args, {
    format: { type: 'string' },
    dialect: { type: 'string' },
    locale: { type: 'string' },
  });
  const format = oneOf('--format', values.format, ['text', 'json']) ?? 'text';
  const locale = localeOf(values.locale);
  const [path, lineText, ...rest] = positionals;
  if (path === undefined || lineText === undefined || rest.length > 0)
    throw new CannotDo('explain-rule takes a file and a line number');
  const line = /^\d{1,9}$/.test(lineText) ? Number(lineText) : 0;
  const prepared = readConfiguration(path, cwd, values.dialect as string | undefined, locale);
  if (line < 1 || line > prepared.index.lineCount)
    throw new CannotDo(`${path} has lines 1 to ${prepared.index.lineCount}; not ${lineText}`);
  const { start, end } = prepared.index.lineSpan(line - 1);
  const indent = /^\s*/.exec(prepared.text.slice(start, end))![0].length;
  const explained = explainRuleAt(prepared, start + indent);
  if (!explained.ok) throw new CannotDo(`${path}:${line}: ${explained.problem[locale]}`);
  const { story } = explained;
  if (format === 'json')
    return `${JSON.stringify({ version: 1, path, dialect: prepared.dialect.id, ...storyJson(prepared, story) })}\n`;
  const lines = storyLines(prepared, story, locale, (text) => text);
  return `${story.filter.name}: ${story.rule.text}\n${lines.map((one) => `  ${one}\n`).join('')}`;
}
