import { type Statement, walk } from '../../../outline.ts';
import { COMMANDS } from '../commands.ts';
import { stepsOf } from './code.ts';

/** Declares what every statement is, by the protocol it stands in. */
export function declareCoverage(statements: readonly Statement[], mode = 'file'): void {
  for (const statement of statements) {
    const { words, children } = statement;
    const kind = words[0]!.text === 'include' ? { coverage: 'recognised' as const } : COMMANDS.find(mode, words);
    statement.coverage = kind?.coverage ?? 'unknown';
    if (children.length === 0) continue;
    const binds = words[0]!.text === 'import' || words[0]!.text === 'export';
    const inside = binds && mode !== 'any' ? 'code' : (kind?.opens ?? (mode === 'any' ? mode : undefined));
    if (inside === 'code') stepsOf(children);
    else if (inside !== undefined) declareCoverage(children, inside);
  }
}

const unknown = new WeakMap<Statement, boolean>();

/** Something in it is unknown, or in another file. Templates are asked for every protocol. */
export function hasUnknown(statement: Statement): boolean {
  const before = unknown.get(statement);
  if (before !== undefined) return before;
  let found = false;
  for (const one of walk([statement])) found ||= one.coverage === 'unknown' || one.words[0]!.text === 'include';
  unknown.set(statement, found);
  return found;
}
