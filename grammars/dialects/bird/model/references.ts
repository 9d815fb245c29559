import type { Definition, References, Use } from '../../../model/reference.ts';
import { type Statement, type Word, walk } from '../../../outline.ts';
import { at, type Located, type Span } from '../../../text/span.ts';
import { bare } from '../grammar/term-parser.ts';
import { BUILTIN_CALLS } from './evaluate.ts';
import type { Source } from './source.ts';

/** Filters and functions, templates, constants; where each is used. */
export function referencesOf(source: Source, statements: readonly Statement[], part: boolean): References {
  const definitions: Definition[] = [];
  const define = (namespace: Definition['namespace'], name: Located<string>, span: Span): void => {
    definitions.push({ namespace, name, spans: [span] });
  };
  for (const code of [...source.filters.values(), ...source.functions.values()])
    define('route-policy', code.name, code.statement.span);
  for (const { name, statement } of source.constants.values()) define('variable', name, statement.span);
  for (const { name, statement } of source.templates.values()) if (name) define('bgp-group', name, statement.span);
  const uses: Use[] = [];
  for (const statement of walk(statements)) usesOf(statement, source, uses);
  for (const { from } of [...source.protocols, ...source.templates.values()])
    if (from) uses.push({ namespaces: ['bgp-group'], name: from, by: `from ${from.value}`, effect: 'config-refused' });
  if (!part) return { definitions, uses };
  const here = new Set(definitions.map(({ namespace, name }) => `${namespace} ${name.value}`));
  // What is not here is in the file that this one belongs with.
  return {
    definitions,
    uses: uses.map((use) => (here.has(`${use.namespaces[0]} ${use.name.value}`) ? use : { ...use, predefined: true })),
  };
}

function usesOf(statement: Statement, source: Source, uses: Use[]): void {
  const { words } = statement;
  const [first, second, third] = words;
  const by = source.text.slice(first!.span.start, (third ?? second ?? first!).span.end).replace(/\s+/g, ' ');
  const binds = first!.text === 'import' || first!.text === 'export';
  if (binds && second?.text === 'filter' && third) {
    const name = nameOf(third);
    uses.push({
      namespaces: ['route-policy'],
      name,
      by: `${first!.text} filter ${name.value}`,
      effect: 'config-refused',
    });
  }
  // Behind the name that is defined, or behind `import where`.
  const own = binds || OWN_NAMES.has(first!.text) ? 2 : 0;
  const code = isCode(statement) || (binds && second?.text === 'where');
  for (let i = own; i < words.length; i += 1) {
    const word = words[i]!;
    const before = words[i - 1]?.text;
    if (before === '.' || !/^[A-Za-z_']/.test(word.text)) continue;
    const name = nameOf(word);
    if (words[i + 1]?.text === '(' && code) {
      const known = source.functions.has(name.value);
      if (known || (/^[a-z_][a-z0-9_]*$/i.test(name.value) && !isBuiltin(name.value)))
        uses.push({ namespaces: ['route-policy'], name, by, effect: 'config-refused' });
    } else if (source.constants.has(name.value)) uses.push({ namespaces: ['variable'], name, by });
    else if (code && isConstant(word.text)) uses.push({ namespaces: ['variable'], name, by, effect: 'config-refused' });
  }
}

const OWN_NAMES: ReadonlySet<string> = new Set(['define', 'filter', 'function', 'template', 'protocol']);

const isBuiltin = (name: string): boolean => BUILTIN_CALLS.has(name) || WORDS.has(name);

/** What may stand before a bracket without being called. */
const WORDS: ReadonlySet<string> = new Set(
  'if then else case for in do return accept reject error print printn set true false from'.split(' '),
);

/** Names of BIRD's own are of these kinds. */
const isConstant = (text: string): boolean =>
  /^[A-Z][A-Z0-9_]+$/.test(text) && !/^(?:RTS|RTD|RTC|ROA|NET|ASPA|ORIGIN|SCOPE|MPLS|AFI|AF|IP|T|EA|NH|IS)_/.test(text);

const code = new WeakMap<Statement, boolean>();

/** A command of a filter or function. */
function isCode({ parent }: Statement): boolean {
  if (!parent) return false;
  const before = code.get(parent);
  if (before !== undefined) return before;
  const { words } = parent;
  const top = parent.parent === undefined && (words[0]!.text === 'filter' || words[0]!.text === 'function');
  const inline = (words[0]!.text === 'import' || words[0]!.text === 'export') && words[1]?.text === 'filter';
  const found = top || inline || isCode(parent);
  code.set(parent, found);
  return found;
}

const nameOf = ({ text, span }: Word): Located<string> =>
  text.startsWith("'") ? at(bare(text), { start: span.start + 1, end: span.end - 1 }) : at(text, span);
