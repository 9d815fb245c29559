import { relative, resolve } from 'node:path';
import { type Member, nameOf } from '../network/network.ts';
import { withoutStatement } from '../review/without-statement.ts';
import { failedMembers, failureNamed } from '../twin/failures.ts';
import { type Twin, twinOf } from '../twin/twin.ts';
import { consequences, isLoss } from '../twin/what-if.ts';
import { whatIfJson, whatIfText } from '../twin/what-if-text.ts';
import { CannotDo, localeOf, oneOf, parse } from './options.ts';
import { readIntents } from './read-intents.ts';
import { type NetworkFile, readNetwork } from './read-network.ts';

/**
 * What fails with a device, a link or a statement: routes, what devices reach, intents. Status 1: an intent that held holds no more, or a
 * device is not reached that was.
 * @throws CannotDo for something that is not there.
 */
export function whatIf(args: readonly string[], cwd: string): { readonly report: string; readonly status: 0 | 1 } {
  const { values, positionals } = parse(args, {
    fail: { type: 'string' },
    remove: { type: 'string' },
    format: { type: 'string' },
    intents: { type: 'string' },
    locale: { type: 'string' },
  });
  const format = oneOf('--format', values.format, ['text', 'json']) ?? 'text';
  const locale = localeOf(values.locale);
  const [fail, remove] = [values.fail as string | undefined, values.remove as string | undefined];
  if ((fail === undefined) === (remove === undefined))
    throw new CannotDo('what-if takes --fail DEVICE, --fail DEVICE:INTERFACE or --remove FILE:LINE');
  const files = readNetwork(positionals, cwd, locale);
  const before = twinOf(files);
  const change = fail === undefined ? without(files, remove!, cwd) : failed(before, files, fail);
  const found = consequences(
    before,
    twinOf(change.members),
    readIntents(values.intents as string | undefined, cwd, locale).intents,
  );
  const status = isLoss(found) ? 1 : 0;
  if (format === 'json') return { report: `${JSON.stringify(whatIfJson(change.name, found))}\n`, status };
  return { report: whatIfText(change.name, found, locale), status };
}

interface Change {
  readonly name: string;
  readonly members: readonly Member[];
}

function failed(twin: Twin, files: readonly NetworkFile[], name: string): Change {
  const failure = failureNamed(twin, name);
  if (!failure)
    throw new CannotDo(
      `no device or interface is called ${name}; there is ${twin.members.map(nameOf).slice(0, 20).join(', ')}`,
    );
  return { name: failure.name, members: failedMembers(files, failure) };
}

/** The statement on a line, with what is nested in it. */
function without(files: readonly NetworkFile[], place: string, cwd: string): Change {
  const [, path, number] = /^(.*):(\d+)$/.exec(place) ?? [];
  const file =
    path === undefined ? undefined : files.find(({ absolute }) => relative(resolve(cwd, path), absolute) === '');
  if (!file || number === undefined)
    throw new CannotDo(`--remove takes a file of the network and a line, as in r1.cfg:12; not ${place}`);
  const again = withoutStatement(file.prepared, Number(number) - 1);
  if (!again) throw new CannotDo(`${place}: no statement begins on this line`);
  return {
    name: again.statement,
    members: files.map((one) =>
      one === file ? { ...one, device: again.prepared.device, index: again.prepared.index } : one,
    ),
  };
}
