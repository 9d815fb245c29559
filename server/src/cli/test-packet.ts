import { resolve } from 'node:path';
import { dialectById, dialects } from '../../../grammars/dialects/index.ts';
import { readStandardInput, readText } from '../disk/read-text.ts';
import { packetTest } from '../review/packet-test.ts';
import { prepare } from '../review/prepare.ts';
import { CannotDo, oneOf, parse } from './options.ts';

/**
 * Which line of a filter decides a packet; text, or one JSON object; `line` counts from 1, ranges from 0 as in `check`.
 * @throws CannotDo for a file, filter or packet that is none.
 */
export function testPacket(args: readonly string[], cwd: string): string {
  const { values, positionals } = parse(args, { format: { type: 'string' }, dialect: { type: 'string' } });
  const format = oneOf('--format', values.format, ['text', 'json']) ?? 'text';
  const [path, name, packet, ...rest] = positionals;
  if (path === undefined || name === undefined || packet === undefined || rest.length > 0)
    throw new CannotDo('test-packet takes a file, a filter and a packet in quotes');
  const read = path === '-' ? readStandardInput() : readText(resolve(cwd, path));
  if ('skipped' in read) throw new CannotDo(`${path}: ${read.skipped}`);
  const dialect = values.dialect as string | undefined;
  if (dialect !== undefined && !dialectById(dialect))
    throw new CannotDo(`--dialect takes ${dialects.map(({ id }) => id).join(', ')}; not ${dialect}`);
  const prepared = prepare({ text: read.text, path, ...(dialect === undefined ? {} : { dialect }) });
  if (!prepared) throw new CannotDo(`${path}: not a configuration of a known dialect`);
  const test = packetTest(prepared, name, packet);
  if (!test.ok) throw new CannotDo(`${path}: ${test.problem.en}`);
  const lineOf = (offset: number): number => prepared.index.positionAt(offset).line + 1;
  const { verdict, decidedBy } = test;
  if (format === 'json') {
    return `${JSON.stringify({
      version: 1,
      path,
      dialect: prepared.dialect.id,
      filter: test.filter.name,
      packet: test.packet,
      action: verdict.action,
      sure: verdict.sure,
      line: decidedBy ? lineOf(decidedBy.span.start) : null,
      trace: test.trace.map(({ span, text }) => ({
        line: lineOf(span.start),
        range: prepared.index.rangeOf(span),
        text,
      })),
    })}\n`;
  }
  const decider = decidedBy
    ? `line ${lineOf(decidedBy.span.start)}: ${decidedBy.text}`
    : `the end of ${test.filter.name}: no rule decides it`;
  return [
    `${verdict.action}${verdict.sure ? '' : ' (not certain: a condition on the way cannot be decided here)'}`,
    `  ${test.packet}`,
    `  decided by ${decider}`,
    ...test.trace.map(({ span, text }) => `  matched line ${lineOf(span.start)}: ${text}`),
    '',
  ].join('\n');
}
