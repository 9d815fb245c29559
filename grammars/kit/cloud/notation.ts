import { carrierOf } from '../carrier.ts';
import { lineStart } from '../line-starts.ts';

export const isJson = (text: string): boolean => /^[\s\uFEFF]*[{[]/.test(text);

const BLOCK = lineStart(
  /^[ \t\uFEFF]*(?:(?:resource|data)[ \t]+"?\w+"?[ \t]+"?[\w-]+"?|(?:variable|output|provider|module)[ \t]+"?[\w-]+"?|terraform|locals)[ \t]*\{/m,
);

/** Blocks of Terraform at the start of lines; those in the values of a YAML file are what it carries. */
export const hasBlocks = (text: string): boolean => !isJson(text) && BLOCK.isIn(text) && carrierOf(text) !== 'yaml';
