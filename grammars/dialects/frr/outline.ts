import { readIndented } from '../../kit/indented-outline.ts';
import type { Outline } from '../../outline.ts';
import { commands } from './commands.ts';

export const parse = (text: string): Outline =>
  readIndented(text, {
    root: 'global',
    kindOf: commands.find,
    abbreviated: commands.findAbbreviated,
    // Jinja's statements and comments: the lines between them are configuration.
    commentMarks: ['!', '#', '{%', '{#'],
  });
