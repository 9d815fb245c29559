import type { Definition, Namespace } from '../../../grammars/model/reference.ts';
import { type Statement, walk } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { type Layer, layersAt } from './layers.ts';
import type { Prepared } from './prepare.ts';

export interface Occurrence {
  /** In the layer's own text. */
  readonly span: Span;
  readonly kind: 'definition' | 'use';
}

/** A name that a configuration gives and uses, with every place that says it. */
export interface Name {
  readonly layer: Layer;
  readonly namespace: Namespace;
  readonly text: string;
  /** Part of the configuration in which the name is known (an iptables table); absent: everywhere. */
  readonly scope: string | undefined;
  /** Empty: used and never defined. Several: defined piece by piece. */
  readonly definitions: readonly Definition[];
  /** In text order. */
  readonly occurrences: readonly Occurrence[];
}

/** Whether a file that this one is put together with gives the name. */
export type DefinedElsewhere = (namespace: Namespace, text: string, scope: string | undefined) => boolean;

export const nowhere: DefinedElsewhere = () => false;

/** The name under an offset of the outermost text, of the innermost file that has one there. */
export function nameAt(
  prepared: Prepared,
  offset: number,
  elsewhere: DefinedElsewhere = nowhere,
): { readonly name: Name; readonly at: Occurrence } | undefined {
  for (const { layer, offset: own } of layersAt(prepared, offset).reverse()) {
    for (const name of namesOf(layer, layer.prepared === prepared ? elsewhere : nowhere)) {
      const at = name.occurrences.find(({ span }) => span.start <= own && own <= span.end);
      if (at) return { name, at };
    }
  }
  return undefined;
}

const known = new WeakMap<Layer, readonly Name[]>();

/** All names of one layer: those defined, then those only used. Collected once, where it stands alone. */
export function namesOf(layer: Layer, elsewhere: DefinedElsewhere = nowhere): readonly Name[] {
  if (elsewhere !== nowhere) return collect(layer, elsewhere);
  let names = known.get(layer);
  if (!names) known.set(layer, (names = collect(layer, nowhere)));
  return names;
}

interface Draft {
  readonly namespace: Namespace;
  readonly text: string;
  readonly scope: string | undefined;
  readonly definitions: Definition[];
  readonly occurrences: Occurrence[];
}

function collect(layer: Layer, elsewhere: DefinedElsewhere): Name[] {
  const { definitions, uses } = layer.prepared.device.references;
  const names = new Map<string, Draft>();
  const places = definitions.length > 0 ? wordPlaces(layer.prepared) : undefined;
  const entryOf = (namespace: Namespace, text: string, scope: string | undefined): Draft => {
    const key = keyOf(namespace, text, scope);
    const entry = names.get(key) ?? { namespace, text, scope, definitions: [], occurrences: [] };
    names.set(key, entry);
    return entry;
  };
  for (const definition of definitions) {
    const entry = entryOf(definition.namespace, definition.name.value, definition.scope);
    entry.definitions.push(definition);
    for (const span of places!.of(definition)) entry.occurrences.push({ span, kind: 'definition' });
  }
  for (const { namespaces, name, scope, again = [] } of uses) {
    const isGiven = (one: Namespace): boolean =>
      names.has(keyOf(one, name.value, scope)) || elsewhere(one, name.value, scope);
    const namespace = namespaces.find(isGiven) ?? namespaces[0];
    if (namespace === undefined) continue;
    const { occurrences } = entryOf(namespace, name.value, scope);
    for (const span of [name.span, ...again]) occurrences.push({ span, kind: 'use' });
  }
  return [...names.values()].map((name) => ({ ...name, layer, occurrences: distinct(name.occurrences) }));
}

const keyOf = (namespace: Namespace, text: string, scope: string | undefined): string =>
  `${namespace}\n${scope ?? ''}\n${text}`;

/**
 * Where a definition says its name: where the model found it, and in every other statement that begins with the same
 * words under the same parents or deeper (`access-list 101 ...`, `neighbor PEERS ...` in an address family).
 */
function wordPlaces(prepared: Prepared): { of(definition: Definition): Span[] } {
  const byStart = new Map<number, { readonly statement: Statement; readonly word: number }>();
  const byPrefix = new Map<string, { readonly span: Span; readonly context: string }[]>();
  for (const statement of walk(prepared.outline.statements)) {
    const context = contextOf(statement);
    let prefix = '';
    for (const [i, word] of statement.words.entries()) {
      byStart.set(word.span.start, { statement, word: i });
      prefix += ` ${i === 0 ? firstWord(word.text) : word.text}`;
      // Names stand near the start of what defines them.
      if (i >= 10) continue;
      const entry = { span: word.span, context };
      const entries = byPrefix.get(prefix);
      if (entries) entries.push(entry);
      else byPrefix.set(prefix, [entry]);
    }
  }
  return {
    of({ name, spans, scope }) {
      const others = spans
        .flatMap((span) => byStart.get(span.start)?.statement ?? [])
        .flatMap((own) => own.words.find((one) => one.text === name.value)?.span ?? []);
      // The same words may begin a line of another part, which means another thing.
      if (scope !== undefined) return [name.span, ...others];
      const found = byStart.get(name.span.start) ?? byStart.get(name.span.start - 1);
      if (!found) return [name.span, ...others];
      const { statement, word } = found;
      const start = statement.words[word]!.span.start;
      const prefix = statement.words
        .slice(0, word + 1)
        .map((one, i) => ` ${i === 0 ? firstWord(one.text) : one.text}`)
        .join('');
      const context = contextOf(statement);
      const alike = (byPrefix.get(prefix) ?? []).filter((one) => one.context.startsWith(context));
      const offset = name.span.start - start;
      const length = name.span.end - name.span.start;
      return [
        name.span,
        ...alike.map((one) => ({ start: one.span.start + offset, end: one.span.start + offset + length })),
        ...others,
      ];
    },
  };
}

const firstWord = (word: string): string => (/^(?:set|deactivate|activate|delete|protect)$/.test(word) ? 'set' : word);

function contextOf(statement: Statement): string {
  const parents: string[] = [];
  for (let parent = statement.parent; parent; parent = parent.parent)
    parents.push(`${parent.words.map((word) => word.text).join(' ')}\n`);
  return parents.reverse().join('');
}

function distinct(occurrences: readonly Occurrence[]): Occurrence[] {
  const byStart = new Map<number, Occurrence>();
  for (const one of occurrences) if (!byStart.has(one.span.start)) byStart.set(one.span.start, one);
  return [...byStart.values()].sort((a, b) => a.span.start - b.span.start);
}
