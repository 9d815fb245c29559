import type { Dialect } from '../dialect.ts';
import type { Device } from '../model/device.ts';
import type { Filter } from '../model/filter.ts';
import { type Coverage, type Outline, pieces, type Statement, type Trivia, type Word, walk } from '../outline.ts';
import { lineIndex } from '../text/line-index.ts';
import { overlapsOne } from '../text/span.ts';
import { type JinjaTemplate, MARKER, touches } from './jinja.ts';

/** A dialect that reads a template of its language: expressions are opaque words, what controls the template is trivia. */
export interface TemplatedDialect extends Dialect {
  readonly template: JinjaTemplate;
}

/**
 * `dialect` for one template. Its outlines are of the template's own text; its devices are parts of configurations, whose other parts
 * come with the values; it writes nothing that would copy an expression.
 */
export function templatedDialect(dialect: Dialect, template: JinjaTemplate): TemplatedDialect {
  const inner = new WeakMap<
    Outline,
    { readonly outline: Outline; readonly twins: ReadonlyMap<Statement, Statement> }
  >();
  return {
    ...dialect,
    template,
    parse: (text) => {
      const outline = dialect.parse(template.text);
      const twins = new Map<Statement, Statement>();
      const own: Outline = {
        text,
        statements: outline.statements.map((statement) => restored(statement, undefined, text, template, twins)),
        trivia: withHoles(outline, template),
        // A brace in each branch is one brace: what a template lacks is not known.
        problems: [],
      };
      inner.set(own, { outline, twins });
      return own;
    },
    toModel: (outline, path) => {
      const { outline: read, twins } = inner.get(outline)!;
      const device = dialect.toModel(read, path);
      for (const [statement, twin] of twins) twin.coverage = statement.coverage;
      recogniseFilled(dialect, outline, template);
      return partial(device, template);
    },
    write: (change, outline, device) => {
      const edits = dialect.write(change, inner.get(outline)!.outline, device);
      return edits?.some(({ span, newText }) => newText.includes(MARKER) || touches(template, span))
        ? undefined
        : edits;
    },
  };
}

/** The statement with the words that the template has, and its children. */
function restored(
  statement: Statement,
  parent: Statement | undefined,
  text: string,
  template: JinjaTemplate,
  twins: Map<Statement, Statement>,
): Statement {
  const words: Word[] = statement.words.map(({ span }) => ({ text: text.slice(span.start, span.end), span }));
  const children: Statement[] = [];
  const twin: Statement = { ...statement, words, parent, children };
  twins.set(statement, twin);
  for (const child of statement.children) children.push(restored(child, twin, text, template, twins));
  return twin;
}

/** The dialect's trivia, and what of the template became blanks; expressions are words already, or stand in a comment. */
function withHoles(outline: Outline, { holes }: JinjaTemplate): Trivia[] {
  const held = pieces(outline);
  // A quoted word or a comment of the dialect's own that runs over one holds it.
  const free = holes
    .filter(({ span }) => !overlapsOne(held, span))
    .map(({ span }): Trivia => ({ kind: 'comment', span }));
  return [...outline.trivia, ...free].sort((a, b) => a.span.start - b.span.start);
}

/** Values that expressions may have: a line that one of them makes known is a known line. */
const FILLINGS: readonly ((place: number) => string)[] = [
  () => '1',
  () => '192.0.2.1',
  () => '192.0.2.0/24',
  (place) => (place % 2 === 0 ? '192.0.2.1' : '255.255.255.0'),
  (place) => (place % 2 === 0 ? '192.0.2.0' : '0.0.0.255'),
  (place) => (place % 2 === 0 ? '192.0.2.1' : '64500'),
  (place) => (place % 2 === 0 ? 'tcp' : '443'),
];

/** No template is as long as this; to read it again for every guess would cost more than it tells. */
const LARGE = 100_000;

/** Statements that are unknown for an expression's sake are recognised; what they say is not known. */
function recogniseFilled(dialect: Dialect, outline: Outline, template: JinjaTemplate): void {
  const open = [...walk(outline.statements)].filter(
    ({ coverage, header }) => coverage === 'unknown' && touches(template, header),
  );
  if (open.length === 0) return;
  const lines = lineOf(outline.text);
  for (const statement of open) if (isOnlyExpression(statement)) statement.coverage = 'recognised';
  for (const filling of outline.text.length > LARGE ? [] : FILLINGS) {
    const left = open.filter(({ coverage }) => coverage === 'unknown');
    if (left.length === 0) return;
    const known = knownLines(dialect, filled(outline.text, template, filling));
    for (const statement of left)
      if (known.has(lines(statement.header.start))) statement.coverage = 'recognised' satisfies Coverage;
  }
}

/** `{{ extra_lines }}` alone: may stand for whole lines. */
const isOnlyExpression = ({ words }: Statement): boolean =>
  /^(?:\{\{[\s\S]*\}\}|\{%[\s\S]*%\})[;,]?$/.test(words.map(({ text }) => text).join(' '));

/** The template with a value for each expression, its lines where they were. */
function filled(text: string, { holes, text: masked }: JinjaTemplate, filling: (place: number) => string): string {
  let result = '';
  let done = 0;
  let place = 0;
  for (const { span } of holes) {
    const between = text.slice(done, span.start);
    if (between.includes('\n')) place = 0;
    const body = masked.slice(span.start, span.end);
    result += between + (body.includes(MARKER) && !body.includes('\n') ? filling(place) : body);
    if (body.includes(MARKER)) place += 1;
    done = span.end;
  }
  return result + text.slice(done);
}

/** 0-based lines of which every statement is known. */
function knownLines(dialect: Dialect, text: string): ReadonlySet<number> {
  const outline = dialect.parse(text);
  dialect.toModel(outline);
  const lines = lineOf(text);
  const known = new Set<number>();
  const unknown = new Set<number>();
  for (const { coverage, header } of walk(outline.statements))
    (coverage === 'unknown' ? unknown : known).add(lines(header.start));
  return new Set([...known].filter((line) => !unknown.has(line)));
}

const lineOf = (text: string): ((offset: number) => number) => {
  const index = lineIndex(text);
  return (offset) => index.positionAt(offset).line;
};

/** A template may define, use and route anything once it is filled; names that are expressions are no names. */
function partial(device: Device, template: JinjaTemplate): Device {
  const named = ({ name }: { readonly name: { readonly value: string } }): boolean => !name.value.includes(MARKER);
  const { definitions, uses } = device.references;
  return {
    ...device,
    filters: device.filters.map((filter) => openFilter(filter, template)),
    bgp: device.bgp.map((process) => ({
      ...process,
      closed: false,
      neighbours: process.neighbours.map((one) => ({ ...one, closed: false })),
    })),
    ...(device.nat ? { nat: { ...device.nat, closed: false } } : {}),
    references: { definitions: definitions.filter(named), uses: uses.filter(named) },
    dynamicRouting: true,
    fragment: true,
  };
}

/** Rules with an expression may match anything; those of a branch match what they say, where the branch is there. */
function openFilter(filter: Filter, template: JinjaTemplate): Filter {
  const rules = filter.rules.map((rule) => {
    const branch = template.branchAt(rule.span.start);
    const opaque = { text: '{{ }}', span: rule.span };
    if (touches(template, rule.span)) return { ...rule, matches: [{ family: filter.family, opaque: [opaque] }] };
    return branch
      ? { ...rule, matches: rule.matches.map((one) => ({ ...one, opaque: [...(one.opaque ?? []), opaque] })) }
      : rule;
  });
  return { ...filter, rules, closed: filter.closed && !touches(template, filter.span) };
}
