import { existsSync, globSync, readFileSync } from 'node:fs';
import { dialectById } from '../../grammars/dialects/index.ts';
import { type Member, networkOf } from '../../server/src/network/network.ts';
import { review } from '../../server/src/review/engine.ts';
import type { Finding } from '../../server/src/review/finding.ts';
import { applyFixes, selectFixes } from '../../server/src/review/fix-all.ts';
import { type Prepared, prepare } from '../../server/src/review/prepare.ts';
import type { OptionValue } from '../../server/src/review/rule.ts';
import { DEFAULT_SETTINGS, type Preset, type Settings } from '../../server/src/review/settings.ts';
import { checkIntents } from '../../server/src/twin/check-intents.ts';
import { INTENTS_FILE, parseIntents } from '../../server/src/twin/intents-file.ts';
import { twinOf } from '../../server/src/twin/twin.ts';

export type Section = 'Reported' | 'After the fix' | 'Not reported';

/** One fenced configuration of a rule's README, or of a dialect's page of examples for that rule. */
export interface Example {
  readonly section: Section;
  /** Dialect id. */
  readonly language: string;
  /** Words and JSON after the language in the fence line. */
  readonly info: string;
  /** The configuration without its expectation comments. */
  readonly text: string;
  readonly expected: readonly Expectation[];
  readonly path: string;
  /** 1-based line of the fence in the page. */
  readonly line: number;
  /** Other devices of its network: the fences marked `beside NAME` in front of it. */
  readonly beside: readonly Beside[];
}

export interface Beside {
  readonly name: string;
  readonly language: string;
  readonly text: string;
}

export interface Expectation {
  /** 0-based, in the stripped text. */
  readonly line: number;
  readonly startCharacter: number;
  readonly endCharacter: number;
  readonly severity: string;
  readonly rule: string;
}

const SECTIONS: readonly Section[] = ['Reported', 'After the fix', 'Not reported'];
const EXPECTATION = /^(\s*(?:!|#|;|\/\/)\s*?)( *)(\^+)\s+(error|warning|info|hint)\s+([a-z0-9/-]+)\s*$/;

/** All examples of a rule: its README, then the pages of dialects in `grammars/dialects/<id>/examples/<area>/<rule>.md`. */
export const readRuleExamples = (rule: string): Example[] =>
  [`server/src/rules/${rule}/README.md`, ...globSync(`grammars/dialects/*/examples/${rule}.md`).sort()].flatMap(
    (path) => (existsSync(path) ? readExamples(path.replaceAll('\\', '/')) : []),
  );

/** Rules that a dialect shows no example of, each with its reason: `examples/not-tried.md`, one list item a rule. */
export function notTried(dialect: string): ReadonlyMap<string, string> {
  const path = `grammars/dialects/${dialect}/examples/not-tried.md`;
  const items = existsSync(path) ? readFileSync(path, 'utf8').matchAll(/^- `([a-z0-9/-]+)`: (.+)$/gm) : [];
  return new Map([...items].map(([, rule, reason]) => [rule!, reason!]));
}

function readExamples(path: string): Example[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  const examples: Example[] = [];
  let section: Section | undefined;
  let beside: Beside[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const heading = /^## (.+?)\s*$/.exec(lines[i]!);
    if (heading) section = SECTIONS.find((name) => name === heading[1]);
    const fence = /^```([a-z0-9]+)(.*)$/.exec(lines[i]!);
    if (!fence) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`${path}:${i + 1}: fence does not end`);
    if (section) {
      const body = lines.slice(i + 1, end);
      const name = /\bbeside (\S+)/.exec(fence[2]!)?.[1];
      if (name !== undefined) {
        beside.push({ name, language: fence[1]!, text: `${body.join('\n')}\n` });
        i = end;
        continue;
      }
      examples.push({
        section,
        language: fence[1]!,
        info: fence[2]!.trim(),
        path,
        line: i + 1,
        beside,
        ...strip(body),
      });
      beside = [];
    }
    i = end;
  }
  return examples;
}

const DOCUMENTATION = 'routing/documentation-address';

/** The README's settings for one example: a JSON object in the fence line sets options of `rule`; `preset`, `profile` are special. */
export function settingsOf(example: Example, rule: string): Settings {
  const json = /\{.*\}/.exec(example.info)?.[0];
  const { preset, profile, ...options } = (json ? JSON.parse(json) : {}) as Record<string, OptionValue>;
  return {
    ...DEFAULT_SETTINGS,
    ...(preset === undefined ? {} : { preset: preset as Preset }),
    ...(profile === undefined ? {} : { profile: profile as Settings['profile'] }),
    rules: {
      // Examples are written with documentation addresses.
      ...(rule === DOCUMENTATION ? {} : { [DOCUMENTATION]: { severity: 'off' as const } }),
      ...(Object.keys(options).length > 0 ? { [rule]: { options } } : {}),
    },
  };
}

export interface Reviewed {
  readonly prepared: Prepared;
  readonly findings: readonly Finding[];
}

/** Of every example, so that what expires does not depend on the day. */
const TODAY = '2027-03-01';

/** Reviews a text as this dialect. A rule that throws is an error here. */
export async function reviewText(
  text: string,
  dialect: string,
  settings: Settings = DEFAULT_SETTINGS,
  beside: readonly Beside[] = [],
): Promise<Reviewed> {
  if (!dialectById(dialect)) throw new Error(`no dialect ${dialect}`);
  const path = pathBeside(dialect, beside);
  const prepared = prepare({ text, dialect, path })!;
  const self: Member = { path, device: prepared.device, index: prepared.index };
  const intents = beside.find(({ name }) => name === INTENTS_FILE);
  const devices = beside.filter((one) => one !== intents);
  const others = devices.map((one): Member => {
    const { device, index } = prepare({ text: one.text, dialect: one.language, path: one.name })!;
    return { path: one.name, device, index };
  });
  const { findings } = await review(prepared, settings, {
    ...(beside.length > 0
      ? {
          surroundingsOf: () => ({
            network: networkOf([self, ...others]),
            self,
            ...(intents
              ? { broken: () => checkIntents(twinOf([self, ...others]), parseIntents(intents.text).intents) }
              : {}),
          }),
        }
      : {}),
    today: TODAY,
    onRuleError: (rule, error) => {
      throw new Error(`${rule} threw`, { cause: error });
    },
  });
  return { prepared, findings };
}

/** Files of its language that have a folder have the document in it: `beside etc/netplan/00-base.yaml`. */
const pathBeside = (dialect: string, beside: readonly Beside[]): string =>
  beside
    .find(({ language, name }) => language === dialect && name.includes('/'))
    ?.name.replace(/[^/]+(?=\.\w+$)/, 'self') ?? 'self';

/** Findings in the form of expectations, sorted, one a line: what a failing test shows. */
export function draw(reviewed: Reviewed): string[] {
  return reviewed.findings.map((finding) => {
    const { start, end } = reviewed.prepared.index.rangeOf(finding.span);
    const last =
      end.line === start.line
        ? end.character
        : reviewed.prepared.index.positionAt(reviewed.prepared.index.lineSpan(start.line).end).character;
    return show({
      line: start.line,
      startCharacter: start.character,
      endCharacter: last,
      severity: finding.severity,
      rule: finding.rule,
    });
  });
}

export const show = (e: Expectation): string =>
  `line ${e.line + 1} [${e.startCharacter}-${e.endCharacter}) ${e.severity} ${e.rule}`;

/** The text after the first fix of each of the rule's findings, one round. */
export const fixed = (reviewed: Reviewed, rule: string): string =>
  applyFixes(reviewed.prepared.text, selectFixes(reviewed.findings, { rule, unsafe: true }));

function strip(body: readonly string[]): { text: string; expected: Expectation[] } {
  const kept: string[] = [];
  const expected: Expectation[] = [];
  for (const line of body) {
    const mark = EXPECTATION.exec(line);
    if (!mark) {
      kept.push(line);
      continue;
    }
    const before = line.indexOf('^');
    const attached = /[!#/]$/.test(line.slice(0, before));
    const indent = line.length - line.trimStart().length;
    expected.push({
      line: kept.length - 1,
      startCharacter: attached ? indent : before,
      endCharacter: before + mark[3]!.length,
      severity: mark[4]!,
      rule: mark[5]!,
    });
  }
  return { text: `${kept.join('\n')}\n`, expected };
}
