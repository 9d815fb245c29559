import { parseAddress } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { diagnose as ask, type Diagnosis } from '../diagnosis/diagnose.ts';
import { diagnosisText } from '../diagnosis/diagnosis-text.ts';
import { RULES_ASKED } from '../diagnosis/finding-steps.ts';
import { hostNamed } from '../diagnosis/host-files.ts';
import { parseDestination } from '../diagnosis/question.ts';
import { networkOf } from '../network/network.ts';
import { review } from '../review/engine.ts';
import { rules } from '../rules/index.ts';
import { twinOf } from '../twin/twin.ts';
import { chosenSettings } from './chosen-settings.ts';
import { CannotDo, type Locale, localeOf, oneOf, parse } from './options.ts';
import { readNetwork } from './read-network.ts';

/**
 * Why a host cannot reach the Internet, or the target, by the configurations alone; text, or one JSON object. Nothing is sent. Status 0: they
 * show nothing that breaks it, 1: they do.
 * @throws CannotDo for a host or target that is none.
 */
export async function diagnose(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly report: string; readonly status: 0 | 1 }> {
  const { values, positionals } = parse(args, {
    format: { type: 'string' },
    locale: { type: 'string' },
    stun: { type: 'string' },
  });
  const format = oneOf('--format', values.format, ['text', 'json']) ?? 'text';
  const locale = localeOf(values.locale);
  const diagnosis = await diagnosisOf(positionals, cwd, locale, values.stun as string | undefined);
  const status = diagnosis.cause ? 1 : 0;
  if (format === 'json') return { report: `${JSON.stringify({ version: 1, ...diagnosis })}\n`, status };
  return { report: diagnosisText(diagnosis, locale), status };
}

/**
 * @param positionals the host's name, file or folder, then the target if any, then files and folders of its network
 * @param stun an address that answers STUN; absent: the target
 */
export async function diagnosisOf(
  positionals: readonly string[],
  cwd: string,
  locale: Locale,
  stun?: string,
): Promise<Diagnosis> {
  const [name, ...rest] = positionals;
  if (name === undefined)
    throw new CannotDo('diagnose takes a device or its file, then a target, then files and folders');
  const [first] = rest;
  const given = first === undefined ? undefined : parseDestination(first);
  const isTarget = given !== undefined && !('problem' in given);
  const to = isTarget ? given : parseDestination(undefined);
  if ('problem' in to) throw new CannotDo(problemText(to.problem, locale));
  const stunServer = stun === undefined ? undefined : parseAddress(stun);
  if (stun !== undefined && !stunServer) throw new CannotDo('--stun takes an address');
  const files = readNetwork(isTarget ? rest.slice(1) : rest, cwd, locale);
  const twin = twinOf(files);
  const member = hostNamed(twin.members, files, name);
  if (typeof member === 'string') throw new CannotDo(noHost(name, member));
  const network = networkOf(files);
  const { settings } = chosenSettings({ config: undefined, preset: undefined, locale }, cwd);
  const asked = rules.filter(({ meta }) => RULES_ASKED.has(meta.id));
  const diagnosis = await ask({
    twin,
    files,
    member,
    to,
    ...(stunServer ? { stunServer } : {}),
    findingsOf: async ({ path }) => {
      const file = files.find((one) => one.path === path)!;
      const { findings } = await review(file.prepared, settings, {
        rules: asked,
        surroundingsOf: (document) => (document === file.prepared ? { network, self: file } : undefined),
        today: new Date().toISOString().slice(0, 10),
      });
      return findings;
    },
  });
  if ('en' in diagnosis) throw new CannotDo(problemText(diagnosis, locale));
  return diagnosis;
}

/** For `diagnose --live`, which is put together in the client. */
export const staticHalf = {
  diagnose: diagnosisOf,
  text: diagnosisText,
  isRefusal: (error: unknown): error is Error => error instanceof CannotDo,
};

const problemText = (problem: Bilingual, locale: Locale): string => problem[locale];

const noHost = (name: string, names: string): string =>
  names === ''
    ? `no configuration here has interfaces, so nobody is called ${name}`
    : `no device is called ${name}; there is ${names}`;
