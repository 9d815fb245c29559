import { flatOutline } from '../../kit/flat-outline.ts';
import type { Outline } from '../../outline.ts';
import { refusals } from './refusals.ts';
import { splitWords } from './words.ts';

/** One statement a line. */
export function parse(text: string): Outline {
  const outline = flatOutline(text, 'unknown', splitWords);
  return { ...outline, problems: refusals(outline) };
}
