import { checkIntents } from '../twin/check-intents.ts';
import { intentJson, intentText } from '../twin/intent-text.ts';
import { twinOf } from '../twin/twin.ts';
import { CannotDo, localeOf, oneOf, parse } from './options.ts';
import { readIntents } from './read-intents.ts';
import { readNetwork } from './read-network.ts';

/**
 * Which intents hold in the network of these files; text, or one JSON object. Status 1: one is violated, or cannot be told.
 * @throws CannotDo where there are none, or their file is wrong.
 */
export function intents(args: readonly string[], cwd: string): { readonly report: string; readonly status: 0 | 1 } {
  const { values, positionals } = parse(args, {
    format: { type: 'string' },
    intents: { type: 'string' },
    locale: { type: 'string' },
  });
  const format = oneOf('--format', values.format, ['text', 'json']) ?? 'text';
  const locale = localeOf(values.locale);
  const file = readIntents(values.intents as string | undefined, cwd, locale);
  if (file.path === undefined)
    throw new CannotDo('there is no .netreview/intents.yaml here or above; name one with --intents');
  const results = checkIntents(twinOf(readNetwork(positionals, cwd, locale)), file.intents);
  const status = results.every((one) => one.status === 'holds') ? 0 : 1;
  if (format === 'json')
    return { report: `${JSON.stringify({ version: 1, path: file.path, intents: results.map(intentJson) })}\n`, status };
  return { report: results.map((one) => intentText(one, locale)).join(''), status };
}
