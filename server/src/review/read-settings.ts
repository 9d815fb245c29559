import { dialects } from '../../../grammars/dialects/index.ts';
import { parseNetwork } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { rules as allRules } from '../rules/index.ts';
import { SEVERITIES, type Severity } from './finding.ts';
import type { OptionSpec, OptionValue, Profile } from './rule.ts';
import type { Preset, RuleSetting, Settings } from './settings.ts';

/** Keys from the outermost to the one that is wrong. */
export type SettingPath = readonly string[];

export interface SettingProblem {
  readonly path: SettingPath;
  /** The key itself is wrong, not its value. */
  readonly atKey: boolean;
  readonly text: Bilingual;
}

export interface ReadSettings {
  /** Only what was said and is right. */
  readonly settings: Partial<Settings>;
  readonly problems: readonly SettingProblem[];
}

export const PRESETS: readonly Preset[] = ['standards', 'article'];
export const PROFILES: readonly Profile[] = ['default', 'edge-isp', 'enterprise-edge', 'datacenter-fabric', 'lab'];

/**
 * Reads `preset`, `profile`, `rules`, `dialects` and `management` from plain data, whoever wrote it: a config file or an editor's settings.
 * What is wrong is reported and left out; the rest counts.
 */
export function readSettings(value: unknown): ReadSettings {
  const problems: SettingProblem[] = [];
  const report = (path: SettingPath, text: Bilingual, atKey = false): void => {
    problems.push({ path, atKey, text });
  };
  if (value === undefined || value === null) return { settings: {}, problems };
  if (!isMapping(value)) {
    report([], expected({ en: 'the settings', 'zh-cn': '设置' }, MAPPING, value));
    return { settings: {}, problems };
  }
  const known = ['preset', 'profile', 'rules', 'dialects', 'management'];
  for (const key of Object.keys(value)) if (!known.includes(key)) report([key], unknown('setting', key, known), true);
  const preset = oneOf(value, 'preset', PRESETS, [], report);
  const profile = oneOf(value, 'profile', PROFILES, [], report);
  const rules = readRules(value.rules, report);
  const files = readDialects(value.dialects, report);
  const management = readManagement(value.management, report);
  return {
    settings: {
      ...(preset === undefined ? {} : { preset }),
      ...(profile === undefined ? {} : { profile }),
      ...(rules === undefined ? {} : { rules }),
      ...(files === undefined ? {} : { dialects: files }),
      ...(management === undefined ? {} : { management }),
    },
    problems,
  };
}

/** The folder's own word wins over the editor's, setting by setting and rule by rule; its globs are asked first. */
export function mergeSettings(base: Settings, over: Partial<Settings>): Settings {
  const management = over.management ?? base.management;
  return {
    preset: over.preset ?? base.preset,
    profile: over.profile ?? base.profile,
    rules: { ...base.rules, ...over.rules },
    dialects: [...(over.dialects ?? []), ...base.dialects],
    roles: over.roles ?? base.roles,
    ...(management === undefined ? {} : { management }),
  };
}

type Reporter = (path: SettingPath, text: Bilingual, atKey?: boolean) => void;

function readRules(value: unknown, report: Reporter): Settings['rules'] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isMapping(value)) {
    report(['rules'], expected(same('rules'), RULES, value));
    return undefined;
  }
  const settings: Record<string, RuleSetting> = {};
  const ids = allRules.map((rule) => rule.meta.id);
  for (const [id, entry] of Object.entries(value)) {
    const path = ['rules', id];
    const rule = allRules.find((candidate) => candidate.meta.id === id);
    if (!rule) {
      report(path, unknown('rule', id, ids), true);
      continue;
    }
    if (!isMapping(entry)) {
      report(path, expected({ en: `the setting of ${id}`, 'zh-cn': `${id} 的设置` }, RULE, entry));
      continue;
    }
    for (const key of Object.keys(entry))
      if (key !== 'severity' && key !== 'options')
        report([...path, key], unknown('key', key, ['severity', 'options']), true);
    const severity = oneOf(entry, 'severity', [...SEVERITIES, 'off'] as readonly (Severity | 'off')[], path, report);
    const options = readOptions(entry.options, rule.meta.options, [...path, 'options'], report);
    settings[id] = {
      ...(severity === undefined ? {} : { severity }),
      ...(options === undefined ? {} : { options }),
    };
  }
  return settings;
}

function readOptions(
  value: unknown,
  specs: Readonly<Record<string, OptionSpec>>,
  path: SettingPath,
  report: Reporter,
): Record<string, OptionValue> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isMapping(value)) {
    report(path, expected(same('options'), OPTIONS, value));
    return undefined;
  }
  const options: Record<string, OptionValue> = {};
  // A network with a slip of the pen is said to be one; the others count.
  const networksOf = (name: string, members: readonly unknown[]): string[] =>
    members.flatMap((member) => {
      if (typeof member === 'string' && parseNetwork(member.trim())) return [member.trim()];
      report([...path, name], expected(same(name), PREFIXES, member));
      return [];
    });
  for (const [name, chosen] of Object.entries(value)) {
    const spec = specs[name];
    if (!spec) report([...path, name], unknown('option', name, Object.keys(specs)), true);
    else if (!fits(chosen, spec)) report([...path, name], expected(same(name), kindOf(spec), chosen));
    else
      options[name] =
        spec.unit === 'prefixes' && Array.isArray(chosen) ? networksOf(name, chosen) : (chosen as OptionValue);
  }
  return options;
}

/** A value fits when its type is that of the default or of the article's value; a list's members are those of the default's. */
function fits(value: unknown, spec: OptionSpec): boolean {
  const samples = [spec.default, ...(spec.article === undefined ? [] : [spec.article])];
  return samples.some((sample) => {
    if (sample === null) return value === null || (samples.every((one) => one === null) && isScalar(value));
    if (!Array.isArray(sample)) return typeof value === typeof sample && !Number.isNaN(value);
    if (!Array.isArray(value)) return false;
    const members = new Set(sample.map((member) => typeof member));
    return value.every((member) => (members.size === 0 ? isScalar(member) : members.has(typeof member)));
  });
}

function kindOf(spec: OptionSpec): Bilingual {
  const { default: sample, unit } = spec;
  if (Array.isArray(sample)) {
    const member = typeof (sample as readonly (string | number)[])[0];
    if (member === 'undefined') return { en: 'a list', 'zh-cn': '列表' };
    return member === 'number'
      ? { en: 'a list of numbers', 'zh-cn': '数字列表' }
      : { en: 'a list of texts', 'zh-cn': '文本列表' };
  }
  if (typeof sample === 'number' || typeof spec.article === 'number')
    return unit === '-' ? { en: 'a number', 'zh-cn': '数字' } : { en: `a number (${unit})`, 'zh-cn': `数字(${unit})` };
  if (typeof sample === 'boolean') return { en: 'true or false', 'zh-cn': 'true 或 false' };
  return typeof sample === 'string' ? { en: 'a text', 'zh-cn': '文本' } : { en: 'a single value', 'zh-cn': '单个值' };
}

function readDialects(value: unknown, report: Reporter): Settings['dialects'] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isMapping(value)) {
    report(['dialects'], expected(same('dialects'), GLOBS, value));
    return undefined;
  }
  const known = [...dialects.map((dialect) => dialect.id), 'off'];
  return Object.entries(value).flatMap(([files, dialect]) => {
    if (typeof dialect === 'string' && known.includes(dialect)) return [{ files, dialect }];
    report(['dialects', files], unknown('dialect', shown(dialect).en, known));
    return [];
  });
}

/** Without sources nothing is declared; ports are SSH's where none are given. */
function readManagement(value: unknown, report: Reporter): Settings['management'] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isMapping(value)) {
    report(['management'], expected(same('management'), MANAGEMENT, value));
    return undefined;
  }
  const known = ['sources', 'ports'];
  for (const key of Object.keys(value))
    if (!known.includes(key)) report(['management', key], unknown('key', key, known), true);
  const listAt = <T>(key: string, wanted: Bilingual, read: (member: unknown) => T | undefined): T[] => {
    const list = value[key] ?? [];
    if (!Array.isArray(list)) {
      report(['management', key], expected(same(key), wanted, list));
      return [];
    }
    return list.flatMap((member) => {
      const found = read(member);
      if (found === undefined) report(['management', key], expected(same(key), wanted, member));
      return found ?? [];
    });
  };
  const sources = listAt('sources', PREFIXES, (source) =>
    typeof source === 'string' ? parseNetwork(source) : undefined,
  );
  const ports = listAt('ports', PORTS, (port) =>
    Number.isInteger(port) && isPort(port as number) ? (port as number) : undefined,
  );
  return sources.length === 0 ? undefined : { sources, ports: ports.length > 0 ? ports : [22] };
}

const isPort = (port: number): boolean => port >= 1 && port <= 65_535;

function oneOf<T extends string>(
  mapping: Readonly<Record<string, unknown>>,
  key: string,
  allowed: readonly T[],
  path: SettingPath,
  report: Reporter,
): T | undefined {
  const value = mapping[key];
  if (value === undefined || value === null) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    report([...path, key], {
      en: `${key} takes ${allowed.join(', ')}; not ${shown(value).en}.`,
      'zh-cn': `${key} 只能是 ${allowed.join('、')},不能是 ${shown(value)['zh-cn']}。`,
    });
  }
  return found;
}

const KINDS: Readonly<Record<string, string>> = {
  setting: '设置',
  rule: '规则',
  key: '键',
  option: '选项',
  dialect: '方言',
};

/** Every dialect is listed; more names than this are a page of their own. */
const MOST_LISTED = 40;

function unknown(kind: string, name: string, known: readonly string[]): Bilingual {
  const near = nearest(name, known);
  const few = known.length <= MOST_LISTED ? known : [];
  const none = known.length === 0;
  return {
    en: `Unknown ${kind} ${name}${near ? `; did you mean ${near}?` : none ? '; there is none.' : few.length > 0 ? `; known: ${few.join(', ')}.` : '.'}`,
    'zh-cn': `未知的${KINDS[kind] ?? kind} ${name}${near ? `;是否想写 ${near}?` : none ? ';此处没有可用项。' : few.length > 0 ? `;可用:${few.join('、')}。` : '。'}`,
  };
}

const expected = (what: Bilingual, wanted: Bilingual, value: unknown): Bilingual => ({
  en: `Expected ${wanted.en} for ${what.en}, found ${shown(value).en}.`,
  'zh-cn': `${what['zh-cn']} 的值应为${wanted['zh-cn']},实为 ${shown(value)['zh-cn']}。`,
});

const same = (text: string): Bilingual => ({ en: text, 'zh-cn': text });

const MAPPING: Bilingual = { en: 'keys with values', 'zh-cn': '键值对' };
const RULES: Bilingual = { en: 'rule ids with settings', 'zh-cn': '以规则标识为键的设置' };
const RULE: Bilingual = { en: '`severity` and `options`', 'zh-cn': ' `severity` 与 `options`' };
const OPTIONS: Bilingual = { en: 'option names with values', 'zh-cn': '以选项名为键的值' };
const GLOBS: Bilingual = { en: 'globs with a dialect each', 'zh-cn': '以通配符为键的方言' };

const MANAGEMENT: Bilingual = { en: '`sources` and `ports`', 'zh-cn': ' `sources` 与 `ports`' };
const PREFIXES: Bilingual = { en: 'a list of networks and addresses', 'zh-cn': '网段与地址列表' };
const PORTS: Bilingual = { en: 'a list of TCP ports (1 to 65535)', 'zh-cn': 'TCP 端口列表(1 到 65535)' };

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

function shown(value: unknown): Bilingual {
  if (Array.isArray(value)) return { en: 'a list', 'zh-cn': '列表' };
  if (isMapping(value)) return { en: 'a mapping', 'zh-cn': '映射' };
  return same((JSON.stringify(value) ?? String(value)).slice(0, 60));
}

/** The known name at most a third of its letters away. */
function nearest(name: string, known: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.slice(0, 80), candidate);
    if (distance <= candidate.length / 3 && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { name: candidate, distance };
  }
  return best?.name;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
