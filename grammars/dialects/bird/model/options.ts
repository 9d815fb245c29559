import type { Statement, Word } from '../../../outline.ts';
import { at, type Located, type Span } from '../../../text/span.ts';
import { readTerm } from '../grammar/command.ts';
import { evaluate } from './evaluate.ts';
import { TRUE } from './formula.ts';
import { newLists } from './lists.ts';
import type { Protocol, Source } from './source.ts';
import { UNKNOWN, type Value } from './values.ts';

/** The statements of a protocol, what its templates say first: the last one that speaks of a thing holds. */
export interface Options {
  readonly statements: readonly Statement[];
  /** Every template that it names is in the text. */
  readonly complete: boolean;
}

export function optionsOf(protocol: Protocol, source: Source): Options {
  const own = [protocol.statement];
  let { from } = protocol;
  let complete = true;
  for (let hops = 0; from; hops += 1) {
    const template = source.templates.get(from.value);
    if (!template || hops > 16) {
      complete = false;
      break;
    }
    own.unshift(template.statement);
    from = template.from;
  }
  return { statements: own.flatMap(({ children }) => children), complete };
}

export interface Option {
  readonly statement: Statement;
  /** Behind its name. */
  readonly rest: readonly Word[];
}

/** All statements whose words begin so, in order. */
export const allOf = (options: readonly Statement[], ...name: readonly string[]): Option[] =>
  options.flatMap((statement) =>
    name.every((word, i) => statement.words[i]?.text === word)
      ? [{ statement, rest: statement.words.slice(name.length) }]
      : [],
  );

export const lastOf = (options: readonly Statement[], ...name: readonly string[]): Option | undefined =>
  allOf(options, ...name).at(-1);

/** A switch: without a word it is on. Undefined where nothing says. */
export function isOn(option: Option | undefined): boolean | undefined {
  if (!option) return undefined;
  const word = option.rest[0]?.text;
  return word === undefined || !/^(?:no|off|false|0)$/.test(word);
}

/** What the words are worth, where the text tells. */
export function worth(words: readonly Word[], source: Source): Value {
  const term = readTerm(words);
  if (!term) return UNKNOWN;
  return evaluate(term, {
    source,
    program: {
      text: source.text,
      lists: newLists(),
      entries: [],
      epochs: { communities: 0, path: 0 },
      budget: { steps: 100_000 },
      complete: true,
      cutsPath: false,
      lineOf: () => 0,
    },
    variables: new Map(),
    path: TRUE,
    depth: 0,
    call: () => UNKNOWN,
  });
}

export function numberAt(words: readonly Word[], source: Source): Located<number> | undefined {
  const value = worth(words, source);
  const span = spanOfWords(words);
  return value.kind === 'number' && span ? at(value.value, span) : undefined;
}

export function spanOfWords(words: readonly Word[]): Span | undefined {
  const [first] = words;
  return first && { start: first.span.start, end: words.at(-1)!.span.end };
}

/** `"upstream"` without its quotes. */
export function textAt(words: readonly Word[]): Located<string> | undefined {
  const [word] = words;
  if (!word) return undefined;
  const quoted = /^["'](.*)["']$/.exec(word.text)?.[1];
  return quoted === undefined
    ? at(word.text, word.span)
    : at(quoted, { start: word.span.start + 1, end: word.span.end - 1 });
}
