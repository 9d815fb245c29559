import { overlapsOne, type Span } from '../text/span.ts';

/** A text with Jinja in it, or with Go's templates, made readable without moving a character. */
export interface JinjaTemplate {
  /** As long as the template, line by line: expressions are words, statements and comments are blanks. */
  readonly text: string;
  readonly holes: readonly JinjaHole[];
  /** Of the holes, in text order. */
  readonly spans: readonly Span[];
  /** The innermost part of the template around an offset that may be left out or repeated; undefined: always there, once. */
  branchAt(offset: number): JinjaBranch | undefined;
}

export interface JinjaHole {
  readonly kind: 'expression' | 'statement' | 'comment';
  readonly span: Span;
}

/** What stands between `{% if %}` and the next `{% else %}`, in a loop, in a macro. */
export interface JinjaBranch {
  readonly span: Span;
  readonly parent: JinjaBranch | undefined;
}

/** How the word for an expression begins; no configuration has such a word. */
export const MARKER = 'zqj';

/** By the name of the file, or by statements and expressions that nothing else writes. */
export const isJinja = (text: string, path?: string): boolean =>
  (path !== undefined && /\.(?:j2|jinja2?)$/i.test(path)) ||
  /\{%[-+]?\s*(?:if|for|set|block|macro|include|import|from|extends|raw|filter|call|with)\b|\{\{[-+]?\s*[A-Za-z_"'(][^{}\r\n]*\}\}/.test(
    text,
  );

/** `rules.v4.j2` -> `rules.v4` */
export const withoutJinjaSuffix = (path: string): string => path.replace(/\.(?:j2|jinja2?)$/i, '');

/** Whether something of the template stands in the span. */
export const touches = ({ spans }: JinjaTemplate, span: Span): boolean => overlapsOne(spans, span);

const CLOSERS: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' };

/** Linear in the text; what is opened and never closed stays as it is. */
export function readJinja(text: string): JinjaTemplate {
  const holes: JinjaHole[] = [];
  const branches = branchKeeper(text.length);
  const missing = new Set<string>();
  let result = '';
  let done = 0;
  let verbatim = false;
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    const opener = text.slice(at, at + 2);
    const closer = CLOSERS[opener];
    if (closer === undefined || missing.has(closer)) continue;
    const close = text.indexOf(closer, at + 2);
    if (close < 0) {
      missing.add(closer);
      continue;
    }
    const span = { start: at, end: close + 2 };
    const body = text.slice(span.start, span.end);
    const keyword = keywordOf(body);
    // Between raw and endraw Jinja prints what it finds.
    if (verbatim && keyword !== 'endraw') continue;
    if (keyword === 'raw' || keyword === 'endraw') verbatim = keyword === 'raw';
    const kind = opener === '{#' ? 'comment' : opener === '{%' || keyword !== '' ? 'statement' : 'expression';
    if (kind === 'statement') branches.see(keyword, body, span);
    // What is included may be any number of lines, as an expression alone on its line may.
    const filled =
      kind === 'expression' || keyword === 'include' || keyword === 'template'
        ? withMarkers(body)
        : body.replace(/[^\r\n]/g, ' ');
    result += text.slice(done, at) + filled;
    holes.push({ kind, span });
    done = span.end;
    at = span.end - 1;
  }
  return { text: result + text.slice(done), holes, spans: holes.map(({ span }) => span), branchAt: branches.finish() };
}

/** `{% if x %}`, and `{{ if .x }}` of Go, in which Jinja has no keyword: `if`. */
const keywordOf = (body: string): string =>
  (/^\{%[-+]?\s*(\w*)/.exec(body) ??
    /^\{\{-?\s*(if|else|end|range|with|define|block|template|\/\*)(?![\w.])/.exec(body))?.[1] ?? '';

const withMarkers = (body: string): string =>
  body.replace(/[^\r\n]+/g, (line) => (MARKER + 'q'.repeat(line.length)).slice(0, line.length));

/** Statements whose inside is printed always and once open no branch: block, with, filter, raw. */
const OPENS = new Set(['if', 'for', 'macro', 'call', 'range', 'define']);
const SPLITS = new Set(['else', 'elif']);

function branchKeeper(length: number) {
  const open: { start: number; readonly parent: Draft | undefined; readonly keyword: string; draft: Draft }[] = [];
  const drafts: Draft[] = [];
  const begin = (start: number, parent: Draft | undefined): Draft => {
    const draft: Draft = { span: { start, end: length }, parent };
    drafts.push(draft);
    return draft;
  };
  return {
    see(keyword: string, body: string, span: Span): void {
      const top = open.at(-1);
      const go = body.startsWith('{{');
      if (
        OPENS.has(keyword) ||
        (keyword === 'set' && !body.includes('=')) ||
        (go && /^(?:with|block)$/.test(keyword))
      ) {
        const parent = top?.draft;
        open.push({ start: span.end, parent, keyword, draft: begin(span.end, parent) });
      } else if (SPLITS.has(keyword) && top) {
        top.draft.span = { start: top.draft.span.start, end: span.start };
        top.draft = begin(span.end, top.parent);
      } else if (keyword.startsWith('end') && top && (go || top.keyword === keyword.slice(3))) {
        top.draft.span = { start: top.draft.span.start, end: span.start };
        open.pop();
      }
    },
    finish(): JinjaTemplate['branchAt'] {
      // By where they begin: the last that holds an offset is the innermost.
      return (offset) => drafts.findLast(({ span }) => span.start <= offset && offset < span.end);
    },
  };
}

interface Draft extends JinjaBranch {
  span: Span;
}
