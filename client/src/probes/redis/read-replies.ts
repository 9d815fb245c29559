import { plainText } from '../plain-text.ts';
import type { Reply } from './resp.ts';

/** `name:value` lines of INFO and CLUSTER INFO. */
export function readFields(reply: Reply): ReadonlyMap<string, string> {
  const text = reply.kind === 'text' ? reply.text : '';
  return new Map(
    text.split('\r\n').flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), plainText(line.slice(colon + 1), 200)]] : [];
    }),
  );
}

/** SENTINEL MASTERS and its like: a list of names and values for each. */
export function readRecords(reply: Reply): readonly ReadonlyMap<string, string>[] {
  if (reply.kind !== 'list') return [];
  return reply.items.map((item) => {
    const words =
      item.kind === 'list' ? item.items.map((word) => (word.kind === 'text' ? plainText(word.text) : '')) : [];
    return new Map(
      words.flatMap((word, at): [string, string][] => (at % 2 === 0 ? [[word, words[at + 1] ?? '']] : [])),
    );
  });
}

/** @returns undefined for what is no number */
export const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
