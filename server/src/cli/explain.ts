import { rulePage } from '../review/rule-page.ts';
import { rules } from '../rules/index.ts';
import { CannotDo, localeOf, parse } from './options.ts';

/** What a rule reports, its options and sources. @throws CannotDo for a rule that is not there. */
export function explain(args: readonly string[]): string {
  const { values, positionals } = parse(args, { locale: { type: 'string' } });
  const locale = localeOf(values.locale);
  const [id] = positionals;
  const rule = rules.find((candidate) => candidate.meta.id === id);
  if (!rule) throw new CannotDo(id === undefined ? 'explain which rule?' : `no rule ${id}; netreview rules lists them`);
  const { meta } = rule;
  const options = Object.entries(meta.options).map(
    ([name, spec]) =>
      `  ${name} = ${JSON.stringify(spec.default)}${spec.unit === '-' ? '' : ` ${spec.unit}`}` +
      `${spec.article === undefined ? '' : ` (preset article: ${JSON.stringify(spec.article)})`}\n      ${spec.description[locale]}`,
  );
  return [
    `${meta.id}  (${meta.severity})`,
    meta.title[locale],
    '',
    ...(options.length > 0 ? ['Options', ...options, ''] : []),
    `Sources  ${meta.sources.join('; ')}`,
    `Page     ${rulePage(meta.id)}`,
    '',
  ].join('\n');
}
