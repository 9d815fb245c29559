import type { Bilingual } from '../../../grammars/outline.ts';
import { bearing, bearingText } from '../probes/bearing.ts';
import { probes } from '../probes/index.ts';
import { type Threshold, vantageOf } from '../probes/probe.ts';
import type { KeptRun } from './kept-run.ts';

/** The verdict of a run, and what it says about the finding that asked for it. */
export function runText({
  probe,
  verdict,
  origin,
}: Pick<KeptRun, 'probe' | 'verdict'> & { readonly origin?: { readonly rule?: string } }): Bilingual {
  const said = bearing(probes[probe], origin?.rule, verdict);
  if (!said || origin?.rule === undefined) return verdict.text;
  const word = bearingText(origin.rule, said);
  return { en: `${verdict.text.en} ${word.en}`, 'zh-cn': `${verdict.text['zh-cn']}${word['zh-cn']}` };
}

/** What of a run is told beside its verdict, each in one line. */
export interface RunDetails {
  readonly sent: readonly Bilingual[];
  /** What came back, as one would tell it; absent: the verdict says it all, or more came than is kept. */
  readonly cameBack?: Bilingual;
  /** Name and value of everything that was seen, in order; absent: more than is kept. */
  readonly seen?: readonly SeenValue[];
  /** What the verdict is held to; a verdict that rests on no number has none. */
  readonly threshold?: Bilingual;
  /** Who says so. */
  readonly source: Bilingual;
  readonly parts: readonly Bilingual[];
  readonly vantage: Bilingual;
}

export interface SeenValue {
  /** `addresses.1.ms`: items of a list from 1. */
  readonly name: string;
  readonly value: string;
}

export function runDetails({
  probe,
  verdict,
  sent,
  observation,
  parts = [],
}: Pick<KeptRun, 'probe' | 'verdict' | 'sent' | 'observation' | 'parts'>): RunDetails {
  const threshold = thresholdOf(probe, verdict.code);
  const { source } = probes[probe].grounds;
  const cameBack = observation && probes[probe].cameBack(observation);
  return {
    sent,
    ...(cameBack && { cameBack }),
    ...(observation && { seen: valuesOf(observation) }),
    ...(threshold && { threshold: { en: threshold.en, 'zh-cn': threshold['zh-cn'] } }),
    source: threshold && threshold.source === undefined ? OWN : same(threshold?.source ?? source),
    parts: parts.map(({ subject, verdict: { text } }) => ({
      en: `${subject}: ${text.en}`,
      'zh-cn': `${subject}:${text['zh-cn']}`,
    })),
    vantage: vantageOf(probes[probe]),
  };
}

const OWN: Bilingual = { en: 'chosen by Netreview', 'zh-cn': '由 Netreview 选定' };
const same = (text: string): Bilingual => ({ en: text, 'zh-cn': text });

/** Of a probe that is made of steps, `tcp-slow` is held to what `slow` of `tcp` is. */
function thresholdOf(id: KeptRun['probe'], code: string): Threshold | undefined {
  const own = ownThreshold(id, code);
  if (own || id !== 'egress-chain') return own;
  const step = Object.keys(probes).find((each) => code.startsWith(`${each}-`));
  return step === undefined ? undefined : ownThreshold(step as KeptRun['probe'], code.slice(step.length + 1));
}

function ownThreshold(id: KeptRun['probe'], code: string): Threshold | undefined {
  const { thresholds } = probes[id].grounds;
  return thresholds && Object.hasOwn(thresholds, code) ? thresholds[code] : undefined;
}

const MOST_VALUES = 200;

/** Numbers, texts and answers of an observation by the way to them, without the question itself. */
function valuesOf({ target: _, probe: __, ...seen }: NonNullable<KeptRun['observation']>): readonly SeenValue[] {
  const values: SeenValue[] = [];
  const walk = (value: unknown, name: string): void => {
    if (values.length >= MOST_VALUES) return;
    if (typeof value !== 'object' || value === null) values.push({ name, value: String(value) });
    else if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
      values.push({ name, value: value.join(', ') });
    } else {
      const entries = Array.isArray(value) ? value.map((item, at) => [at + 1, item] as const) : Object.entries(value);
      for (const [key, inner] of entries) walk(inner, name === '' ? String(key) : `${name}.${key}`);
    }
  };
  walk(seen, '');
  return values;
}
