import type { IdleEnd } from '../../../model/idle.ts';
import type { Statement } from '../../../outline.ts';
import { secondsOf } from './parameters.ts';

/** `timeout http-keep-alive 10s` of sections that clients come to (HAProxy Configuration Manual, 4.2). */
export const idleEnds = (sections: readonly Statement[]): IdleEnd[] =>
  sections
    .filter(({ words }) => /^(?:defaults|frontend|listen)$/.test(words[0]!.text))
    .flatMap(({ children }) => children.flatMap(idleEndOf));

function idleEndOf({ words: [name, kind, value] }: Statement): IdleEnd[] {
  if (name!.text !== 'timeout' || kind?.text !== 'http-keep-alive' || !value) return [];
  const seconds = secondsOf(value.text);
  return seconds
    ? [{ seconds: { value: seconds, span: value.span }, unit: 's', label: 'timeout http-keep-alive' }]
    : [];
}
