import type { Word } from '../../../outline.ts';

/** Settings behind an address, in any order: `check inter 2s`. */
export interface Parameters {
  /** By name; the last one of a name holds. */
  readonly given: ReadonlyMap<string, Parameter>;
  /** All, in order. */
  readonly all: readonly Parameter[];
  /** A word that no version known here has: what follows it may mean anything. */
  readonly unknown?: Word;
}

export interface Parameter {
  readonly word: Word;
  readonly value?: Word;
}

/** @param arities how many words follow each name. */
export function readParameters(words: readonly Word[], arities: ReadonlyMap<string, number>): Parameters {
  const all: Parameter[] = [];
  const given = new Map<string, Parameter>();
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    const arity = arities.get(word.text);
    if (arity === undefined) return { given, all, unknown: word };
    const value = arity > 0 ? words[i + 1] : undefined;
    const parameter = value ? { word, value } : { word };
    all.push(parameter);
    given.set(word.text, parameter);
    i += arity;
  }
  return { given, all };
}

/** Quotes and backslashes taken away; what a variable stands for, nobody knows. */
export const plain = (text: string): string =>
  text.replace(/'([^']*)'|\\(.)|"/g, (_, single?: string, escaped?: string) => single ?? escaped ?? '');

/** `2s`, `500` (milliseconds), `1m`. @returns seconds. */
export function secondsOf(text: string): number | undefined {
  const found = /^(\d{1,9})(us|ms|s|m|h|d)?$/.exec(text);
  return found ? Number(found[1]) * UNITS[found[2] ?? 'ms']! : undefined;
}

const UNITS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

export const countOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
