import { packetTest } from '../review/packet-test.ts';
import { CannotDo, localeOf, oneOf, parse } from './options.ts';
import { readConfiguration } from './read-configuration.ts';

/**
 * Which line of a filter decides a packet; text, or one JSON object; `line` counts from 1, ranges from 0 as in `check`.
 * @throws CannotDo for a file, filter or packet that is none.
 */
export function testPacket(args: readonly string[], cwd: string): string {
  const { values, positionals } = parse(args, {
    format: { type: 'string' },
    dialect: { type: 'string' },
    locale: { type: 'string' },
  });
  const format = oneOf('--format', values.format, ['text', 'json']) ?? 'text';
  const locale = localeOf(values.locale);
  const [path, name, packet, ...rest] = positionals;
  if (path === undefined || name === undefined || packet === undefined || rest.length > 0)
    throw new CannotDo('test-packet takes a file, a filter and a packet in quotes');
  const prepared = readConfiguration(path, cwd, values.dialect as string | undefined, locale);
  const test = packetTest(prepared, name, packet);
  if (!test.ok) throw new CannotDo(`${path}: ${test.problem[locale]}`);
  const lineOf = (offset: number): number => prepared.index.positionAt(offset).line + 1;
  const { decidedBy, steps } = test;
  if (format === 'json') {
    const rules = (step: (typeof steps)[number]) =>
      step.rules.map(({ span, text }) => ({
        line: lineOf(span.start),
        range: prepared.index.rangeOf(span),
        text,
      }));
    return `${JSON.stringify({
      version: 1,
      path,
      dialect: prepared.dialect.id,
      filter: test.filter.name,
      packet: test.packet,
      action: test.action,
      sure: test.sure,
      decidingFilter: test.decidingFilter,
      line: decidedBy ? lineOf(decidedBy.span.start) : null,
      lineSure: test.sure && !test.deciderUnsure,
      trace: steps.flatMap(rules),
      way: steps.map((step) => ({
        filter: step.filter,
        packet: step.packet,
        action: step.action,
        becomes: step.becomes ?? null,
        untold: step.untold ?? null,
        rules: rules(step),
      })),
    })}\n`;
  }
  const where = test.decidingFilter === test.filter.name ? '' : ` (${test.decidingFilter})`;
  const decider = decidedBy
    ? `line ${lineOf(decidedBy.span.start)}${where}: ${decidedBy.text}`
    : `the end of ${test.decidingFilter}: no rule decides it`;
  return [
    `${test.action}${test.sure ? '' : ' (not certain: something on the way cannot be decided here)'}`,
    `  ${test.packet}`,
    `  decided by ${decider}`,
    ...(test.deciderUnsure ? [`  ${UNSURE_LINE}`] : []),
    ...steps.flatMap((step) => [
      ...step.rules.map(({ span, text }) => `  matched line ${lineOf(span.start)}: ${text}`),
      ...(step.becomes === undefined ? [] : [`  becomes ${step.becomes}`]),
      ...(step.untold === undefined ? [] : [`  ${UNTOLD[step.untold]}`]),
    ]),
    '',
  ].join('\n');
}

const UNSURE_LINE =
  'whether by this line cannot be decided here: where its condition does not hold, the same is decided after it';

const UNTOLD = {
  unknown: 'becomes something that the text does not tell (a pool, or an address of an interface)',
  earlier: 'is translated as the first packet of its connection was, which is not known here',
};
