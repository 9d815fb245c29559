import type { Span } from '../../text/span.ts';
import type { HclExpression } from './expression.ts';

const TRAVERSAL = /^\s*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\.\d+|\.\*|\[\d+\]|\["[^"\\]*"\]|\[\*\])*)\s*$/;

/** A quoted string with its quotes: a literal, a reference alone (`"${var.a}"`, as before Terraform 0.12), or a template. */
export function quotedText(image: string, start: number): HclExpression {
  const span = { start, end: start + image.length };
  const source = image.slice(1, -1);
  if (isTemplate(source)) {
    const alone = /^\$\{([^{}]*)\}$/.exec(source);
    const path = alone && pathOf(alone[1]!);
    return path ? { kind: 'traversal', path, span } : { kind: 'other', span };
  }
  const text = unescaped(source);
  const exact = text === source;
  const inner: Span = exact ? { start: span.start + 1, end: span.end - 1 } : span;
  return { kind: 'text', text, span: inner, quoted: true, exact };
}

/** `${` and `%{` that are not doubled. */
export const isTemplate = (source: string): boolean => /(?:^|[^$])\$\{|(?:^|[^%])%\{/.test(source);

function pathOf(source: string): string[] | undefined {
  const found = TRAVERSAL.exec(source);
  return found
    ? (found[1]!.match(/[A-Za-z_][\w-]*|\d+|\*|"[^"\\]*"/g) ?? []).map((part) => part.replaceAll('"', ''))
    : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function unescaped(source: string): string {
  if (!/\\|\$\$|%%/.test(source)) return source;
  return source
    .replace(/\$\$\{/g, '${')
    .replace(/%%\{/g, '%{')
    .replace(/\\(?:u([0-9a-fA-F]{4})|([nrt"\\]))/g, (_, hex?: string, one?: string) =>
      hex === undefined ? ESCAPES[one!]! : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
