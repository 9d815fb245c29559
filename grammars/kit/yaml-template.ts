import type { Span } from '../text/span.ts';

export interface Unfolded {
  /** Same length and lines as the template: expressions are letters, statements and comments are blanks. */
  readonly text: string;
  /** What was replaced, in text order. */
  readonly holes: readonly Span[];
}

const FILLER = 'x';

/** Terraform's `${name}` and `%{ if }`, as `unfoldTemplate` does Jinja's. */
export function unfoldInterpolation(text: string): Unfolded {
  const holes: Span[] = [];
  const unfolded = text.replace(/[$%]\{[^{}\n]{0,500}\}/g, (found, at: number) => {
    holes.push({ start: at, end: at + found.length });
    return (found[0] === '$' ? FILLER : ' ').repeat(found.length);
  });
  return { text: unfolded, holes };
}

/** Makes a Jinja template readable as YAML without moving a character. An unclosed `{{` stays as it is. */
export function unfoldTemplate(text: string): Unfolded {
  const holes: Span[] = [];
  let result = '';
  let done = 0;
  const closers: Record<string, string> = { '{{': '}}', '{%': '%}', '{#': '#}' };
  const missing = new Set<string>();
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    const opener = text.slice(at, at + 2);
    const closer = closers[opener];
    if (closer === undefined || missing.has(closer)) continue;
    const close = text.indexOf(closer, at + 2);
    if (close < 0) {
      missing.add(closer);
      continue;
    }
    const end = close + 2;
    const body = text.slice(at, end);
    result +=
      text.slice(done, at) + (opener === '{{' ? body.replace(/[^\r\n]/g, FILLER) : body.replace(/[^\r\n]/g, ' '));
    holes.push({ start: at, end });
    done = end;
    at = end - 1;
  }
  return { text: result + text.slice(done), holes };
}
