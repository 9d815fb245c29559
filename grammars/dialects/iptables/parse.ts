import { flatOutline } from '../../kit/flat-outline.ts';
import type { Outline } from '../../outline.ts';
import { splitWords } from './words.ts';

/** One statement a line. */
export const parse = (text: string): Outline => flatOutline(text, 'unknown', splitWords);
