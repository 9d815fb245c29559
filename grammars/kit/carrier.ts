/** What may carry whole files of other languages: those are not what the text is. */
export type Carrier =
  /** Values that go on over lines: `content: |`. */
  | 'yaml'
  /** Values that go on over lines: `user_data = <<EOF`. */
  | 'hcl'
  /** Parts in MIME, `#cloud-config`. */
  | 'user-data'
  /** Programs, and what builds images. */
  | 'script'
  /** Prose with blocks of text; changes of files. */
  | 'page';

/** How much of a text tells what it is. */
const START = 4_000;

/** @returns undefined where the text is a file of its own, as far as its beginning and its values tell. */
export function carrierOf(text: string): Carrier | undefined {
  const start = text.slice(0, START).trimStart();
  if (/^#cloud-config\b/.test(start) || isMime(start)) return 'user-data';
  if (SHEBANG.test(start) || SOURCE.test(start)) return 'script';
  const first = firstLine(start);
  if (/^FROM[ \t]+[\w./:@${}-]+(?:[ \t]+AS[ \t]+\S+)?$/i.test(first) && INSTRUCTION.test(text)) return 'script';
  if (YAML_LINE.test(first) && LONG_VALUE.test(text)) return 'yaml';
  if (HCL_BLOCK.test(first) && HEREDOC.test(text)) return 'hcl';
  if (/^<(?:!DOCTYPE[ \t]+html|html)\b/i.test(first) || isPatch(start)) return 'page';
  return FENCE.test(start) && isFenced(text) ? 'page' : undefined;
}

const SHEBANG =
  /^#!\s*(?:\/usr\/bin\/env\s+(?:-\S+\s+)*)?(?:\/\S*\/)?(?:ba|da|k|z|a|c|fi)?sh\b|^#!.*\b(?:python|perl|ruby|node|expect|tclsh)/;
/** What programs load, before anything else: Python, Go, JavaScript, C. Bicep's files and registries are loaded in the words of JavaScript. */
const SOURCE =
  /^(?:import [A-Za-z_][\w.]*(?: as \w+)?[ \t\r]*$|from [\w.]+ import [\w(*]|import [^\n;]+ from ['"](?!br[:/]|ts[:/]|[^'"\n]*\.bicep['"])|package [a-z]\w*;?[ \t\r]*$|#include [<"])/m;
const INSTRUCTION = /^(?:RUN|COPY|ADD|CMD|ENTRYPOINT)[ \t]+\S/m;
const YAML_LINE = /^(?:-[ \t]+)*["']?[A-Za-z_][\w.:/-]*["']?[ \t]*:(?:[ \t]|$)/;
const LONG_VALUE = /^[ \t-]*["']?[\w./:-]+["']?[ \t]*:[ \t]+(?:![\w!]+[ \t]+)?[|>][-+\d]{0,2}[ \t\r]*$/m;
const HCL_BLOCK = /^(?:resource|data|variable|output|provider|module|terraform|locals)\b[^{=;]*\{/;
const HEREDOC = /<<[-~]?[ \t]*"?[A-Za-z_]\w*"?[ \t\r]*$/m;
const FENCE = /^[ \t]{0,3}(?:```|~~~)/m;

const isMime = (start: string): boolean =>
  /^(?:Content-Type|MIME-Version):/i.test(start) && /^Content-Type:\s*multipart\//im.test(start.slice(0, 1000));

const isPatch = (start: string): boolean => /^diff --git |^Index: \S|^--- \S[^\n]*\n\+\+\+ \S/.test(start);

/** Prose before the first of at least two marks; a comment of a configuration is none. */
function isFenced(text: string): boolean {
  let marks = 0;
  for (const _ of text.matchAll(/^[ \t]{0,3}(?:```|~~~)/gm)) {
    marks += 1;
    if (marks === 2) return true;
  }
  return false;
}

/** The first that says something: no comment, no mark of YAML. */
function firstLine(start: string): string {
  const found = /^(?:[ \t]*(?:(?:#|\/\/)[^\n]*|---[^\n]*|%[^\n]*)?\r?\n)*([^\r\n]*)/.exec(start)?.[1] ?? '';
  return found.trim();
}
