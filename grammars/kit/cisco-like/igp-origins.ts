import type { DefaultOriginate, IgpRedistribution, IsisLevel } from '../../model/igp.ts';
import type { Statement, Word } from '../../outline.ts';
import { after, isWholeNumber, located, lower } from './facts.ts';

/** `redistribute static metric 20 metric-type 1 subnets route-map X`, `redistribute bgp 64500 level-2 route-policy X` */
export function igpRedistributionOf(statement: Statement): IgpRedistribution | undefined {
  const { words, header } = statement;
  const from = words[1];
  if (lower(words, 0) !== 'redistribute' || !from) return undefined;
  const policy = policyIn(words);
  const metric = numberAfter(words, 'metric');
  const type = metricType(words);
  const level = levelIn(words);
  const process = words[2] && !OPTIONS.has(words[2].text.toLowerCase()) ? words[2].text : undefined;
  const family = lower(words, 1);
  const name = family === 'ipv4' || family === 'ipv6' ? words[2] : from;
  if (!name) return undefined;
  // FRR's IS-IS says the family first; NX-OS calls connected networks direct.
  const protocol = name.text.toLowerCase();
  return {
    from: { ...located(name), value: protocol === 'direct' ? 'connected' : protocol },
    ...(process === undefined || name !== from ? {} : { process }),
    ...(name === from ? {} : { family: family === 'ipv6' ? 'ipv6' : 'ipv4' }),
    ...(policy ? { policy: located(policy) } : {}),
    ...(metric === undefined ? {} : { metric }),
    ...(type ? { metricType: type } : {}),
    ...(level ? { level } : {}),
    span: header,
  };
}

const OPTIONS = new Set(
  'metric metric-type subnets route-map route-policy tag match level-1 level-2 level-1-2 include lsa-type-7 instance nssa-only'.split(
    ' ',
  ),
);

/** `default-information originate always metric 10 metric-type 1 route-map X` */
export function defaultOriginateOf({ words, header }: Statement): DefaultOriginate | undefined {
  if (lower(words, 0) !== 'default-information' || lower(words, 1) !== 'originate') return undefined;
  const policy = policyIn(words);
  const metric = numberAfter(words, 'metric');
  const type = metricType(words);
  const family = lower(words, 2);
  return {
    always: words.some(({ text }) => text.toLowerCase() === 'always'),
    ...(policy ? { policy: located(policy) } : {}),
    ...(metric === undefined ? {} : { metric }),
    ...(type ? { metricType: type } : {}),
    ...(family === 'ipv4' || family === 'ipv6' ? { family } : {}),
    span: header,
  };
}

const policyIn = (words: readonly Word[]): Word | undefined =>
  after(words, 'route-map') ?? after(words, 'route-policy');

export function numberAfter(words: readonly Word[], keyword: string): number | undefined {
  const word = after(words, keyword);
  return word && isWholeNumber(word.text) ? Number(word.text) : undefined;
}

/** NX-OS and IOS-XR write `type-1`. */
function metricType(words: readonly Word[]): 1 | 2 | undefined {
  const type = after(words, 'metric-type')?.text.toLowerCase();
  return type === '1' || type === 'type-1' ? 1 : type === '2' || type === 'type-2' ? 2 : undefined;
}

const LEVELS: ReadonlyMap<string, IsisLevel> = new Map([
  ['level-1', 'level-1'],
  ['level-1-only', 'level-1'],
  ['level-2', 'level-2'],
  ['level-2-only', 'level-2'],
  ['level-1-2', 'level-1-2'],
]);

/** `is-type level-2-only`: the first word that names a level. */
export function levelIn(words: readonly Word[]): IsisLevel | undefined {
  for (const { text } of words) {
    const level = LEVELS.get(text.toLowerCase());
    if (level) return level;
  }
  return undefined;
}
