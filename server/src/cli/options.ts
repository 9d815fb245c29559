import { parseArgs } from 'node:util';
import { SEVERITIES, type Severity } from '../review/finding.ts';
import type { Preset } from '../review/settings.ts';

/** The command line is wrong or the job cannot be done; exit code 2, the message on stderr. */
export class CannotDo extends Error {}

export type Locale = 'en' | 'zh-cn';
export type Format = 'text' | 'json' | 'sarif' | 'github';

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly output: string | undefined;
  readonly failOn: Severity | 'never';
  readonly fix: boolean;
  readonly unsafe: boolean;
  readonly preset: Preset | undefined;
  readonly dialect: string | undefined;
  readonly config: string | undefined;
  readonly stats: boolean;
  readonly stdinPath: string | undefined;
  readonly locale: Locale;
}

export const USAGE = `netreview check [PATH...]   review files and folders (- reads standard input, with --stdin-path NAME)
  --format text|json|sarif|github   --output FILE   --fail-on error|warning|info|hint|never (default error)
  --fix [--unsafe]   --preset standards|article   --dialect ID   --config FILE   --stats   --locale en|zh-cn
netreview rules [--format text|json]
netreview dialects [--format text|json]
netreview explain RULE
netreview test-packet FILE FILTER "tcp 198.51.100.7:40000 > 192.0.2.10:443"   which line decides a packet, through jumps and NAT
netreview diff A B [--filter NAME[=NAME2]] [--fail-on-change]   the packets that B newly permits and newly denies
netreview find FILE "tcp any > 192.0.2.0/24:443"   the rules that match some of a set of packets, and which decide
netreview explain-rule FILE LINE   what a rule matches alone, what is left of it, who takes the rest
  all four: --dialect ID   --format text|json   --locale en|zh-cn; - reads standard input
netreview trace "tcp 192.0.2.7:40000 > 198.51.100.10:443" [PATH...] [--from DEVICE[:INTERFACE|:VRF]]   hop by hop through the network of these files
netreview intents [PATH...]   which intents of .netreview/intents.yaml hold, with a packet and its way where one does not
netreview what-if [PATH...] --fail DEVICE[:INTERFACE] | --remove FILE:LINE   routes, reachability and intents before and after
  all three: --format text|json   --locale en|zh-cn; the last two: --intents FILE
netreview topology [PATH...] [--format text|json|dot] [--locale en|zh-cn]   devices, links and BGP sessions as these files tell them
netreview diagnose DEVICE|PATH [TARGET] [PATH...]   why a host cannot reach the Internet, or the target: the first broken link and its line
  TARGET: 198.51.100.10, www.example.net@198.51.100.10:443   --stun ADDRESS   --format text|json   --locale en|zh-cn
  --live --allow TARGET... [--longest SECONDS]   asks the network from here as well, as netreview probe egress-chain does
netreview probe ID TARGET --allow TARGET... [--from FILE] [--format text|json]   (netreview probe --help)

Exit status: 0 nothing at or above --fail-on, 1 findings (diff --fail-on-change: traffic is treated differently; find: no rule
matches; trace: not delivered for
sure; intents: not all hold; what-if: something is lost;
diagnose: something breaks the way), 2 the job could not be done.
`;

/** @throws CannotDo for an unknown option or value. */
export function checkOptions(args: readonly string[]): CheckOptions {
  const { values, positionals } = parse(args, {
    format: { type: 'string' },
    output: { type: 'string' },
    'fail-on': { type: 'string' },
    fix: { type: 'boolean' },
    unsafe: { type: 'boolean' },
    preset: { type: 'string' },
    dialect: { type: 'string' },
    config: { type: 'string' },
    stats: { type: 'boolean' },
    'stdin-path': { type: 'string' },
    locale: { type: 'string' },
  });
  const options: CheckOptions = {
    paths: positionals.length > 0 ? positionals : ['.'],
    format: oneOf('--format', values.format, ['text', 'json', 'sarif', 'github']) ?? 'text',
    output: values.output as string | undefined,
    failOn: oneOf('--fail-on', values['fail-on'], [...SEVERITIES, 'never']) ?? 'error',
    fix: values.fix === true,
    unsafe: values.unsafe === true,
    preset: oneOf('--preset', values.preset, ['standards', 'article']),
    dialect: values.dialect as string | undefined,
    config: values.config as string | undefined,
    stats: values.stats === true,
    stdinPath: values['stdin-path'] as string | undefined,
    locale: localeOf(values.locale),
  };
  if (options.unsafe && !options.fix) throw new CannotDo('--unsafe only goes with --fix');
  if (options.paths.includes('-') && options.paths.length > 1)
    throw new CannotDo('- reads standard input and takes no other path');
  if (options.stdinPath !== undefined && !options.paths.includes('-'))
    throw new CannotDo('--stdin-path only goes with -');
  if (options.fix && options.paths.includes('-')) throw new CannotDo('--fix cannot change standard input; name a file');
  return options;
}

/** @throws CannotDo when the arguments do not fit. */
export function parse(args: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...args], options: options ?? {}, allowPositionals: true, strict: true }) as {
      values: Record<string, string | boolean | undefined>;
      positionals: string[];
    };
  } catch (error) {
    throw new CannotDo(error instanceof Error ? error.message : String(error));
  }
}

export function oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new CannotDo(`${name} takes ${allowed.join(', ')}; not ${String(value)}`);
  return found;
}

export function localeOf(value: unknown): Locale {
  return oneOf('--locale', value, ['en', 'zh-cn']) ?? 'en';
}
