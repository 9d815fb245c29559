import type { Match } from '../../../model/filter.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { span } from '../../../text/span.ts';
import { isVerb, type Node } from '../tree.ts';
import { braces, indentAt, lineEndOf, regionOf, type Stanza, setLines, unitOf } from './layout.ts';
import { addBelow, ownStatements, setPath } from './places.ts';

export interface Insertion {
  readonly before: number;
  readonly action: 'permit' | 'deny';
  readonly matches: readonly Match[];
  readonly log?: boolean;
}

/** Where the rule is written: one block, or set lines; undefined where a group or several blocks write it. */
export function written(
  rule: Node | undefined,
): { form: 'braces' | 'set'; statements: readonly Statement[] } | undefined {
  const statements = rule ? ownStatements(rule) : [];
  const lines = statements.filter((statement) => isVerb(statement) && statement.words[0]!.text === 'set');
  if (lines.length > 0) return statements.every(isVerb) ? { form: 'set', statements: lines } : undefined;
  return statements.length === 1 && !isVerb(statements[0]!) ? { form: 'braces', statements } : undefined;
}

/** Puts rules of a list directly before one of them, at its end where that is absent. */
export function addBefore(
  outline: Outline,
  list: Node,
  before: Node | undefined,
  stanzas: readonly Stanza[],
): TextEdit | undefined {
  if (!before) return addBelow(outline, list, stanzas);
  const place = written(before);
  if (!place) return undefined;
  const { text } = outline;
  const [first] = place.statements;
  const eol = lineEndOf(text);
  const { start } = regionOf(outline, first!.span, place.form === 'braces');
  const indent = indentAt(text, first!.span.start);
  const lines =
    place.form === 'set'
      ? stanzas.flatMap((stanza) => setLines(stanza, setPath(list)).map((line) => `${indent}${line}${eol}`))
      : stanzas.map((stanza) => `${indent}${braces(stanza, indent, unitOf(text, first!), eol)}${eol}`);
  return { span: span(start, start), newText: lines.join('') };
}

export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let i = 2; taken.has(name); i += 1) name = `${wanted}-${i}`;
  return name;
}
