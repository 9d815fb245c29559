import type { HclExpression } from '../../../kit/hcl/expression.ts';

/** A quoted string with its quotes: a literal, or a template whose value is put together. */
export function bicepText(image: string, start: number): HclExpression {
  const span = { start, end: start + image.length };
  const source = image.slice(1, -1);
  if (/(?:^|[^\\])\$\{/.test(source)) return { kind: 'other', span };
  const text = unescaped(source);
  const exact = text === source;
  return { kind: 'text', text, span: exact ? { start: start + 1, end: span.end - 1 } : span, quoted: true, exact };
}

/** `'''text'''`: nothing in it means anything else; a line end behind the opening quotes is not part of it. */
export function multiLineText(image: string, start: number): HclExpression {
  const text = image
    .slice(3)
    .replace(/'''$/, '')
    .replace(/^\r?\n/, '');
  return { kind: 'text', text, span: { start, end: start + image.length }, quoted: true, exact: false };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\', $: '$' };

const unescaped = (source: string): string =>
  source.replace(/\\(?:u\{([0-9a-fA-F]{1,6})\}|([nrt'\\$]))/g, (whole, hex?: string, one?: string) => {
    if (hex === undefined) return ESCAPES[one!]!;
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
