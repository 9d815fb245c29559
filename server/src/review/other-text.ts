import { lineStart } from '../../../grammars/kit/line-starts.ts';

/** Texts that may quote a configuration and are none. */
export type OtherText = 'document' | 'difference' | 'program' | 'yaml';

/**
 * What a text is that quotes configurations: Markdown with blocks of code, a difference of two versions, a program with texts in it, YAML with
 * texts of several lines. Dialects look for what only they write, and find it in a quotation as well; its lines are not where they seem to be.
 */
export function otherText(text: string): OtherText | undefined {
  const start = text.slice(0, LOOKED_AT);
  if (DIFFERENCE.isIn(start)) return 'difference';
  if (PROGRAM.test(start) || SOURCE.isIn(start)) return 'program';
  if (FENCE.isIn(start) && (start.match(EACH_FENCE)?.length ?? 0) > 1) return 'document';
  return FIRST_KEY.test(start) && TEXT_OF_LINES.test(start) ? 'yaml' : undefined;
}

/** Quotations come early, or there are too many of them to be overlooked. */
const LOOKED_AT = 20_000;

const DIFFERENCE = lineStart(/^diff --git |^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m);
/** `#!/bin/sh`, `#!/usr/bin/env python3`; not `#!/bin/vbash` or `#!/usr/sbin/nft`. */
const PROGRAM =
  /^\uFEFF?#![^\r\n]*[/ ](?:ba|da|z|k|a)?sh(?:[ \t\r\n]|$)|^\uFEFF?#![^\r\n]*[/ ](?:python|perl|ruby|node|lua)[\d.]*(?:[ \t\r\n]|$)/;
/** Python, Go, JavaScript, C. */
const SOURCE = lineStart(
  /^import [A-Za-z_][\w.]*(?: as \w+)?[ \t\r]*$|^from [\w.]+ import [\w(*]|^def \w+\([^\n]*\)[^\n]*:[ \t\r]*$|^import [^\n;]+ from ['"]|^package [a-z]\w*[ \t\r]*$|^#include [<"]/m,
);
const FENCE = lineStart(/^(?:```|~~~)/m);
const EACH_FENCE = /^(?:```|~~~)/gm;
/** The first line that says something is a key of YAML at the margin, or a document's beginning. */
const FIRST_KEY = /^\uFEFF?(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*(?:---[ \t]*\r?\n|[A-Za-z_][\w.-]*:(?:[ \t\r\n]|$))/;
const TEXT_OF_LINES = /^[ \t-]*[A-Za-z_./][\w./ -]*:[ \t]*[|>][-+\d]*[ \t\r]*$/m;
