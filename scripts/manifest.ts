import { COUNTS } from '../client/src/probes/reachability/observe.ts';
import type { Dialect } from '../grammars/dialect.ts';
import type { OptionSpec, OptionValue, Rule } from '../server/src/review/rule.ts';

/** Before a dialect's id in the editor: `netreview-ios`. */
const OWN = 'netreview-';

type Json = { readonly [key: string]: unknown };
type Texts = Readonly<Record<string, string>>;

/** Keys of `package.nls*.json` that are derived; all others are written by hand. */
const DERIVED = /^rule\./;

/** The manifest with its settings brought up to date: one entry per rule, with its options, units and defaults. */
export function withSettings(manifest: Json, rules: readonly Rule[], dialects: readonly string[]): Json {
  const contributes = manifest.contributes as Json;
  return {
    ...manifest,
    contributes: { ...contributes, configuration: { title: 'Netreview', properties: settings(rules, dialects) } },
  };
}

/**
 * The manifest with a language, its grammar and its activation for each dialect that `syntaxes/` colours;
 * what is injected into other languages is written by hand and stays.
 */
export function withLanguages(manifest: Json, dialects: readonly Dialect[], coloured: (id: string) => boolean): Json {
  const contributes = manifest.contributes as Json;
  const own = dialects.filter(({ id }) => coloured(id)).sort((a, b) => a.id.localeCompare(b.id));
  const byHand = (contributes.grammars as readonly Json[]).filter(({ language }) => language === undefined);
  const events = (manifest.activationEvents as readonly string[]).filter(
    (event) => !event.startsWith(`onLanguage:${OWN}`),
  );
  return {
    ...manifest,
    activationEvents: [...own.map(({ id }) => `onLanguage:${OWN}${id}`), ...events],
    contributes: {
      ...contributes,
      languages: own.map(({ id, name, files }) => ({
        id: `${OWN}${id}`,
        aliases: [`${name} (Netreview)`],
        ...files,
        configuration: `./syntaxes/${id}.language-configuration.json`,
      })),
      grammars: [
        ...own.map(({ id }) => ({
          language: `${OWN}${id}`,
          scopeName: `source.${OWN}${id}`,
          path: `./syntaxes/${id}.tmLanguage.json`,
        })),
        ...byHand,
      ],
    },
  };
}

/** The texts with every rule's title and options in one language. */
export function withRuleTexts(texts: Texts, rules: readonly Rule[], language: 'en' | 'zh-cn'): Texts {
  const own = Object.entries(texts).filter(([key]) => !DERIVED.test(key));
  const derived = sorted(rules).flatMap(({ meta }) => [
    [`rule.${meta.id}`, meta.title[language]],
    ...Object.entries(meta.options).map(([name, spec]) => [`rule.${meta.id}.${name}`, optionText(spec, language)]),
  ]);
  return Object.fromEntries([...own, ...derived]);
}

function settings(rules: readonly Rule[], dialects: readonly string[]): Json {
  const choice = (name: string, values: readonly string[]): Json => ({
    type: 'string',
    enum: values,
    enumDescriptions: values.map((value) => `%setting.${name}.${value}%`),
    default: values[0],
    markdownDescription: `%setting.${name}%`,
    scope: 'resource',
  });
  const toggle = (name: string): Json => ({
    type: 'boolean',
    default: true,
    markdownDescription: `%setting.${name}%`,
    scope: 'resource',
  });
  return {
    'netreview.preset': choice('preset', ['standards', 'article']),
    'netreview.profile': choice('profile', ['default', 'edge-isp', 'enterprise-edge', 'datacenter-fabric', 'lab']),
    'netreview.rules': {
      type: 'object',
      default: {},
      markdownDescription: '%setting.rules%',
      scope: 'resource',
      additionalProperties: false,
      properties: Object.fromEntries(sorted(rules).map((rule) => [rule.meta.id, ruleSchema(rule)])),
    },
    'netreview.dialects': {
      type: 'object',
      default: {},
      markdownDescription: '%setting.dialects%',
      scope: 'resource',
      additionalProperties: { type: 'string', enum: [...dialects, 'off'] },
    },
    'netreview.colourByContent': toggle('colourByContent'),
    'netreview.codeLens.filters': toggle('codeLens.filters'),
    'netreview.codeLens.changes': toggle('codeLens.changes'),
    'netreview.inlayHints': toggle('inlayHints'),
    'netreview.fadeDeadRules': toggle('fadeDeadRules'),
    'netreview.wholeNetwork': toggle('wholeNetwork'),
    'netreview.probe.allowedTargets': {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      default: ['loopback', 'private'],
      markdownDescription: '%setting.probe.allowedTargets%',
      scope: 'machine',
    },
    'netreview.probe.pings': {
      type: 'integer',
      minimum: 1,
      maximum: COUNTS.most,
      default: COUNTS.usual,
      markdownDescription: '%setting.probe.pings%',
      scope: 'machine',
    },
    'netreview.probe.staleAfter': {
      type: 'integer',
      minimum: 1,
      maximum: 86_400,
      default: 3600,
      markdownDescription: '%setting.probe.staleAfter%',
      scope: 'resource',
    },
  };
}

function ruleSchema({ meta }: Rule): Json {
  return {
    type: 'object',
    markdownDescription: `%rule.${meta.id}%`,
    additionalProperties: false,
    properties: {
      severity: {
        type: 'string',
        enum: ['error', 'warning', 'info', 'hint', 'off'],
        description: '%setting.rule.severity%',
      },
      ...(Object.keys(meta.options).length === 0 ? {} : { options: optionsSchema(meta.id, meta.options) }),
    },
  };
}

function optionsSchema(rule: string, options: Readonly<Record<string, OptionSpec>>): Json {
  const properties = Object.entries(options).map(([name, spec]) => [
    name,
    { ...typeOf(spec.default, spec.article), default: spec.default, description: `%rule.${rule}.${name}%` },
  ]);
  return {
    type: 'object',
    description: '%setting.rule.options%',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

/** A default of null says "no limit": the preset's value, if any, shows what else it may be. */
function typeOf(value: OptionValue, article: OptionValue | undefined): Json {
  if (Array.isArray(value)) {
    const items = new Set(value.map((item) => typeof item));
    return { type: 'array', items: { type: items.size === 1 ? [...items][0] : ['string', 'number'] } };
  }
  if (value !== null) return { type: typeof value };
  return { type: [article === undefined || article === null ? 'number' : typeof article, 'null'] };
}

function optionText({ unit, description, article }: OptionSpec, language: 'en' | 'zh-cn'): string {
  const unitText = unit === '-' ? '' : language === 'en' ? ` Unit: ${unit}.` : `单位:${unit}。`;
  const articleText =
    article === undefined
      ? ''
      : language === 'en'
        ? ` Preset article: ${JSON.stringify(article)}.`
        : `article 预设:${JSON.stringify(article)}。`;
  return description[language] + unitText + articleText;
}

const sorted = (rules: readonly Rule[]): Rule[] => [...rules].sort((a, b) => a.meta.id.localeCompare(b.meta.id));
